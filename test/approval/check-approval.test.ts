import { createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApproverKey, ensureApproverKey } from '../../src/adapters/keys/approver-key.ts';
import { approvalVerifier } from '../../src/adapters/keys/verifier.ts';
import { type ApprovalQuestion, checkApproval } from '../../src/engine/check-approval.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import { canonicalJson } from '../../src/kernel/json.ts';
import type { Approval, Proof } from '../../src/model/approval.ts';
import type { Approvers } from '../../src/model/approvers.ts';
import { type Plan, type PlanBody, planBody } from '../../src/model/plan.ts';
import { sealPlan } from '../../src/plan/seal-plan.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const minutes = (count: number) => now + count * 60_000;
const iso = (time: number) => new Date(time).toISOString();

let home: string;
let alice: ApproverKey;
let bob: ApproverKey;
const verifier = () => approvalVerifier(home);

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-approval-'));
  alice = keyIn('alice');
  bob = keyIn('bob');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function keyIn(folder: string): ApproverKey {
  const made = ensureApproverKey(join(home, folder));
  if (!made.ok) throw new Error(made.problems[0]?.message);
  return made.value.key;
}

function planOf(more: Partial<Record<keyof PlanBody, unknown>> = {}): { readonly plan: Plan; readonly bytes: string } {
  const place = { account: '123456789012', region: 'us-east-1' };
  const body = planBody.parse({
    version: 2,
    deployment: 'web',
    targets: [
      {
        alias: 'main',
        name: 'sandbox',
        definition: {
          cloud: 'aws',
          account: place.account,
          regions: [place.region],
          role: null,
          externalId: null,
          dialect: 'native',
          dialects: { 'AWS::SQS::Queue': 'cloudcontrol' },
          executor: 'sdk',
          endpoint: { kind: 'sandbox', instance: 's-1' },
        },
        identity: { account: place.account, arn: 'arn:aws:iam::123456789012:user/x', userId: 'x' },
        simulated: true,
      },
    ],
    intent: 'a queue',
    evidence: [{ words: 'queue', entry: 'pattern/queue@1.0.0', effect: 'makes a queue' }],
    changes: [
      {
        kind: 'resource',
        node: 'queue',
        at: { target: 'main', cloud: 'aws', ...place },
        type: 'AWS::SQS::Queue',
        action: 'create',
        reason: 'new',
        identifier: null,
        ownership: null,
        creation: null,
        before: null,
        after: { QueueName: 'orders' },
        differences: [],
        patch: [],
        risk: 'reversible',
        retain: false,
        estimate: { p50: 1, p90: 2 },
        basis: null,
      },
    ],
    steps: [
      {
        id: 'queue',
        node: 'queue',
        op: 'create',
        after: [],
        calls: [{ service: 'cloudcontrol', operation: 'CreateResource', input: { TypeName: 'AWS::SQS::Queue' }, target: place, effect: 'write' }],
      },
    ],
    complete: true,
    deferred: [],
    follows: null,
    engines: [],
    checks: [],
    summary: { create: 1, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 0 },
    verdict: { decision: 'approval', policyVersion: '1', longestRun: 3_600, reasons: [] },
    estimate: { seconds: { p50: 1, p90: 2 }, cost: null, criticalPath: ['queue'] },
    impact: [],
    coverage: { read: [], unread: [] },
    createdAt: iso(now),
    expiresAt: iso(minutes(60)),
    ...more,
  });
  return sealPlan(body);
}

function approve(plan: Plan, by: ApproverKey = alice, approver = 'alice', consents: readonly string[] = []): Approval {
  const approval = by.sign(plan, { approver, now, nonce: 'ab'.repeat(16), auditHead: { seq: 7, hash: 'cd'.repeat(32) }, consents });
  if (!approval.ok) throw new Error(approval.problems[0]?.message);
  return approval.value;
}

/** One approval with the proofs of several people, who all signed the same body. */
function together(plan: Plan, ...signers: readonly (readonly [ApproverKey, string])[]): Approval {
  const each = signers.map(([key, name]) => approve(plan, key, name));
  return { ...(each[0] as Approval), proofs: each.flatMap(({ proofs }) => proofs) };
}

