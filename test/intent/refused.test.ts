import { describe, expect, it } from 'vitest';
import { problemsOf } from './real-context.ts';

/** What is refused, with the code and place of the first problem, and words that its message or fix holds. */
const refused: readonly (readonly [says: string, code: string, at: string, ...mentions: readonly string[]])[] = [
  // Words nobody knows
  ['a bukcet', 'INTENT_NOT_UNDERSTOOD', 'intent:3', '"bukcet"', '"bucket"'],
  ['an encryptd bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:4', '"encrypted"'],
  ['a bucket with loging', 'INTENT_NOT_UNDERSTOOD', 'intent:15', '"logging"'],
  ['a bucket for orders', 'INTENT_NOT_UNDERSTOOD', 'intent:14', 'named "…"'],
  ['a flying bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:3', '"flying"'],
  ['zero queues', 'INTENT_NOT_UNDERSTOOD', 'intent:1', '"zero"'],
  ['a bucket 🪣', 'INTENT_NOT_UNDERSTOOD', 'intent:10'],
  ['ein Bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:1', '"ein"'],
  ['a bucket and/or a queue', 'INTENT_NOT_UNDERSTOOD', 'intent:10', '"and/or"'],
  ['not only encrypted but also versioned bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:1', '"not"'],
  // Wishes that nothing here fulfils
  ['delete the bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:1', 'asbuilt destroy'],
  ['resize my queue', 'INTENT_NOT_UNDERSTOOD', 'intent:1', 'stands'],
  ['expand to Asia-Pacific for a bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:1'],
  ['a secure bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:3', 'private, encrypted'],
  ['a bucket in Europe', 'INTENT_NOT_UNDERSTOOD', 'intent:13', 'one region'],
  ['a public bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:3', 'CloudFront'],
  ['an unencrypted bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:4', 'cannot be told not to'],
  ['an encrypted parameter with value x', 'INTENT_NOT_UNDERSTOOD', 'intent:4', 'secret'],
  // Words that do not fit
  ['an SNS queue', 'INTENT_NOT_UNDERSTOOD', 'intent:4', '"SNS"', '"queue"'],
  ['a versioned queue', 'INTENT_NOT_UNDERSTOOD', 'intent:3', 'no meaning for "queue"'],
  ['a bucket with 30 days retention', 'INTENT_NOT_UNDERSTOOD', 'intent:15', 'expire_days'],
  ['a dead-letter queue', 'INTENT_NOT_UNDERSTOOD', 'intent:3', 'sqs queue with'],
  ['encrypted', 'INTENT_NOT_UNDERSTOOD', 'intent:1', 'names no resource'],
  ['please', 'INTENT_NOT_UNDERSTOOD', 'intent:1', 'names no resource'],
  ['a queue after 3 attempts', 'INTENT_NOT_UNDERSTOOD', 'intent:9', 'dead letter queue'],
  ['a table with a number sort key', 'INTENT_NOT_UNDERSTOOD', 'intent:16', 'sort key'],
  // Two readings
  ['a bucket or a queue', 'INTENT_NOT_UNDERSTOOD', 'intent:10', 'choice'],
  ['a bucket with a queue', 'INTENT_NOT_UNDERSTOOD', 'intent:17', 'belong together'],
  ['a bucket in a VPC', 'INTENT_NOT_UNDERSTOOD', 'intent:15', 'belong together'],
  ['an encrypted bucket and queue', 'INTENT_NOT_UNDERSTOOD', 'intent:25', 'too'],
  ['a bucket and a queue, encrypted', 'INTENT_NOT_UNDERSTOOD', 'intent:23', 'of all'],
  ['a bucket and a queue. It is private.', 'INTENT_NOT_UNDERSTOOD', 'intent:23', '"It"'],
  ['two buckets and a bucket. The bucket is versioned.', 'INTENT_NOT_UNDERSTOOD', 'intent:31', 'could be any'],
  ['With logging, create a bucket and a VPC', 'INTENT_NOT_UNDERSTOOD', 'intent:6', 'which resource'],
  ['a bucket without versioning and logging', 'INTENT_NOT_UNDERSTOOD', 'intent:33', 'wanted or not'],
  ['a bucket with no versioning, logging', 'INTENT_NOT_UNDERSTOOD', 'intent:30', 'wanted or not'],
  ['a bucket with logging and versioning disabled', 'INTENT_NOT_UNDERSTOOD', 'intent:38', 'turns off'],
  ['a queue, encrypted and fifo queues', 'INTENT_NOT_UNDERSTOOD', 'intent:29', 'not clear'],
  ['two keys and a bucket encrypted with the key', 'INTENT_NOT_UNDERSTOOD', 'intent:23', 'which of the 2'],
  ['a VPC with two public and private subnets', 'INTENT_NOT_UNDERSTOOD', 'intent:12'],
  ['a bucket for logging', 'INTENT_NOT_UNDERSTOOD', 'intent:14', 'with logging'],
  ['a logging bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:3', 'bucket with logging'],
  ['a FIFO queue and topic', 'INTENT_NOT_UNDERSTOOD', 'intent:18', 'too'],
  ['a KMS key and two buckets encrypted with it', 'INTENT_NOT_UNDERSTOOD', 'intent:42', '"it"'],
  ['a bucket with', 'INTENT_NOT_UNDERSTOOD', 'intent:10', 'nothing follows'],
  ['a bucket not in us-east-1', 'INTENT_NOT_UNDERSTOOD', 'intent:10'],
  ["don't create a bucket", 'INTENT_NOT_UNDERSTOOD', 'intent:1'],
  ['create a bucket, no queue', 'INTENT_NOT_UNDERSTOOD', 'intent:18'],
  ['a vpc without two public subnets', 'INTENT_NOT_UNDERSTOOD', 'intent:7'],
  ['should I create a bucket?', 'INTENT_NOT_UNDERSTOOD', 'intent:1', 'asks'],
  ['a secret with value hunter2', 'INTENT_NOT_UNDERSTOOD', 'intent:15', 'no meaning'],
  ['create a bucket with versioning, then delete it', 'INTENT_NOT_UNDERSTOOD', 'intent:39', 'asbuilt destroy'],
  // Things that exist
  ['the bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:5', 'not named before'],
  ['encrypt my bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:1', 'stands'],
  ['an encrypted version of my bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:14'],
  ['enable versioning on a bucket', 'INTENT_NOT_UNDERSTOOD', 'intent:8', 'change'],
  ['create all buckets', 'INTENT_NOT_UNDERSTOOD', 'intent:12', 'not named before'],
  // Numbers and names
  ['queues', 'INTENT_NOT_UNDERSTOOD', 'intent:1', 'how many'],
  ['0 queues', 'INTENT_NOT_UNDERSTOOD', 'intent:1', '1 to 1000'],
  ['5,000 queues', 'INTENT_NOT_UNDERSTOOD', 'intent:1', '1 to 1000'],
  ['two three queues', 'INTENT_NOT_UNDERSTOOD', 'intent:5', 'second number'],
  ['a bucket and two', 'INTENT_NOT_UNDERSTOOD', 'intent:14', 'counts nothing'],
  ['a bucket and one', 'INTENT_NOT_UNDERSTOOD', 'intent:14', 'counts nothing'],
  ['a VPC with one public and one private subnet and two nat gateways', 'INTENT_NOT_UNDERSTOOD', 'intent:50', 'counts nothing'],
  ['two queues named orders', 'INTENT_NOT_UNDERSTOOD', 'intent:12', '1 name for 2'],
  ['a queue named orders and payments', 'INTENT_NOT_UNDERSTOOD', 'intent:9', '2 names for 1'],
  ['a queue named', 'INTENT_NOT_UNDERSTOOD', 'intent:9', 'no name'],
  ['a queue named queue', 'INTENT_NOT_UNDERSTOOD', 'intent:9', 'in quotes'],
  ['a queue named a-b called c-d', 'INTENT_NOT_UNDERSTOOD', 'intent:19', 'second name'],
  ['a bucket named Orders', 'PROPERTY_INVALID', 'intent:10', 'lower case'],
  ['a queue named orders.fifo', 'PROPERTY_INVALID', 'intent:9', '.fifo'],
  ['a parameter named /aws/x with value y', 'PROPERTY_INVALID', 'intent:13'],
  ['a log group with 31 days retention', 'PROPERTY_INVALID', 'intent:18', '14 or 30 days'],
  ['a queue with retention of 15 days', 'PROPERTY_INVALID', 'intent:14', '1 to 14'],
  ['a queue with retention of 36 hours', 'PROPERTY_INVALID', 'intent:14', 'whole days'],
  ['a VPC with cidr 10.0.0.1/16', 'PROPERTY_INVALID', 'intent:12', '10.0.0.0/16'],
  ['a VPC with nine public subnets', 'PROPERTY_INVALID', 'intent:12'],
  ['a role', 'PROPERTY_MISSING', 'intent:3', 'for lambda'],
  ['a parameter', 'PROPERTY_MISSING', 'intent:3', 'value'],
  ['a highly available VPC', 'PROPERTY_MISSING', 'intent:3', 'two zones'],
  // Contradictions
  ['a public and private bucket', 'CONTROL_CONFLICT', 'intent:14', '"public"', '"private"'],
  ['an encrypted queue without encryption', 'CONTROL_CONFLICT', 'intent:28', '"encrypted"', '"without encryption"'],
  ['an unencrypted queue with kms encryption', 'CONTROL_CONFLICT', 'intent:27', '"unencrypted"', '"kms encryption"'],
  ['a fifo standard queue', 'CONTROL_CONFLICT', 'intent:8', '"fifo"', '"standard"'],
  ['a private VPC with two public subnets', 'CONTROL_CONFLICT', 'intent:3', '"two public subnets"'],
  ['a VPC with two public subnets across three availability zones', 'CONTROL_CONFLICT', 'intent:31'],
  ['a bucket with versioning off and object lock, versioned', 'CONTROL_CONFLICT', 'intent:47'],
  ['a role for lambda, for ec2', 'CONTROL_CONFLICT', 'intent:20', '"for lambda"', '"for ec2"'],
  ['a bucket in Frankfurt and a queue in us-east-1', 'CONTROL_CONFLICT', 'intent:38', '"Frankfurt"', '"us-east-1"'],
  // Regions
  ['a bucket in us-east-9', 'REGION_UNKNOWN', 'intent:13', 'us-east-1'],
  ['a bucket in mars-north-1', 'INTENT_NOT_UNDERSTOOD', 'intent:13'],
  // Fields
  ['{"intent": "a bucket", "region": "us-est-1"}', 'REGION_UNKNOWN', 'region', 'us-east-1'],
  ['{"intent": "a bucket in Paris", "region": "us-east-1"}', 'CONTROL_CONFLICT', 'intent:13', '"Paris"'],
  ['{"intent": "a bucket", "complience": "private"}', 'INPUT_INVALID', 'complience', 'compliance'],
  ['{"intent": "a bucket", "compliance": "private, pubic"}', 'INTENT_NOT_UNDERSTOOD', 'compliance:10', '"public"'],
  ['{"intent": "a queue", "compliance": "versioned"}', 'INTENT_NOT_UNDERSTOOD', 'compliance:1', 'no meaning'],
  ['{"intent": "a queue", "compliance": ["private", "a bucket"]}', 'INTENT_NOT_UNDERSTOOD', 'compliance.1:3', 'not a control'],
  ['{"intent": "a versioned bucket", "compliance": "without versioning"}', 'CONTROL_CONFLICT', 'compliance:9'],
  ['{"intent": "a queue", "params": {"retension_days": 3}}', 'INPUT_INVALID', 'params.retension_days', 'retention_days'],
  ['{"intent": "a queue", "params": {"retention_days": "3"}}', 'PROPERTY_INVALID', 'params.retention_days', 'whole number'],
  ['{"intent": "a queue with retention of 3 days", "params": {"retention_days": 4}}', 'CONTROL_CONFLICT', 'params.retention_days', '"retention of 3 days"'],
  ['{"intent": "two queues", "params": {"name": "x"}}', 'INPUT_INVALID', 'params.name'],
  ['{"intent": "a queue named a1", "params": {"name": "b1"}}', 'CONTROL_CONFLICT', 'params.name'],
  ['{"intent": "a private VPC", "params": {"public_subnets": 1}}', 'CONTROL_CONFLICT', 'intent:3', 'params.public_subnets'],
  ['{"intent": "a bucket", "name": "Shop"}', 'INPUT_INVALID', 'name'],
  ['{"intent": ""}', 'INPUT_INVALID', 'intent'],
  ['{"compliance": "private"}', 'INPUT_INVALID', 'intent'],
  ['{"intent": 7}', 'INPUT_INVALID', 'intent'],
  ['{"intent": "a bucket"', 'INTENT_UNREADABLE', 'intent file'],
  ['', 'INPUT_INVALID', 'intent'],
];

