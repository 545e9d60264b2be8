import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { Member } from '../model/member.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Change, PlanBody, ResourceChange, UnitChange } from '../model/plan.ts';
import type { AwsAt } from '../model/target.ts';
import type { PlanTarget } from '../model/target-definition.ts';
import { judge, worsened, worsenedThing } from './judge.ts';
import type { Condition, RuleSet } from './rule.ts';
import { standardRules } from './standard-rules.ts';

const definition: PlanTarget['definition'] = {
  cloud: 'aws',
  account: '111111111111',
  regions: ['us-east-1'],
  role: null,
  externalId: null,
  dialect: 'cloudcontrol',
  dialects: {},
  executor: 'sdk',
  endpoint: { kind: 'aws' },
};
const target = (more: Partial<PlanTarget> = {}): PlanTarget => ({
  alias: 'main',
  name: 'staging',
  definition,
  identity: { account: definition.account, arn: 'a', userId: 'u' },
  simulated: false,
  ...more,
});
const at = (more: Partial<AwsAt> = {}): AwsAt => ({ target: 'main', cloud: 'aws', account: definition.account, region: 'us-east-1', ...more });
const change = (more: Partial<ResourceChange> = {}): ResourceChange => ({
  kind: 'resource',
  node: 'bucket' as NodeAddress,
  type: 'AWS::S3::Bucket',
  at: at(),
  action: 'create',
  reason: 'new',
  identifier: null,
  ownership: null,
  creation: null,
  before: null,
  after: {},
  differences: [],
  patch: [],
  risk: 'reversible',
  retain: false,
  estimate: { p50: 1, p90: 2 },
  basis: null,
  ...more,
});
const unit = (more: Partial<UnitChange> = {}): UnitChange => ({
  kind: 'unit',
  node: 'migrate' as NodeAddress,
  at: at(),
  action: 'run',
  reason: 'new',
  risk: 'lossy',
  retain: false,
  engine: 'python',
  source: 'a'.repeat(64),
  inputs: {},
  outputs: {},
  repeatable: false,
  basis: null,
  estimate: { p50: 1, p90: 2 },
  ...more,
});
const plan = (changes: readonly Change[], more: Partial<PlanBody> = {}) =>
  ({
    changes,
    targets: [target()],
    estimate: { seconds: { p50: 1, p90: 2 }, cost: null, criticalPath: [] },
    ...more,
  }) as Omit<PlanBody, 'verdict'>;
const rulesOf = (...args: Parameters<typeof judge>) => judge(...args).reasons.map((reason) => `${reason.decision} ${reason.rule}`);
const difference = (path: string, after?: unknown) => ({
  path,
  ...(after === undefined ? {} : { after: after as never }),
  forcesReplace: false,
  sensitive: false,
});

