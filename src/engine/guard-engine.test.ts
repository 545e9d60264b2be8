import { describe, expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import { ok } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import { type Effect, type Route, routes } from '../model/routes.ts';
import type { Store, Write } from '../ports/store.ts';
import { StoreFailure } from '../ports/store-failure.ts';
import type { EngineEvent, UseCases } from './engine.ts';
import { guardEngine } from './guard-engine.ts';

const callerWho = (...may: Effect[]): Caller => ({ principal: 'kim', via: 'http', agent: 'agent', may: new Set(may) });

function guarded(commit: (writes: readonly Write[]) => Promise<void> = async () => {}) {
  const reached: string[] = [];
  const useCases = Object.fromEntries(Object.keys(routes).map((name) => [name, async () => ok(reached.push(name))])) as unknown as UseCases;
  async function* listen(): AsyncIterable<EngineEvent> {
    reached.push('events');
    yield { kind: 'run', run: 'r_1', status: 'running', seq: 1 };
  }
  return { reached, engine: guardEngine(useCases, listen, { store: { commit } as unknown as Store, clock: { now: () => 0, sleep: async () => {} } }) };
}

describe('the way to the use cases', () => {
  it('has a refusal in the audit log before it answers', async () => {
    const order: string[] = [];
    const { engine, reached } = guarded(async (writes) => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push(...writes.map((write) => (write.kind === 'audit' ? `${write.event.kind} ${write.event.actor} ${write.event.subject}` : write.kind)));
    });
    const answer = await engine.apply({ id: 'p_0123456789ab' }, callerWho('read', 'plan'));
    order.push('answered');
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED', message: 'kim may read, plan, and apply needs run' }] });
    expect(order).toEqual(['caller.denied kim p_0123456789ab', 'answered']);
    expect(reached).toEqual([]);
  });

  it('has no more of what was refused in the audit log than a name is long', async () => {
    const subjects: string[] = [];
    const { engine } = guarded(async (writes) => {
      subjects.push(...writes.flatMap((write) => (write.kind === 'audit' ? [write.event.subject] : [])));
    });
    await engine.apply({ id: 'p'.repeat(12_000) }, callerWho('read'));
    expect(subjects.map((subject) => subject.length)).toEqual([200]);
  });

  it('refuses although the refusal cannot be written, and says what is wrong with the store', async () => {
    const { engine, reached } = guarded(async () => {
      throw new StoreFailure(problem('DISK_FULL', 'full', 'make room'));
    });
    expect(await engine.reject({ id: 'p_1', why: 'no' }, callerWho('read'))).toMatchObject({ ok: false, problems: [{ code: 'DISK_FULL' }] });
    expect(reached).toEqual([]);
  });

  it('asks for each operation what the table says, and for nothing else', async () => {
    for (const [name, { effect }] of Object.entries(routes)) {
      const { engine, reached } = guarded();
      const operation = engine[name as keyof UseCases] as (request: object, caller: Caller) => Promise<{ ok: boolean }>;
      const others = (['read', 'plan', 'decide', 'run'] as const).filter((each) => each !== effect);
      expect([name, (await operation({}, callerWho(...others))).ok, reached]).toEqual([name, false, []]);
      expect([name, (await operation({}, callerWho(effect))).ok, reached]).toEqual([name, true, [name]]);
    }
  });

  it('lets nobody listen who may not read', async () => {
    const { engine, reached } = guarded();
    const { signal } = new AbortController();
    expect(await engine.events(null, callerWho('plan', 'decide', 'run'), signal)).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED' }] });
    expect(reached).toEqual([]);
    const listening = await engine.events(null, callerWho('read'), signal);
    if (listening.ok) for await (const _ of listening.value);
    expect(reached).toEqual(['events']);
  });

  it('puts nothing into a command that somebody may copy but an id', async () => {
    const { engine } = guarded();
    const answer = await engine.reject({ id: 'p_1; rm -rf ~', why: 'no' }, callerWho());
    expect(answer).toMatchObject({ ok: false, problems: [{ message: 'kim may nothing, and reject needs decide' }] });
    expect(answer.ok ? '' : answer.problems[0]?.fix).toBe('a person rejects: asbuilt reject <plan> --why TEXT');
  });
});

describe('the table of operations', () => {
  it('does not compile without an effect, or with one that there is not', () => {
    const route = { method: 'GET', path: '/v1/x', summary: 'do something' } as const;
    // @ts-expect-error the effect is missing
    const without: Route = route;
    // @ts-expect-error there is no such effect
    const unknown: Route = { ...route, effect: 'look' };
    expect([without, unknown]).toHaveLength(2);
  });

  it('says of every operation in one clause what it does', () => {
    for (const { summary } of Object.values(routes)) expect(summary).toMatch(/^[a-z].*[^.]$/);
  });
});
