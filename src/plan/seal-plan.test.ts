import { describe, expect, it } from 'vitest';
import { digestOf } from '../kernel/digest.ts';
import { canonicalJson, isJsonObject, type Json } from '../kernel/json.ts';
import type { AwsCall } from '../model/call.ts';
import type { Plan } from '../model/plan.ts';
import { planDeployment } from './plan-deployment.ts';
import { openPlan, sealPlan } from './seal-plan.ts';
import { from, link, net, store, ToyCloud, wanted } from './testing/toy-cloud.ts';

const render = (call: AwsCall): string => `aws ${call.service} ${call.operation} ${canonicalJson(call.input)}`;

/** A plan in which every kind of member occurs. */
function sealed(): { plan: Plan; bytes: string } {
  const cloud = new ToyCloud();
  const first = planDeployment(
    cloud.input([
      wanted('n', net, { Cidr: 'x', Note: 'a' }),
      wanted('gone', store, { StoreName: 'g' }),
      wanted('s', store, { StoreName: 's', Kind: 'x', NetId: from('n', 'NetId') }),
    ]),
  );
  if (!first.ok) throw new Error('the first plan failed');
  cloud.apply(first.value);
  const desired = [
    wanted('n', net, { Cidr: 'x', Note: 'b' }),
    wanted('s', store, { StoreName: 's', Kind: 'y', NetId: from('n', 'NetId') }),
    wanted('l', link, { From: from('s', 'Arn'), Weight: 3 }),
  ];
  const mine = [...cloud.bindings.values()][0];
  const second = planDeployment(
    cloud.input(desired, {
      checks: [{ node: desired[0]?.node as never, control: 'private', pointer: '/Note', equals: 'b', exists: true }],
      allBindings: mine === undefined ? [] : [{ ...mine, deployment: 'other' as never, applied: { Target: mine.identifier } }],
      judge: () => ({ decision: 'approval', policyVersion: '1', reasons: [{ rule: 'r', decision: 'approval', message: 'm', at: 'n' }] }),
    }),
  );
  if (!second.ok) throw new Error('the second plan failed');
  return sealPlan(second.value, render);
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
  it('names the plan by its body’s digest and lists the commands in the order of the steps', () => {
    const { plan, bytes } = sealed();
    const { id, digest, commands, ...body } = plan;
    expect(digest).toBe(digestOf(body));
    expect(id).toBe(`p_${digest.slice(0, 12)}`);
    expect(bytes).toBe(canonicalJson(plan));
    const calls = plan.steps.flatMap((step) => step.calls.map((index) => plan.changes.find((change) => change.node === step.node)?.calls[index] as AwsCall));
    expect(commands).toEqual(calls.map(render));
    expect(commands.map((line) => line.split(' ')[2])).toEqual(expect.arrayContaining(['create', 'update', 'delete']));
  });
});

describe('openPlan', { timeout: 60_000 }, () => {
  it('gives back what was sealed', () => {
    const { plan, bytes } = sealed();
    expect(openPlan(bytes, render)).toEqual({ ok: true, value: plan });
  });

  it('refuses a plan with any one thing changed, added, removed, renamed or moved', () => {
    const { bytes } = sealed();
    let tried = 0;
    for (const flip of flips(JSON.parse(bytes) as Json)) {
      const text = canonicalJson(flip);
      if (text === bytes) continue;
      tried++;
      const opened = openPlan(text, render);
      if (opened.ok || opened.problems[0]?.code !== 'PLAN_TAMPERED') throw new Error(`opened ${text}`);
    }
    expect(tried).toBeGreaterThan(1000);
  });

  it('refuses a plan whose digest was derived again after a change, when its id or commands were not', () => {
    const { plan } = sealed();
    const { id, digest, commands, ...body } = plan;
    const forged = { ...body, target: 'prod' };
    const renamed = digestOf(forged);
    expect(openPlan(canonicalJson({ ...forged, id, digest: renamed, commands }), render)).toMatchObject({ ok: false, problems: [{ code: 'PLAN_TAMPERED' }] });
    expect(openPlan(canonicalJson({ ...plan, commands: commands.slice(1) }), render)).toMatchObject({ ok: false, problems: [{ code: 'PLAN_TAMPERED' }] });
    expect(digest).not.toBe(renamed);
  });

  it('refuses the same plan in another writing, and what is no plan', () => {
    const { plan, bytes } = sealed();
    for (const text of [JSON.stringify(plan, null, 1), `${bytes} `, '', '{', 'null', '[]']) expect(openPlan(text, render).ok).toBe(false);
  });
});
