import { digestOf } from '../../src/kernel/digest.ts';
import { type Change, type Plan, type PlanBody, plan, type ResourceChange, type UnitChange } from '../../src/model/plan.ts';
import type { PlanTarget } from '../../src/model/target-definition.ts';

export const madeAt = Date.parse('2026-03-01T10:00:00.000Z');

export const home = { target: 'sandbox', cloud: 'aws', account: '123456789012', region: 'us-east-1' } as const;

/** One change of a resource; what is not given is that of a bucket that is created. */
export function sampleChange(given: Partial<Record<keyof ResourceChange, unknown>> = {}): Change {
  const node = String(given.node ?? 'bucket');
  const live = given.action !== undefined && given.action !== 'create';
  const change = {
    kind: 'resource',
    node,
    type: 'AWS::S3::Bucket',
    at: home,
    action: 'create',
    reason: given.action === 'none' ? 'as-wished' : given.action === 'delete' ? 'not-wanted' : live ? 'wish-changed' : 'new',
    identifier: null,
    ownership: live ? 'made' : null,
    creation: live ? { kind: 'unproven', because: 'nothing tells' } : null,
    before: null,
    after: { BucketEncryption: { Rule: 'aws:kms' }, Tags: [{ Key: 'asbuilt:node', Value: node }] },
    differences: [],
    patch: [],
    risk: 'reversible',
    retain: false,
    estimate: { p50: 12, p90: 30 },
    basis: null,
    ...given,
  };
  return change as unknown as Change;
}

/** One change of a unit; what is not given is that of one that runs for the first time. */
export function sampleUnit(given: Partial<Record<keyof UnitChange, unknown>> = {}): Change {
  const change = {
    kind: 'unit',
    node: 'seed',
    at: home,
    action: 'run',
    reason: 'new',
    risk: 'lossy',
    retain: false,
    estimate: { p50: 5, p90: 60 },
    engine: 'python',
    source: '5eed'.repeat(16),
    inputs: { table: { $from: { node: 'table', attribute: 'Arn' } }, rows: 3 },
    outputs: { rows: { type: 'integer' } },
    repeatable: true,
    basis: null,
    ...given,
  };
  return change as unknown as Change;
}

/** A target of a plan; what is not given is that of the sandbox. */
export function sampleTarget(given: Partial<Record<keyof PlanTarget, unknown>> = {}): PlanTarget {
  const account = String(given.definition === undefined ? '123456789012' : (given.definition as { account: string }).account);
  const target = {
    alias: 'sandbox',
    name: 'sandbox',
    definition: {
      cloud: 'aws',
      account,
      regions: ['us-east-1', 'eu-west-1'],
      role: null,
      externalId: null,
      dialect: 'cloudcontrol',
      dialects: {},
      executor: 'sdk',
      endpoint: { kind: 'sandbox', instance: 'i1' },
    },
    identity: { account, arn: `arn:aws:iam::${account}:root`, userId: account },
    simulated: true,
    ...given,
  };
  return target as unknown as PlanTarget;
}

/** A real target, in an account of its own. */
export function realTarget(alias: string, name = alias, account = '222222222222', endpoint: unknown = { kind: 'aws' }): PlanTarget {
  const { definition } = sampleTarget();
  return sampleTarget({ alias, name, definition: { ...definition, account, endpoint }, simulated: false });
}

/** A plan that holds these changes, with the digest and id that are truly its own. */
export function samplePlan(changes: readonly Change[] = [sampleChange()], given: Partial<Record<keyof PlanBody, unknown>> = {}): Plan {
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  const body = {
    version: 2,
    deployment: 'orders',
    targets: [sampleTarget()],
    intent: 'a private bucket',
    evidence: [{ words: 'private', entry: 'control/private@1.0.0', effect: 'blocks public access to bucket' }],
    changes,
    steps: changes
      .filter(({ action }) => action !== 'none')
      .map(({ node, action }) => ({ id: node, node, op: action === 'replace' ? 'create' : action, after: [], calls: [] })),
    complete: true,
    deferred: [],
    follows: null,
    engines: [],
    checks: [],
    summary: {
      create: count('create'),
      update: count('update'),
      replace: count('replace'),
      delete: count('delete'),
      adopt: count('adopt'),
      run: count('run'),
      unchanged: count('none'),
    },
    verdict: {
      decision: 'approval',
      policyVersion: '1.0.0',
      longestRun: 3600,
      reasons: [{ rule: 'no-public', decision: 'allow', message: 'nothing is public' }],
    },
    estimate: { seconds: { p50: 24, p90: 60 }, cost: null, criticalPath: [] },
    impact: [],
    coverage: { read: [], unread: [] },
    createdAt: new Date(madeAt).toISOString(),
    expiresAt: new Date(madeAt + 30 * 60_000).toISOString(),
    ...given,
  };
  const digest = digestOf(body);
  return plan.parse({ ...body, id: `p_${digest.slice(0, 12)}`, digest });
}