/** The approval with its body signed by alice as it is now, however it was made. */
function resigned(approval: object): unknown {
  const { proofs, ...body } = JSON.parse(JSON.stringify(approval)) as Approval;
  const key = createPrivateKey(readFileSync(join(home, 'alice', 'approver.pem')));
  const signature = sign(null, Buffer.from(canonicalJson(body)), key).toString('base64');
  return { ...body, proofs: proofs.map((proof) => ({ ...proof, signature })) };
}

function trust(): Approvers {
  return {
    approvers: [
      { name: 'alice', publicKey: alice.publicKey, kind: 'simulated' },
      { name: 'bob', publicKey: bob.publicKey, kind: 'simulated' },
    ],
  };
}

function ask(more: Partial<ApprovalQuestion> & { readonly plan: Plan; readonly bytes: string }): string {
  const answer = checkApproval({
    approval: 'approval' in more ? more.approval : approve(more.plan),
    trusted: { ok: true, value: trust() },
    verifier: verifier(),
    now,
    run: null,
    usedBy: null,
    ...more,
  });
  return answer.ok ? 'allowed' : (answer.problems[0]?.code ?? 'no reason');
}

/** Every way to change one value inside a JSON value, with the place. */
function* flips(value: unknown, place = ''): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const [at, flipped] of flips(item, `${place}/${index}`)) yield [at, value.with(index, flipped)];
    yield [`${place}/-`, [...value, 'more']];
    if (value.length > 0) yield [`${place} last removed`, value.slice(0, -1)];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      for (const [at, flipped] of flips(member, `${place}/${key}`)) yield [at, { ...value, [key]: flipped }];
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      yield [`${place}/${key} removed`, rest];
    }
    yield [`${place}/more`, { ...value, more: true }];
  } else if (typeof value === 'string') yield [place, value === '' ? 'x' : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`];
  else if (typeof value === 'number') yield [place, value + 1];
  else if (typeof value === 'boolean') yield [place, !value];
  else yield [place, 'not null'];
}

describe('an approval', () => {
  it('allows its plan to begin, and the mutations of the run that used it', () => {
    const { plan, bytes } = planOf();
    expect(ask({ plan, bytes })).toBe('allowed');
    const run = { id: 'r_1', startedAt: iso(minutes(29)) };
    expect(ask({ plan, bytes, run, usedBy: 'r_1', now: minutes(89) })).toBe('allowed');
  });

  it('is refused with any one of its fields changed, removed or added', () => {
    const { plan, bytes } = planOf();
    const changed = [...flips(approve(plan))];
    expect(changed.length).toBeGreaterThan(32);
    for (const [place, approval] of changed) expect([place, ask({ plan, bytes, approval })]).toEqual([place, 'APPROVAL_INVALID']);
  });

  it('is refused when any one field of the plan is changed, in its bytes, in the object, or in both', () => {
    const { plan, bytes } = planOf();
    const approval = approve(plan);
    const { id, digest, ...rest } = JSON.parse(bytes) as Plan;
    const changed = [...flips(rest)];
    expect(changed.length).toBeGreaterThan(100);
    for (const [place, body] of changed) {
      const object = { ...(body as PlanBody), id, digest };
      const text = canonicalJson(object);
      expect([place, ask({ plan: structuredClone(plan), bytes: text, approval })]).toEqual([place, 'PLAN_TAMPERED']);
      expect([place, ask({ plan: object, bytes, approval })]).toEqual([place, 'PLAN_TAMPERED']);
      expect([place, ask({ plan: object, bytes: text, approval })]).toEqual([place, 'PLAN_TAMPERED']);
      const renamed = digestOf(body);
      const resealed = { ...object, id: `p_${renamed.slice(0, 12)}`, digest: renamed };
      expect([place, ask({ plan: resealed, bytes: canonicalJson(resealed), approval })]).toEqual([place, 'APPROVAL_FOREIGN']);
    }
    expect(ask({ plan: { ...plan, id: 'p_000000000000' }, bytes, approval })).toBe('PLAN_TAMPERED');
    expect(ask({ plan: { ...plan, digest: 'a'.repeat(64) }, bytes, approval })).toBe('PLAN_TAMPERED');
  });

  it('is refused for other bytes of a plan that was found whole before', () => {
    const { plan, bytes } = planOf();
    expect(ask({ plan, bytes })).toBe('allowed');
    expect(ask({ plan, bytes: bytes.replace('a queue', 'a quilt') })).toBe('PLAN_TAMPERED');
  });

  it('protects the plan from being changed after it was checked', () => {
    const { plan, bytes } = planOf();
    expect(ask({ plan, bytes })).toBe('allowed');
    expect(() => {
      (plan.steps[0]?.calls[0]?.input as Record<string, unknown>)['TypeName'] = 'other';
    }).toThrow(TypeError);
    expect(() => plan.targets.pop()).toThrow(TypeError);
  });

  it('protects itself and the list from being changed after they were looked through', () => {
    const { plan, bytes } = planOf();
    const approval = JSON.parse(JSON.stringify(approve(plan))) as { runUntil: string; proofs: { by: string }[] };
    const trusted = trust();
    expect(ask({ plan, bytes, approval, trusted: { ok: true, value: trusted } })).toBe('allowed');
    expect(() => {
      approval.runUntil = iso(minutes(10_000));
    }).toThrow(TypeError);
    expect(() => approval.proofs.pop()).toThrow(TypeError);
    expect(() => (trusted.approvers as unknown[]).pop()).toThrow(TypeError);
  });

  it('is asked anew for time, use and list, though the same objects are looked through once', () => {
    const { plan, bytes } = planOf();
    const asked = { plan, bytes, approval: approve(plan), verifier: verifier() };
    const [list, other] = [trust(), { approvers: trust().approvers.filter(({ name }) => name !== 'alice') }];
    const ever = { ...asked, trusted: { ok: true as const, value: list } };
    expect(ask(ever)).toBe('allowed');
    expect(ask({ ...ever, now: minutes(100_000) })).toBe('PLAN_EXPIRED');
    expect(ask({ ...ever, usedBy: 'r_other' })).toBe('APPROVAL_USED');
    expect(ask({ ...asked, trusted: { ok: true, value: other } })).toBe('APPROVAL_INVALID');
    expect(ask(ever)).toBe('allowed');
  });

  it.each([
    ['another plan of the deployment', { intent: 'another queue' }],
    ['another deployment', { deployment: 'api' }],
    ['another policy version', { verdict: { decision: 'approval', policyVersion: '2', longestRun: 3_600, reasons: [] } }],
  ])('is refused for %s', (_, more) => {
    const { plan, bytes } = planOf();
    expect(ask({ plan, bytes, approval: approve(planOf(more).plan) })).toBe('APPROVAL_FOREIGN');
  });

  it.each([
    ['plan', 'p_000000000000'],
    ['digest', 'a'.repeat(64)],
    ['deployment', 'api'],
    ['policyVersion', '2'],
  ])('is refused when what was signed names another %s, and all else is right', (member, value) => {
    const { plan, bytes } = planOf();
    expect(ask({ plan, bytes, approval: resigned(approve(plan)) })).toBe('allowed');
    expect(ask({ plan, bytes, approval: resigned({ ...approve(plan), [member]: value }) })).toBe('APPROVAL_FOREIGN');
  });

  it('is refused unless its key is trusted, right now, under the very name it gives', () => {
    const { plan, bytes } = planOf();
    const approval = approve(plan);
    expect(ask({ plan, bytes, approval })).toBe('allowed');
    const [first, second] = trust().approvers;
    expect(ask({ plan, bytes, approval, trusted: { ok: true, value: { approvers: second === undefined ? [] : [second] } } })).toBe('APPROVAL_INVALID');
    expect(
      ask({ plan, bytes, approval, trusted: { ok: true, value: { approvers: [{ name: 'carol', publicKey: first?.publicKey ?? '', kind: 'simulated' }] } } }),
    ).toBe('APPROVAL_INVALID');
    expect(ask({ plan, bytes, approval: approve(plan, alice, 'bob') })).toBe('APPROVAL_INVALID');
    expect(ask({ plan, bytes, approval: approve(plan, keyIn('mallory'), 'alice') })).toBe('APPROVAL_INVALID');
    const [his] = approve(plan, bob, 'bob').proofs;
    const hers = approve(plan);
    expect(ask({ plan, bytes, approval: { ...hers, proofs: hers.proofs.map((proof) => ({ ...proof, signature: his?.signature })) } })).toBe('APPROVAL_INVALID');
  });

  it('is refused while nobody can tell who is trusted', async () => {
    const { plan, bytes } = planOf();
    writeFileSync(join(home, 'approvers.json'), 'oops');
    const trusted = await verifier().stored();
    if (trusted.ok) throw new Error('believed');
    expect(ask({ plan, bytes, trusted })).toBe('TRUST_INVALID');
  });

  describe('of a plan with a target that is not simulated', () => {
    const sandbox = { kind: 'sandbox', instance: 's-1' };
    const withEndpoints = (...endpoints: readonly object[]) => {
      const [target] = planOf().plan.targets;
      const targets = endpoints.map((endpoint, index) => ({
        ...target,
        alias: index === 0 ? 'main' : `t${index}`,
        definition: { ...target?.definition, endpoint },
      }));
      return planOf({ targets });
    };
    const kinds = (hers: 'simulated' | 'real', his: 'simulated' | 'real'): Approvers => ({
      approvers: trust().approvers.map((one, index) => ({ ...one, kind: index === 0 ? hers : his })),
    });
    const answer = (asked: { plan: Plan; bytes: string }, approval: unknown, trusted: Approvers) =>
      ask({ ...asked, approval, trusted: { ok: true, value: trusted } });

    it.each([
      ['AWS itself', [{ kind: 'aws' }]],
      ['an address elsewhere', [{ kind: 'url', url: 'https://aws.example.com' }]],
      ['a sandbox and AWS', [sandbox, { kind: 'aws' }]],
    ])('is refused where only a key for simulated targets gave it, before a run and in it: %s', (_, endpoints) => {
      const asked = withEndpoints(...endpoints);
      const approval = approve(asked.plan);
      expect(answer(asked, approval, kinds('simulated', 'real'))).toBe('APPROVAL_SIMULATED');
      expect(answer(asked, approval, kinds('real', 'simulated'))).toBe('allowed');
      const run = { id: 'r_1', startedAt: iso(now) };
      expect(ask({ ...asked, approval, trusted: { ok: true, value: kinds('simulated', 'real') }, run, usedBy: 'r_1' })).toBe('APPROVAL_SIMULATED');
    });

    it('is refused though the target says of itself that it is simulated', () => {
      const asked = withEndpoints({ kind: 'aws' });
      expect(asked.plan.targets.map(({ simulated }) => simulated)).toEqual([true]);
      expect(answer(asked, approve(asked.plan), trust())).toBe('APPROVAL_SIMULATED');
    });

    it('holds with the proof of one key for real targets among several, each of which has to hold', () => {
      const asked = withEndpoints({ kind: 'aws' });
      const both = together(asked.plan, [alice, 'alice'], [bob, 'bob']);
      expect(answer(asked, both, kinds('simulated', 'real'))).toBe('allowed');
      expect(answer(asked, both, kinds('simulated', 'simulated'))).toBe('APPROVAL_SIMULATED');
      const [hers, his] = both.proofs as [Proof, Proof];
      expect(answer(asked, { ...both, proofs: [{ ...hers, signature: his.signature }, his] }, kinds('simulated', 'real'))).toBe('APPROVAL_INVALID');
    });

    it('tells how the plan is approved for real', () => {
      const asked = withEndpoints({ kind: 'aws' });
      const question = {
        ...asked,
        approval: approve(asked.plan),
        trusted: { ok: true as const, value: trust() },
        verifier: verifier(),
        now,
        run: null,
        usedBy: null,
      };
      expect(checkApproval(question)).toMatchObject({
        ok: false,
        problems: [{ fix: expect.stringContaining(`asbuilt approve ${asked.plan.id}`), cause: 'signed by alice' }],
      });
    });
  });

  it.each([
    ['where the clock is long before it was issued', { now: minutes(-5) - 1 }, 'CLOCK_BEHIND'],
    [
      'in a run of which the clock is long before the begin',
      { now: minutes(4), run: { id: 'r_1', startedAt: iso(minutes(10)) }, usedBy: 'r_1' },
      'CLOCK_BEHIND',
    ],
    ['by a clock some minutes behind', { now: minutes(-5) }, 'allowed'],
    ['in a run by a clock some minutes behind', { now: minutes(5), run: { id: 'r_1', startedAt: iso(minutes(10)) }, usedBy: 'r_1' }, 'allowed'],
    ['at its expiry', { now: minutes(30) }, 'APPROVAL_EXPIRED'],
    ['when its plan expired', { now: minutes(60) }, 'PLAN_EXPIRED'],
    ['in a run that began at its expiry', { now: minutes(31), run: { id: 'r_1', startedAt: iso(minutes(30)) }, usedBy: 'r_1' }, 'APPROVAL_EXPIRED'],
    ['in a run that began long before it was issued', { run: { id: 'r_1', startedAt: iso(minutes(-5) - 1) }, usedBy: 'r_1' }, 'APPROVAL_EXPIRED'],
    ['in a run that goes on for too long', { now: minutes(90), run: { id: 'r_1', startedAt: iso(now) }, usedBy: 'r_1' }, 'APPROVAL_EXPIRED'],
    ['for a second run', { usedBy: 'r_1' }, 'APPROVAL_USED'],
    ['inside a run other than the one that used it', { run: { id: 'r_2', startedAt: iso(now) }, usedBy: 'r_1' }, 'APPROVAL_USED'],
    ['inside a run that never took it', { run: { id: 'r_2', startedAt: iso(now) }, usedBy: null }, 'APPROVAL_USED'],
  ] as const)('is judged %s', (_, more, code) => {
    expect(ask({ ...planOf(), ...more })).toBe(code);
  });

  it('is refused when what it signs has its times out of order or no real date', () => {
    const { plan, bytes } = planOf();
    for (const times of [
      { issuedAt: iso(minutes(31)) },
      { expiresAt: iso(minutes(91)) },
      { runUntil: iso(minutes(29)) },
      { runUntil: '2026-13-99T99:99:99.999Z' },
      { issuedAt: '2026-13-99T99:99:99.999Z' },
    ]) {
      const approval = { ...approve(plan), ...times };
      const question = {
        approval,
        plan,
        bytes,
        trusted: { ok: true as const, value: trust() },
        verifier: { ...verifier(), verify: () => true },
        now: minutes(1),
        run: null,
        usedBy: null,
      };
      expect(checkApproval(question)).toMatchObject({ ok: false, problems: [{ code: 'APPROVAL_INVALID' }] });
    }
  });

  it.each([
    ['a second later than policy lets the plan run', 3_600, 3_601, 'APPROVAL_INVALID'],
    ['just as late as that', 3_600, 3_600, 'allowed'],
    ['sooner', 3_600, 60, 'allowed'],
    ['later, of a plan that may run for longer', 7_200, 7_200, 'allowed'],
    ['as late as another plan may', 60, 3_600, 'APPROVAL_INVALID'],
  ])('whose run ends %s is judged by the plan’s own verdict', (_, longestRun, seconds, expected) => {
    const { plan, bytes } = planOf({ verdict: { decision: 'approval', policyVersion: '1', longestRun, reasons: [] } });
    const signed = approve(plan);
    const approval = resigned({ ...signed, runUntil: iso(Date.parse(signed.expiresAt) + seconds * 1_000) });
    expect(ask({ plan, bytes, approval })).toBe(expected);
  });

  it('cannot lift what policy forbids', () => {
    expect(ask(planOf({ verdict: { decision: 'deny', policyVersion: '1', longestRun: 3_600, reasons: [] } }))).toBe('POLICY_DENIED');
  });

  it('holds with the proofs of several people, as long as every one of them does', () => {
    const { plan, bytes } = planOf();
    const both = together(plan, [alice, 'alice'], [bob, 'bob']);
    expect(ask({ plan, bytes, approval: both })).toBe('allowed');
    const [hers, his] = both.proofs as [Proof, Proof];
    const proofs = (...list: readonly unknown[]) => ask({ plan, bytes, approval: { ...both, proofs: list } });
    expect(proofs(his, hers)).toBe('allowed');
    const bad = { ...his, signature: hers.signature };
    for (const list of [
      [hers, bad],
      [bad, hers],
      [hers, { ...his, by: 'carol' }],
      [hers, { ...his, keyId: 'a'.repeat(64) }],
    ]) {
      expect(proofs(...list)).toBe('APPROVAL_INVALID');
    }
    const withdrawn = { approvers: trust().approvers.filter(({ name }) => name === 'alice') };
    expect(ask({ plan, bytes, approval: both, trusted: { ok: true, value: withdrawn } })).toBe('APPROVAL_INVALID');
  });

  it('is refused without a proof, with two of one key, with too many, or with one of an unknown kind', () => {
    const { plan, bytes } = planOf();
    const signed = approve(plan);
    const [hers] = signed.proofs as [Proof];
    const twoNames = { approvers: [...trust().approvers, { name: 'alice2', publicKey: alice.publicKey, kind: 'simulated' as const }] };
    const causeOf = (proofs: unknown, trusted: Approvers = trust()) => {
      const question = {
        approval: { ...signed, proofs },
        plan,
        bytes,
        trusted: { ok: true as const, value: trusted },
        verifier: verifier(),
        now,
        run: null,
        usedBy: null,
      };
      const answer = checkApproval(question);
      if (answer.ok) throw new Error('allowed');
      const { code, message, cause } = answer.problems[0] ?? {};
      return `${code} ${message} ${cause ?? ''}`;
    };
    const malformed = 'APPROVAL_INVALID the approval of plan .* does not have the required form';
    expect(causeOf([])).toMatch(new RegExp(`${malformed} proofs: `));
    expect(causeOf(undefined)).toMatch(new RegExp(`${malformed} proofs: `));
    expect(causeOf(hers)).toMatch(new RegExp(`${malformed} proofs: `));
    expect(causeOf(Array.from({ length: 17 }, () => hers))).toMatch(new RegExp(`${malformed} proofs: `));
    expect(causeOf([hers, { ...hers, kind: 'webauthn' }])).toMatch(new RegExp(`${malformed} proofs.1.kind: `));
    expect(causeOf([hers, hers])).toContain('two proofs of one key');
    // One person is not two for having a second name.
    expect(causeOf([hers, { ...hers, by: 'alice2' }], twoNames)).toContain('two proofs of one key');
  });

  it.each([
    ['of the first format', { version: 1 }],
    ['of a later format', { version: 3 }],
    ['without the end of the audit log', { auditHead: undefined }],
    ['with a number in its place', { auditHead: 7 }],
    ['with a negative place in the log', { auditHead: { seq: -1, hash: 'cd'.repeat(32) } }],
    ['with half a place in the log', { auditHead: { seq: 0.5, hash: 'cd'.repeat(32) } }],
    ['with a hash that is none', { auditHead: { seq: 7, hash: 'CD'.repeat(32) } }],
    ['with more than the end of the log', { auditHead: { seq: 7, hash: 'cd'.repeat(32), at: 'now' } }],
  ])('%s is refused for its form, though it is signed', (_, more) => {
    const [wrong] = Object.keys(more);
    const { plan, bytes } = planOf();
    const approval = resigned({ ...approve(plan), ...more });
    const question = { approval, plan, bytes, trusted: { ok: true as const, value: trust() }, verifier: verifier(), now, run: null, usedBy: null };
    expect(checkApproval(question)).toMatchObject({
      ok: false,
      problems: [{ code: 'APPROVAL_INVALID', message: expect.stringContaining('required form'), cause: expect.stringMatching(new RegExp(`^${wrong}`)) }],
    });
  });

  it('of the first format, which had one signature and its approver in its body, is refused with the way out', () => {
    const { plan, bytes } = planOf();
    const { proofs, auditHead, version, ...body } = approve(plan);
    const first = { ...body, version: 1, approver: 'alice', keyId: alice.keyId, signature: proofs[0]?.signature };
    const question = { approval: first, plan, bytes, trusted: { ok: true as const, value: trust() }, verifier: verifier(), now, run: null, usedBy: null };
    expect([version, auditHead.seq]).toEqual([2, 7]);
    expect(checkApproval(question)).toMatchObject({
      ok: false,
      problems: [{ code: 'APPROVAL_INVALID', fix: `approve it again: asbuilt approve ${plan.id}` }],
    });
  });
});
