import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import type { Caller } from '../../src/model/caller.ts';
import { asCaller } from '../as-caller.ts';
import { refuses } from './acts.ts';
import { type Draft, granted, Stage } from './stage.ts';

const agent: Caller = { principal: 'agent of ada', via: 'http', agent: 'agent', may: new Set(['read', 'plan', 'run']) };
const other: Caller = { ...agent, principal: 'agent of bob' };

/** A run that its beginner has seen fail, and what each caller reaches of the engine. */
async function failed(begins: 'person' | 'agent'): Promise<{ stage: Stage; run: string; as: (caller: Caller) => EngineClient }> {
  const stage = new Stage();
  const as = (caller: Caller) =>
    asCaller(
      createEngine(stage.ports, stage.durable, async () => ({}) as never),
      caller,
    );
  const plan = await stage.plan({ box: {} });
  await stage.approve(plan);
  stage.cloud.when('create box', refuses('CLOUD_DENIED'));
  const { run } = granted(await (begins === 'agent' ? as(agent) : stage.engine).apply({ id: plan.id }));
  await stage.durable.drain();
  return { stage, run, as };
}

async function resumed(client: EngineClient, run: string): Promise<string> {
  const answer = await client.resume({ id: run });
  return answer.ok ? 'goes on' : (answer.problems[0]?.code ?? '');
}

describe('a run that did not finish', () => {
  it('goes on for the agent that began it', async () => {
    const { stage, run, as } = await failed('agent');
    expect(await resumed(as(agent), run)).toBe('goes on');
    await stage.durable.drain();
    expect((await stage.report(run)).status).toBe('succeeded');
    await stage.close();
  });

  it('goes on for no agent that did not begin it, which is in the audit log, and for any person', async () => {
    for (const [begins, caller] of [
      ['person', agent],
      ['agent', other],
    ] as const) {
      const { stage, run, as } = await failed(begins);
      expect(await resumed(as(caller), run)).toBe('CALLER_NOT_ALLOWED');
      const last = (await stage.store.audit(1, 500)).at(-1);
      expect(last).toMatchObject({ kind: 'run.denied', actor: caller.principal, subject: run, data: { codes: ['CALLER_NOT_ALLOWED'] } });
      expect(await resumed(stage.engine, run)).toBe('goes on');
      await stage.close();
    }
  });
});

describe('a run that was stopped', () => {
  it('goes on for no agent either where it had ended before a person stopped it', async () => {
    for (const [by, goes] of [
      [null, 'CALLER_NOT_ALLOWED'],
      [agent, 'goes on'],
    ] as const) {
      const { stage, run, as } = await failed('agent');
      const stops = by === null ? stage.engine : as(by);
      expect(granted(await stops.cancel({ id: run }))).toEqual({ run, status: 'failed' });
      expect(await resumed(as(agent), run)).toBe(goes);
      if (by === null) expect(await resumed(stage.engine, run)).toBe('goes on');
      await stage.close();
    }
  });

  /** One that its agent began, and that somebody stops before it has done all. */
  async function stopped(by: (as: (caller: Caller) => EngineClient, stage: Stage) => EngineClient) {
    const stage = new Stage();
    const as = (caller: Caller) =>
      asCaller(
        createEngine(stage.ports, stage.durable, async () => ({}) as never),
        caller,
      );
    const plan = await stage.plan({ box: {}, later: { dependsOn: ['box'] } });
    await stage.approve(plan);
    stage.cloud.when('create box', async (request) => {
      const run = (await stage.store.liveRuns())[0]?.id ?? '';
      granted(await by(as, stage).cancel({ id: run }));
      return request.honest();
    });
    const { run } = granted(await as(agent).apply({ id: plan.id }));
    await stage.durable.drain();
    expect((await stage.report(run)).status).toBe('cancelled');
    return { stage, run, as };
  }

  it('goes on for the agent that began it where it had stopped it itself', async () => {
    const { stage, run, as } = await stopped((as) => as(agent));
    expect(await resumed(as(agent), run)).toBe('goes on');
    await stage.close();
  });

  it('does not go on for that agent where a person has stopped it, but for a person', async () => {
    const { stage, run, as } = await stopped((_, { engine }) => engine);
    const answer = await as(agent).resume({ id: run });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'CALLER_NOT_ALLOWED', fix: `a person lets it go on: asbuilt runs resume ${run}` }] });
    expect((await stage.kinds()).at(-1)).toBe('run.denied');
    await stage.durable.drain();
    expect(stage.cloud.thing('later')).toBeUndefined();
    expect(await resumed(stage.engine, run)).toBe('goes on');
    await stage.close();
  });
});

describe('what a resumed run did before it was resumed', () => {
  const rest: Draft = { box: { properties: { Size: 1 } }, later: { dependsOn: ['box'] } };

  /** Resumed after something has happened to what its first round has made. */
  async function goesOnAfter(happens: (stage: Stage) => unknown) {
    const stage = new Stage();
    const plan = await stage.plan(rest);
    await stage.approve(plan);
    stage.cloud.when('create later', refuses('CLOUD_DENIED'));
    const { id } = await stage.apply(plan);
    expect((await stage.report(id)).status).toBe('failed');
    await happens(stage);
    granted(await stage.engine.resume({ id }));
    await stage.durable.drain();
    const run = await stage.report(id);
    await stage.close();
    return run;
  }

  it('is read again at the end, and is as the run left it', async () => {
    const run = await goesOnAfter(() => {});
    expect(run.status).toBe('succeeded');
    expect(run.verification).toContainEqual({ node: 'box', check: expect.stringContaining('is as this run left it'), passed: true });
  });

  it.each<[string, (stage: Stage) => unknown, RegExp]>([
    ['is gone', ({ cloud }) => cloud.remove('box'), /^box: .* is not there any more, after this run had ended its step$/],
    [
      'was changed',
      ({ cloud }) => {
        const thing = cloud.thing('box');
        if (thing !== undefined) Object.assign(thing.properties, { Size: 99 });
      },
      /^box: .* was changed from outside \(\/Size\)/,
    ],
  ])('is told, and no success is, where it %s meanwhile', async (_, happens, message) => {
    const run = await goesOnAfter(happens);
    expect(run).toMatchObject({ status: 'failed', cause: { code: 'VERIFY_FAILED', message: expect.stringMatching(message) } });
  });
});
