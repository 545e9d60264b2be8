import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Change, Difference, ResourceChange } from '../model/plan.ts';
import { conditionHolds } from './condition-holds.ts';
import { judge } from './judge.ts';
import type { Condition } from './rule.ts';

const holds = (kind: Condition['kind'], type: string, after: JsonObject, differences?: readonly string[]): boolean =>
  conditionHolds(
    { kind } as Condition,
    {
      kind: 'resource',
      node: 'node' as NodeAddress,
      type,
      at: { target: 'main', cloud: 'aws', account: '111111111111', region: 'us-east-1' },
      action: differences === undefined ? 'create' : 'update',
      after,
      differences: (differences ?? []).map((path): Difference => ({ path, forcesReplace: false, sensitive: false })),
    } as unknown as ResourceChange,
    { targets: [] },
  );

const group = (...ranges: string[]) => ({ SecurityGroupIngress: ranges.map((CidrIp) => ({ IpProtocol: 'tcp', CidrIp })) });
const entry = (more: JsonObject) => ({ NetworkAclId: 'acl-1', CidrBlock: '0.0.0.0/0', RuleAction: 'allow', ...more });

describe('every address', () => {
  it.each<[string, string, JsonObject]>([
    ['halves', 'AWS::EC2::SecurityGroup', group('0.0.0.0/1', '128.0.0.0/1')],
    ['one half', 'AWS::EC2::SecurityGroup', group('10.0.0.0/8', '128.0.0.0/1')],
    ['many a part', 'AWS::EC2::SecurityGroup', group('11.0.0.0/8', '12.0.0.0/8', '13.0.0.0/8')],
    ['another spelling of nought', 'AWS::EC2::SecurityGroup', group('0.0.0.0/00')],
    ['an address that is masked away', 'AWS::EC2::SecurityGroup', group('1.2.3.4/0')],
    ['halves of IPv6', 'AWS::EC2::SecurityGroup', group('::/1', '8000::/1')],
    ['all that is given out of IPv6', 'AWS::EC2::SecurityGroup', group('2000::/3')],
    ['a rule of a subnet', 'AWS::EC2::NetworkAclEntry', entry({})],
    ['a list that rules refer to', 'AWS::EC2::PrefixList', { Entries: [{ Cidr: '0.0.0.0/0' }] }],
    ['a list of a cluster', 'AWS::EKS::Cluster', { ResourcesVpcConfig: { PublicAccessCidrs: ['0.0.0.0/0'] } }],
    ['a type that nobody thought of', 'AWS::Toy::Box', { Door: { From: ['::/0'] } }],
  ])('is let in by its size, wherever it is let in: %s', (_, type, after) => {
    expect(holds('opens-to-every-address', type, after)).toBe(true);
  });

  it.each<[string, string, JsonObject]>([
    ['private networks', 'AWS::EC2::SecurityGroup', group('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '10.0.0.0/8', '10.0.0.0/8')],
    ['a way out', 'AWS::EC2::Route', { DestinationCidrBlock: '0.0.0.0/0' }],
    ['what leaves', 'AWS::EC2::SecurityGroup', { SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0' }] }],
    ['what leaves a subnet', 'AWS::EC2::NetworkAclEntry', entry({ Egress: true })],
    ['what is denied', 'AWS::EC2::NetworkAclEntry', entry({ RuleAction: 'deny' })],
    ['a denial', 'AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: { Effect: 'Deny', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } } } }],
  ])('is not let in by %s', (_, type, after) => {
    expect(holds('opens-to-every-address', type, after)).toBe(false);
  });

  it('is let in, too, where the rule of it is turned round', () => {
    expect(holds('opens-to-every-address', 'AWS::EC2::NetworkAclEntry', entry({}), ['/RuleAction'])).toBe(true);
    expect(holds('opens-to-every-address', 'AWS::EC2::NetworkAclEntry', entry({}), ['/Tags'])).toBe(false);
  });
});

const policy = (statement: JsonObject) => ({ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...statement }] } });
const github = 'token.actions.githubusercontent.com';
const trust = (Condition: JsonObject, Federated = `arn:aws:iam::111111111111:oidc-provider/${github}`) => policy({ Principal: { Federated }, Condition });

describe('everybody', () => {
  it.each<[string, JsonObject]>([
    ['a principal of its own', { Principal: '*' }],
    ['one of a list', { AllowedPrincipals: ['arn:aws:iam::111111111111:root', '*'] }],
    ['one within', { Share: [{ Principals: ['*'] }] }],
    ['a service that calls for anybody', { Principal: '*', SourceArn: 'arn:aws:s3:::*' }],
    ['a condition on nobody', { Principal: '*', Condition: { Type: 'StringLike', Key: 'aws:PrincipalOrgID', Value: 'o-*' } }],
    ['a principal of any account', policy({ Principal: { AWS: 'arn:aws:iam::*:root' } })],
    ['a principal of whatever kind', policy({ Principal: { Service: '*' } })],
    ['an ARN of anything', policy({ Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:*' } } })],
    ['any organisation', policy({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } })],
    ['somebody and everybody', policy({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:role/x', '*'] } } })],
    ['the parts of the world', policy({ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['11.0.0.0/8', '12.0.0.0/8'] } } })],
    ['whoever a provider knows', trust({})],
    ['whoever it knows and AWS is meant by', trust({ StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } })],
    ['whatever is in it', trust({ StringLike: { [`${github}:sub`]: 'repo:*' } })],
    ['whoever has an account of Google', trust({}, 'accounts.google.com')],
    ['whoever is known to some pool', trust({ StringEquals: { 'cognito-identity.amazonaws.com:amr': 'authenticated' } }, 'cognito-identity.amazonaws.com')],
  ])('is let in: %s', (_, after) => {
    expect(holds('opens-to-everyone', 'AWS::Toy::Box', after)).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['a service', { Principal: 's3.amazonaws.com' }],
    ['an organisation', { Principal: '*', PrincipalOrgID: 'o-1' }],
    ['an organisation of a layer', { Principal: '*', OrganizationId: 'o-1' }],
    ['an organisation by a condition', { Principal: '*', Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' } }],
    ['a repository', trust({ StringLike: { [`${github}:sub`]: 'repo:us/app:*' }, StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } })],
    ['a pool', trust({ StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-east-1:1' } }, 'cognito-identity.amazonaws.com')],
    ['a company', trust({}, 'arn:aws:iam::111111111111:saml-provider/us')],
  ])('is not let in by %s', (_, after) => {
    expect(holds('opens-to-everyone', 'AWS::Toy::Box', after)).toBe(false);
  });

  it('is let in, too, where what said who goes', () => {
    expect(holds('opens-to-everyone', 'AWS::Events::EventBusPolicy', { Principal: '*' }, ['/Condition'])).toBe(true);
    expect(holds('opens-to-everyone', 'AWS::Events::EventBusPolicy', { Principal: '*' }, ['/Tags'])).toBe(false);
  });
});

describe('another account', () => {
  it.each<[string, JsonObject]>([
    ['one that a network is joined with', { PeerOwnerId: '999999999999' }],
    ['one that gets what is written', { ReplicationConfiguration: { Rules: [{ Destination: { Account: '999999999999' } }] } }],
    ['a destination of one', { DestinationArn: 'arn:aws:logs:us-east-1:999999999999:destination:x' }],
    [
      'one that a service calls for',
      policy({ Principal: { Service: 's3.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }),
    ],
    ['a user that tells of none', policy({ Principal: { CanonicalUser: '79a5' } })],
  ])('is told of: %s', (_, after) => expect(holds('names-other-account', 'AWS::Toy::Box', after)).toBe(true));

  it.each<[string, JsonObject]>([
    ['our own', { PeerOwnerId: '111111111111', DestinationArn: 'arn:aws:logs:us-east-1:111111111111:destination:x' }],
    ['a thing that is only used', { Layers: ['arn:aws:lambda:us-east-1:999999999999:layer:x:1'] }],
    ['a user of the same plan', policy({ Principal: { CanonicalUser: { $from: { node: 'cdn', attribute: 'S3CanonicalUserId' } } } })],
  ])('is not %s', (_, after) => expect(holds('names-other-account', 'AWS::Toy::Box', after)).toBe(false));
});

describe('the right to do everything', () => {
  const role = (statement: JsonObject) => holds('gives-administration', 'AWS::IAM::Role', { Policies: [{ PolicyDocument: { Statement: statement } }] });
  it.each<[string, JsonObject]>([
    ['another wildcard', { Action: '?*', Resource: '*' }],
    ['wildcards of many beginnings', { Action: ['a*', 's*', 'I*'], Resource: '*' }],
    ['wildcards in the middle', { Action: 'i*m:*Policy', Resource: '*' }],
    ['what gives rights', { Action: ['iam:PutRolePolicy', 'iam:PassRole'], Resource: '*' }],
    ['on whatever has an ARN', { Action: '*', Resource: 'arn:*' }],
    ['on whatever has one of many parts', { Action: '*', Resource: 'arn:aws:*:*:*:*' }],
    ['on every role of an account', { Action: 'iam:*', Resource: 'arn:aws-cn:iam::111111111111:role/*' }],
    ['on all but one', { Action: '*', NotResource: 'arn:aws:s3:::x' }],
    ['all but some', { NotAction: 'iam:*', Resource: 'arn:aws:*' }],
  ])('is given by what patterns match: %s', (_, statement) => expect(role({ Effect: 'Allow', ...statement })).toBe(true));

  it.each<[string, JsonObject]>([
    ['one service', { Action: 's3:*', Resource: '*' }],
    ['what only looks', { Action: ['iam:Get*', 'iam:List*', 'iam:PassRole'], Resource: '*' }],
    ['some roles', { Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::111111111111:role/app-*' }],
    ['every bucket', { Action: '*', Resource: 'arn:aws:s3:::*' }],
    ['no identity', { Action: '*', NotResource: 'arn:aws:iam::*' }],
  ])('is not given by %s', (_, statement) => expect(role({ Effect: 'Allow', ...statement })).toBe(false));

  it('takes no long time for a pattern of many wildcards', () => {
    expect(role({ Effect: 'Allow', Action: `${'*a'.repeat(20_000)}`, Resource: `arn:${'*a?'.repeat(20_000)}` })).toBe(false);
  }, 2_000);

  it('is that of a managed policy which lets do all but give rights', () => {
    expect(holds('gives-administration', 'AWS::IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] })).toBe(true);
  });
});

describe('what a default of the provider opens', () => {
  it('is flagged as what is said, and says of which property', () => {
    const change = {
      kind: 'resource',
      node: 'web',
      type: 'AWS::Toy::Box',
      at: { cloud: 'aws', account: '1', region: 'r' },
      action: 'create',
      after: {},
      differences: [],
      open: ['/Scheme'],
    } as unknown as Change;
    const { reasons } = judge({ changes: [change], targets: [], estimate: { seconds: { p50: 0, p90: 0 }, cost: null, criticalPath: [] } });
    expect(reasons).toContainEqual({
      rule: 'public-flag',
      decision: 'approval',
      at: 'web',
      message: 'web is public, or lets in whoever reaches it, for that is the default of Scheme',
    });
  });
});
