import { digestOf } from '../../src/kernel/digest.ts';
import { type Change, type Plan, type PlanBody, plan } from '../../src/model/plan.ts';

export const madeAt = Date.parse('2026-03-01T10:00:00.000Z');

/** One change; what is not given is that of a bucket that is created. */
export function sampleChange(given: Partial<Record<keyof Change, unknown>> = {}): Change {
  const node = String(given.node ?? 'bucket');
  const change = {
    node,
    type: 'AWS::S3::Bucket',
    target: { account: '123456789012', region: 'us-east-1' },
    action: 'create',
    identifier: null,
    before: null,
    after: { BucketEncryption: { Rule: 'aws:kms' }, Tags: [{ Key: 'asbuilt:node', Value: node }] },
    differences: [],
    patch: [],
    calls: [],
    risk: 'reversible',
    retain: false,
    estimate: { p50: 12, p90: 30 },
    basis: null,
    ...given,
  };
  return change as unknown as Change;
}

/** A plan that holds these changes, with the digest and id that are truly its own. */
export function samplePlan(changes: readonly Change[] = [sampleChange()], given: Partial<Record<keyof PlanBody, unknown>> = {}): Plan {
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  const body = {
    version: 1,
    deployment: 'orders',
    target: 'sandbox',
    identity: { account: '123456789012', arn: 'arn:aws:iam::123456789012:root', userId: '123456789012' },
    simulated: true,
    intent: 'a private bucket',
    evidence: [{ words: 'private', entry: 'control/private@1.0.0', effect: 'blocks public access to bucket' }],
    changes,
    steps: changes
      .filter(({ action }) => action !== 'none')
      .map(({ node, action }) => ({ id: node, node, op: action === 'replace' ? 'create' : action, after: [], calls: [] })),
    checks: [],
    summary: {
      create: count('create'),
      update: count('update'),
      replace: count('replace'),
      delete: count('delete'),
      adopt: count('adopt'),
      unchanged: count('none'),
    },
    verdict: { decision: 'approval', policyVersion: '1.0.0', reasons: [{ rule: 'no-public', decision: 'allow', message: 'nothing is public' }] },
    estimate: { seconds: { p50: 24, p90: 60 }, cost: null, criticalPath: [] },
    impact: [],
    coverage: { read: [], unread: [] },
    createdAt: new Date(madeAt).toISOString(),
    expiresAt: new Date(madeAt + 30 * 60_000).toISOString(),
    ...given,
  };
  const digest = digestOf(body);
  return plan.parse({
    ...body,
    id: `p_${digest.slice(0, 12)}`,
    digest,
    commands: ['aws cloudcontrol create-resource --type-name AWS::S3::Bucket --region us-east-1'],
  });
}
