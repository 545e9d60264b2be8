import { beforeAll, describe, expect, it } from 'vitest';
import { Books } from './books.ts';

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

  it.each(['is reports readable by bob?', 'what is the sparkle of jobs?', 'is jobs like mail?', 'is reports safe?'])(
    'is not answered with something else where more is asked than is known: %s',
    async (says) => {
      expect(await books.say(says)).toMatchObject({ ok: true, value: { kind: 'refusal', problems: [{ code: 'INTENT_NOT_UNDERSTOOD' }] } });
    },
  );
});
