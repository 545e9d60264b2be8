import { describe, expect, it } from 'vitest';
import { Books, byNode } from './books.ts';

const problemsOf = async (books: Books, says: string) => {
  const came = await books.say(says);
  if (!came.ok) return came.problems;
  return came.value.kind === 'refusal' ? came.value.problems : [];
};

/** Books in which a sentence was made, and then lost, and what was asked before that. */
async function lost(says: string) {
  const books = new Books();
  const { deployment } = await books.make(says);
  const before = books.standing(deployment);
  books.loseRecords(({ type }) => type === 'AWS::S3::BucketPolicy');
  return { books, deployment, before };
}

describe('after records were lost and rebuilt', () => {
  it.each([
    'a table named orders with partition key id',
    'a versioned bucket named reports',
    'a private encrypted bucket named reports with logging',
    'a vpc named net with 1 public and 1 private subnet',
    'a queue named jobs with a dead-letter queue',
    'a fifo queue named jobs and an encrypted topic named alerts',
    'a queue',
    'a parameter named port with value 80',
  ])('the same sentence asks for the same as before: %s', async (says) => {
    const { books, deployment, before } = await lost(says);
    const again = await books.propose(says);
    expect(again.deployment).toBe(deployment);
    expect(byNode(again)).toEqual(Object.fromEntries(Object.entries(before).map(([node, resource]) => [node, { ...(resource as object), at: undefined }])));
  });

  it.each([
    ['a table named orders with partition key id', 'the table orders with partition key pk'],
    ['a table named orders with partition key id', 'the table orders with point in time recovery'],
    ['a bucket named reports', 'make reports versioned'],
    ['a queue named jobs', 'set the visibility timeout of jobs to 1 minute'],
  ])('a change of what nothing says is refused, with the way out: %s; %s', async (says, change) => {
    const { books } = await lost(says);
    const [found] = await problemsOf(books, change);
    expect(found).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('lost and rebuilt'), fix: expect.stringContaining('once more') });
    await books.make(says);
    expect(await problemsOf(books, change)).toEqual([]);
  });

  it('a removal of one of several is refused, since the others would be asked for as nothing; that of all is not', async () => {
    const { books, deployment } = await lost('a queue named jobs and a bucket named reports');
    const [found] = await problemsOf(books, 'delete the queue jobs');
    expect(found).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(/were lost and rebuilt, .* asked of bucket_reports$/) });
    expect(await books.say(`delete ${deployment}`)).toMatchObject({ ok: true, value: { kind: 'removal', rest: null } });
    expect(await books.say('delete the queue jobs and the bucket reports')).toMatchObject({ ok: true, value: { kind: 'removal', rest: null } });
  });

  it('one of several things that is asked for again does not end the others', async () => {
    const { books } = await lost('a queue named jobs and a bucket named reports');
    expect(await problemsOf(books, 'a queue named jobs')).toMatchObject([{ code: 'INPUT_INVALID', at: 'bucket_reports' }]);
  });
});

describe('what is pointed at and is in no record', () => {
  const lost = async (left: 'tags' | 'nothing') => {
    const books = new Books();
    await books.make('a bucket named reports');
    if (left === 'tags') books.unknown = books.bindings.filter((binding) => binding.kind === 'resource');
    books.bindings = [];
    books.deployments.clear();
    books.drafts.clear();
    return books;
  };

  it.each(['the bucket reports', 'the bucket', 'make the bucket "reports" versioned', 'is reports encrypted?'])(
    'is looked for among what is ours there, which is brought back first: %s',
    async (says) => {
      const problems = [
        { cause: expect.stringContaining('the books do not know everything'), fix: expect.stringContaining('asbuilt deployments recover --target sandbox') },
      ];
      expect(await (await lost('tags')).say(says)).toMatchObject({ ok: true, value: { kind: 'refusal', problems } });
    },
  );

  it('is asked about where there is nothing else of ours, or where it is said to be new', async () => {
    expect(await (await lost('nothing')).say('the bucket reports')).toMatchObject({ ok: true, value: { kind: 'question' } });
    expect(await (await lost('tags')).say('a bucket named reports')).toMatchObject({ ok: true, value: { kind: 'proposal' } });
  });
});

describe('what was found again by an identifier that is no name', () => {
  it('is called as its node is, so that what is said of it is not said of nothing', async () => {
    const books = new Books();
    const { deployment } = await books.make('an ECS Fargate service named web-shop');
    books.loseRecords();
    books.bindings = books.bindings.map((one) =>
      one.kind === 'resource' && one.type === 'AWS::ECS::Service' ? { ...one, identifier: 'arn:aws:ecs:x|y', rebuilt: { seenIn: [] } } : one,
    );
    const [found] = await problemsOf(books, 'set the desired count of web-shop to 4');
    expect(found).toMatchObject({ message: expect.stringContaining(`${deployment} were lost and rebuilt`) });
  });
});
