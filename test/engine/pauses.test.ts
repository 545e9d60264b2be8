import { describe, expect, it } from 'vitest';
import { type EnginePorts, usualPatience } from '../../src/engine/engine-ports.ts';
import type { Code } from '../../src/kernel/codes.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail } from '../../src/kernel/result.ts';
import { ahead, behind, loses, refuses, swallows, takes } from './acts.ts';
import { asSigned, elsewhere } from './moved-targets.ts';
import { type Case, runCase } from './run-case.ts';
import { type Act, sendingOf } from './scripted-cloud.ts';
import type { Stage } from './stage.ts';

const two = { first: {}, second: { dependsOn: ['first'] } };
const apart = { first: {}, second: {} };

const away = (stage: Stage) => () => {
  stage.targets = stage.targets.map((one) => {
    const { endpoint: _, ...target } = one.target;
    return { ...one, target };
  });
};
/** The target is a sandbox, which is known by its instance. */
const sandbox = (stage: Stage) => {
  stage.targets = stage.targets.map((one) => ({ ...one, instance: 's-1', target: { ...one.target, endpoint: 'http://127.0.0.1:4000' } }));
};
/** Another file in the place of the list of approvers; null puts it back. */
const trust = ({ ports }: Stage, other: EnginePorts['verifier']['stored'] | null) => {
  const { verifier } = ports;
  const stored = other ?? kept.get(ports) ?? verifier.stored;
  if (other !== null) kept.set(ports, verifier.stored);
  Object.assign(ports, { verifier: { ...verifier, stored } });
};
const kept = new WeakMap<EnginePorts, EnginePorts['verifier']['stored']>();
const cancels = (stage: Stage) => async () => stage.engine.cancel({ id: (await stage.store.liveRuns())[0]?.id ?? '' });
const cancelled = async (stage: Stage, run: { readonly id: string }) => {
  await stage.engine.cancel({ id: run.id });
  await stage.durable.drain();
};

/** Accepted, and for ever on its way, without an effect. */
const neverEnds: Act = (request, cloud) => {
  const { mutation } = sendingOf(request);
  return { status: 'pending', handle: cloud.handle(mutation, mutation.op === 'create' ? '' : mutation.identifier, 1e9) };
};

/** What a person is told of the run while the first step's calls are refused: each once. */
function watched(code: Code, heard: (string | undefined)[]): (stage: Stage) => void {
  return (stage) => {
    const looks = async () => heard.push((await stage.report((await stage.store.liveRuns())[0]?.id ?? '')).nodes[0]?.waiting?.code);
    stage.cloud.when('create first', ahead(looks, refuses(code)), ahead(looks, refuses(code)), ahead(looks));
  };
}

it.each(['CLOUD_UNREACHABLE', 'CLOUD_THROTTLED'] as const)(
  'says of a step whose calls meet %s what it waits for, and nothing once it has ended',
  async (code) => {
    const heard: (string | undefined)[] = [];
    await runCase({
      name: code,
      draft: { first: {} },
      given: watched(code, heard),
      also: (_, run) => expect(run.nodes[0]?.waiting).toBeUndefined(),
      expect: { run: 'succeeded', steps: { first: 'done' } },
    });
    expect(heard).toEqual([undefined, code, code]);
  },
);

