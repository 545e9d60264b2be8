import { beforeAll, describe, expect, it } from 'vitest';
import type { Intent } from '../../src/model/intent.ts';
import { Books, elsewhere, here, third } from './books.ts';

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
    ['are there two queues?', /^Yes: 2 at/],
    ['are there three queues?', /^No: 2 at/],
    ['is there 1 queue?', /^There are more than 1: 2 at/],
    ['are there exactly 2 queues?', /^Yes: 2 at/],
    ['are there at least 2 queues?', /^Yes: 2 at/],
    ['do we have more than two queues?', /^No: 2 at/],
    ['do we have fewer than 3 queues?', /^Yes: 2 at/],
    ['do we have at most one queue?', /^No: 2 at/],
    ['are there two versioned buckets?', /^No: 1 at/],
    ['must a VPC have two public subnets?', /^Nothing in the knowledge base demands it.*0 to 8 can be asked for$/],
    ['can a VPC have three private subnets?', /^Yes: pattern\/vpc@/],
    ['can a VPC have 9 public subnets?', /^No: pattern\/vpc@/],
    ['can a bucket be encrypted?', /^Yes: control\/encrypted@/],
    ['must a bucket be encrypted?', /^Nothing in the knowledge base demands it.*It is possible: control\/encrypted@/],
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
    'are two queues encrypted?',
    'which two queues are encrypted?',
    'can a queue have two dead-letter queues?',
    'is there a VPC with two public subnets?',
  ])('is not answered with something else where more is asked than is known: %s', async (says) => {
    expect(await books.say(says)).toMatchObject({ ok: true, value: { kind: 'refusal', problems: [{ code: 'INTENT_NOT_UNDERSTOOD' }] } });
  });
});

