import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/model/question.ts';
import { problemsOf, proposalOf, resolveText } from './real-context.ts';

const ofType = (says: string, type: string) => proposalOf(says).resources.filter((resource) => resource.type === `AWS::${type}`);
const toldOf = (says: string): string[] => proposalOf(says).evidence.map(({ words, effect }) => `${words}: ${effect}`);

function askedOf(
  says: string,
  answers: readonly Answer[] = [],
): { readonly at: string; readonly slot: string; readonly text: string; readonly values: readonly string[] }[] {
  const came = resolveText(says, answers);
  if (!came.ok || came.value.kind !== 'question') throw new Error(`${says}: ${JSON.stringify(came).slice(0, 400)}`);
  return came.value.questions.map(({ at, slot, text, options }) => ({ at, slot, text, values: options.map(({ value }) => value) }));
}

describe('a word that leads from one thing to another', () => {
  it.each(['An ECS Fargate service named web behind a load balancer', 'An ECS service named web that uses a load balancer'])(
    'enters a service into a target group of the load balancer, which is heard from the network: %s',
    (says) => {
      const { resources } = proposalOf(says);
      const [service] = resources.filter(({ type }) => type === 'AWS::ECS::Service');
      expect(service?.properties).toMatchObject({
        LoadBalancers: [{ ContainerName: 'app', ContainerPort: 80, TargetGroupArn: '${load_balancer_target_group.TargetGroupArn}' }],
      });
      expect(service?.properties['DeploymentController']).toBeUndefined();
      // AWS refuses a service whose target group no load balancer has yet.
      expect(service?.dependsOn).toContain('load_balancer_listener');
      expect(resources.filter(({ type }) => type === 'AWS::EC2::SecurityGroup').map(({ properties }) => properties['SecurityGroupIngress'])).toEqual([
        [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' }],
      ]);
      expect(resources.filter(({ type }) => /Listener$|TargetGroup$/.test(type))).toHaveLength(2);
    },
  );

  it('enters instances, and what starts them', () => {
    expect(ofType('An Auto Scaling group behind a load balancer', 'AutoScaling::AutoScalingGroup')[0]?.properties).toMatchObject({
      TargetGroupARNs: ['${load_balancer_target_group.TargetGroupArn}'],
    });
    expect(ofType('Two EC2 instances behind a load balancer', 'ElasticLoadBalancingV2::TargetGroup').map(({ properties }) => properties)).toMatchObject([
      { TargetType: 'instance', Targets: [{ Id: '${instance.InstanceId}' }, { Id: '${instance_2.InstanceId}' }] },
    ]);
  });

  it.each([
    'A topic named ev3 and a queue named in3, the queue subscribed to the topic',
    'A topic named ev3 and a queue named in3 encrypted with a KMS key, the queue subscribed to the topic',
    'A queue named in3 subscribed to a topic named ev3',
  ])('subscribes, though each word has a meaning: %s', (says) => {
    expect(ofType(says, 'SNS::Subscription').map(({ properties }) => properties)).toEqual([
      { TopicArn: '${topic_ev3.TopicArn}', Protocol: 'sqs', Endpoint: '${queue_in3.Arn}' },
    ]);
    expect(ofType(says, 'SQS::QueueInlinePolicy')).toHaveLength(1);
  });

  it.each([
    ['A function named f that uses a Postgres database', '"uses Postgres database"'],
    ['A Lambda function named f6 in private subnets that uses a Postgres database named pg6', '"uses Postgres database"'],
    ['A CloudFront distribution behind a Postgres database', '"behind Postgres database"'],
  ])('is asked about where the plan makes nothing of it: %s', (says, words) => {
    const [question, more] = askedOf(says);
    expect(question?.text).toContain(words);
    expect(more).toBeUndefined();
    const left = resolveText(says, [{ at: question?.at ?? '', slot: 'unread', value: 'leave out' }]);
    expect(left.ok && left.value.kind === 'draft' && left.value.evidence.some(({ effect }) => effect === 'is left out, as was answered')).toBe(true);
  });

  it('is refused where both are known, and how they belong together is not', () => {
    expect(problemsOf('A bucket behind a queue')[0]?.message).toContain('belong together is not understood');
    expect(problemsOf('A bucket and a queue, the bucket behind the queue')[0]?.message).toContain('belong together is not understood');
  });

  it('says nothing more where the plan has the one refer to the other anyway', () => {
    expect(toldOf('An EC2 instance in a VPC')).toContain('in VPC: instance has to do with vpc');
  });
});

describe('subnets of a kind', () => {
  it.each(['A Postgres database named ledger, in private subnets', 'Two Postgres databases in private subnets', 'A Postgres database in two private subnets'])(
    'are at least two, in two zones: %s',
    (says) => {
      const zones = ofType(says, 'EC2::Subnet').map(({ properties }) => properties['AvailabilityZone']);
      expect([zones.length, new Set(zones).size]).toEqual([2, 2]);
      expect(ofType(says, 'RDS::DBSubnetGroup')[0]?.properties['SubnetIds']).toHaveLength(2);
    },
  );

  it('are added to where AWS takes no fewer than two', () => {
    const says = 'A Postgres database in a private subnet';
    expect(new Set(ofType(says, 'EC2::Subnet').map(({ properties }) => properties['AvailabilityZone'])).size).toBe(2);
    expect(ofType(says, 'RDS::DBSubnetGroup')[0]?.properties['SubnetIds']).toHaveLength(2);
  });

  it('hold what runs in a network, and nothing that only belongs to another thing', () => {
    const told = toldOf('A Lambda function named f triggered by a queue named q in private subnets').filter((one) => one.startsWith('in private subnets'));
    expect(told).toEqual(['in private subnets: puts function_f into the network of vpc', 'in private subnets: function_f has to do with private_subnet_1']);
  });

  it.each(['A Postgres database named pga14 in public subnets', 'An EC2 instance in a public subnet', 'A load balancer in public subnets'])(
    'are public by a route, and hold what is said to be in them: %s',
    (says) => {
      const { resources } = proposalOf(says);
      const routes = resources.filter(({ type }) => type === 'AWS::EC2::Route').map(({ properties }) => properties['GatewayId']);
      expect(routes).toEqual(['${internet_gateway.InternetGatewayId}']);
      expect(resources.filter(({ type }) => type === 'AWS::EC2::Subnet').every(({ node }) => node.startsWith('public_subnet'))).toBe(true);
      const holder = resources.find(({ type }) => /DBSubnetGroup$|Instance$|LoadBalancer$/.test(type) && !type.startsWith('AWS::RDS::DBInstance'));
      expect(JSON.stringify(holder?.properties)).toContain('${public_subnet_1.SubnetId}');
    },
  );

  it('hold a function that is said to be in them', () => {
    for (const says of ['A Lambda function named f6 in private subnets', 'A Lambda function named f6 in a VPC'])
      expect(ofType(says, 'Lambda::Function')[0]?.properties['VpcConfig']).toMatchObject({
        SubnetIds: [expect.any(String), expect.any(String)],
        SecurityGroupIds: [expect.any(String)],
      });
    expect(ofType('A Lambda function named f6 in private subnets with 512 MB of memory', 'Lambda::Function')[0]?.properties['MemorySize']).toBe(512);
  });
});

describe('what one thing has of another', () => {
  it('is made of its own service: the instances of a cluster', () => {
    const made = ofType('An Aurora Postgres cluster named au1 with two instances', 'RDS::DBInstance').map(
      ({ properties }) => properties['DBClusterIdentifier'],
    );
    expect(made).toEqual(['${db_cluster_au1.DBClusterIdentifier}', '${db_cluster_au1.DBClusterIdentifier}']);
    expect(ofType('An Aurora Postgres cluster named au1 with two instances', 'EC2::Instance')).toEqual([]);
    expect(ofType('An Aurora Postgres cluster named au1 and two EC2 instances', 'EC2::Instance')).toHaveLength(2);
  });

  it('is not read over: a size between a number and its noun', () => {
    expect(askedOf('An Auto Scaling group of 3 t3.large instances behind a load balancer').map(({ text }) => text)).toEqual([
      expect.stringContaining('"t3.large"'),
    ]);
  });

  it('is asked about where there is room for one only', () => {
    const says = 'A state machine that calls a Lambda function named a1 and a Lambda function named b1';
    expect(askedOf(says).map(({ text, values }) => [text.startsWith('"calls"'), values])).toEqual([[true, ['leave out']]]);
  });

  it('is called by a state machine, and every request answered by a function', () => {
    const says = 'A Step Functions state machine that calls a Lambda function named sf1';
    expect(JSON.parse(String(ofType(says, 'StepFunctions::StateMachine')[0]?.properties['DefinitionString']))).toEqual({
      StartAt: 'Call',
      States: { Call: { Type: 'Task', Resource: '${function_sf1.Arn}', End: true } },
    });
    const methods = ofType('A REST API with a Lambda function', 'ApiGateway::Method').map(({ properties }) => properties['ResourceId']);
    expect(methods).toEqual(['${rest_api_resource.ResourceId}', '${rest_api.RootResourceId}']);
  });
});

describe('a name', () => {
  it.each([
    'A Lambda function named hello and an HTTP API that calls it',
    'A Python Lambda function named hello behind an HTTP API',
    'A Lambda function named hello',
  ])('may be a word that says nothing elsewhere: %s', (says) => {
    expect(ofType(says, 'Lambda::Function')[0]?.properties['FunctionName']).toBe('hello');
  });

  it.each([
    ['A DynamoDB table sessions with partition key id of type S', 'DynamoDB::Table', 'TableName', 'sessions'],
    ['An SNS topic alerts', 'SNS::Topic', 'TopicName', 'alerts'],
    ['A security group web', 'EC2::SecurityGroup', 'GroupName', 'web'],
    ['A Lambda function worker', 'Lambda::Function', 'FunctionName', 'worker'],
    ['a queue jobs', 'SQS::Queue', 'QueueName', 'jobs'],
  ])('right behind its noun is asked for as one: %s', (says, type, property, name) => {
    const [question] = askedOf(says);
    expect(question?.text).toMatch(new RegExp(`^Is "${name}" the name of`));
    expect(question?.values.slice(0, 2)).toEqual(['name', 'leave out']);
    const came = resolveText(says, [{ at: question?.at ?? '', slot: 'unread', value: 'name' }]);
    const made = came.ok && came.value.kind === 'draft' ? came.value.resources.find((resource) => resource.type === `AWS::${type}`) : undefined;
    expect(made?.properties[property]).toBe(name);
  });

  it('that an agent makes of a word is shown as its choice', () => {
    const [question] = askedOf('a lambda function worker');
    const came = resolveText('a lambda function worker', [{ at: question?.at ?? '', slot: 'unread', value: 'name', by: 'agent' }]);
    const made = came.ok && came.value.kind === 'draft' ? came.value.resources.find(({ type }) => type === 'AWS::Lambda::Function') : undefined;
    expect(made?.chosen).toContain('/FunctionName');
  });

  it.each<[string, string, string, string, string[]]>([
    ['which of several is meant', 'two VPCs named a and b and a security group named web', 'security_group_web.vpc', 'vpc_b', ['/VpcId']],
    ['what unknown words set', 'a queue named jobs with a froobaz of 7', 'unread', 'DelaySeconds=7', ['/DelaySeconds']],
    ['a value that nothing explains', 'a hosted zone', 'hosted_zone.values', 'example.org', ['/Name']],
    ['what a rule asks', 'an SNS subscription', 'subscription.Endpoint', 'ops@example.org', ['/Protocol', '/Endpoint']],
  ])('and so is %s, and no choice of a person', (_, says, slot, value, properties) => {
    const at = askedOf(says)[0]?.at ?? '';
    const chosenBy = (by?: 'agent') => {
      const came = resolveText(says, [{ at, slot, value, ...(by === undefined ? {} : { by }) }]);
      return came.ok && came.value.kind === 'draft' ? came.value.resources.flatMap(({ chosen = [] }) => chosen) : null;
    };
    expect(chosenBy('agent')).toEqual(properties);
    expect(chosenBy()).toEqual([]);
  });
});

describe('what everybody says of a queue', () => {
  it.each([
    ['a queue named jobs with long polling of 20 seconds', { ReceiveMessageWaitTimeSeconds: 20 }],
    ['a queue named jobs with a wait time of 10 seconds', { ReceiveMessageWaitTimeSeconds: 10 }],
    ['a queue named jobs with messages kept for 3 days', { MessageRetentionPeriod: 259_200 }],
    ['a queue named jobs whose messages go to a dead-letter queue', { RedrivePolicy: { maxReceiveCount: 5 } }],
  ])('is understood: %s', (says, holds) => {
    expect(ofType(says, 'SQS::Queue').find(({ node }) => node === 'queue_jobs')?.properties).toMatchObject(holds);
  });
});
