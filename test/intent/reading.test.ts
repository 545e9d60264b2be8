import { describe, expect, it } from 'vitest';
import { overlap } from '../../src/intent/address-blocks.ts';
import { lexiconOf } from '../../src/intent/reading/lexicon.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Answer } from '../../src/model/question.ts';
import { withoutRead } from '../../src/sandbox/tables/missing-handlers.ts';
import { context, knowledge, proposalOf, resolveText } from './real-context.ts';

/** The draft of a text whose questions are answered with their defaults. */
function draftOf(text: string): Proposal {
  const answers: Answer[] = [];
  for (let round = 0; round < 5; round++) {
    const resolved = resolveText(text, answers);
    if (!resolved.ok) throw new Error(`${text}: ${resolved.problems.map(({ message }) => message).join('; ')}`);
    if (resolved.value.kind === 'draft') return resolved.value;
    answers.push(...resolved.value.questions.map(({ at, slot, default: value }) => ({ at, slot, value })));
  }
  throw new Error(`${text} asks on and on`);
}

const types = (text: string): string[] => [...new Set(draftOf(text).resources.map(({ type }) => type.replace('AWS::', '')))].sort();
const nodes = (text: string) => Object.fromEntries(draftOf(text).resources.map(({ node, properties }) => [node as string, properties]));

describe('a text with words that the knowledge base does not hold', () => {
  it('is read for resources of any type, by the words of the type names, of the services and of people', () => {
    expect(types('create a GuardDuty detector')).toContain('GuardDuty::Detector');
    expect(types('a placement group')).toContain('EC2::PlacementGroup');
    expect(types('a lambda function')).toEqual(expect.arrayContaining(['Lambda::Function', 'IAM::Role']));
    expect(types('an aws_sqs_queue')).toEqual(['SQS::Queue']);
  });

  it('means by the name of a type that nobody can read back the one that is made in its place', () => {
    const lexicon = lexiconOf(context.types.names(), knowledge);
    const means = ['policy', 'topic', 'queue', 'iam', 'sns', 'sqs'].flatMap((stem) =>
      lexicon.startingWith(stem).flatMap(({ senses }) => senses.map(({ type }) => type)),
    );
    expect(means).toContain('AWS::IAM::RolePolicy');
    expect(means.filter((type) => withoutRead.has(type))).toEqual([]);
    const { PolicyDocument } = nodes('an IAM role for lambda and an inline policy')['role_policy'] ?? {};
    expect(PolicyDocument).toMatchObject({ Statement: [{ Action: 'sts:GetCallerIdentity' }] });
  });

  const blocks = (text: string): readonly string[] =>
    Object.values(nodes(text)).flatMap((properties) => ('VpcId' in properties && 'CidrBlock' in properties ? [String(properties['CidrBlock'])] : []));

  it.each([
    'a VPC with cidr 10.0.0.0/16 with two public subnets and a subnet with cidr 10.0.0.0/24',
    'A VPC with the CIDR block 10.0.0.0/16. Two subnets in the VPC with the CIDR blocks 10.0.4.0/24 and 10.0.5.0/24. A security group of the VPC with ingress from the VPC range on port 80 and egress to anywhere on port 80.',
  ])('gives the parts of a network blocks in which nothing is that is asked for: %s', (text) => {
    const found = blocks(text);
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const [at, one] of found.entries()) expect(found.filter((other, index) => index !== at && overlap(one, other))).toEqual([]);
    expect(types(text)).not.toContain('EC2::NatGateway');
  });

  it('takes the service that is named for what many services have', () => {
    expect(types('a Lightsail database')).toContain('Lightsail::Database');
    expect(types('an EFS file system')).toContain('EFS::FileSystem');
  });

  it('joins what it speaks of together, with what the joint needs', () => {
    const made = nodes('an S3 bucket that triggers a lambda function');
    expect(made['bucket']).toMatchObject({ NotificationConfiguration: { LambdaConfigurations: [{ Function: '${function.Arn}' }] } });
    expect(made['bucket_calls_function']).toMatchObject({ Principal: 's3.amazonaws.com', FunctionName: '${function.Arn}' });
  });

  it('gives a property the value that stands beside its words, or that only it can have', () => {
    expect(nodes('an EC2 instance of type t3.large in us-east-1b')['instance']).toMatchObject({ InstanceType: 't3.large', AvailabilityZone: 'us-east-1b' });
    expect(nodes('a lambda function named thumbs-1 with memory size of 512')['function_thumbs_1']).toMatchObject({ FunctionName: 'thumbs-1', MemorySize: 512 });
  });

  it('tells in the evidence what it did not use', () => {
    const { evidence } = proposalOf('Create a CloudFormation template that creates an SQS queue named ingest, which enables decoupled processing.');
    expect(evidence.filter(({ entry }) => entry === 'not used')).not.toEqual([]);
  });

  it('asks about a word that may change what is asked for, and leaves it out where that is the answer', () => {
    const asked = resolveText('a shiny lambda function');
    if (!asked.ok || asked.value.kind !== 'question') throw new Error('no question');
    expect(asked.value.questions).toMatchObject([{ at: 'intent:3', slot: 'unread', default: 'leave out', because: null }]);
    const answered = resolveText('a shiny lambda function', [{ at: 'intent:3', slot: 'unread', value: 'leave out' }]);
    expect(answered).toMatchObject({ ok: true, value: { kind: 'draft' } });
  });

  it('refuses what is written in another language, and names the language', () => {
    expect(resolveText('Erstelle einen Bucket und eine Queue')).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('German') }] });
  });

  it('gives the same draft for the same text', () => {
    const text = 'an EventBridge rule that calls a lambda function, and an SNS topic';
    expect(draftOf(text)).toEqual(draftOf(text));
  });
});

describe('what is no wish', () => {
  it.each([
    'is there an encrypted bucket?',
    'which buckets are public?',
    'There should be no public bucket',
    'delete the queue orders',
    'same as prod but in eu-west-1',
  ])('makes nothing: %s', (text) => {
    expect(resolveText(text).ok).toBe(false);
  });

  it('is asked about where it says how things are', () => {
    for (const text of ['we have a versioned bucket.', 'A bucket is private.', 'a bucket that can be versioned'])
      expect(resolveText(text)).toMatchObject({ ok: true, value: { kind: 'question', questions: [{ slot: 'statement' }] } });
    expect(resolveText('a bucket that is versioned')).toMatchObject({ ok: true, value: { kind: 'draft' } });
  });
});

describe('what is said of what comes along', () => {
  it('is said of that: its name, its retention, its controls', () => {
    expect(nodes('a queue with a dead-letter queue named orders-dlq')['dead_letter_queue']).toMatchObject({ QueueName: 'orders-dlq' });
    expect(nodes('a queue with a dead-letter queue with retention of 3 days')).toMatchObject({ dead_letter_queue: { MessageRetentionPeriod: 259200 } });
    expect(nodes('a queue with a dead-letter queue with retention of 3 days')['queue']).not.toHaveProperty('MessageRetentionPeriod');
    expect(nodes('a bucket with versioned access logs')).toMatchObject({ log_bucket: { VersioningConfiguration: { Status: 'Enabled' } } });
  });

  it('is asked where both have to be alike, or where it may be said of either', () => {
    expect(resolveText('a queue with a fifo dead-letter queue')).toMatchObject({ value: { kind: 'question', questions: [{ slot: 'fifo', default: 'both' }] } });
    expect(resolveText('a bucket with logging named logs-1')).toMatchObject({ value: { kind: 'question', questions: [{ slot: 'of' }] } });
  });
});