describe('a part of a question', () => {
  let books: Books;
  beforeAll(async () => {
    books = new Books();
    for (const says of ['a bucket named reports', 'an encrypted queue named q1', 'a queue named q2 without encryption', 'a table named orders keyed by id'])
      await books.make(says);
  });
  const told = async (says: string) => {
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'answer') throw new Error(`${says}: ${JSON.stringify(came)}`);
    return came.value;
  };

  it.each([
    ['is the bucket invoices encrypted?', /^No: there is no invoices there\. None at/],
    ['is the table users backed up?', /^No: there is no users there/],
    ['does the queue payments have encryption?', /^No: there is no payments there/],
    ['is the bucket orders encrypted?', /^No: there is no orders there/],
    ['is the bucket "invoices" encrypted?', /^No: there is no invoices there/],
    ['show the bucket invoices', /^None at .* named invoices$/],
    ['how many encrypted queues are there in eu-west-1?', /^None at sandbox \(eu-west-1\)/],
    ['is q1 encrypted in eu-west-1?', /^No: there is no q1 there/],
    ['is the table orders in eu-west-1?', /^None at sandbox \(eu-west-1\)/],
    ['how many queues are there in us-east-1 of account 111111111111?', /^2 at/],
    ['how many queues are there in sandbox?', /^2 at/],
    ['are all queues encrypted?', /^No: 1 of 2; not: q2\./],
    ['is every queue encrypted?', /^No: 1 of 2; not: q2\./],
    ['are my queues encrypted', /^No: 1 of 2; not: q2\./],
    ['are all buckets encrypted?', /^Yes: all 1\./],
    ['are any queues unencrypted?', /^Yes: 1 at/],
    ['are there fifo queues?', /^No: None at/],
    ['do we have encrypted queues?', /^Yes: 1 at/],
  ])('restricts the answer: %s', async (says, text) => {
    expect((await told(says)).text).toMatch(text);
  });

  it.each([
    ['which tables are in account 222222222222?', '222222222222'],
    ['how many buckets are there in mars-1?', 'mars'],
    ['list the queues in ap-south-1', 'ap-south-1'],
    ['which buckets allow access from account 999999999999?', 'allow access'],
    ['which queues are tagged team=core?', 'tagged team=core'],
    ['which queues have a visibility timeout over 60 seconds?', 'over'],
    ['are there any empty queues?', 'empty'],
    ['is the queue empty?', 'empty'],
    ['how many buckets are older than a year?', 'older than year'],
    ['which queues did bob create?', 'bob create'],
    ['how many queues are there in staging?', 'staging'],
    ['which queues are used by lambdas?', 'used by lambdas'],
    ['which buckets are public or unencrypted?', 'or'],
    ['is invoices encrypted?', 'invoices'],
    ['is q1 encrypted by default?', 'default'],
    ['can bob read a bucket?', 'bob read'],
    ['can a bucket be versioned in eu-west-1?', 'eu-west-1'],
  ])('is refused by its words where it is not understood: %s', async (says, words) => {
    const came = await books.say(says);
    expect(came, says).toMatchObject({
      ok: true,
      value: { kind: 'refusal', problems: [{ code: 'INTENT_NOT_UNDERSTOOD', message: expect.stringContaining(words) }] },
    });
  });

  it('is not dropped where it is asked what was done', async () => {
    expect((await told('did you make a bucket of bob?')).text).toContain('The books do not answer');
    expect((await told('did you make a bucket?')).text).toMatch(/^Yes: the books hold 1/);
    expect((await told('did you make a bucket in eu-west-1?')).text).toMatch(/^No: the books hold none/);
  });

  it.each([
    'does reports have logging',
    'is reports versioned',
    'has reports versioning',
    'is q1 encrypted',
    'which queues are encrypted',
    'do we have queues',
    'how many queues are there',
  ])('needs no mark to be one of a question: %s', async (says) => {
    expect(await told(says)).toMatchObject({ kind: 'answer' });
  });

  it.each(['have a bucket named logs', 'what we need is a queue named jobs', 'do create a queue named jobs'])('is a wish all the same: %s', async (says) => {
    expect((await books.say(says)).ok && (await books.say(says))).not.toMatchObject({ value: { kind: 'answer' } });
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

  it.each(['is reports versioned?', 'is reports not versioned?'])(
    'says that the thing is gone, and how it comes back, where it is not there any more: %s',
    async (says) => {
      const books = new Books();
      await books.make('a bucket named reports');
      books.gone.add('reports');
      expect(await textOf(books, says)).toMatch(/^reports is gone: .* ask for the bucket reports/);
    },
  );

  it.each<[string, RegExp]>([
    ['are there two queues?', /^Yes: 2 at/],
    ['are there at least 2 queues?', /^Yes: 2 at/],
    ['are there fewer than 2 queues?', /^No: 2 at/],
    ['is there 1 queue?', /^There are more than 1: 2 at/],
    ['are there more than one queues?', /^Yes: 2 at/],
    ['are there at most 1 queues?', /^No: 2 at/],
    ['are there exactly 1 queues?', /^No: 2 at/],
    ['are there three queues?', /^It cannot be told: 2 at/],
    ['are there exactly 2 queues?', /^It cannot be told: 2 at/],
    ['are there more than 2 queues?', /^It cannot be told: 2 at/],
    ['are there at most 2 queues?', /^It cannot be told: 2 at/],
    ['are there fewer than 3 queues?', /^It cannot be told: 2 at/],
  ])('says how many there are only as far as what was not looked at leaves it open: %s', async (says, text) => {
    const books = new Books();
    await books.make('a queue named jobs');
    await books.make('a queue named mail');
    books.closed.add('eu-west-1');
    expect(await textOf(books, says)).toMatch(text);
  });

  it('says how many there are where not all of them are named', async () => {
    const books = new Books();
    await books.make('51 queues');
    expect(await textOf(books, 'how many queues are there?')).toMatch(/^51 at/);
    expect(await textOf(books, 'which queues are encrypted?')).toMatch(/^At least 50 at/);
  });

  it.each(['is twin encrypted?', 'is twin not encrypted?'])('tells of how many of one name it is so: %s', async (says) => {
    const books = new Books();
    await books.make('a topic named twin');
    await books.make('an encrypted queue named twin');
    expect(await textOf(books, says)).toMatch(/^1 of the 2 that are called so: twin/);
  });
});

describe('a question with a target or a deployment beside it', () => {
  let books: Books;
  beforeAll(async () => {
    books = new Books();
    await books.make('a queue named pair with a retention of 2 days');
    await books.make({ intent: 'a queue named pair with a retention of 3 days', name: 'second' as Intent['name'] }, [], elsewhere);
  });
  const told = async (...said: Parameters<Books['say']>) => {
    const came = await books.say(...said);
    return came.ok ? came.value : { kind: 'refusal' as const, problems: came.problems };
  };

  it('is answered for that alone, and for all of them with where each is', async () => {
    const asked = 'what is the retention of pair?';
    expect(await told(asked)).toMatchObject({ text: expect.stringMatching(/172800 \(of \S+, in us-east-1 of \d+\); .*259200 \(of second, in/) });
    expect(await told(asked, [], elsewhere)).toMatchObject({ text: 'pair (AWS::SQS::Queue): MessageRetentionPeriod: 259200' });
    expect(await told({ intent: asked, deployment: 'second' as Intent['deployment'] })).toMatchObject({ text: expect.stringMatching(/: 259200$/) });
    expect(await told('is the queue pair encrypted?', [], elsewhere)).toMatchObject({ text: expect.stringMatching(/1 at other \(/) });
    expect(await told('what was the last run?', [], elsewhere)).toMatchObject({ text: expect.stringMatching(/of second/) });
  });

  it('is refused where what it names is not there', async () => {
    for (const asked of ['what is the retention of pair?', 'is pair encrypted?', 'what depends on pair?'])
      expect(await told(asked, [], third)).toMatchObject({
        kind: 'refusal',
        problems: [{ message: expect.stringContaining('nothing that is called pair is where') }],
      });
    expect(await told({ intent: 'is pair encrypted?', deployment: 'nothere' as Intent['deployment'] })).toMatchObject({
      problems: [{ code: 'DEPLOYMENT_UNKNOWN' }],
    });
  });

  it('says which change is taken back, and what is removed, as well', async () => {
    expect(await told('undo the last change of pair', [], elsewhere)).toMatchObject({ kind: 'removal', deployment: 'second' });
    expect(await told('undo the last change of pair')).toMatchObject({
      problems: [{ fix: expect.stringMatching(/\(at sandbox\); or: undo the last change of second \(at other\)/) }],
    });
    expect(await told('undo that', [], here)).toMatchObject({ kind: 'removal', deployment: expect.stringMatching(/^queue_pair/) });
    expect(await told({ intent: 'delete the queue pair', deployment: 'second' as Intent['deployment'] })).toMatchObject({
      kind: 'removal',
      deployment: 'second',
    });
    expect(await told('delete the queue pair', [], elsewhere)).toMatchObject({ kind: 'removal', deployment: 'second' });
  });
});

describe('a question what depends on a thing', () => {
  const rowsOf = async (books: Books, ...said: Parameters<Books['say']>) => {
    const came = await books.say(...said);
    if (!came.ok || came.value.kind !== 'answer') throw new Error(JSON.stringify(came));
    return came.value;
  };

  it.each(['what depends on jobs?', 'what depends on the queue jobs?', 'what breaks if I delete the queue "jobs"?'])(
    'is answered by its name: %s',
    async (says) => {
      const books = new Books();
      const { deployment } = await books.make('a lambda function named worker triggered by a queue named jobs');
      await books.make('a queue named alone');
      const { text, rows } = await rowsOf(books, says);
      expect(text).toMatch(new RegExp(`in the books depends? on ${deployment}.queue_jobs$`));
      expect(rows.map(({ type }) => type)).toContain('AWS::Lambda::EventSourceMapping');
      expect((await rowsOf(books, 'what depends on the queue alone?')).text).toMatch(/^Nothing in the books depends on \S+queue_alone$/);
    },
  );

  it('is answered by the name of its node, and for several that depend on each other', async () => {
    const books = new Books();
    await books.make('a queue named mail with a dead-letter queue');
    const ofOne = await rowsOf(books, 'what depends on dead_letter_queue_mail?');
    expect(ofOne.rows.map(({ node }) => node)).toEqual(['queue_mail']);
    const ofBoth = await rowsOf(books, 'what depends on the queues?');
    expect(ofBoth.rows.map(({ node }) => node)).toContain('queue_mail');
    expect((await rowsOf(books, 'what depends on legacy_queue?')).text).toMatch(/^legacy_queue was not found/);
  });

  it('is answered for all of a kind where no name is said, and by what was applied in other deployments', async () => {
    const books = new Books();
    await books.make('a bucket named reports');
    const other = await books.make('a queue named jobs');
    const [queue] = books.bindings.filter(({ deployment }) => deployment === other.deployment);
    if (queue?.kind !== 'resource') throw new Error('no queue');
    books.bindings.push({
      ...queue,
      node: 'reader' as typeof queue.node,
      type: 'AWS::S3::BucketPolicy' as typeof queue.type,
      identifier: 'x',
      applied: { Bucket: 'reports' },
    });
    const { text, rows } = await rowsOf(books, { intent: 'what depends on the bucket?' });
    expect(text).toMatch(/^1 in the books depends on \S+\.bucket_reports$/);
    expect(rows).toMatchObject([{ node: 'reader', because: expect.stringMatching(/^its \/Bucket is the BucketName of/) }]);
    expect((await rowsOf(books, 'what depends on the bucket nothere?')).text).toMatch(/was not found/);
  });
});
