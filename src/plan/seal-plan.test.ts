import { describe, expect, it } from 'vitest';
import { digestOf } from '../kernel/digest.ts';
import { canonicalJson, isJsonObject, type Json } from '../kernel/json.ts';
import type { Plan } from '../model/plan.ts';
import { planDeployment } from './plan-deployment.ts';
import { openPlan, sealPlan } from './seal-plan.ts';
import { from, link, net, store, ToyCloud, there, unit, wanted } from './testing/toy-cloud.ts';

/** A plan in which every kind of member occurs. */
function sealed(): { plan: Plan; bytes: string } {
  const cloud = new ToyCloud();
  const first = planDeployment(
    cloud.input([
      wanted('n', net, { Cidr: 'x', Note: 'a' }),
      wanted('gone', store, { StoreName: 'g' }),
      wanted('s', store, { StoreName: 's', Kind: 'x', NetId: from('n', 'NetId') }),
      unit('dropped', {}),
    ]),
  );
  if (!first.ok) throw new Error('the first plan failed');
  cloud.apply(first.value);
  const desired = [
    wanted('n', net, { Cidr: 'x', Note: 'b' }),
    wanted('s', store, { StoreName: 's', Kind: 'y', NetId: from('n', 'NetId') }),
    wanted('l', link, { From: from('s', 'Arn'), Weight: 3 }, { at: there }),
    unit('u', { net: from('n', 'NetId'), link: from('l', 'Arn') }),
  ];
  const mine = cloud.boundOf('n');
  const second = planDeployment(
    cloud.input(desired, {
      checks: [{ node: desired[0]?.node as never, control: 'private', pointer: '/Note', equals: 'b', exists: true }],
      allBindings: [{ ...mine, deployment: 'other' as never, identifier: 'theirs', applied: { Target: mine.identifier } }],
      follows: 'p_0123456789ab',
      engines: [{ engine: 'python', version: '3.13.1', digest: 'a'.repeat(64) }],
      judge: () => ({ decision: 'approval', policyVersion: '1', longestRun: 3600, reasons: [{ rule: 'r', decision: 'approval', message: 'm', at: 'n' }] }),
    }),
  );
  if (!second.ok) throw new Error('the second plan failed');
  return sealPlan(second.value);
}

/** Every value of a document changed in every way that leaves it JSON, one at a time. */
function* flips(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    yield [...value, value[0] ?? 'more'];
    if (value.length > 1) yield [...value].reverse();
    for (const [index, item] of value.entries()) {
      yield value.filter((_, other) => other !== index);
      for (const flip of flips(item as Json)) yield value.map((kept, other) => (other === index ? flip : (kept as Json)));
    }
  } else if (isJsonObject(value)) {
    yield { ...value, unknown: 1 };
    for (const key of Object.keys(value)) {
      const { [key]: member, ...rest } = value;
      yield rest;
      yield { ...rest, [`${key}s`]: member as Json };
      for (const flip of flips(member as Json)) yield { ...rest, [key]: flip };
    }
  } else if (typeof value === 'string') {
    yield `${value}x`;
    yield value.slice(1);
    if (value.toUpperCase() !== value) yield value.toUpperCase();
    yield null;
  } else if (typeof value === 'number') {
    yield value + 1;
    yield String(value);
  } else if (typeof value === 'boolean') yield !value;
  else yield 0;
}

describe('sealPlan', () => {
  it('names the plan by its body’s digest', () => {
    const { plan, bytes } = sealed();
    const { id, digest, ...body } = plan;
    expect(digest).toBe(digestOf(body));
    expect(id).toBe(`p_${digest.slice(0, 12)}`);
    expect(bytes).toBe(canonicalJson(plan));
  });

  it('seals what is sent with the step that sends it, and nothing that is only shown', () => {
    const { plan } = sealed();
    expect(plan.steps.map(({ id, op, calls }) => [id, op, calls.map((call) => call.operation)])).toEqual(
      expect.arrayContaining([
        ['n', 'update', ['update']],
        ['s', 'create', ['create']],
        ['s!delete', 'delete', ['delete']],
        ['u', 'run', []],
        ['dropped', 'delete', []],
      ]),
    );
    expect(plan).not.toHaveProperty('commands');
    expect(plan.changes.filter((change) => Object.hasOwn(change, 'calls'))).toEqual([]);
  });
});

describe('openPlan', () => {
  it('gives back what was sealed', () => {
    const { plan, bytes } = sealed();
    expect(openPlan(bytes)).toEqual({ ok: true, value: { plan, bytes } });
  });

  it('refuses a plan with any one thing changed, added, removed, renamed or moved', () => {
    const { bytes } = sealed();
    let tried = 0;
    for (const flip of flips(JSON.parse(bytes) as Json)) {
      const text = canonicalJson(flip);
      if (text === bytes) continue;
      tried++;
      const opened = openPlan(text);
      const isOtherFormat = isJsonObject(flip) && typeof flip['version'] === 'number' && flip['version'] !== 2;
      if (opened.ok || opened.problems[0]?.code !== (isOtherFormat ? 'PLAN_FORMAT' : 'PLAN_TAMPERED')) throw new Error(`opened ${text}`);
    }
    expect(tried).toBeGreaterThan(2000);
  });

  it('refuses a plan whose digest was derived again after a change, when its id was not, or the other way round', () => {
    const { plan } = sealed();
    const { id, digest, ...body } = plan;
    const forged = { ...body, intent: 'another shop' };
    const renamed = digestOf(forged);
    expect(digest).not.toBe(renamed);
    for (const names of [
      { id, digest: renamed },
      { id: `p_${renamed.slice(0, 12)}`, digest },
    ]) {
      expect(openPlan(canonicalJson({ ...forged, ...names }))).toMatchObject({ ok: false, problems: [{ code: 'PLAN_TAMPERED' }] });
    }
  });

  it('says of a plan of the first format that it is one, and how to get a new one', () => {
    const first = { version: 1, deployment: 'web', target: 'sandbox', changes: [], steps: [], commands: ['aws sts get-caller-identity'] };
    const digest = digestOf(first);
    const bytes = canonicalJson({ ...first, digest, id: `p_${digest.slice(0, 12)}` });
    expect(openPlan(bytes)).toMatchObject({
      ok: false,
      problems: [
        { code: 'PLAN_FORMAT', message: 'the plan has format 1; this version of Asbuilt opens format 2', fix: 'plan again: ask with the same intent' },
      ],
    });
  });

  it('says of a plan of a later format that a newer version opens it, though all else be as known', () => {
    const { plan } = sealed();
    const { id: _, digest: __, ...body } = plan;
    const later = { ...body, version: 3 };
    const digest = digestOf(later);
    expect(openPlan(canonicalJson({ ...later, digest, id: `p_${digest.slice(0, 12)}` }))).toMatchObject({
      ok: false,
      problems: [{ code: 'PLAN_FORMAT', fix: expect.stringContaining('newer version') }],
    });
  });

  it('refuses the same plan in another writing, and what is no plan', () => {
    const { plan, bytes } = sealed();
    for (const text of [JSON.stringify(plan, null, 1), `${bytes} `, '', '{', 'null', '[]', '{"version":"2"}', '{"version":2}']) {
      expect(openPlan(text)).toMatchObject({ ok: false, problems: [{ code: 'PLAN_TAMPERED' }] });
    }
  });
});
