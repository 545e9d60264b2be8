import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptAnswers } from '../../src/app/kept-answers.ts';
import type { Store } from '../../src/ports/store.ts';
import { FakeEngine } from '../cli/fake-engine.ts';
import { sampleChange, samplePlan } from '../cli/sample-plan.ts';
import { value } from '../e2e/stage.ts';
import { AgentWorld } from './agent-world.ts';
import { keptInMemory, toolsBefore } from './reach.ts';

interface Answer {
  readonly isError?: boolean;
  readonly structuredContent: Record<string, unknown>;
}

describe('a write that is repeated after the engine was started anew', () => {
  const world = new AgentWorld();
  beforeAll(() => world.start(), 120_000);
  afterAll(() => world.end(), 60_000);

  async function write(tool: string, given: object): Promise<Answer> {
    return ((await (await world.call(tool, given)).json()) as { result: Answer }).result;
  }
  const made = async () => ({
    plans: value(await world.stage.engine.plans({})).plans.length,
    runs: value(await world.stage.engine.runs({})).runs.length,
    entries: value(await world.stage.engine.verifyAudit({})).entries,
  });
  const dataOf = ({ structuredContent }: Answer) => structuredContent['data'] as Record<string, string>;
  const planned = (answer: Answer) => (dataOf(answer)['plan'] as unknown as { plan: string; digest: string }) ?? {};

  it('under its key is answered alike, byte for byte, and nothing is done twice', async () => {
    const wish = { intent: 'an SQS queue named kept', idempotency_key: 'kept-key-1' };
    const first = await write('create_plan', wish);
    const question = await write('create_plan', { intent: 'a DynamoDB table named kept', idempotency_key: 'kept-key-2' });
    const { plan, digest } = planned(first);
    await world.stage.approve(value(await world.stage.engine.plan({ id: plan })).plan);
    const application = { plan, digest, idempotency_key: 'kept-key-3' };
    const begun = await write('apply_plan', application);
    await world.stage.ended(dataOf(begun)['run'] ?? '');
    const before = await made();

    await world.restart();
    expect(await write('create_plan', wish)).toEqual(first);
    expect(await write('create_plan', { intent: 'a DynamoDB table named kept', idempotency_key: 'kept-key-2' })).toEqual(question);
    expect(await write('apply_plan', application)).toEqual(begun);
    expect(dataOf(begun)).toMatchObject({ begun: true });
    expect(await world.stage.answers.planned(plan)).toEqual({ state: 'applied', why: null });
    expect(await world.stage.answers.planned('unknown')).toBe(null);
    expect(await made()).toEqual(before);
  });

  it('under the key of another request is refused, of another tool too', async () => {
    await write('create_plan', { intent: 'an SQS queue named other', idempotency_key: 'other-key-1' });
    const before = await made();
    await world.restart();
    for (const [tool, given] of [
      ['create_plan', { intent: 'two SQS queues' }],
      ['plan_removal', { deployment: 'queue_kept_sandbox' }],
    ] as const)
      expect(await write(tool, { ...given, idempotency_key: 'other-key-1' })).toMatchObject({ isError: true, structuredContent: { code: 'INPUT_INVALID' } });
    expect(await made()).toEqual(before);
  });

  it('after it failed is done', async () => {
    const removal = { deployment: 'later', idempotency_key: 'failed-key-1' };
    expect(await write('plan_removal', removal)).toMatchObject({ isError: true, structuredContent: { code: 'DEPLOYMENT_UNKNOWN' } });
    const plan = await world.stage.plan('an SQS queue', 'later');
    await world.stage.approve(plan);
    await world.stage.ended(value(await world.stage.engine.apply({ id: plan.id })).run);
    await world.restart();
    expect(dataOf(await write('plan_removal', removal))).toMatchObject({ deployment: 'later', counts: { delete: 1 } });
  });

  it('and whose answer was not recorded, since the engine died in between, begins no second run and makes at most one more plan', async () => {
    const wish = { intent: 'an SQS queue named died', idempotency_key: 'died-key-1' };
    world.dies = true;
    const lost = await write('create_plan', wish);
    world.dies = false;
    await world.restart();
    const again = await write('create_plan', wish);
    expect(again.isError).toBeUndefined();
    expect(value(await world.stage.engine.plans({})).plans.filter(({ deployment }) => deployment.includes('died'))).toHaveLength(2);
    expect(planned(again).plan).not.toBe(planned(lost).plan);

    const { plan, digest } = planned(again);
    await world.stage.approve(value(await world.stage.engine.plan({ id: plan })).plan);
    const application = { plan, digest, idempotency_key: 'died-key-2' };
    world.dies = true;
    const run = dataOf(await write('apply_plan', application))['run'] ?? '';
    world.dies = false;
    await world.stage.ended(run);
    await world.restart();
    expect(dataOf(await write('apply_plan', application))).toEqual({ run, begun: false });
    expect(value(await world.stage.engine.runs({})).runs.filter((one) => one.plan === plan)).toHaveLength(1);
    const cancelled = { run, idempotency_key: 'died-key-3' };
    world.dies = true;
    const first = await write('cancel_run', cancelled);
    world.dies = false;
    await world.restart();
    expect(await write('cancel_run', cancelled)).toEqual(first);
  });
});