const pauses: readonly Case[] = [
  {
    name: 'waits, with nothing begun, while a target is not as it was signed',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    expect: {
      run: 'paused',
      cause: 'TARGET_CHANGED',
      steps: { first: 'done', second: 'pending' },
      sent: ['Create first'],
      audit: ['run.begun', 'call.attempted', 'step.ended', 'run.paused'],
    },
  },
  {
    name: 'waits while nobody can tell who may approve',
    draft: two,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        behind(() => {
          trust(stage, async () => fail(problem('TRUST_CHANGED', 'another list', 'put it back')));
        }),
      ),
    next: async (stage, run) => {
      expect([run.status, run.cause?.code, run.nodes[1]?.status]).toEqual(['paused', 'TRUST_CHANGED', 'pending']);
      trust(stage, null);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', steps: { first: 'done', second: 'done' } },
  },
  {
    name: 'waits while the clock is before the run’s begin',
    draft: two,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        behind(() => stage.clock.move(-86_400_000)),
      ),
    next: async (stage, run) => {
      expect([run.status, run.cause?.code, run.nodes[1]?.status]).toEqual(['paused', 'CLOCK_BEHIND', 'pending']);
      stage.clock.move(86_400_000);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', steps: { first: 'done', second: 'done' } },
  },
  {
    name: 'pauses once, whatever else waits for the same',
    draft: { first: {}, second: {}, third: {} },
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    expect: {
      run: 'paused',
      steps: { first: 'done', second: 'pending', third: 'pending' },
      audit: ['run.begun', 'call.attempted', 'step.ended', 'run.paused'],
    },
  },
  {
    name: 'goes on when the target is again as signed and the run is resumed',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    next: (stage, run) => {
      asSigned(stage);
      return stage.resume(run.id);
    },
    expect: {
      run: 'succeeded',
      cause: 'none',
      sent: ['Create first', 'Create second'],
      audit: ['run.begun', 'call.attempted', 'step.ended', 'run.paused', 'run.resumed', 'call.attempted', 'step.ended', 'run.ended'],
    },
  },
  {
    name: 'goes on by itself when the engine starts again and the target is again as signed',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    next: async (stage) => {
      asSigned(stage);
      await stage.restart();
    },
    expect: { run: 'succeeded', sent: ['Create first', 'Create second'] },
  },
  {
    name: 'is not resumed while the target is still another',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    next: async (stage, run) => {
      expect(await stage.engine.resume({ id: run.id })).toMatchObject({ ok: false, problems: [{ code: 'TARGET_CHANGED' }] });
    },
    expect: { run: 'paused', sent: ['Create first'] },
  },
  {
    name: 'waits when it would be somebody else at the target',
    draft: two,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        behind(() => {
          stage.cloud.identity = { ...stage.cloud.identity, userId: 'AIDAOTHER' };
        }),
      ),
    expect: { run: 'paused', cause: 'TARGET_CHANGED', steps: { first: 'done', second: 'pending' }, sent: ['Create first'] },
  },
  {
    name: 'does not repeat a sending without a reply while the target is another, and does so when it is again as signed',
    draft: { box: {} },
    given: (stage) => stage.cloud.when('create box', behind(elsewhere(stage), swallows)),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'paused', nodes: [{ status: 'pending' }] });
      asSigned(stage);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', tries: { 'create box': "A A'" }, books: { box: 'box' } },
  },
  {
    name: 'looks for what a lost reply may have done while the target is another',
    draft: { box: {} },
    given: (stage) => stage.cloud.when('create box', behind(elsewhere(stage), loses)),
    expect: { run: 'succeeded', tries: { 'create box': 'A' }, books: { box: 'box' } },
  },
  {
    name: 'follows what was sent, and sends none of its later calls, while the target is another',
    draft: { net: { type: 'Net', properties: { Note: 'hello' } } },
    given: (stage) => stage.cloud.when('create net', behind(elsewhere(stage), takes(30))),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'paused', nodes: [{ status: 'pending' }] });
      expect(stage.cloud.sent.map(({ operation }) => operation)).toEqual(['Create']);
      asSigned(stage);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', sent: ['Create net', 'Note net'], tries: { 'create net': 'A' }, things: ['net'] },
  },
  {
    name: 'waits for a sandbox that is away',
    world: sandbox,
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(away(stage))),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'paused', cause: { code: 'CLOUD_UNREACHABLE' }, nodes: [{ status: 'pending' }, { status: 'pending' }] });
      sandbox(stage);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', steps: { first: 'done', second: 'done' }, tries: { 'create first': "A A'" }, things: ['first', 'second'] },
  },
  {
    name: 'waits with what it follows for a sandbox that is away, and sends nothing again',
    world: sandbox,
    draft: { box: {} },
    given: (stage) => stage.cloud.when('create box', takes(100)).when('follow box', behind(away(stage))),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'paused', cause: { code: 'CLOUD_UNREACHABLE' }, nodes: [{ status: 'pending' }] });
      sandbox(stage);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', tries: { 'create box': 'A' }, books: { box: 'box' } },
  },
  {
    name: 'reaches a sandbox that came back at another address',
    world: sandbox,
    draft: two,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        behind(() => {
          stage.targets = stage.targets.map((one) => ({ ...one, target: { ...one.target, endpoint: 'http://127.0.0.1:5000' } }));
        }),
      ),
    expect: { run: 'succeeded', sent: ['Create first', 'Create second'] },
  },
];

