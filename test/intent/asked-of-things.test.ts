import { beforeAll, describe, expect, it } from 'vitest';
import { Books, elsewhere } from './books.ts';

const setup = [
  'a bucket named reports',
  'a versioned bucket named kept',
  'a queue named jobs with a visibility timeout of 1 minute',
  'a queue named mail',
  'a vpc named net with 1 public and 2 private subnets',
  'a vpc named other with 1 private subnet',
  'a parameter named /app/greeting with value "hunter2x"',
];

describe('a question about what stands', () => {
  let books: Books;
  beforeAll(async () => {
    books = new Books();
    for (const says of setup) await books.make(says);
  });

  const answer = async (says: string) => {
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'answer') throw new Error(`${says}: ${JSON.stringify(came)}`);
    return came.value;
  };

  it.each<[string, RegExp]>([
    ['is reports versioned?', /^No: reports, versioned/],
    ['is the bucket kept versioned?', /^Yes: kept, versioned/],
    ['is reports not versioned?', /^Yes: reports, not versioned/],
    ['does kept have versioning?', /^Yes: kept, versioning/],
    ['how many subnets does net have?', /^3 of net \(EC2 Subnet\)/],
    ['how many subnets does other have?', /^1 of other/],
    ['how many public subnets does net have?', /^1 of net/],
    ['how many private subnets does net have?', /^2 of net/],
    ['how many public subnets does other have?', /^0 of other/],
    ['how many private subnets does other have?', /^1 of other/],
    ['does net have a nat gateway?', /^No: 0 of net \(EC2 NatGateway\)/],
    ['does net have an internet gateway?', /^Yes: 1 of net/],
    ['what is the visibility timeout of jobs?', /^jobs \(AWS::SQS::Queue\): VisibilityTimeout: 60/],
    ['what is the retention of jobs?', /MessageRetentionPeriod: not set, or not told/],
    ["what is jobs' visibility timeout?", /VisibilityTimeout: 60/],
    ['what is the bucket encryption of reports?', /BucketEncryption.*AES256/],
    ['what is the value of /app/greeting?', /: Value: "\(withheld\)"$/],
    ['who approved the last run?', /^The last run, .* was approved by ada/],
    ['has anything drifted?', /was compared/],
    ['what is running right now?', /^No run: running now/],
    ['what changed today?', /^\d+ runs: the latest/],
  ])('is answered with what is asked of it: %s', async (says, text) => {
    expect((await answer(says)).text).toMatch(text);
  });

  it.each([
    ['show me the queue jobs', ['jobs']],
    ['show jobs', ['jobs']],
    ['list the queues', ['jobs', 'mail']],
    ['which buckets are versioned?', ['kept']],
  ])('is about the thing that it names, and else about all of a kind: %s', async (says, identifiers) => {
    const { rows } = await answer(says);
    expect([...new Set(rows.map(({ identifier }) => identifier))].sort()).toEqual(identifiers);
  });

  it('names the deployments that are to be asked for again where drift is meant', async () => {
    expect((await answer('has anything drifted?')).rows.map(({ deployment }) => deployment)).toHaveLength(setup.length);
  });

  it.each([
    'is reports readable by bob?',
    'what is the sparkle of jobs?',
    'is jobs like mail?',
    'is reports safe?',
    'how many public and private subnets does net have?',
  ])('is not answered with something else where more is asked than is known: %s', async (says) => {
    expect(await books.say(says)).toMatchObject({ ok: true, value: { kind: 'refusal', problems: [{ code: 'INTENT_NOT_UNDERSTOOD' }] } });
  });
});

describe('a question about what cannot be looked at as usual', () => {
  const textOf = async (books: Books, says: string) => {
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'answer') throw new Error(`${says}: ${JSON.stringify(came)}`);
    return came.value.text;
  };

  it.each<[string, RegExp]>([
    ['is far versioned?', /^Yes: far, versioned.*at other/],
    ['is far not versioned?', /^No: far/],
    ['how many subnets does farnet have?', /^2 of farnet/],
    ['what is the visibility timeout of farjobs?', /VisibilityTimeout: 60/],
  ])('is answered from the target where the thing stands: %s', async (says, text) => {
    const books = new Books();
    await books.make('a versioned bucket named far', [], elsewhere);
    await books.make('a vpc named farnet with 2 private subnets', [], elsewhere);
    await books.make('a queue named farjobs with a visibility timeout of 1 minute', [], elsewhere);
    expect(await textOf(books, says)).toMatch(text);
  });

  it.each(['how many subnets does net have?', 'does net have an internet gateway?'])(
    'has no answer where the records do not say what belongs to it: %s',
    async (says) => {
      const books = new Books();
      await books.make('a vpc named net with 1 public and 2 private subnets');
      books.drafts.clear();
      expect(await textOf(books, says)).toMatch(/^It cannot be told: 0 of net/);
    },
  );

  it.each(['is reports versioned?', 'is reports not versioned?'])('has no answer where the thing is not there any more: %s', async (says) => {
    const books = new Books();
    await books.make('a bucket named reports');
    books.gone.add('reports');
    expect(await textOf(books, says)).toMatch(/^It cannot be told: reports/);
  });

  it.each(['is twin encrypted?', 'is twin not encrypted?'])('tells of how many of one name it is so: %s', async (says) => {
    const books = new Books();
    await books.make('a topic named twin');
    await books.make('an encrypted queue named twin');
    expect(await textOf(books, says)).toMatch(/^1 of the 2 that are called so: twin/);
  });
});
