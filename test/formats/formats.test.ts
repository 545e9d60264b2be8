import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalVerifier } from '../../src/adapters/keys/verifier.ts';
import { checkApproval } from '../../src/engine/check-approval.ts';
import { type Approval, approval as approvalSchema, proof } from '../../src/model/approval.ts';
import { type Approvers, formerApproversFile } from '../../src/model/approvers.ts';
import { creation } from '../../src/model/creation.ts';
import { engineName } from '../../src/model/names.ts';
import { action, type Plan, patchOp, reason, resourceChange, risk, step, verdict } from '../../src/model/plan.ts';
import { dialect, executor, nodeAt } from '../../src/model/target.ts';
import { targetDefinition } from '../../src/model/target-definition.ts';
import { openPlan } from '../../src/plan/seal-plan.ts';

// What was sealed and signed is opened for ever, by its format's version. These files stand for all of it: they were made once, and where one of these tests
// fails, it is not the file that is wrong. A change that breaks them is a new format, with a file of its own beside these.

const sample = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

function opened(): Plan {
  const plan = openPlan(sample('plan-2.json'));
  if (!plan.ok) throw new Error(plan.problems[0]?.message);
  return plan.value.plan;
}

describe('a plan sealed in format 2', () => {
  it('is opened from its bytes alone, under the name that it got', () => {
    expect(opened()).toMatchObject({
      version: 2,
      id: 'p_84c7115bc189',
      digest: '84c7115bc1891a15f1d833d7f5c07718c017c618441f7a1d3848709b82a1a53d',
      deployment: 'orders',
      intent: 'the orders service, with its network in the lab — “as before”',
      follows: 'p_0a1b2c3d4e5f',
      complete: false,
      createdAt: '2026-02-03T04:05:06.789Z',
      expiresAt: '2026-02-03T05:05:06.789Z',
      verdict: { decision: 'approval', policyVersion: 'standard@2.0.0', longestRun: 3600 },
    });
  });

  it('says where it was made for, though no such target is configured here', () => {
    expect(opened().targets.map(({ alias, name, definition, simulated }) => [alias, name, definition.account, definition.endpoint, simulated])).toEqual([
      ['lab', 'sandbox', '123456789012', { kind: 'sandbox', instance: 'b5d1b1f0-3f0e-4f65-9d5c-2f5e8b9c7a10' }, true],
      ['main', 'prod', '111111111111', { kind: 'aws' }, false],
    ]);
  });

  it('shows every change with its reason, the differences, and where a value comes from', () => {
    const { changes, summary } = opened();
    const shown = Object.fromEntries(changes.map((change) => [change.node, `${change.kind} ${change.action} ${change.reason}`]));
    expect(shown).toEqual({
      archive: 'resource adopt found-by-tags',
      audit: 'resource create gone',
      'network.vpc[0]': 'resource create new',
      'network.subnet[0]': 'resource create new',
      'queues["eu west"]': 'resource update wish-changed',
      migrate: 'unit run new',
      parameter: 'resource replace wish-changed',
      report: 'unit none as-wished',
      secret: 'resource update wish-changed',
      smoke: 'unit run new',
      topic: 'resource update tags-lost',
      alarm: 'resource none already-gone',
      outbox: 'resource delete not-wanted',
      policy: 'resource delete not-wanted',
      role: 'resource delete not-wanted',
      seed: 'unit delete not-wanted',
      table: 'resource none retained',
    });
    expect(summary).toEqual({ create: 3, update: 3, replace: 1, delete: 4, adopt: 1, run: 2, unchanged: 3 });
    expect(changes.find(({ node }) => node === 'queues["eu west"]')).toMatchObject({
      at: { target: 'main', cloud: 'aws', account: '111111111111', region: 'eu-west-1' },
      ownership: 'made',
      creation: { kind: 'identifier' },
      differences: [
        { path: '/DelaySeconds', after: 5 },
        { path: '/MaximumMessageSize', before: 1024 },
        { path: '/VisibilityTimeout', before: 30, after: 60 },
      ],
      patch: [
        { op: 'add', path: '/DelaySeconds', value: 5 },
        { op: 'remove', path: '/MaximumMessageSize' },
        { op: 'replace', path: '/VisibilityTimeout', value: 60 },
      ],
      basis: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(changes.find(({ node }) => node === 'migrate')).toMatchObject({
      engine: 'python',
      inputs: { subnet: { $from: { node: 'network.subnet[0]', attribute: 'SubnetId' } }, queue: 'arn:aws:sqs:eu-west-1:111111111111:orders' },
    });
    expect(changes.find(({ node }) => node === 'smoke')?.at).toEqual({ target: 'lab', cloud: 'kubernetes', cluster: 'blue', namespace: 'orders' });
    expect(changes.find(({ node }) => node === 'role')).toMatchObject({ shared: ['ManagedPolicyArns'] });
  });

  it('holds every call that is sent, in the step that sends it, in order', () => {
    const { steps, deferred } = opened();
    const sent = Object.fromEntries(steps.map(({ id, op, after, calls }) => [id, [op, after, calls.map(({ operation }) => operation)]]));
    expect(sent).toMatchObject({
      archive: ['adopt', [], []],
      'network.vpc[0]': ['create', [], ['CreateVpc', 'ModifyVpcAttribute']],
      'network.subnet[0]': ['create', ['network.vpc[0]'], ['CreateResource']],
      'queues["eu west"]': ['update', [], ['UpdateResource']],
      migrate: ['run', ['network.subnet[0]', 'queues["eu west"]'], []],
      'parameter!delete': ['delete', ['parameter'], ['DeleteResource']],
      outbox: ['delete', [], ['DeleteResource']],
    });
    expect(steps.find(({ id }) => id === 'network.vpc[0]')?.calls[1]?.input).toEqual({ VpcId: { $own: 'VpcId' }, EnableDnsHostnames: { Value: true } });
    expect(steps.find(({ id }) => id === 'network.subnet[0]')?.calls).toEqual([
      {
        service: 'cloudcontrol',
        operation: 'CreateResource',
        effect: 'write',
        target: { account: '123456789012', region: 'us-east-1' },
        input: {
          TypeName: 'AWS::EC2::Subnet',
          ClientToken: { $token: true },
          DesiredState: { $json: { VpcId: { $from: { node: 'network.vpc[0]', attribute: 'VpcId' } }, CidrBlock: '10.0.0.0/24' } },
        },
      },
    ]);
    expect(deferred).toMatchObject([{ node: 'migrate', envelope: { engine: 'python', inputs: { subnet: { $from: { node: 'network.subnet[0]' } } } } }]);
  });

  it('holds what else a person was shown', () => {
    const { impact, coverage, checks, engines, evidence, estimate } = opened();
    expect(impact).toMatchObject([{ node: 'billing.subscriber', because: 'its /Endpoint is the Arn of outbox, which is deleted' }]);
    expect(coverage).toMatchObject({ read: [{ resources: 3 }], unread: [{ scope: 'eu-central-1' }] });
    expect(checks).toMatchObject([
      { control: 'versioned', equals: 'Enabled' },
      { control: 'private', exists: false },
    ]);
    expect(engines).toMatchObject([{ engine: 'python', version: '3.13.5' }]);
    expect(evidence).toMatchObject([{ entry: 'pattern/sqs_queue@1.0.0' }]);
    expect(estimate).toMatchObject({ cost: null, criticalPath: expect.arrayContaining(['migrate', 'parameter']) });
  });
});

const kindsOf = <K extends string>(options: readonly { readonly shape: { readonly kind: { readonly value: K } } }[]) =>
  options.map(({ shape }) => shape.kind.value);

describe('format 2', () => {
  // One file cannot hold every word; a word that was dropped would close whatever holds it.
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['actions', action.options, ['create', 'update', 'replace', 'delete', 'adopt', 'run', 'none']],
    [
      'reasons',
      reason.options,
      [
        ...['new', 'wish-changed', 'live-moved', 'both', 'gone', 'not-wanted', 'named', 'found-by-tags', 'tags-lost', 'as-wished', 'retained', 'renamed'],
        'already-gone',
      ],
    ],
    ['risks', risk.options, ['reversible', 'lossy', 'irreversible']],
    ['ownerships', resourceChange.shape.ownership.unwrap().options, ['made', 'tags-lost', 'tagged', 'unproven', 'found', 'foreign']],
    ['proofs of a creation', kindsOf(creation.options), ['identifier', 'read', 'unproven']],
    ['operations of a patch', patchOp.options.map(({ shape }) => shape.op.value), ['add', 'replace', 'remove']],
    ['operations of a step', step.shape.op.options, ['create', 'update', 'delete', 'adopt', 'run']],
    ['effects of a call', step.shape.calls.element.shape.effect.options, ['read', 'write']],
    ['decisions', verdict.shape.decision.options, ['allow', 'approval', 'deny']],
    ['clouds', nodeAt.options.map(({ shape }) => shape.cloud.value), ['aws', 'kubernetes']],
    ['endpoints', kindsOf(targetDefinition.shape.endpoint.options), ['aws', 'url', 'sandbox']],
    ['dialects', dialect.options, ['cloudcontrol', 'native']],
    ['executors', executor.options, ['sdk', 'cli']],
    ['engines', engineName.options, ['python']],
    ['proofs', kindsOf(proof.options), ['ed25519']],
  ])('still knows all its %s', (_, known, then) => {
    expect(known).toEqual(expect.arrayContaining([...then]));
  });
});