const cancellations: readonly Case[] = [
  {
    name: 'lets what is under way come to its end and begins nothing else',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(cancels(stage), takes(60))),
    expect: {
      run: 'cancelled',
      cause: 'RUN_CANCELLED',
      steps: { first: 'done', second: 'skipped RUN_CANCELLED' },
      sent: ['Create first'],
      audit: ['run.begun', 'call.attempted', 'run.cancelled', 'step.ended', 'run.ended'],
    },
  },
  {
    name: 'ends with a creation that the provider never ends as unknown, and doubtful in the books',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(cancels(stage), takes(1e9))),
    expect: {
      run: 'failed',
      cause: 'CLOUD_UNKNOWN_OUTCOME',
      steps: { first: 'unknown CLOUD_UNKNOWN_OUTCOME', second: 'skipped RUN_PARTLY_DONE' },
      sent: ['Create first'],
      books: { first: '?first' },
    },
  },
  {
    name: 'ends with a deletion that the provider never ends as unknown, and keeps the thing in the books',
    first: { box: {} },
    draft: 'destroy',
    given: (stage) => stage.cloud.when('delete box', behind(cancels(stage), neverEnds)),
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_UNKNOWN_OUTCOME' }, things: ['box'], books: { box: 'box' } },
  },
  {
    name: 'waits as long as such an operation may take, however long ago it was cancelled',
    draft: { box: {} },
    given: (stage, plan) => {
      const { p90 } = plan.changes[0]?.estimate ?? { p90: 0 };
      stage.cloud.when('create box', behind(cancels(stage), takes(Math.max(usualPatience.retry / 1_000, p90 * 2) - 30)));
    },
    expect: { run: 'succeeded', steps: { box: 'done' } },
  },
  {
    name: 'follows on, when it is resumed, what it had waited for no longer',
    draft: { box: {} },
    given: (stage) => stage.cloud.when('create box', behind(cancels(stage), takes(20_000))),
    next: (stage, run) => {
      expect(run.nodes).toMatchObject([{ status: 'unknown' }]);
      return stage.resume(run.id);
    },
    expect: { run: 'succeeded', tries: { 'create box': 'A' }, sent: ['Create box'], books: { box: 'box' } },
  },
  {
    name: 'begins nothing when it was cancelled while the world was looked at',
    first: { box: { properties: { Size: 1 } } },
    draft: { box: { properties: { Size: 2 } } },
    given: (stage) => stage.cloud.when('read box', behind(cancels(stage))),
    expect: { run: 'cancelled', steps: { box: 'skipped RUN_CANCELLED' }, sent: [] },
  },
  {
    name: 'skips steps that were ready as well as those that wait',
    draft: { ...apart, third: { dependsOn: ['second'] } },
    given: (stage) => stage.cloud.when('create first', behind(cancels(stage))),
    expect: { run: 'cancelled', steps: { first: 'done', second: 'skipped RUN_CANCELLED', third: 'skipped RUN_PARTLY_DONE' }, sent: ['Create first'] },
  },
  {
    name: 'does the rest when it is resumed after all',
    draft: apart,
    given: (stage) => stage.cloud.when('create first', behind(cancels(stage))),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'succeeded', cause: 'none', sent: ['Create first', 'Create second'] },
  },
  {
    name: 'changes nothing about a run that has ended',
    draft: apart,
    next: cancelled,
    expect: { run: 'succeeded', audit: ['run.begun', 'call.attempted', 'step.ended', 'call.attempted', 'step.ended', 'run.ended'] },
  },
  {
    name: 'says failed where a step failed before, though the run was cancelled',
    draft: apart,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        behind(cancels(stage), () => ({ status: 'failed', problem: { code: 'CLOUD_DENIED', message: 'no', fix: 'ask', retryable: false } })),
      ),
    expect: { run: 'failed', cause: 'CLOUD_DENIED', steps: { first: 'failed CLOUD_DENIED', second: 'skipped RUN_CANCELLED' } },
  },
  {
    name: 'ends a paused run, of which nothing is under way',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    next: cancelled,
    expect: { run: 'cancelled', cause: 'RUN_CANCELLED', steps: { first: 'done', second: 'skipped RUN_CANCELLED' }, sent: ['Create first'] },
  },
  {
    name: 'ends a paused run with what cannot be told as unknown, and doubtful in the books',
    draft: { box: {} },
    given: (stage) => stage.cloud.when('create box', behind(elsewhere(stage), swallows)),
    next: cancelled,
    expect: { run: 'failed', steps: { box: 'unknown TARGET_CHANGED' }, tries: { 'create box': 'A' }, books: { box: '?box' } },
  },
  {
    name: 'follows to its end what the provider tells to be under way, while the target is another',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage), takes(100))),
    next: async (stage, run) => {
      expect(run).toMatchObject({ status: 'paused', nodes: [{ status: 'pending' }, {}] });
      await cancelled(stage, run);
    },
    expect: { run: 'cancelled', steps: { first: 'done', second: 'skipped RUN_CANCELLED' }, sent: ['Create first'], books: { first: 'first' } },
  },
  {
    name: 'ends a run whose sandbox is away, with what was sent as unknown',
    world: sandbox,
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(away(stage), swallows)),
    next: cancelled,
    expect: { run: 'failed', steps: { first: 'unknown CLOUD_UNREACHABLE', second: 'skipped RUN_PARTLY_DONE' }, books: { first: '?' } },
  },
  {
    name: 'skips what was refused without effect when its sandbox went away before it was sent again',
    world: sandbox,
    draft: two,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        behind(async () => {
          away(stage)();
          await cancels(stage)();
        }, refuses('CLOUD_THROTTLED')),
      ),
    expect: {
      run: 'cancelled',
      steps: { first: 'skipped RUN_CANCELLED', second: 'skipped RUN_PARTLY_DONE' },
      tries: { 'create first': 'A' },
      books: {},
    },
  },
];