describe('what is not understood', () => {
  it('is asked of at least 40 sentences', () => {
    expect(refused.length).toBeGreaterThanOrEqual(40);
  });

  for (const [says, code, at, ...mentions] of refused) {
    it(`${says === '' ? '(nothing)' : says} → ${code} at ${at}`, () => {
      const [first] = problemsOf(says);
      expect({ code: first?.code, at: first?.at }).toEqual({ code, at });
      for (const mention of mentions) expect(`${first?.message} ${first?.fix}`).toContain(mention);
      expect(first?.fix).not.toBe('');
    });
  }

  it('asks about every unknown word of a sentence at once', () => {
    expect(problemsOf('a blue bucket with green queues').map(({ at, message }) => [at, message])).toEqual([
      ['intent:3', expect.stringMatching(/"blue"/)],
      ['intent:20', expect.stringMatching(/"green"/)],
    ]);
  });

  it('tells what is known once, however many words are unknown', () => {
    const fixes = problemsOf('frobs and grobs with dingle').map(({ fix }) => fix);
    expect(fixes.filter((fix) => fix.includes('cloudwatch log group'))).toHaveLength(1);
  });

  it('repeats a bracket with its end', () => {
    expect(problemsOf('a queue with the frob (hidden) and a delay of 3 seconds')[0]?.message).toContain('"frob (hidden)"');
  });

  it('reports no more unknown words than a person reads', () => {
    const many = problemsOf('x1 x2, x3; x4, x5; x6, x7, x8');
    expect(many.length).toBeLessThanOrEqual(6);
  });
});