describe('judge', () => {
  it('asks one approval for whatever changes anything, and nothing for a plan that does not', () => {
    expect(judge(plan([change(), change({ node: 'other' as NodeAddress, action: 'update' })]))).toEqual({
      decision: 'approval',
      policyVersion: standardRules.version,
      longestRun: standardRules.longestRun,
      reasons: [{ rule: 'every-change', decision: 'approval', message: '2 changes to approve' }],
    });
    expect(judge(plan([change({ action: 'none' })]))).toMatchObject({ decision: 'allow', policyVersion: standardRules.version, reasons: [] });
  });

  it('flags what loses data', () => {
    expect(rulesOf(plan([change({ action: 'delete', risk: 'irreversible', after: null })]))).toEqual(['approval irreversible', 'approval every-change']);
  });

  it('denies what is outside its target’s account or regions, and any caller from elsewhere', () => {
    expect(judge(plan([change({ at: at({ account: '222222222222' }) })]))).toMatchObject({
      decision: 'deny',
      reasons: [{ rule: 'outside-account', at: 'bucket', message: expect.stringContaining('222222222222/us-east-1') }, {}],
    });
    expect(rulesOf(plan([change({ at: at({ region: 'eu-west-1' }) })]))[0]).toBe('deny outside-regions');
    const stranger = target({ identity: { account: '222222222222', arn: 'a', userId: 'u' } });
    expect(rulesOf(plan([change()], { targets: [stranger] }))[0]).toBe('deny outside-account');
    expect(rulesOf(plan([unit()], { targets: [stranger] }))[0]).toBe('deny outside-account');
  });

  it('judges each change by the target it is at, whatever another target would allow', () => {
    const other = target({
      alias: 'other',
      definition: { ...definition, account: '222222222222', regions: ['eu-west-1'] },
      identity: { account: '222222222222', arn: 'b', userId: 'v' },
    });
    const targets = [target(), other];
    const there = at({ target: 'other', account: '222222222222', region: 'eu-west-1' });
    expect(judge(plan([change(), change({ at: there }), unit({ at: there })], { targets })).decision).toBe('approval');
    for (const astray of [
      at({ region: 'eu-west-1' }),
      at({ target: 'other', region: 'eu-west-1' }),
      { ...there, region: 'us-east-1' },
      { ...there, target: 'main' },
    ]) {
      expect(judge(plan([change(), change({ node: 'astray' as NodeAddress, at: astray })], { targets }))).toMatchObject({
        decision: 'deny',
        reasons: expect.arrayContaining([expect.objectContaining({ decision: 'deny', at: 'astray' })]),
      });
    }
  });

  it('denies a change at what is no target of the plan', () => {
    expect(judge(plan([change({ at: at({ target: 'elsewhere' }) })]))).toMatchObject({
      decision: 'deny',
      reasons: [{ decision: 'deny', message: expect.stringContaining('elsewhere, which is no target of the plan') }, {}, {}],
    });
  });

  it('lets a sandbox have every region, and only the sandbox', () => {
    const abroad = change({ at: at({ region: 'eu-west-1' }) });
    const sandbox = { definition: { ...definition, endpoint: { kind: 'sandbox', instance: 'i' } as const }, simulated: true };
    expect(judge(plan([abroad], { targets: [target(sandbox)] })).decision).toBe('approval');
    expect(judge(plan([abroad], { targets: [target({ simulated: true })] })).decision).toBe('deny');
    const targets = [target(), target({ alias: 'other', ...sandbox })];
    expect(judge(plan([abroad], { targets })).decision).toBe('deny');
    expect(judge(plan([change({ at: at({ target: 'other', region: 'eu-west-1' }) })], { targets })).decision).toBe('approval');
  });

  it('has no regions to ask of what is in a cluster, but an account of whoever calls', () => {
    const cluster = unit({ at: { target: 'main', cloud: 'kubernetes', cluster: 'blue', namespace: 'web' } });
    expect(judge(plan([cluster])).decision).toBe('approval');
    expect(rulesOf(plan([cluster], { targets: [target({ identity: { account: '222222222222', arn: 'a', userId: 'u' } })] }))[0]).toBe('deny outside-account');
  });

  it('names every run of foreign code, and what is taken over for its tags', () => {
    expect(judge(plan([unit()])).reasons).toMatchObject([{ rule: 'engine-run', at: 'migrate', message: expect.stringContaining('runs python code') }, {}]);
    expect(rulesOf(plan([unit({ action: 'none' })]))).toEqual([]);
    expect(rulesOf(plan([change({ action: 'adopt', ownership: 'found' })]))).toEqual(['approval found-by-tags', 'approval every-change']);
    const said = (more: Partial<ResourceChange>) => judge(plan([change({ action: 'adopt', ...more })])).reasons[0]?.message;
    expect(said({ ownership: 'found' })).toMatch(/taken over for its tags$/);
    expect(said({ ownership: 'foreign', note: 'nothing on it says that it is ours' })).toMatch(/taken over: nothing on it says that it is ours$/);
  });

  it('names what would be deleted or replaced although only the records say that it is ours', () => {
    for (const action of ['delete', 'replace'] as const)
      for (const ownership of ['unproven', 'untagged'] as const) expect(rulesOf(plan([change({ action, ownership })]))).toContain('approval unproven');
    for (const more of [
      { action: 'update', ownership: 'unproven' },
      { action: 'delete', ownership: 'made' },
      { action: 'delete', ownership: 'tagged' },
    ] as const)
      expect(rulesOf(plan([change(more)]))).toEqual(['approval every-change']);
  });

  it('lets a run go on for an hour, or for twice its slow estimate where that is longer, in whole seconds', () => {
    const taking = (p90: number) => judge(plan([change()], { estimate: { seconds: { p50: 1, p90 }, cost: null, criticalPath: [] } })).longestRun;
    expect([taking(0), taking(1800), taking(1800.1), taking(7200)]).toEqual([3600, 3600, 3601, 14400]);
    const hasty: RuleSet = { version: 'hasty', longestRun: 60, rules: [] };
    expect(judge(plan([change()]), hasty)).toMatchObject({ decision: 'allow', policyVersion: 'hasty', longestRun: 60 });
  });

  it('denies to delete or replace what is retained, not to change or keep it', () => {
    for (const action of ['delete', 'replace'] as const) expect(judge(plan([change({ action, retain: true })])).decision).toBe('deny');
    for (const action of ['update', 'none', 'create'] as const) expect(judge(plan([change({ action, retain: true })])).decision).not.toBe('deny');
  });

  it('names a bucket that is newly opened to the public', () => {
    const open: Partial<ResourceChange>[] = [
      { after: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false } } },
      { after: { AccessControl: 'PublicRead' } },
      {
        action: 'update',
        after: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } },
        differences: [difference('/PublicAccessBlockConfiguration/BlockPublicAcls', false)],
      },
      { action: 'update', after: {}, differences: [difference('/PublicAccessBlockConfiguration')] },
    ];
    for (const more of open) expect(rulesOf(plan([change(more)]))).toEqual(['approval public-bucket', 'approval every-change']);
    const closed: Partial<ResourceChange>[] = [
      { after: { PublicAccessBlockConfiguration: { BlockPublicAcls: true } } },
      { action: 'update', after: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } }, differences: [difference('/Tags/a', 'x')] },
      { type: 'AWS::S3::AccessPoint', after: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } } },
    ];
    for (const more of closed) expect(rulesOf(plan([change(more)]))).toEqual(['approval every-change']);
  });

  /** Conditions that hold for whoever calls, and such as say who. */
  const everybody: readonly JsonObject[] = [
    { Bool: { 'aws:SecureTransport': 'true' } },
    { StringLike: { 'aws:PrincipalArn': '*' } },
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } },
    { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } },
    { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '::/0'] } },
    { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } },
    { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o' } },
    { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o/r/ou' } },
    { StringNotEquals: { 'aws:PrincipalAccount': '1' } },
    { StringEquals: { 'sts:ExternalId': 'x' } },
  ];
  const somebody: readonly JsonObject[] = [
    { StringEquals: { 'aws:PrincipalOrgID': 'o' } },
    { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'AWS:SourceAccount': ['1', '2'] } },
    { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::logs-*' } },
    { ArnEquals: { 'aws:SourceArn': { $from: { node: 'topic', attribute: 'TopicArn' } } } },
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.7/32'] } },
    { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } },
    { StringEquals: { 'kms:CallerAccount': '1' } },
  ];

  it('names a policy document that allows something to everyone, as object or as text', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
    const policy = (more: JsonObject): ResourceChange =>
      change({ type: 'AWS::S3::BucketPolicy', after: { PolicyDocument: { Statement: [{ ...statement, ...more }] } } });
    const open = [
      policy({}),
      policy({ Principal: { AWS: ['arn:aws:iam::1:root', '*'] } }),
      policy({ Principal: { AWS: '1' }, NotPrincipal: { AWS: 'arn:aws:iam::1:root' } }),
      change({ after: { Policy: JSON.stringify({ Statement: statement }) } }),
      policy({ Condition: {} }),
      ...everybody.map((Condition) => policy({ Condition })),
    ];
    for (const one of open) expect(rulesOf(plan([one]))).toContain('approval open-to-everyone');
    const closed = [
      policy({ Effect: 'Deny' }),
      policy({ Principal: { AWS: '1' } }),
      ...somebody.map((Condition) => policy({ Condition })),
      { ...policy({}), action: 'update' as const, differences: [difference('/Tags/a', 'x')] },
    ];
    for (const one of closed) expect(rulesOf(plan([one]))).not.toContain('approval open-to-everyone');
  });

  it('names what newly lets every address in, and nothing that lets them out', () => {
    const open = [
      { type: 'AWS::EC2::SecurityGroup', after: { SecurityGroupIngress: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '0.0.0.0/0' }] } },
      { type: 'AWS::EC2::SecurityGroupIngress', after: { CidrIpv6: '::/0' } },
    ];
    for (const more of open) expect(rulesOf(plan([change(more)]))).toEqual(['approval open-to-every-address', 'approval every-change']);
    const closed: Partial<ResourceChange>[] = [
      { type: 'AWS::EC2::SecurityGroup', after: { SecurityGroupIngress: [{ CidrIp: '10.0.0.0/8' }] } },
      { type: 'AWS::EC2::SecurityGroup', after: { SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0' }] } },
      { type: 'AWS::EC2::SecurityGroupIngress', after: { CidrIp: '0.0.0.0/0' }, action: 'update', differences: [difference('/Description', 'x')] },
    ];
    for (const more of closed) expect(rulesOf(plan([change(more)]))).toEqual(['approval every-change']);
  });

  it('asks about whoever lets another account in, in an object or a text, and not where that is denied or a thing is only referred to', () => {
    const other = { AWS: 'arn:aws:iam::999999999999:root' };
    const trust = (statement: JsonObject) => ({ type: 'AWS::IAM::Role', after: { AssumeRolePolicyDocument: { Statement: [statement] } } });
    const open: Partial<ResourceChange>[] = [
      trust({ Effect: 'Allow', Principal: other, Action: 'sts:AssumeRole' }),
      trust({ Effect: 'Allow', Principal: { AWS: ['111111111111', '999999999999'] }, Action: 'sts:AssumeRole' }),
      { type: 'AWS::Lambda::Permission', after: { Principal: '999999999999' } },
      { type: 'AWS::S3::BucketPolicy', after: { Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: other }] }) } },
    ];
    for (const more of open) expect(rulesOf(plan([change(more)]))).toEqual(['approval other-account', 'approval every-change']);
    const closed: Partial<ResourceChange>[] = [
      trust({ Effect: 'Deny', Principal: other, Action: 'sts:AssumeRole' }),
      trust({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'sts:AssumeRole' }),
      { type: 'AWS::Lambda::Function', after: { Layers: ['arn:aws:lambda:us-east-1:999999999999:layer:x:1'] } },
    ];
    for (const more of closed) expect(rulesOf(plan([change(more)]))).toEqual(['approval every-change']);
  });

  it('asks about whoever may do everything, or give that to themselves', () => {
    const role = (after: JsonObject) => rulesOf(plan([change({ type: 'AWS::IAM::Role', after })]));
    const policy = (statement: JsonObject) => role({ Policies: [{ PolicyDocument: { Statement: statement } }] });
    const asked = ['approval administrator', 'approval every-change'];
    expect(role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })).toEqual(asked);
    expect(policy({ Effect: 'Allow', Action: '*', Resource: '*' })).toEqual(asked);
    expect(policy({ Effect: 'Allow', Action: ['iam:*'], Resource: ['*'] })).toEqual(asked);
    expect(role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] })).toEqual(['approval every-change']);
    expect(policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })).toEqual(['approval every-change']);
    expect(policy({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::mine/*' })).toEqual(['approval every-change']);
  });

  it('sees a setting that goes because the whole it was in is replaced', () => {
    const flags = { BlockPublicAcls: true, BlockPublicPolicy: true };
    const wholly = (after: unknown) =>
      change({ action: 'update', after: {}, differences: [{ ...difference('/PublicAccessBlockConfiguration', after), before: flags }] });
    expect(rulesOf(plan([wholly({ BlockPublicAcls: true })]))).toContain('approval public-bucket');
    expect(rulesOf(plan([wholly(flags)]))).not.toContain('approval public-bucket');
  });

  it('names each place that a rule looks at and that has a value which only the run will know', () => {
    const from = (node: string, attribute: string): JsonObject => ({ $from: { node, attribute } });
    const told = from('migrate', 'Told');
    const statement = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 's3:GetObject', Resource: '*' };
    const group = (after: JsonObject) => change({ type: 'AWS::EC2::SecurityGroup', after });
    const policy = (after: JsonObject) => change({ type: 'AWS::S3::BucketPolicy', after });
    const open: [Change, string][] = [
      [change({ after: { PublicAccessBlockConfiguration: { BlockPublicAcls: told } } }), 'PublicAccessBlockConfiguration.BlockPublicAcls'],
      [change({ after: { PublicAccessBlockConfiguration: told } }), 'PublicAccessBlockConfiguration'],
      [change({ after: { AccessControl: told } }), 'AccessControl'],
      [policy({ PolicyDocument: { Statement: [{ ...statement, Principal: told }] } }), 'PolicyDocument.Statement[0].Principal'],
      [policy({ PolicyDocument: { Statement: [{ ...statement, Effect: told }] } }), 'PolicyDocument.Statement[0].Effect'],
      [policy({ PolicyDocument: { Statement: [{ ...statement, Condition: told }] } }), 'PolicyDocument.Statement[0].Condition'],
      [policy({ PolicyDocument: told }), 'PolicyDocument'],
      [policy({ Bucket: told }), 'Bucket'],
      [change({ type: 'AWS::IAM::Role', after: { ManagedPolicyArns: [told] } }), 'ManagedPolicyArns[0]'],
      [change({ type: 'AWS::Lambda::Permission', after: { Principal: told } }), 'Principal'],
      [change({ type: 'AWS::Toy::Box', after: { Text: { $join: ['{"Effect":"Allow","Principal":"', told, '"}'] } } }), 'Text'],
      [change({ type: 'AWS::Toy::Box', after: { Held: { Statement: { ...statement, Resource: { $join: ['arn:', told] } } } } }), 'Held.Statement.Resource'],
      [group({ SecurityGroupIngress: [{ CidrIp: told }] }), 'SecurityGroupIngress[0].CidrIp'],
      [group({ SecurityGroupIngress: told }), 'SecurityGroupIngress'],
      [change({ type: 'AWS::EC2::SecurityGroupIngress', after: { GroupId: told } }), 'GroupId'],
    ];
    for (const [one, name] of open) {
      const { reasons } = judge(plan([one]));
      const [first] = reasons.filter(({ rule }) => rule === 'known-only-in-run');
      expect(first).toMatchObject({ decision: 'approval', at: 'bucket', message: expect.stringContaining(`since ${name} is migrate.Told`) });
    }
    const nodes = [
      change({ node: 'role' as NodeAddress, type: 'AWS::IAM::Role' }),
      change({ node: 'group' as NodeAddress, type: 'AWS::EC2::SecurityGroup' }),
      change({ node: 'value' as NodeAddress, type: 'AWS::SSM::Parameter' }),
    ];
    const principal = (value: JsonObject) => policy({ PolicyDocument: { Statement: [{ ...statement, Principal: { AWS: value } }] } });
    for (const one of [
      principal(from('role', 'Arn')),
      principal({ $join: [from('role', 'Arn'), '/x'] }),
      group({ SecurityGroupIngress: [{ SourceSecurityGroupId: from('group', 'GroupId') }] }),
      change({ after: { Tags: [{ Key: 'a', Value: told }] } }),
      change({ after: { PublicAccessBlockConfiguration: { BlockPublicAcls: told } }, action: 'update', differences: [difference('/Tags/a', 'x')] }),
      change({ type: 'AWS::S3::AccessPoint', after: { PublicAccessBlockConfiguration: { BlockPublicAcls: told } } }),
    ])
      expect(rulesOf(plan([...nodes, one]))).toEqual(['approval every-change']);
    for (const other of [
      from('value', 'Value'),
      from('value', 'GroupId'),
      from('migrate', 'Arn'),
      from('nobody', 'Arn'),
      { $join: [from('role', 'Arn'), told] },
    ])
      expect(rulesOf(plan([...nodes, principal(other)]))).toContain('approval known-only-in-run');
  });

  it('denies what only the run will know where the value itself would be denied', () => {
    const strict: RuleSet = {
      version: 'strict',
      longestRun: 60,
      rules: [
        { rule: 'no-public', decision: 'deny', when: { kind: 'sets', pointer: '/Public', oneOf: [true] }, reasonPer: 'change', message: '{node} is public' },
      ],
    };
    const later = change({ after: { Public: { $from: { node: 'migrate', attribute: 'Told' } } } });
    expect(judge(plan([later]), strict)).toMatchObject({ decision: 'deny', reasons: [{ rule: 'known-only-in-run', decision: 'deny', at: 'bucket' }] });
  });

  it('warns of what has the form of a token or a private key, wherever it stands, and of nothing else', () => {
    // Put together here, so that nobody who looks for leaked tokens finds one.
    const tokens = [`ghp_${'a1'.repeat(18)}`, `AKIA${'ABCD2345'.repeat(2)}`, `glpat-${'x'.repeat(20)}`, ['-----BEGIN', 'RSA PRIVATE', 'KEY-----'].join(' ')];
    for (const token of tokens) {
      for (const after of [{ Value: token }, { Environment: { Variables: { T: `Bearer ${token}` } } }, { List: [{ a: token }] }])
        expect(rulesOf(plan([change({ after })]))).toContain('approval token-in-plain-text');
    }
    for (const text of ['ghp_short', 'AKIA', 'BEGIN PRIVATE KEY', 'a'.repeat(64), '{{resolve:secretsmanager:x}}'])
      expect(rulesOf(plan([change({ after: { Value: text } })]))).not.toContain('approval token-in-plain-text');
    const untouched = change({ action: 'update', after: { Value: tokens[0] ?? '' }, differences: [difference('/Tags/a', 'x')] });
    expect(rulesOf(plan([untouched]))).not.toContain('approval token-in-plain-text');
  });

  it('decides by the strictest rule and tells denials first, in whatever order the rules are written', () => {
    const loses = plan([change({ action: 'delete', retain: true, risk: 'irreversible' })]);
    const turned = { ...standardRules, rules: standardRules.rules.toReversed() };
    for (const policy of [standardRules, turned]) {
      const { decision, reasons } = judge(loses, policy);
      expect(decision).toBe('deny');
      expect(reasons.map((reason) => reason.decision)).toEqual(['deny', 'approval', 'approval']);
    }
  });

  it('denies when a rule cannot be evaluated', () => {
    const broken: RuleSet = {
      version: 'x',
      longestRun: 60,
      rules: [{ rule: 'broken', decision: 'allow', when: { kind: 'unheard-of' } as unknown as Condition, reasonPer: 'plan', message: '' }],
    };
    expect(judge(plan([change()]), broken)).toMatchObject({ decision: 'deny', policyVersion: 'x', reasons: [{ rule: 'broken', decision: 'deny' }] });
  });
});

describe('worsened', () => {
  const open = change({ after: { AccessControl: 'PublicRead' } });
  const approved = (asPlanned: Change) => ({ ...plan([asPlanned]), verdict: judge(plan([asPlanned])) });

  it('tells of a change whose values are known the first reason that the plan’s verdict has not', () => {
    const planned = change({ after: { AccessControl: { $from: { node: 'migrate', attribute: 'Told' } } } });
    expect(worsened(approved(planned), open)).toMatchObject({ rule: 'public-bucket', at: 'bucket' });
    expect(worsened(approved(planned), change({ after: { AccessControl: 'Private' } }))).toBeNull();
  });

  it('tells nothing that was approved for the very node, and all that was approved for another', () => {
    expect(worsened(approved(open), open)).toBeNull();
    expect(worsened(approved({ ...open, node: 'other' as NodeAddress }), open)).toMatchObject({ rule: 'public-bucket' });
  });

  it('tells every denial', () => {
    const astray = change({ at: at({ region: 'eu-west-1' }) });
    expect(worsened(approved(astray), astray)).toMatchObject({ decision: 'deny', rule: 'outside-regions' });
  });
});

describe('worsenedThing', () => {
  const thing = (properties: JsonObject, more: Partial<Member> = {}): Member => ({
    action: 'create',
    type: 'AWS::S3::Bucket',
    name: 'a',
    place: { target: 'main', region: 'us-east-1' },
    properties,
    ...more,
  });
  const open = thing({ AccessControl: 'PublicRead' });
  const later = thing({ AccessControl: { $unknown: { type: 'string', from: ['net.Id'] } } }, { name: 'b' });
  const worse = (approved: Member | null, now: Member) => worsenedThing(plan([]), unit({ members: [open, now] }), [approved, now]);

  it('tells what was said of another thing of the unit, and not of this one', () => {
    expect(worse(later, { ...open, name: 'b' })).toMatchObject({ rule: 'public-bucket', at: 'migrate' });
    expect(worse(null, open)).toMatchObject({ rule: 'public-bucket' });
  });

  it('tells nothing that was said of this one, or is said of none', () => {
    expect(worse(open, open)).toBeNull();
    expect(worse(later, thing({ AccessControl: 'Private' }))).toBeNull();
    expect(worse(null, thing({}))).toBeNull();
  });

  it('tells every denial', () => {
    const astray = thing({}, { place: { target: 'main', region: 'eu-west-1' } });
    expect(worse(astray, astray)).toMatchObject({ decision: 'deny', rule: 'outside-regions' });
  });
});

describe('standardRules', () => {
  it('tells of a change that turns protection off, and of no creation without it', () => {
    const differences = [{ path: '/SqsManagedSseEnabled', before: true, after: false, forcesReplace: false, sensitive: false }];
    const rulesOf = (action: 'create' | 'update') => judge(plan([change({ action, type: 'AWS::SQS::Queue', differences })])).reasons.map(({ rule }) => rule);
    expect(rulesOf('update')).toContain('less-protected');
    expect(rulesOf('create')).not.toContain('less-protected');
  });

  it('tell of what is newly made public by a switch', () => {
    const told = (path: string) =>
      judge(plan([change({ action: 'update', after: { Public: true }, differences: [{ path, forcesReplace: false, sensitive: false }] })])).reasons;
    expect([told('/Public'), told('/Size')].map((reasons) => reasons.some(({ rule }) => rule === 'public-flag'))).toEqual([true, false]);
  });

  it('are data: they survive being written down', () => {
    expect(JSON.parse(JSON.stringify(standardRules))).toEqual(standardRules);
    expect(new Set(standardRules.rules.map((rule) => rule.rule)).size).toBe(standardRules.rules.length);
  });
});

describe('a secret', () => {
  const secret = { $secret: [{ name: 'db' }] };
  const reasons = (more: Partial<ResourceChange>) =>
    judge({ changes: [change(more)], targets: [target()], estimate: { seconds: { p50: 1, p90: 2 }, cost: null, criticalPath: [] } })
      .reasons.filter(({ rule }) => rule.startsWith('secret'))
      .map(({ rule, decision, message }) => [rule, decision, message]);

  it.each([
    ['a policy', { Policy: { Statement: [{ Effect: 'Allow', Resource: secret }] } }],
    ['a statement elsewhere', { Document: { Statement: [{ Principal: { AWS: secret } }] } }],
    ['an address that is let in', { SecurityGroupIngress: [{ CidrIp: secret }] }],
    ['a public flag', { PubliclyAccessible: secret }],
    ['who may use it', { AccessControl: secret }],
  ])('is refused in %s', (_, after) => {
    expect(reasons({ after })).toMatchObject([['secret-decides', 'deny', expect.any(String)]]);
  });

  it('asks for an approval where others can read it, and where it stands in plain text, and says why', () => {
    expect(reasons({ after: { Password: secret } })).toEqual([]);
    expect(reasons({ after: {}, exposes: [{ pointer: '/Value', names: ['db'] }] })).toEqual([
      ['secret-in-the-open', 'approval', 'bucket puts secret db in Value where everybody who may read the resource can read it'],
    ]);
    expect(reasons({ after: {}, plain: ['/Password'] })).toMatchObject([
      ['secret-in-plain-text', 'approval', expect.stringContaining('asbuilt secret set NAME')],
    ]);
  });
});
