import { beforeEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Answer, Question } from '../../src/model/question.ts';
import { Books } from './books.ts';
import { problemsOf, proposalOf, resolveText } from './real-context.ts';

function questionsOf(text: string, answers: readonly Answer[] = []): readonly Question[] {
  const resolved = resolveText(text, answers);
  if (!resolved.ok || resolved.value.kind !== 'question') throw new Error(`${text}: ${JSON.stringify(resolved)}`);
  return resolved.value.questions;
}

function answersTo(questions: readonly Question[], ...values: readonly string[]): Answer[] {
  return questions.flatMap(({ at, slot }, index) => (values[index] === undefined ? [] : [{ at, slot, value: values[index] }]));
}

function answeredWith(text: string, ...values: readonly string[]): Proposal {
  const resolved = resolveText(text, answersTo(questionsOf(text), ...values));
  if (!resolved.ok || resolved.value.kind !== 'draft') throw new Error(`${text}: ${JSON.stringify(resolved)}`);
  return resolved.value;
}

const toldOf = ({ evidence }: Proposal): string[] => evidence.map(({ words, effect }) => `${words}: ${effect}`);
const ofType = ({ resources }: Proposal, type: string) => resources.filter((resource) => resource.type === `AWS::${type}`).map(({ properties }) => properties);