describe('an approval signed in format 2', () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'asbuilt-formats-'));
    writeFileSync(join(home, 'approvers.json'), JSON.stringify(stored().trust));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  /** The approval, and the list of that time: of keys that counted for everything. */
  function stored(): { readonly approval: unknown; readonly trust: Approvers } {
    const { approval, trust } = JSON.parse(sample('approval-2.json')) as { approval: unknown; trust: unknown };
    const { approvers } = formerApproversFile.parse(trust);
    return { approval, trust: { approvers: approvers.map((one) => ({ ...one, kind: 'real' })) } };
  }

  it('has the form of the model, and nothing that the model does not know', () => {
    const { approval } = stored();
    expect(approvalSchema.parse(approval)).toEqual(approval);
    expect(approval).toMatchObject({ version: 2, auditHead: { seq: 128 }, policyVersion: 'standard@2.0.0', proofs: [{ kind: 'ed25519', by: 'grace' }] });
  });

  it('is verified with the public half of the key that signed it, and with no word of it changed', () => {
    const verifier = approvalVerifier(home);
    const approval = stored().approval as Approval;
    const [signed] = approval.proofs;
    const [grace] = stored().trust.approvers;
    if (signed === undefined || grace === undefined) throw new Error('nobody signed');
    expect(verifier.keyId(grace.publicKey)).toBe(signed.keyId);
    expect(verifier.verify(approval, signed, grace.publicKey)).toBe(true);
    expect(verifier.verify({ ...approval, runUntil: '2026-02-03T05:40:00.001Z' }, signed, grace.publicKey)).toBe(false);
  });

  it('lets its plan be run in its time, and not after it', async () => {
    const verifier = approvalVerifier(home);
    const { approval } = stored();
    const bytes = sample('plan-2.json');
    const about = { approval, bytes, trusted: { ok: true as const, value: stored().trust }, verifier, usedBy: 'r_1' };
    const run = { id: 'r_1', startedAt: '2026-02-03T04:39:59.999Z' };
    const at = (now: string) => checkApproval({ ...about, plan: opened(), run, now: Date.parse(now) });
    expect(at('2026-02-03T05:39:59.999Z')).toMatchObject({ ok: true, value: { plan: { id: 'p_84c7115bc189' } } });
    expect(at('2026-02-03T05:40:00.000Z')).toMatchObject({ ok: false, problems: [{ code: 'APPROVAL_EXPIRED' }] });
  });
});