const rounds: readonly Case[] = [
  {
    name: 'announces nothing that is begun once more, while it is paused or has gone on in a later round',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    next: async (stage, run) => {
      expect(await stage.durable.beginLate(run.id, 0)).toEqual([]);
      asSigned(stage);
      await stage.engine.resume({ id: run.id });
      expect(await stage.durable.beginLate(run.id, 0)).toEqual([]);
      expect(await stage.durable.beginLate(run.id, 1)).toEqual(['second']);
      await stage.durable.drain();
    },
    expect: { run: 'succeeded', sent: ['Create first', 'Create second'] },
  },
  {
    name: 'passes over what an earlier round announced',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    next: async (stage, run) => {
      asSigned(stage);
      await stage.engine.resume({ id: run.id });
      const late = await stage.durable.executeLate(run.id, 'second', 0);
      expect(late).toEqual({ ready: [], ended: true });
      expect((await stage.report(run.id)).nodes.map(({ status }) => status)).toEqual(['done', 'pending']);
      await stage.durable.drain();
    },
    expect: { run: 'succeeded', sent: ['Create first', 'Create second'] },
  },
  {
    name: 'passes over what an earlier round announced of a step that was sent, too',
    draft: { box: {} },
    given: (stage) => stage.cloud.when('create box', behind(elsewhere(stage), swallows)),
    next: async (stage, run) => {
      asSigned(stage);
      await stage.engine.resume({ id: run.id });
      await stage.durable.executeLate(run.id, 'box', 0);
      expect((await stage.report(run.id)).nodes.map(({ status }) => status)).toEqual(['pending']);
      await stage.durable.drain();
    },
    expect: { run: 'succeeded', tries: { 'create box': "A A'" } },
  },
  {
    name: 'does not end in a round that is over',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(elsewhere(stage))),
    next: async (stage, run) => {
      asSigned(stage);
      await stage.engine.resume({ id: run.id });
      await stage.durable.finishLate(run.id, 0);
      expect(await stage.report(run.id)).toMatchObject({ status: 'running', endedAt: null });
      await stage.durable.drain();
    },
    expect: { run: 'succeeded', sent: ['Create first', 'Create second'] },
  },
  {
    name: 'is refused a second resumption while it is under way, and any when it has succeeded',
    draft: two,
    given: (stage) =>
      stage.cloud.when(
        'create first',
        ahead(async () => {
          const [run] = await stage.store.liveRuns();
          expect(await stage.engine.resume({ id: run?.id ?? '' })).toMatchObject({ ok: false, problems: [{ code: 'RUN_NOT_RESUMABLE' }] });
        }),
      ),
    next: async (stage, run) => {
      expect(await stage.engine.resume({ id: run.id })).toMatchObject({ ok: false, problems: [{ code: 'RUN_NOT_RESUMABLE' }] });
    },
    expect: { run: 'succeeded' },
  },
  {
    name: 'is not resumed when its approval no longer holds',
    draft: two,
    given: (stage) => stage.cloud.when('create first', behind(cancels(stage))),
    next: async (stage, run) => {
      stage.trusted = 'nobody';
      expect(await stage.engine.resume({ id: run.id })).toMatchObject({ ok: false, problems: [{ code: 'APPROVAL_INVALID' }] });
    },
    expect: { run: 'cancelled', sent: ['Create first'] },
  },
];

describe('a run that has to wait', () => {
  it.each(pauses)('$name', (one) => runCase(one));
});

describe('a run that is cancelled', () => {
  it.each(cancellations)('$name', (one) => runCase(one));
});

describe('a run in several rounds', () => {
  it.each(rounds)('$name', (one) => runCase(one));
});