describe('what nobody knows the meaning of', () => {
  const two = 'a queue named jobs that frobs the knobs, with blue paint';

  it('is asked part by part, with the words that belong together in one', () => {
    expect(questionsOf(two).map(({ text }) => /"[^"]+"/.exec(text)?.[0])).toEqual(['"frobs the knobs"', '"blue paint"']);
  });

  it('stays open where an answer is about another part', () => {
    const [first, second] = questionsOf(two);
    expect(questionsOf(two, answersTo([first as Question], 'DelaySeconds=5'))).toEqual([second]);
  });

  it('is settled by what was answered of it, and by nothing else', () => {
    const told = toldOf(answeredWith(two, 'DelaySeconds=5', 'leave out'));
    expect(told).toContain('frobs the knobs: is said otherwise, as was answered: DelaySeconds');
    expect(told).toContain('blue paint: is left out, as was answered');
  });

  it('is asked later where other questions come first', () => {
    const asked = questionsOf('a table with red doors, green floors, blue walls');
    expect(asked.map(({ slot }) => slot)).toEqual(['hash_key', 'hash_key_type', 'unread']);
  });

  it('is offered no property of which it shares but one word of many, and none that could not be changed again', () => {
    const [asked] = questionsOf('a bucket named archive whose objects move to Glacier after 30 days');
    expect(asked?.options.map(({ value }) => value)).toEqual(['leave out']);
    expect(asked?.text).not.toContain('ObjectLock');
    expect(questionsOf('a bucket with object lock enabled mode')[0]?.options.map(({ value }) => value)).not.toContain('ObjectLockEnabled=true');
  });

  it('leaves a path right behind a noun its name, and a time its length', () => {
    expect(ofType(proposalOf('a log group /app/web kept for 30 days'), 'Logs::LogGroup')).toEqual([{ LogGroupName: '/app/web', RetentionInDays: 30 }]);
    expect(questionsOf('a log group /app/web frobbing knobs').map(({ text }) => /"[^"]+"/.exec(text)?.[0])).toEqual(['"frobbing knobs"']);
  });
});

describe('a name', () => {
  it('may be the letter a where a list follows it', () => {
    expect(ofType(proposalOf('three queues named a, b and c'), 'SQS::Queue').map(({ QueueName }) => QueueName)).toEqual(['a', 'b', 'c']);
    expect(problemsOf('a queue named a')[0]?.message).toBe('no name follows "named"');
  });

  it('is asked for where a word leads to it and none follows', () => {
    expect(questionsOf('a lambda named, with 512 MB of memory')[0]?.text).toContain('"named"');
  });

  it('is the first of a list behind commas, where one thing is asked for', () => {
    const [database] = ofType(proposalOf('a postgres database named shop-db, db.t3.small, encrypted'), 'RDS::DBInstance');
    expect(database).toMatchObject({ DBInstanceIdentifier: 'shop-db', DBInstanceClass: 'db.t3.small', StorageEncrypted: true });
    expect(questionsOf('a lambda named x1, y1, 512 MB of memory')[0]?.text).toContain('"y1"');
    expect(questionsOf('a lambda named x1 and y1, 512 MB of memory')[0]?.text).toContain('"named x1 and y1"');
  });

  it('makes a thing of a word that many things are called, where an article and "named" stand around it', () => {
    expect(ofType(proposalOf('a python function named resize'), 'Lambda::Function')[0]).toMatchObject({ FunctionName: 'resize', Runtime: 'python3.13' });
    expect(ofType(proposalOf('create a user named bob'), 'IAM::User')).toEqual([{ UserName: 'bob' }]);
    expect(questionsOf('a bucket for a user named bob')[0]?.text).toContain('"user"');
  });
});

describe('what stands, in a sentence about something new', () => {
  let books: Books;
  beforeEach(async () => {
    books = new Books();
    for (const says of ['a queue named q1', 'a queue named jobs', 'a topic named alerts']) await books.make(says);
  });

  const asked = async (says: string): Promise<readonly Question[]> => {
    const came = await books.say(says);
    if (!came.ok || came.value.kind !== 'question') throw new Error(`${says}: ${JSON.stringify(came)}`);
    return came.value.questions;
  };

  it('is known by the name behind its noun', async () => {
    const made = await books.propose('a lambda named f3, node 22, triggered by the queue jobs');
    expect(ofType(made, 'Lambda::EventSourceMapping')[0]).toMatchObject({ EventSourceArn: '${queue_jobs.Arn}' });
    // Lambda polls with the function's role, and refuses a mapping that it may not.
    expect(ofType(made, 'IAM::Role')[0]).toMatchObject({
      Policies: [
        {
          PolicyDocument: {
            Statement: expect.arrayContaining([
              { Effect: 'Allow', Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], Resource: ['${queue_jobs.Arn}'] },
            ]),
          },
        },
      ],
    });
    expect(toldOf(made)).toContain('queue jobs: is queue_jobs, which stands; what is not said of it stays as it was asked for');
  });

  it('is said to be not there where an order names it and nothing has the name', async () => {
    const problems = async (says: string) => {
      const came = await books.say(says);
      if (came.ok && came.value.kind !== 'refusal') throw new Error(`${says}: ${JSON.stringify(came)}`);
      const [first] = came.ok && came.value.kind === 'refusal' ? came.value.problems : [];
      return [first?.at, first?.message, first?.fix];
    };
    expect(await problems('set the visibility timeout of the queue jbos to 30 seconds')).toEqual([
      'intent:41',
      'nothing in the records is called "jbos"',
      'did you mean "jobs"? What stands is listed by: asbuilt deployments',
    ]);
    expect((await problems('change the partition key of users to email'))[1]).toBe('nothing in the records is called "users"');
    expect((await problems('move jobs to eu-west-1'))[1]).toContain('where it was made');
  });

  it('loses what an order stops', async () => {
    await books.make('a versioned bucket named reports');
    const made = await books.propose('stop versioning on reports');
    expect(ofType(made, 'S3::Bucket')[0]).toMatchObject({ VersioningConfiguration: { Status: 'Suspended' } });
  });

  it('is said to be not there where nothing has the name', async () => {
    expect((await asked('a lambda named f3, node 22, triggered by the queue jbos'))[0]?.text).toContain('No queue is called "jbos" here');
  });

  it('is joined to what is named in the same sentence, and named in it again', async () => {
    const made = await books.propose('a queue named alerts-q with alerts-q subscribed to the topic alerts');
    expect(ofType(made, 'SNS::Subscription')).toEqual([{ TopicArn: '${topic_alerts.TopicArn}', Protocol: 'sqs', Endpoint: '${queue_alerts_q.Arn}' }]);
  });

  it('is watched by an alarm that is for it: by which of its metrics is asked, and never another thing taken', async () => {
    const says = 'an alarm for the queue jobs';
    const questions = await asked(says);
    expect(questions.map(({ slot, options }) => [slot, options.map(({ value }) => value)])).toEqual([['joined', ['message of queue', 'nothing']]]);
    const made = await books.propose(says, answersTo(questions, 'message of queue'));
    expect(ofType(made, 'CloudWatch::Alarm')[0]).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: '${queue_jobs.QueueName}' }],
      Period: 300,
      Threshold: 1,
    });
  });
});

describe('an alarm', () => {
  it('asks about the words that it is for something of which no metric is known', () => {
    expect(questionsOf('a load balancer and an alarm for the load balancer').map(({ text }) => /"[^"]+"/.exec(text)?.[0])).toContain('"for the load balancer"');
  });

  it('has a period and a limit whatever it watches', () => {
    const made = proposalOf('a queue and a cloudwatch alarm on the messages of the queue above 100');
    expect(ofType(made, 'CloudWatch::Alarm')[0]).toMatchObject({ Period: 300, Threshold: 100 });
  });
});
