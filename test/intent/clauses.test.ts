import { describe, expect, it } from 'vitest';
import { Books } from './books.ts';

const cameTo = async (says: string) => {
  const came = await new Books().say(says);
  if (!came.ok) throw new Error(JSON.stringify(came));
  return came.value;
};

describe('a clause that a sentence hangs on a thing', () => {
  it.each([
    'a bucket named reports that denies plain http',
    'a bucket named reports that only auditors read',
    'a bucket named reports that forbids deletes',
    'a queue named jobs that drops messages after an hour',
    'a queue named jobs that retries three times',
    'a topic named alerts that emails me@example.com',
    'a queue named jobs that emails bob',
    'a bucket named reports that copies to eu-west-1 nightly',
    'a bucket named reports which allows only admins in',
    'a bucket named reports that nobody can delete',
    'a bucket named reports that our auditors alone may read',
    'a bucket named reports that we cannot delete',
    'a bucket named reports that our app may not read',
    'a bucket named reports which allows deletes',
    'a queue named jobs which ensures durability',
    'a bucket named reports so that deletes fail',
    'a queue named jobs such that messages stay in order',
    'a queue named jobs like a stack',
  ])('is asked about or refused where it says how the thing is to be: %s', async (says) => {
    expect(['question', 'refusal']).toContain((await cameTo(says)).kind);
  });

  it.each([
    'a queue named jobs which enables decoupled processing',
    'a bucket named reports that we need',
    'a bucket named reports that our app uses',
    'a bucket that our app uses named reports',
    'a queue named jobs that the billing team reads from',
    'a bucket named reports which my service writes to',
  ])('is left aside where it says what the thing is for: %s', async (says) => {
    expect((await cameTo(says)).kind).toBe('proposal');
  });

  it.each(['a queue like jobs but fifo', 'a queue named work like jobs', 'a fifo queue similar to the queue jobs'])(
    'is refused where the thing is to be like one that stands: %s',
    async (says) => {
      const books = new Books();
      await books.make('a queue named jobs');
      const came = await books.say(says);
      expect(came).toMatchObject({ ok: true, value: { kind: 'refusal', problems: [{ message: expect.stringContaining('is not taken over') }] } });
    },
  );

  it('moves the thing nowhere, also where it is left out', async () => {
    const books = new Books();
    const says = 'a bucket named reports that copies to eu-west-1 nightly';
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'question') throw new Error(JSON.stringify(came));
    const [asked] = came.value.questions;
    const made = await books.propose(says, [{ at: asked?.at ?? '', slot: asked?.slot ?? '', value: 'leave out' }]);
    expect(made.region).toBe('us-east-1');
  });
});

describe('a network that is there', () => {
  it('takes what is put into it by its name, and no second one is made', async () => {
    const books = new Books();
    const net = await books.make('a vpc named net with 1 private subnet');
    const came = await books.say('an ec2 instance in the vpc named net');
    const answers = came.ok && came.value.kind === 'question' ? came.value.questions.map(({ at, slot, default: value }) => ({ at, slot, value })) : [];
    const made = await books.propose('an ec2 instance in the vpc named net', answers);
    expect(made.deployment).toBe(net.deployment);
    expect(made.resources.filter(({ type }) => type === 'AWS::EC2::VPC').map(({ node }) => node)).toEqual(['vpc_net']);
    expect(made.resources.filter(({ type }) => type === 'AWS::EC2::Subnet')).toHaveLength(1);
    expect(made.resources.some(({ type }) => type === 'AWS::EC2::Instance')).toBe(true);
  });

  it.each(['an ec2 instance in my vpc', 'an ec2 instance in the default vpc', 'an ec2 instance in our existing vpc'])(
    'is not made a second time where nothing says which it is: %s',
    async (says) => {
      const books = new Books();
      const came = await books.say(says);
      const answers = came.ok && came.value.kind === 'question' ? came.value.questions.map(({ at, slot, default: value }) => ({ at, slot, value })) : [];
      const last = answers.length === 0 ? came : await books.say(says, answers);
      expect(last).toMatchObject({ ok: true, value: { kind: 'refusal' } });
    },
  );
});
