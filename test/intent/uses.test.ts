import { beforeEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/model/proposal.ts';
import { Books } from './books.ts';
import { proposalOf, resolveText } from './real-context.ts';

const toldOf = ({ evidence }: Proposal): string[] => evidence.map(({ words, effect }) => `${words}: ${effect}`);
const policiesOf = ({ resources }: Proposal) => resources.filter(({ type }) => type === 'AWS::IAM::RolePolicy');
const statementsOf = (made: Proposal) =>
  policiesOf(made).flatMap(({ properties }) => (properties['PolicyDocument'] as { Statement: { Action: string[]; Resource: unknown[] }[] }).Statement);
const keyUses = (made: Proposal) => statementsOf(made).flatMap(({ Action }) => (Action.some((action) => action.startsWith('kms:')) ? [Action] : []));
const unreadOf = (text: string): string[] => {
  const came = resolveText(text);
  return came.ok && came.value.kind === 'question' ? came.value.questions.map(({ text: asked }) => /"([^"]+)"/.exec(asked)?.[1] ?? '') : [];
};
const written = ['s3:PutObject'];
const both = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetBucketLocation'];
const read = ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation'];

describe('what a thing is said to do with another', () => {
  it.each([
    ['a lambda named w that writes to a bucket named exports', written],
    ['a lambda named w which stores its results in an encrypted bucket named exports', written],
    ['a lambda named w that uses a bucket named exports', both],
    ['a lambda named w which can use a bucket named exports', both],
    ['a lambda named w using a bucket named exports', both],
    ['a lambda named w that needs a bucket named exports', both],
    ['a lambda named w to read from a bucket named exports', read],
    ['a lambda named w reading from a bucket named exports', read],
    ['a lambda named w with read access to a bucket named exports', read],
    ['a lambda named w with read and write access to a bucket named exports', [...read, ...written]],
    ['a lambda named w that reads from and writes to a bucket named exports', [...read, ...written]],
    ['a lambda named w that deletes from a bucket named exports', ['s3:DeleteObject']],
    ['an instance named w that reads from a bucket named exports', read],
    ['a role named w for lambda that can read a bucket named exports', read],
  ])('is what its role may: %s', (text, actions) => {
    const [statement, ...others] = statementsOf(proposalOf(text));
    expect(others).toEqual([]);
    expect([...new Set(statement?.Action)]).toEqual([...new Set(actions)]);
    expect(statement?.Resource).toEqual(['${bucket_exports.Arn}', '${bucket_exports.Arn}/*']);
  });

  it('is told in words, with the actions', () => {
    expect(toldOf(proposalOf('a lambda named w that writes to a bucket named exports'))).toContain(
      'that writes to: lets function_w write the objects of bucket_exports: s3:PutObject',
    );
  });

  it('goes on to what is listed, and to another verb', () => {
    const made = proposalOf('a lambda named w that reads from a queue named jobs and writes to a topic named done');
    expect(statementsOf(made).map(({ Action }) => Action)).toEqual([['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], ['sns:Publish']]);
  });

  it('takes the use of the key that the thing is encrypted with', () => {
    const made = proposalOf('a lambda named w that reads from a bucket named exports encrypted with a kms key');
    expect(keyUses(made)).toEqual([['kms:Decrypt']]);
    expect(keyUses(proposalOf('a lambda named w that writes to a queue named jobs encrypted with a kms key'))).toEqual([
      ['kms:GenerateDataKey', 'kms:Decrypt'],
    ]);
  });

  it('takes it of what calls it by itself, too', () => {
    const made = proposalOf('a lambda named w triggered by a queue named jobs encrypted with a kms key');
    const role = made.resources.find(({ node }) => node === 'function_w_role');
    const key = made.resources.find(({ type }) => type === 'AWS::KMS::Key');
    const [policy] = (role?.properties['Policies'] ?? []) as { PolicyDocument: { Statement: unknown[] } }[];
    expect(policy?.PolicyDocument.Statement).toContainEqual({ Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [`\${${key?.node}.Arn}`] });
    expect(toldOf(made)).toContain(`default: lets function_w_role use ${key?.node}, which queue_jobs is encrypted with: kms:Decrypt`);
  });

  it('is no more than is said of it where it refers to the thing', () => {
    const made = proposalOf('a lambda named w that reads from a table named orders with partition key id');
    expect(statementsOf(made).flatMap(({ Action }) => Action)).not.toContain('dynamodb:PutItem');
    const role = made.resources.find(({ node }) => node === 'function_w_role');
    expect(JSON.stringify(role?.properties)).not.toContain('dynamodb:');
  });

  it('is asked about where nothing is known of it, or of whose it is', () => {
    expect(unreadOf('a lambda named w that frobs a bucket named exports')).toEqual(['frobs a bucket named exports']);
    expect(unreadOf('a lambda named w that deletes from a topic named done')).toEqual(['deletes']);
    expect(unreadOf('a lambda named w that writes to it and a bucket named exports')).toEqual(['writes']);
    expect(policiesOf(proposalOf('a lambda named w and a bucket named exports'))).toEqual([]);
  });
});

describe('what stands', () => {
  let books: Books;
  beforeEach(() => {
    books = new Books();
  });

  it('is let use more without another role', async () => {
    await books.make('a lambda named w and a bucket named exports');
    const made = await books.propose('the function w should write to the bucket exports');
    expect(policiesOf(made).map(({ node, properties }) => [node, properties['RoleName']])).toEqual([
      ['function_w_may_write_bucket_exports', '${function_w_role.RoleName}'],
    ]);
    await books.make('the function w should write to the bucket exports');
    expect(policiesOf(await books.propose('the function w should write to the bucket exports'))).toHaveLength(1);
  });
});

describe('what stands and is given a key', () => {
  it('lets those who use it already use the key, once', async () => {
    const books = new Books();
    await books.make('a lambda named w triggered by a queue named jobs');
    const made = await books.propose('encrypt jobs with a kms key');
    expect(keyUses(made)).toEqual([['kms:Decrypt']]);
    expect(policiesOf(made).map(({ properties }) => properties['RoleName'])).toEqual(['${function_w_role.RoleName}']);
    await books.make('encrypt jobs with a kms key');
    expect(policiesOf(await books.propose('set the retention of jobs to 5 days'))).toHaveLength(1);
  });

  it('lets a service that sends to it use the key, in the policy of that', async () => {
    const books = new Books();
    await books.make('a topic named news with a queue named jobs and a lambda named w subscribed to it');
    const made = await books.propose('encrypt jobs with a kms key');
    const key = made.resources.find(({ type }) => type === 'AWS::KMS::Key');
    expect(JSON.stringify(key?.properties['KeyPolicy'])).toContain('{"Service":"sns.amazonaws.com"},"Action":["kms:GenerateDataKey","kms:Decrypt"]');
  });
});

describe('a word that joins two things', () => {
  const joints = (text: string): string[] =>
    proposalOf(text).resources.flatMap(({ node, type }) => (/Subscription$|SourceMapping$|Permission$/.test(type) ? [node] : []));

  it('joins no third one', () => {
    const alarm = 'an alarm on a queue named emails above 1000 messages with a topic named oncall';
    expect(joints(alarm)).toEqual([]);
    expect(toldOf(proposalOf(alarm))).toContain('messages: watches the messages that wait in queue_emails by alarm');
    expect(joints('a lambda named w triggered by a queue named emails that writes to a bucket named exports')).toEqual(['queue_emails_to_function_w']);
    expect(joints('a bucket named exports that triggers a lambda named w, and a queue named emails')).toEqual(['bucket_exports_calls_function_w']);
  });

  it('joins what is listed', () => {
    expect(joints('a topic named t1 with a queue named q1 and a lambda named w subscribed to it')).toEqual([
      'topic_t1_to_queue_q1',
      'topic_t1_to_function_w',
      'topic_t1_calls_function_w',
    ]);
  });
});

describe('a function', () => {
  const typesOf = (text: string): string[] => proposalOf(text).resources.flatMap(({ type, of }) => (of === undefined ? [type] : []));

  it('is known by that word alone where a text begins with it', () => {
    for (const text of ['a function', 'a function with 512 MB of memory', 'create a python function that writes to a bucket named exports'])
      expect(typesOf(text)).toContain('AWS::Lambda::Function');
    expect(typesOf('a function triggered by a topic named news')).toEqual(expect.arrayContaining(['AWS::Lambda::Function', 'AWS::SNS::Topic']));
  });

  it('is not called by the time at which it is called', () => {
    expect(unreadOf('a function that is called nightly')).toEqual(['called nightly']);
    expect(toldOf(proposalOf('a function called nightly'))).toContain('called nightly: names function_nightly "nightly"');
  });

  it('that runs at an hour runs at that of a zone, which is told', () => {
    expect(toldOf(proposalOf('a function named tidy that runs every day at 2am'))).toContain(
      'every day at 2am: sets ScheduleExpression of rule to "cron(0 2 * * ? *)", whose hours are in UTC',
    );
  });
});
