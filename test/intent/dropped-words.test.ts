import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/model/question.ts';
import { problemsOf, proposalOf, resolveText } from './real-context.ts';

function questionsOf(text: string): string[] {
  const resolved = resolveText(text);
  return resolved.ok && resolved.value.kind === 'question' ? resolved.value.questions.map((question) => question.text) : [];
}

function propertiesOf(text: string, type: string) {
  return proposalOf(text).resources.find((resource) => resource.type === type)?.properties;
}

function tableOf(text: string) {
  const { KeySchema, TimeToLiveSpecification } = propertiesOf(text, 'AWS::DynamoDB::Table') ?? {};
  return { keys: (KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName), ttl: TimeToLiveSpecification };
}

describe('what introduces a value', () => {
  it.each([
    ['a table with partition key attribute named order_id', ['order_id']],
    ['a table with partition key attribute order_id', ['order_id']],
    ['a table with partition key order_id and sort key column created_at', ['order_id', 'created_at']],
    ['a table with partition key field called order_id', ['order_id']],
    ['a table with partition key named field', ['field']],
    ['a table with partition key "attribute"', ['attribute']],
  ])('is no value, unless it is said as one: %s', (text, keys) => {
    expect(tableOf(text).keys).toEqual(keys);
  });

  it('is none of the time to live either', () => {
    expect(tableOf('a table with partition key id and TTL on attribute expires_at').ttl).toEqual({ Enabled: true, AttributeName: 'expires_at' });
  });

  it.each([
    'a table with partition key attribute',
    'a table with partition key string order_id',
    'a table with partition key number order_id',
    'a table with partition key id and sort key attribute created',
    'a table with partition key id and TTL on attribute created',
  ])('leaves open what the value is where none follows: %s', (text) => {
    expect(questionsOf(text).length).toBeGreaterThan(0);
  });
});

describe('a noun that is said to come with a thing', () => {
  it.each([
    ['an ECS cluster with a service named web', '"service named web"'],
    ['an ECS cluster named c1 with a service', '"service"'],
    ['a redis cache named r1 with a password', '"password"'],
    ['an EFS file system with its own key', '"key"'],
    ['a Kinesis stream named k1 with a key', '"key"'],
    ['a lambda function named f1 with an environment', '"environment"'],
    ['a lambda function named f1 with code', '"code"'],
    ['a lambda function named f1 in the network', '"network"'],
    ['an ECS cluster in a second region', '"region"'],
  ])('is asked about where nothing is made of it: %s', (text, words) => {
    expect(questionsOf(text).join('\n')).toContain(words);
  });

  it.each(['a bucket with the following settings: versioning', 'an S3 bucket with a simple configuration', 'create a CloudFormation template with a bucket'])(
    'is asked about no more where it only wraps the wish: %s',
    (text) => {
      expect(proposalOf(text).resources.map(({ type }) => type)).toEqual(['AWS::S3::Bucket']);
    },
  );
});

