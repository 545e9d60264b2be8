import type { JsonObject } from '../../../src/kernel/json.ts';

/** A case of a class of what real AWS does, in our own words: see docs/reference/comparison.md. */
export interface ClassCase {
  readonly says: string;
  readonly type: string;
  readonly desired: JsonObject;
  readonly live: JsonObject;
  /** Absent: the same as desired. Null: no record. */
  readonly applied?: JsonObject | null;
  readonly settled?: JsonObject;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly action: 'none' | 'update' | 'replace' | 'deviation';
}

const account = '210987654321';
const arn = (service: string, resource: string, of = account): string => `arn:aws:${service}:eu-west-1:${of}:${resource}`;
const key = '0d4e3a9c-5b1f-4c67-8e2a-9f0b1c2d3e4f';
const statement = { Effect: 'Allow', Principal: { AWS: account }, Action: ['sqs:SendMessage'], Resource: arn('sqs', 'jobs') };
const policy = (...statements: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement: statements });

export const classCases: Readonly<Record<string, readonly ClassCase[]>> = {
  'rewritten by a transform': [
    {
      says: 'a name that is stored in lower case',
      type: 'AWS::RDS::DBSubnetGroup',
      desired: { DBSubnetGroupName: 'Wine-Cellar' },
      live: { DBSubnetGroupName: 'wine-cellar' },
      action: 'none',
    },
    {
      says: 'a reference to such a name',
      type: 'AWS::DocDB::DBCluster',
      desired: { DBSubnetGroupName: 'Wine-Cellar' },
      live: { DBSubnetGroupName: 'wine-cellar' },
      action: 'none',
    },
    {
      says: 'another name in lower case',
      type: 'AWS::RDS::DBSubnetGroup',
      desired: { DBSubnetGroupName: 'Wine-Cellar' },
      live: { DBSubnetGroupName: 'wine-bar' },
      action: 'deviation',
    },
    {
      says: 'a name that is kept as it is written',
      type: 'AWS::SQS::Queue',
      desired: { QueueName: 'Jobs' },
      live: { QueueName: 'jobs' },
      applied: { QueueName: 'jobs' },
      action: 'replace',
    },
    {
      says: 'a protocol by its number',
      type: 'AWS::EC2::SecurityGroupEgress',
      desired: { GroupId: 'sg-01', IpProtocol: '17', FromPort: 53, ToPort: 53 },
      live: { GroupId: 'sg-01', IpProtocol: 'udp', FromPort: 53, ToPort: 53 },
      action: 'none',
    },
    {
      says: 'task sizes with their units',
      type: 'AWS::ECS::TaskDefinition',
      desired: { Family: 'api', Cpu: '.5 vCPU', Memory: '1 GB' },
      live: { Family: 'api', Cpu: '512', Memory: '1024' },
      action: 'none',
    },
    {
      says: 'a key pair’s comment',
      type: 'AWS::EC2::KeyPair',
      desired: { KeyName: 'k', PublicKeyMaterial: 'ssh-rsa AAAAB3Nz a@b' },
      live: { KeyName: 'k', PublicKeyMaterial: 'ssh-rsa AAAAB3Nz k\n' },
      action: 'none',
    },
    {
      says: 'another key under the same comment',
      type: 'AWS::EC2::KeyPair',
      desired: { KeyName: 'k', PublicKeyMaterial: 'ssh-rsa AAAAB3Nz a@b' },
      live: { KeyName: 'k', PublicKeyMaterial: 'ssh-rsa AAAAC4Oa a@b' },
      action: 'deviation',
    },
  ],
  'another spelling by its form': [
    { says: 'a network with host bits', type: 'AWS::EC2::VPC', desired: { CidrBlock: '10.7.9.1/16' }, live: { CidrBlock: '10.7.0.0/16' }, action: 'none' },
    { says: 'another network', type: 'AWS::EC2::VPC', desired: { CidrBlock: '10.7.9.1/16' }, live: { CidrBlock: '10.8.0.0/16' }, action: 'deviation' },
    {
      says: 'an IPv6 network',
      type: 'AWS::EC2::Route',
      desired: { RouteTableId: 'rtb-1', DestinationIpv6CidrBlock: '2001:0DB8:00:0:0:0:0:0/32' },
      live: { RouteTableId: 'rtb-1', DestinationIpv6CidrBlock: '2001:db8::/32' },
      action: 'none',
    },
    {
      says: 'a domain’s final dot',
      type: 'AWS::Route53Resolver::ResolverRule',
      desired: { DomainName: 'corp.example', RuleType: 'FORWARD' },
      live: { DomainName: 'corp.example.', RuleType: 'FORWARD' },
      action: 'none',
    },
    {
      says: 'a rate',
      type: 'AWS::Events::Rule',
      desired: { Name: 'r', ScheduleExpression: 'rate(60 minutes)' },
      live: { Name: 'r', ScheduleExpression: 'rate(1 hour)' },
      action: 'none',
    },
    {
      says: 'another rate',
      type: 'AWS::Events::Rule',
      desired: { Name: 'r', ScheduleExpression: 'rate(6 minutes)' },
      live: { Name: 'r', ScheduleExpression: 'rate(1 hour)' },
      action: 'update',
    },
    {
      says: 'a moment',
      type: 'AWS::Scheduler::Schedule',
      desired: { Name: 's', StartDate: '2031-05-01T10:00:00+02:00' },
      live: { Name: 's', StartDate: '2031-05-01T08:00:00.000Z' },
      action: 'none',
    },
    {
      says: 'a number with a fraction of nothing',
      type: 'AWS::CloudWatch::Alarm',
      desired: { AlarmName: 'a', Threshold: 5 },
      live: { AlarmName: 'a', Threshold: '5.0' },
      action: 'none',
    },
    {
      says: 'a line end',
      type: 'AWS::SNS::Topic',
      desired: { TopicName: 't', DisplayName: 'hello' },
      live: { TopicName: 't', DisplayName: 'hello\n' },
      action: 'none',
    },
  ],
  'a name, an id, an alias, an ARN': [
    {
      says: 'a function by its name',
      type: 'AWS::Lambda::Alias',
      desired: { FunctionName: 'thumbs', Name: 'live' },
      live: { FunctionName: arn('lambda', 'function:thumbs'), Name: 'live' },
      action: 'none',
    },
    {
      says: 'a function of that name in another account',
      type: 'AWS::Lambda::EventSourceMapping',
      desired: { FunctionName: arn('lambda', 'function:thumbs', '333333333333') },
      live: { FunctionName: arn('lambda', 'function:thumbs') },
      applied: { FunctionName: 'thumbs' },
      action: 'update',
    },
    {
      says: 'a cluster by its name, where only the documentation says so',
      type: 'AWS::ECS::TaskSet',
      desired: { Cluster: 'shop', Service: 's' },
      live: { Cluster: arn('ecs', 'cluster/shop'), Service: 's' },
      action: 'none',
    },
    {
      says: 'a KMS alias whose key is known',
      type: 'AWS::SecretsManager::Secret',
      desired: { Name: 's', KmsKeyId: 'alias/own' },
      live: { Name: 's', KmsKeyId: arn('kms', `key/${key}`) },
      aliases: { 'alias/own': key },
      action: 'none',
    },
    {
      says: 'a KMS alias whose key is not known',
      type: 'AWS::SecretsManager::Secret',
      desired: { Name: 's', KmsKeyId: 'alias/own' },
      live: { Name: 's', KmsKeyId: arn('kms', `key/${key}`) },
      action: 'update',
    },
    {
      says: 'all streams of a log group',
      type: 'AWS::ApiGateway::Stage',
      desired: { RestApiId: 'a', StageName: 's', AccessLogSetting: { DestinationArn: arn('logs', 'log-group:/api:*') } },
      live: { RestApiId: 'a', StageName: 's', AccessLogSetting: { DestinationArn: arn('logs', 'log-group:/api') } },
      action: 'none',
    },
  ],
  documents: [
    {
      says: 'a statement that is there twice',
      type: 'AWS::SQS::QueuePolicy',
      desired: { Queues: ['u'], PolicyDocument: policy(statement) },
      live: { Queues: ['u'], PolicyDocument: policy(statement, statement) },
      action: 'update',
    },
    {
      says: 'an API by its short name',
      type: 'AWS::ApiGateway::RestApi',
      desired: { Name: 'a', Policy: policy({ ...statement, Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }) },
      live: { Name: 'a', Policy: policy({ ...statement, Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:eu-west-1:${account}:a1b2c3d4e5/*` }) },
      action: 'none',
    },
    {
      says: 'a statement that was given a name by the provider, beside one with a name',
      type: 'AWS::SQS::QueuePolicy',
      desired: { Queues: ['u'], PolicyDocument: policy({ Sid: 'own', ...statement }, { ...statement, Effect: 'Deny' }) },
      live: { Queues: ['u'], PolicyDocument: policy({ ...statement, Effect: 'Deny', Sid: '2' }, { Sid: 'own', ...statement }) },
      action: 'none',
    },
    {
      says: 'a principal by its unique id',
      type: 'AWS::SQS::QueuePolicy',
      desired: { Queues: ['u'], PolicyDocument: policy({ ...statement, Principal: { AWS: `arn:aws:iam::${account}:role/r` } }) },
      live: { Queues: ['u'], PolicyDocument: policy({ ...statement, Principal: { AWS: 'AROAQWERTYUIOPASDFGHJ' } }) },
      action: 'deviation',
    },
    {
      says: 'another principal',
      type: 'AWS::SQS::QueuePolicy',
      desired: { Queues: ['u'], PolicyDocument: policy(statement) },
      live: { Queues: ['u'], PolicyDocument: policy({ ...statement, Principal: { AWS: '333333333333' } }) },
      action: 'update',
    },
    {
      says: 'text that the documentation calls JSON',
      type: 'AWS::CloudWatch::Dashboard',
      desired: { DashboardName: 'd', DashboardBody: '{"widgets": [], "start": "-P1D"}' },
      live: { DashboardName: 'd', DashboardBody: '{"start":"-P1D","widgets":[]}' },
      action: 'none',
    },
    {
      says: 'text that only looks like it',
      type: 'AWS::SSM::Parameter',
      desired: { Name: 'p', Type: 'String', Value: '{"a": 1}' },
      live: { Name: 'p', Type: 'String', Value: '{"a":1}' },
      action: 'update',
    },
    {
      says: 'an API’s short ARN in its own policy',
      type: 'AWS::ApiGateway::RestApi',
      desired: { Name: 'a', Policy: policy({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/live/*' }) },
      live: { Name: 'a', Policy: policy({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: arn('execute-api', 'a1b2c3d4e5/live/*') }) },
      action: 'none',
    },
  ],
  'absent or empty': [
    {
      says: 'an object that holds only empty things',
      type: 'AWS::Lambda::Function',
      desired: { FunctionName: 'f', VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } },
      live: { FunctionName: 'f' },
      action: 'none',
    },
    {
      says: 'another member of which one is chosen',
      type: 'AWS::WAFv2::RuleGroup',
      desired: { Name: 'g', Rules: [{ Name: 'r', Priority: 1, Action: { Count: {} } }] },
      live: { Name: 'g', Rules: [{ Name: 'r', Priority: 1, Action: { Block: {} } }] },
      action: 'update',
    },
    {
      says: 'a wish for another member of which one is chosen',
      type: 'AWS::WAFv2::RuleGroup',
      desired: { Name: 'g', Rules: [{ Name: 'r', Priority: 1, Action: { Captcha: {} } }] },
      live: { Name: 'g', Rules: [{ Name: 'r', Priority: 1, Action: { Block: {} } }] },
      applied: { Name: 'g', Rules: [{ Name: 'r', Priority: 1, Action: { Block: {} } }] },
      action: 'update',
    },
    {
      says: 'a value that was taken away',
      type: 'AWS::Lambda::Function',
      desired: { FunctionName: 'f', Environment: { Variables: { A: '1' } } },
      live: { FunctionName: 'f' },
      action: 'update',
    },
    {
      says: 'a value that no read returns',
      type: 'AWS::DAX::Cluster',
      desired: { ClusterName: 'd', ReplicationFactor: 3 },
      live: { ClusterName: 'd' },
      action: 'none',
    },
    {
      says: 'another wish for a value that no read returns',
      type: 'AWS::DAX::Cluster',
      desired: { ClusterName: 'd', ReplicationFactor: 5 },
      live: { ClusterName: 'd' },
      applied: { ClusterName: 'd', ReplicationFactor: 3 },
      action: 'update',
    },
  ],
  'order and repetition': [
    {
      says: 'a list of unknown order',
      type: 'AWS::AutoScaling::AutoScalingGroup',
      desired: { MinSize: '1', MaxSize: '2', VPCZoneIdentifier: ['subnet-b', 'subnet-a'] },
      live: { MinSize: '1', MaxSize: '2', VPCZoneIdentifier: ['subnet-a', 'subnet-b'] },
      action: 'none',
    },
    {
      says: 'a wish for another order of it',
      type: 'AWS::AutoScaling::AutoScalingGroup',
      desired: { MinSize: '1', MaxSize: '2', VPCZoneIdentifier: ['subnet-b', 'subnet-c', 'subnet-a'] },
      live: { MinSize: '1', MaxSize: '2', VPCZoneIdentifier: ['subnet-a', 'subnet-b', 'subnet-c'] },
      applied: { MinSize: '1', MaxSize: '2', VPCZoneIdentifier: ['subnet-a', 'subnet-b', 'subnet-c'] },
      action: 'update',
    },
    {
      says: 'arguments in another order',
      type: 'AWS::Lambda::Function',
      desired: { FunctionName: 'f', ImageConfig: { EntryPoint: ['sh', '-c'] } },
      live: { FunctionName: 'f', ImageConfig: { EntryPoint: ['-c', 'sh'] } },
      action: 'update',
    },
    {
      says: 'an item that is there twice',
      type: 'AWS::AutoScaling::AutoScalingGroup',
      desired: { MinSize: '1', MaxSize: '2', TargetGroupARNs: ['t', 't'] },
      live: { MinSize: '1', MaxSize: '2', TargetGroupARNs: ['t'] },
      action: 'update',
    },
  ],
  'the provider holds more': [
    {
      says: 'attributes that nobody named',
      type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      desired: { Name: 'g', TargetGroupAttributes: [{ Key: 'stickiness.enabled', Value: 'true' }] },
      live: {
        Name: 'g',
        TargetGroupAttributes: [
          { Key: 'slow_start.duration_seconds', Value: '0' },
          { Key: 'stickiness.enabled', Value: 'true' },
        ],
      },
      action: 'none',
    },
    {
      says: 'an attribute with another value',
      type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      desired: { Name: 'g', TargetGroupAttributes: [{ Key: 'stickiness.enabled', Value: 'true' }] },
      live: {
        Name: 'g',
        TargetGroupAttributes: [
          { Key: 'slow_start.duration_seconds', Value: '0' },
          { Key: 'stickiness.enabled', Value: 'false' },
        ],
      },
      action: 'update',
    },
    {
      says: 'tags that only AWS may write, in a map',
      type: 'AWS::ApiGatewayV2::Stage',
      desired: { ApiId: 'a', StageName: 's', Tags: { team: 'x' } },
      live: { ApiId: 'a', StageName: 's', Tags: { team: 'x', 'aws:cloudformation:stack-name': 'n' } },
      action: 'none',
    },
  ],
  'moved by somebody else': [
    {
      says: 'a version that was brought up as asked',
      type: 'AWS::RDS::DBInstance',
      desired: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.0.35', AutoMinorVersionUpgrade: true },
      live: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.0.36', AutoMinorVersionUpgrade: true },
      action: 'none',
    },
    {
      says: 'a version that is asked for in full after its prefix was',
      type: 'AWS::RDS::DBInstance',
      desired: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.0.45' },
      live: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.0.40' },
      applied: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.0' },
      settled: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.0.40' },
      action: 'update',
    },
    {
      says: 'another version of which the read shows less',
      type: 'AWS::ElastiCache::CacheCluster',
      desired: { ClusterName: 'c', Engine: 'memcached', EngineVersion: '1.6.23' },
      live: { ClusterName: 'c', Engine: 'memcached', EngineVersion: '1.6' },
      applied: { ClusterName: 'c', Engine: 'memcached', EngineVersion: '1.6.22' },
      settled: { ClusterName: 'c', Engine: 'memcached', EngineVersion: '1.6' },
      action: 'update',
    },
    {
      says: 'a version with a longer number',
      type: 'AWS::RDS::DBCluster',
      desired: { DBClusterIdentifier: 'd', Engine: 'aurora-postgresql', EngineVersion: '16.1' },
      live: { DBClusterIdentifier: 'd', Engine: 'aurora-postgresql', EngineVersion: '16.10' },
      action: 'deviation',
    },
    {
      says: 'a version that somebody brought up',
      type: 'AWS::RDS::DBInstance',
      desired: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.0.35' },
      live: { DBInstanceIdentifier: 'd', Engine: 'mysql', EngineVersion: '8.4.1' },
      action: 'deviation',
    },
    {
      says: 'storage that grew within its limit',
      type: 'AWS::RDS::DBInstance',
      desired: { DBInstanceIdentifier: 'd', AllocatedStorage: '20', MaxAllocatedStorage: 100 },
      live: { DBInstanceIdentifier: 'd', AllocatedStorage: '35', MaxAllocatedStorage: 100 },
      action: 'none',
    },
    {
      says: 'a value that cannot be changed after creation',
      type: 'AWS::EC2::Subnet',
      desired: { VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' },
      live: { VpcId: 'vpc-1', CidrBlock: '10.0.2.0/24' },
      action: 'deviation',
    },
  ],
  echo: [
    {
      says: 'three were asked for and one is there: told',
      type: 'AWS::ApiGateway::Method',
      desired: { HttpMethod: 'GET', MethodResponses: [{ StatusCode: '200' }, { StatusCode: '404' }] },
      live: { HttpMethod: 'GET', MethodResponses: [{ StatusCode: '200' }] },
      settled: { HttpMethod: 'GET', MethodResponses: [{ StatusCode: '200' }] },
      action: 'deviation',
    },
    {
      says: 'the one that was there is gone, too: put back',
      type: 'AWS::ApiGateway::Method',
      desired: { HttpMethod: 'GET', MethodResponses: [{ StatusCode: '200' }, { StatusCode: '404' }] },
      live: { HttpMethod: 'GET', MethodResponses: [] },
      settled: { HttpMethod: 'GET', MethodResponses: [{ StatusCode: '200' }] },
      action: 'update',
    },
    {
      says: 'what was never returned is still not',
      type: 'AWS::SNS::Topic',
      desired: { TopicName: 't', DisplayName: 'x' },
      live: { TopicName: 't' },
      settled: { TopicName: 't' },
      action: 'none',
    },
    {
      says: 'what was returned is no longer',
      type: 'AWS::SNS::Topic',
      desired: { TopicName: 't', DisplayName: 'x', SignatureVersion: '2' },
      live: { TopicName: 't' },
      settled: { TopicName: 't', DisplayName: 'x' },
      action: 'update',
    },
    {
      says: 'another wish for what came back otherwise',
      type: 'AWS::SNS::Topic',
      desired: { TopicName: 't', DisplayName: 'y' },
      live: { TopicName: 't', DisplayName: 'X' },
      applied: { TopicName: 't', DisplayName: 'x' },
      settled: { TopicName: 't', DisplayName: 'X' },
      action: 'update',
    },
  ],
};