describe('the record of what a write was answered with', () => {
  const plan = samplePlan([sampleChange()]);

  it('is of one caller: the same key of another is another request', async () => {
    const answers = keptInMemory();
    const owners: string[] = [];
    const find = (owner: string, key: string) => {
      owners.push(owner);
      return answers.find(owner, key);
    };
    await toolsBefore(new FakeEngine(plan), undefined, { ...answers, find })('create_plan', { intent: 'a bucket', idempotency_key: 'caller-key-1' });
    expect(owners).toEqual(['agent of kim']);
    expect(await answers.find('agent of ada', 'caller-key-1')).toBeNull();
  });

  it('is written before the answer is told, and told all the same where it cannot be written', async () => {
    const answers = keptInMemory();
    const order: string[] = [];
    const call = toolsBefore(new FakeEngine(plan), undefined, { ...answers, keep: async () => void order.push('kept') });
    await call('create_plan', { intent: 'a bucket', idempotency_key: 'order-key-1' });
    expect(order).toEqual(['kept']);
    const full = toolsBefore(new FakeEngine(plan), undefined, { ...answers, keep: async () => Promise.reject(new Error('full')) });
    expect((await full('create_plan', { intent: 'a bucket', idempotency_key: 'order-key-2' })).isError).toBeUndefined();
  });

  it('is no answer any more once the plan that it tells has expired: the same call plans anew', async () => {
    const answers = keptInMemory();
    let now = Date.parse(plan.expiresAt) - 1;
    const engine = new FakeEngine(plan);
    const call = toolsBefore(engine, undefined, answers, () => now);
    const wish = { intent: 'a bucket', idempotency_key: 'expired-key-1' };
    const first = await call('create_plan', wish);
    expect(await call('create_plan', wish)).toEqual(first);
    const asked = () => engine.calls.filter(([operation]) => operation === 'ask').length;
    expect(asked()).toBe(1);
    now = Date.parse(plan.expiresAt);
    expect((await call('create_plan', wish)).isError).toBeUndefined();
    expect(asked()).toBe(2);
    expect(await call('create_plan', { ...wish, intent: 'two buckets' })).toMatchObject({ isError: true, structuredContent: { code: 'INPUT_INVALID' } });
  });

  it('stays the answer of an expired plan that was applied: the same call comes to no second plan', async () => {
    let now = 0;
    const engine = new FakeEngine(plan);
    let state = 'open';
    const answers = { ...keptInMemory(), planned: async () => ({ state, why: null }) };
    const call = toolsBefore(engine, undefined, answers, () => now);
    const wish = { intent: 'another bucket', idempotency_key: 'applied-key-1' };
    const first = await call('create_plan', wish);
    state = 'applied';
    now = Date.parse(plan.expiresAt);
    expect(await call('create_plan', wish)).toEqual(first);
    expect(engine.calls.filter(([operation]) => operation === 'ask')).toHaveLength(1);
  });

  it('is that a person has rejected the plan, once one has', async () => {
    const engine = new FakeEngine(plan);
    let why: string | null = null;
    const answers = { ...keptInMemory(), planned: async () => ({ state: why === null ? ('open' as const) : ('rejected' as const), why }) };
    const call = toolsBefore(engine, undefined, answers);
    const wish = { intent: 'another bucket', idempotency_key: 'rejected-key-1' };
    const first = await call('create_plan', wish);
    expect(await call('create_plan', wish)).toEqual(first);
    why = 'too large';
    expect(await call('create_plan', wish)).toMatchObject({ isError: true, structuredContent: { code: 'PLAN_REJECTED' } });
    expect(engine.calls.filter(([operation]) => operation === 'ask')).toHaveLength(1);
  });

  it('is of no read', async () => {
    const answers = keptInMemory();
    const call = toolsBefore(new FakeEngine(plan), undefined, { ...answers, find: async () => Promise.reject(new Error('a read asks')) });
    expect((await call('get_plan', { plan: plan.id })).isError).toBeUndefined();
  });

  it('is forgotten after a day', async () => {
    const records = new Map<string, never>();
    let now = 1_000_000_000_000;
    const store: Pick<Store, 'answered' | 'commit' | 'plan'> = {
      plan: async () => null,
      answered: async (_, key) => records.get(key) ?? null,
      commit: async (writes) => {
        for (const write of writes) if (write.kind === 'answered') records.set(write.answered.key, write.answered as never);
      },
    };
    const answers = keptAnswers(store, { now: () => now });
    await answers.keep('kim', 'key', 'd', '{}');
    now += 24 * 60 * 60_000;
    expect(await answers.find('kim', 'key')).not.toBeNull();
    now += 1;
    expect(await answers.find('kim', 'key')).toBeNull();
  });
});