describe('what one thing does with another', () => {
  it.each([
    'a load balancer that forwards to two EC2 instances',
    'a lambda function named f1 that connects to a Postgres database named d1',
    'an EC2 instance named e1 that connects to a Postgres database named d1',
    'a bucket named b-1 that replicates to a bucket named c-1',
    'a lambda function named f1 that backs up a table named t-1 with partition key id',
    'a lambda function named f1 that decrypts with a KMS key named k1',
    'a lambda function named f1 that talks to a redis cache named r1',
  ])('is asked about where it comes to nothing: %s', (text) => {
    expect(questionsOf(text)).toEqual([expect.stringContaining('comes to nothing here')]);
  });

  it('is left out where that was answered, and told', () => {
    const text = 'a bucket named b-1 that replicates to a bucket named c-1';
    const asked = resolveText(text);
    if (!asked.ok || asked.value.kind !== 'question') throw new Error('not asked');
    const answers = asked.value.questions.map(({ at, slot }): Answer => ({ at, slot, value: 'leave out' }));
    const made = resolveText(text, answers);
    expect(made.ok && made.value.kind === 'draft' && made.value.evidence).toContainEqual({
      words: 'replicates to a bucket',
      entry: 'not used',
      effect: 'is left out, as was answered',
    });
  });

  it('says who does it: a function starts a state machine, which calls nothing by that', () => {
    const made = proposalOf('a lambda function named f1 that starts a step function named s1');
    expect(made.evidence.map(({ effect }) => effect)).toContain('lets function_f1 call state_machine_s1: states:StartExecution');
    expect(JSON.stringify(made.resources.find(({ node }) => node === 'state_machine_s1')?.properties['DefinitionString'])).not.toContain('function_f1');
    for (const text of ['a step function named s1 that calls a lambda function named f1', 'a lambda function named f1 started by a step function named s1'])
      expect(JSON.stringify(propertiesOf(text, 'AWS::StepFunctions::StateMachine'))).toContain('${function_f1.Arn}');
  });

  it.each(['a bucket that notifies a queue named q1 when objects are deleted', 'a bucket that notifies a topic named t1 when objects are restored'])(
    'is refused where it is to happen at a time that is not known: %s',
    (text) => {
      expect(problemsOf(text).map(({ message }) => message)).toEqual([expect.stringMatching(/^what is to happen "when objects are/u)]);
    },
  );

  it('happens when something is written, said or not', () => {
    const made = proposalOf('a bucket named b-1 that notifies a queue named q1 when objects are created');
    expect(JSON.stringify(made.resources)).toContain('s3:ObjectCreated:*');
  });

  it('is not what a name says', () => {
    expect(questionsOf('a lambda function and a log group named /f1/logs')).toEqual([expect.stringContaining('has to do with what is named beside it')]);
  });
});

describe('what belongs to a thing', () => {
  it.each(['that logs to', 'with'])('is its log group, to which it writes: %s', (link) => {
    const made = proposalOf(`a lambda function named f1 ${link} a log group named /f1/out`);
    expect(made.resources.filter(({ type }) => type === 'AWS::Logs::LogGroup').map(({ node }) => node)).toEqual(['log_group_f1_out']);
    expect(made.resources.find(({ node }) => node === 'function_f1')?.properties['LoggingConfig']).toEqual({ LogGroup: '${log_group_f1_out.LogGroupName}' });
    expect(made.evidence.map(({ effect }) => effect).join('\n')).toContain('logs:PutLogEvents on log_group_f1_out');
  });

  it('is its disk, in its zone', () => {
    const made = proposalOf('an EC2 instance with a volume named v1');
    expect(made.resources.map(({ type }) => type)).toContain('AWS::EC2::VolumeAttachment');
    expect(made.resources.find(({ node }) => node === 'volume_v1')?.properties['AvailabilityZone']).toBe('${instance.AvailabilityZone}');
  });

  it('is the subnet of the zone that is said', () => {
    expect(propertiesOf('an EC2 instance named e1 in us-east-1b', 'AWS::EC2::Subnet')?.['AvailabilityZone']).toBe('us-east-1b');
  });

  it('is called after its zone', () => {
    expect(propertiesOf('a Route 53 zone named example.com with an A record named www', 'AWS::Route53::RecordSet')?.['Name']).toBe('www.example.com');
  });

  it.each(['a bucket named b-1 with an alarm', 'an ECS cluster named c1 with an alarm'])('is no alarm on the bill: %s', (text) => {
    expect(questionsOf(text)).toEqual([expect.stringContaining('has to do with what is named beside it')]);
  });

  it('is not left away because nothing says which one is there already', () => {
    expect(problemsOf('a lambda function named f1 in the existing VPC').map(({ message }) => message)).toEqual([
      expect.stringContaining('nothing says which one it is'),
    ]);
  });
});

describe('what goes elsewhere', () => {
  it('does not say where the thing is', () => {
    expect(questionsOf('a bucket named b-1 replicated to eu-west-1')).toEqual([expect.stringContaining('"replicated to eu-west-1"')]);
    expect(proposalOf('a bucket named b-1 deployed to eu-west-1').region).toBe('eu-west-1');
  });

  it('is not put into a property that holds any address', () => {
    expect(questionsOf('a CodeBuild project for https://github.com/a/b')).toEqual([expect.stringContaining('"https://github.com/a/b"')]);
  });

  it('is one cluster, and no other service is asked for', () => {
    const made = proposalOf('an Aurora serverless cluster named au1');
    expect(made.resources.filter(({ type }) => type === 'AWS::RDS::DBCluster')).toHaveLength(1);
    expect(made.resources.map(({ type }) => type)).not.toContain('AWS::MSK::ServerlessCluster');
  });
});
