import { describe, expect, it } from 'vitest';
import { expand } from '../../src/catalog/expand.ts';
import { isJsonObject, type Json } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import { type DraftResource, proposal } from '../../src/model/proposal.ts';
import { account, closed, drafted, namedDraft, nodeOf, registry } from './closed-draft.ts';
import { creatableTypes } from './draw-types.ts';

const types = (resources: readonly DraftResource[]) => resources.map(({ type }) => type.slice('AWS::'.length)).sort();

function ofType(resources: readonly DraftResource[], type: string): DraftResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** Every text in a value with the name of the member that it stands under. */
function texts(value: Json, name = ''): [string, string][] {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => texts(item, name));
  return isJsonObject(value) ? Object.entries(value).flatMap(([key, item]) => texts(item, key)) : [];
}

function expanded(resources: readonly DraftResource[]) {
  const draft = proposal.parse({ kind: 'draft', deployment: 'shop', target: 'main', region: 'us-east-1', resources, evidence: [] });
  return expand(draft, { types: registry, place: () => ok({ target: 'main', cloud: 'aws' as const, account, region: 'us-east-1' }) });
}

describe('a draft that is closed', () => {
  it('gives a function a role that Lambda assumes, logs that end, and code that runs', () => {
    const draft = closed([drafted('fn', 'AWS::Lambda::Function')]);
    expect(types(draft.resources)).toEqual(['IAM::Role', 'Lambda::Function', 'Logs::LogGroup']);
    const role = nodeOf(draft, 'fn_role').properties;
    expect(role['AssumeRolePolicyDocument']).toMatchObject({ Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] });
    expect(role['ManagedPolicyArns']).toEqual(['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']);
    expect(nodeOf(draft, 'fn').properties).toMatchObject({ Role: '$' + '{fn_role.Arn}', Runtime: 'python3.13', Handler: 'index.handler' });
    expect(draft.questions).toEqual([]);
  });

  it('keeps what was said', () => {
    const said = { Timeout: 60, Runtime: 'nodejs22.x', Handler: 'app.main', Code: { S3Bucket: 'mine', S3Key: 'a.zip' } };
    expect(nodeOf(closed([drafted('fn', 'AWS::Lambda::Function', said)]), 'fn').properties).toMatchObject(said);
  });

  it('makes one network for all who need one, whose subnets do not overlap and lie in two zones', () => {
    const { resources } = closed([
      drafted('db', 'AWS::RDS::DBInstance'),
      drafted('service', 'AWS::ECS::Service'),
      drafted('cache', 'AWS::ElastiCache::ReplicationGroup'),
    ]);
    expect(ofType(resources, 'AWS::EC2::VPC')).toHaveLength(1);
    const subnets = ofType(resources, 'AWS::EC2::Subnet').map(({ properties }) => properties);
    expect(subnets).toHaveLength(2);
    expect(new Set(subnets.map(({ CidrBlock }) => CidrBlock)).size).toBe(2);
    expect(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1b']);
    expect(expanded(resources).ok).toBe(true);
  });

  it('puts what the internet reaches into public subnets, beside private ones', () => {
    const { resources } = closed([
      drafted('web', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' }),
      drafted('db', 'AWS::RDS::DBInstance'),
    ]);
    expect(types(resources)).toEqual(expect.arrayContaining(['EC2::InternetGateway', 'EC2::Route', 'EC2::SubnetRouteTableAssociation']));
    expect(ofType(resources, 'AWS::EC2::Subnet').map(({ node }) => node)).toEqual(['public_subnet', 'public_subnet_2', 'private_subnet', 'private_subnet_2']);
    expect(ofType(resources, 'AWS::EC2::InternetGateway')).toHaveLength(1);
  });

  it('uses what the draft has, and gives a role that was said the trust of who has it', () => {
    const draft = closed([
      drafted('net', 'AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' }),
      drafted('who', 'AWS::IAM::Role'),
      drafted('fn', 'AWS::Lambda::Function'),
      drafted('group', 'AWS::EC2::SecurityGroup'),
    ]);
    expect(nodeOf(draft, 'fn').properties['Role']).toBe('$' + '{who.Arn}');
    expect(nodeOf(draft, 'who').properties['AssumeRolePolicyDocument']).toMatchObject({ Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] });
    expect(nodeOf(draft, 'group').properties['VpcId']).toBe('$' + '{net.VpcId}');
    expect(ofType(draft.resources, 'AWS::EC2::VPC')).toHaveLength(1);
  });

  it('uses the one that exists by its values, and asks which of several', () => {
    const live = (id: string) => ({ type: 'AWS::EC2::VPC', called: id, properties: { VpcId: id, CidrBlock: '10.0.0.0/16' } });
    const one = closed([drafted('group', 'AWS::EC2::SecurityGroup')], { existing: [live('vpc-1')] });
    expect(nodeOf(one, 'group').properties['VpcId']).toBe('vpc-1');
    expect(one.evidence.map(({ effect }) => effect)).toContainEqual(expect.stringContaining('uses vpc-1'));
    const several = closed([drafted('group', 'AWS::EC2::SecurityGroup')], { existing: [live('vpc-1'), live('vpc-2')] });
    expect(several.questions).toMatchObject([{ slot: 'group.vpc', default: 'new', because: null }]);
    const answers = [{ at: 'intent:group', slot: 'group.vpc', value: 'vpc-2' }];
    const answered = closed([drafted('group', 'AWS::EC2::SecurityGroup')], { existing: [live('vpc-1'), live('vpc-2')], answers });
    expect(nodeOf(answered, 'group').properties['VpcId']).toBe('vpc-2');
    expect(answered.questions).toEqual([]);
  });

  it('chooses a range that no VPC has', () => {
    const existing = [{ type: 'AWS::EC2::VPC', called: 'vpc-1', properties: { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/15' } }];
    expect(nodeOf(closed([drafted('net', 'AWS::EC2::VPC')], { existing }), 'net').properties['CidrBlock']).toBe('10.2.0.0/16');
  });

  it('asks which of two of the draft is meant, and takes the first meanwhile', () => {
    const two = [drafted('a', 'AWS::EC2::VPC'), drafted('b', 'AWS::EC2::VPC'), drafted('group', 'AWS::EC2::SecurityGroup')];
    const draft = closed(two);
    expect(draft.questions).toMatchObject([{ slot: 'group.vpc', options: [{ value: 'a' }, { value: 'b' }], default: 'a', because: null }]);
    const answered = closed(two, { answers: [{ at: 'intent:group', slot: 'group.vpc', value: 'b' }] });
    expect(nodeOf(answered, 'group').properties['VpcId']).toBe('$' + '{b.VpcId}');
  });

  it('may refer to what stands, and leaves that out of the draft', () => {
    const draft = closed([drafted('group', 'AWS::EC2::SecurityGroup')], { standing: [drafted('net', 'AWS::EC2::VPC')] });
    expect(draft.resources.map(({ node }) => node)).toEqual(['group']);
    expect(nodeOf(draft, 'group').properties['VpcId']).toBe('$' + '{net.VpcId}');
  });

  it('asks for the key of a table, and makes the one that is answered', () => {
    const asked = closed([drafted('orders', 'AWS::DynamoDB::Table')]);
    expect(asked.questions).toMatchObject([{ at: 'intent:orders', slot: 'orders.KeySchema', default: 'id', because: null }]);
    expect(nodeOf(asked, 'orders').properties['KeySchema']).toEqual([{ AttributeName: 'id', KeyType: 'HASH' }]);
    const answered = closed([drafted('orders', 'AWS::DynamoDB::Table')], { answers: [{ at: 'intent:orders', slot: 'orders.KeySchema', value: 'order' }] });
    expect(nodeOf(answered, 'orders').properties).toMatchObject({
      KeySchema: [{ AttributeName: 'order', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'order', AttributeType: 'S' }],
    });
    expect(answered.questions).toEqual([]);
  });

  it('asks once for all that nothing explains, and takes the answer by name', () => {
    const draft = [drafted('line', 'AWS::DirectConnect::Connection')];
    const [question, ...others] = closed(draft).questions;
    expect(others).toEqual([]);
    expect(question).toMatchObject({ slot: 'line.values', because: null });
    const answers = [{ at: 'intent:line', slot: 'line.values', value: 'Location=EqDC2, Bandwidth=10Gbps' }];
    const answered = closed(draft, { answers });
    expect(nodeOf(answered, 'line').properties).toMatchObject({ Location: 'EqDC2', Bandwidth: '10Gbps' });
    expect(answered.evidence).toContainEqual(expect.objectContaining({ words: 'EqDC2', effect: expect.stringContaining('Location') }));
  });

  it('lets a role use what its holder refers to, and no more', () => {
    const draft = closed([drafted('stream', 'AWS::KinesisFirehose::DeliveryStream')]);
    const [policy] = nodeOf(draft, 'stream_role').properties['Policies'] as unknown as [{ PolicyDocument: { Statement: { Resource: string[] }[] } }];
    expect(policy.PolicyDocument.Statement.map(({ Resource }) => Resource)).toEqual([['$' + '{bucket.Arn}', '$' + '{bucket.Arn}/*']]);
  });

  it('keeps what a retained resource refers to', () => {
    const draft = closed([{ ...drafted('table', 'AWS::RDS::DBInstance'), retain: true }, drafted('fn', 'AWS::Lambda::Function')]);
    expect(nodeOf(draft, 'vpc').retain).toBe(true);
    expect(nodeOf(draft, 'fn_role').retain).toBe(false);
  });

  it('makes up no password', () => {
    const managed = closed([drafted('db', 'AWS::RDS::DBInstance'), drafted('warehouse', 'AWS::Redshift::Cluster')]);
    expect(nodeOf(managed, 'db').properties).toMatchObject({ ManageMasterUserPassword: true });
    expect(nodeOf(managed, 'warehouse').properties).toMatchObject({ ManageMasterPassword: true });
    const made = creatableTypes(registry).flatMap((name) =>
      closed([drafted('x1', name)]).resources.flatMap(({ node, properties }) =>
        texts(properties).flatMap(([member, value]) =>
          /(Password|AuthToken|ClientSecret)$/.test(member) && !value.startsWith('{{resolve:') ? [`${name} ${node} ${member}=${value}`] : [],
        ),
      ),
    );
    expect(made).toEqual([]);
  });

  it('is valid for every type that can be created, with a reason for each resource, and asks at most one thing', () => {
    const wrong = creatableTypes(registry).flatMap((name) => {
      const type = registry.type(name);
      if (!type.ok) return [name];
      const { resources, evidence, questions } = closed([namedDraft('x1', type.value, 'x1')]);
      const valid = expanded(resources);
      const unexplained = resources.filter(({ node, of }) => of !== undefined && !evidence.some(({ effect }) => effect.startsWith(`adds ${node} `)));
      return [
        ...(valid.ok ? [] : valid.problems.map(({ at, message }) => `${name}: ${at} ${message}`)),
        ...unexplained.map(({ node }) => `${name}: ${node} has no reason`),
        ...(questions.length > 1 ? [`${name}: ${questions.map(({ slot }) => slot).join(', ')}`] : []),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('is the same byte for byte, however often it is closed', () => {
    const draft = () => closed([drafted('a', 'AWS::ECS::Service'), drafted('b', 'AWS::EKS::Nodegroup'), drafted('c', 'AWS::CloudFront::Distribution')]);
    expect(JSON.stringify(draft())).toBe(JSON.stringify(draft()));
  });

  it('is closed already where it was closed before', () => {
    const first = closed([drafted('fn', 'AWS::Lambda::Function'), drafted('db', 'AWS::RDS::DBInstance')]);
    expect(closed(first.resources).resources).toEqual(first.resources);
  });
});
