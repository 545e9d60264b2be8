import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Change, PlanBody } from '../model/plan.ts';
import { judge } from './judge.ts';
import type { Condition, RuleSet } from './rule.ts';
import { standardRules } from './standard-rules.ts';

const boundary = { account: '111111111111', regions: ['us-east-1'] };
const change = (more: Partial<Change> = {}): Change => ({
  node: 'bucket' as NodeAddress,
  type: 'AWS::S3::Bucket',
  target: { account: boundary.account, region: 'us-east-1' },
  action: 'create',
  identifier: null,
  before: null,
  after: {},
  differences: [],
  patch: [],
  calls: [],
  risk: 'reversible',
  retain: false,
  estimate: { p50: 1, p90: 2 },
  fingerprint: null,
  ...more,
});
const plan = (changes: Change[], more: Partial<PlanBody> = {}) =>
  ({ changes, identity: { account: boundary.account, arn: 'a', userId: 'u' }, simulated: false, ...more }) as Omit<PlanBody, 'verdict'>;
const rulesOf = (...args: Parameters<typeof judge>) => judge(...args).reasons.map((reason) => `${reason.decision} ${reason.rule}`);
const difference = (path: string, after?: unknown) => ({
  path,
  ...(after === undefined ? {} : { after: after as never }),
  forcesReplace: false,
  sensitive: false,
});

describe('judge', () => {
  it('asks one approval for whatever changes anything, and nothing for a plan that does not', () => {
    expect(judge(plan([change(), change({ node: 'other' as NodeAddress, action: 'update' })]), boundary)).toEqual({
      decision: 'approval',
      policyVersion: standardRules.version,
      reasons: [{ rule: 'every-change', decision: 'approval', message: '2 changes to approve' }],
    });
    expect(judge(plan([change({ action: 'none' })]), boundary)).toEqual({ decision: 'allow', policyVersion: standardRules.version, reasons: [] });
  });

  it('flags what loses data', () => {
    expect(rulesOf(plan([change({ action: 'delete', risk: 'irreversible', after: null })]), boundary)).toEqual([
      'approval irreversible',
      'approval every-change',
    ]);
  });

  it('denies what is outside the target’s account or regions, and any caller from elsewhere', () => {
    expect(judge(plan([change({ target: { account: '222222222222', region: 'us-east-1' } })]), boundary)).toMatchObject({
      decision: 'deny',
      reasons: [{ rule: 'outside-account', at: 'bucket' }, {}],
    });
    expect(rulesOf(plan([change({ target: { account: boundary.account, region: 'eu-west-1' } })]), boundary)[0]).toBe('deny outside-regions');
    expect(rulesOf(plan([change()], { identity: { account: '222222222222', arn: 'a', userId: 'u' } }), boundary)[0]).toBe('deny outside-account');
  });

  it('lets a sandbox have every region', () => {
    expect(judge(plan([change({ target: { account: boundary.account, region: 'eu-west-1' } })], { simulated: true }), boundary).decision).toBe('approval');
  });

  it('denies to delete or replace what is retained, not to change or keep it', () => {
    for (const action of ['delete', 'replace'] as const) expect(judge(plan([change({ action, retain: true })]), boundary).decision).toBe('deny');
    for (const action of ['update', 'none', 'create'] as const) expect(judge(plan([change({ action, retain: true })]), boundary).decision).not.toBe('deny');
  });

  it('names a bucket that is newly opened to the public', () => {
    const open: Partial<Change>[] = [
      { after: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false } } },
      { after: { AccessControl: 'PublicRead' } },
      {
        action: 'update',
        after: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } },
        differences: [difference('/PublicAccessBlockConfiguration/BlockPublicAcls', false)],
      },
      { action: 'update', after: {}, differences: [difference('/PublicAccessBlockConfiguration')] },
    ];
    for (const more of open) expect(rulesOf(plan([change(more)]), boundary)).toEqual(['approval public-bucket', 'approval every-change']);
    const closed: Partial<Change>[] = [
      { after: { PublicAccessBlockConfiguration: { BlockPublicAcls: true } } },
      { action: 'update', after: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } }, differences: [difference('/Tags/a', 'x')] },
      { type: 'AWS::S3::AccessPoint', after: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } } },
    ];
    for (const more of closed) expect(rulesOf(plan([change(more)]), boundary)).toEqual(['approval every-change']);
  });

  it('names a policy document that allows something to everyone, as object or as text', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
    const policy = (more: JsonObject): Change =>
      change({ type: 'AWS::S3::BucketPolicy', after: { PolicyDocument: { Statement: [{ ...statement, ...more }] } } });
    const open = [
      policy({}),
      policy({ Principal: { AWS: ['arn:aws:iam::1:root', '*'] } }),
      change({ after: { Policy: JSON.stringify({ Statement: statement }) } }),
    ];
    for (const one of open) expect(rulesOf(plan([one]), boundary)).toContain('approval open-to-everyone');
    const closed = [
      policy({ Effect: 'Deny' }),
      policy({ Principal: { AWS: '1' } }),
      policy({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o' } } }),
      { ...policy({}), action: 'update' as const, differences: [difference('/Tags/a', 'x')] },
    ];
    for (const one of closed) expect(rulesOf(plan([one]), boundary)).not.toContain('approval open-to-everyone');
  });

  it('denies when a rule cannot be evaluated', () => {
    const broken: RuleSet = {
      version: 'x',
      rules: [{ rule: 'broken', decision: 'allow', when: { kind: 'unheard-of' } as unknown as Condition, reasonPer: 'plan', message: '' }],
    };
    expect(judge(plan([change()]), boundary, broken)).toMatchObject({ decision: 'deny', policyVersion: 'x', reasons: [{ rule: 'broken', decision: 'deny' }] });
  });
});

describe('standardRules', () => {
  it('are data: they survive being written down', () => {
    expect(JSON.parse(JSON.stringify(standardRules))).toEqual(standardRules);
    expect(new Set(standardRules.rules.map((rule) => rule.rule)).size).toBe(standardRules.rules.length);
  });
});
