import { describe, expect, it } from 'vitest';
import type { EngineClient, EngineEvent } from '../../engine/engine.ts';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Run } from '../../model/run.ts';
import { followRun } from './follow-run.ts';

const patience = { silence: 10, silenceAtMost: 20, retry: 5, gone: 100 };
const gone = fail(problem('ENGINE_NOT_RUNNING', 'gone', 'asbuilt up --detach'));

/** A run of two steps as it stands; the test moves it on. */
function theRun(status: Run['status'], ...steps: Run['nodes'][number]['status'][]): Run {
  const nodes = steps.map((each, index) => ({
    step: `s${index}`,
    node: `s${index}`,
    op: 'create',
    type: 'T',
    status: each,
    attempts: each === 'pending' ? 0 : 1,
    identifier: null,
    seconds: null,
  }));
  return {
    id: 'r_1',
    plan: 'p_1',
    deployment: 'd',
    status,
    nodes,
    startedAt: '',
    endedAt: null,
    seconds: null,
    verification: [],
    next: null,
  } as unknown as Run;
}
function stepEvent(run: Run, index: number): EngineEvent {
  const step = run.nodes[index];
  if (step === undefined) throw new Error('no such step');
  return { kind: 'step', run: 'r_1', step, seq: index + 1 };
}

interface Told {
  begun: number;
  steps: string[];
  lost: number;
}
function follower(told: Told) {
  return {
    begin: () => void told.begun++,
    event: (event: EngineEvent) => void (event.kind === 'step' && told.steps.push(`${event.step.step} ${event.step.status}`)),
    lost: () => void told.lost++,
  };
}
function engineOf(run: () => Promise<Result<Run>>, events: (signal: AbortSignal) => AsyncIterable<EngineEvent>): () => Promise<Result<EngineClient>> {
  return async () => ok({ run, events: (_: string | null, signal: AbortSignal) => events(signal) } as unknown as EngineClient);
}
async function* silent(signal: AbortSignal): AsyncGenerator<EngineEvent> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

describe('following a run', () => {
  it('tells each change once, from the stream and from reading alike', async () => {
    const told: Told = { begun: 0, steps: [], lost: 0 };
    const reads = [theRun('running', 'pending', 'pending'), theRun('running', 'done', 'running'), theRun('succeeded', 'done', 'done')];
    let read = 0;
    const connect = engineOf(
      async () => ok(reads[Math.min(read++, 2)] ?? theRun('failed')),
      async function* (signal) {
        yield stepEvent(theRun('running', 'running', 'pending'), 0);
        yield* silent(signal);
      },
    );
    const ended = await followRun('r_1', connect, follower(told), new AbortController().signal, patience);
    expect(ended).toMatchObject({ ok: true, value: { status: 'succeeded' } });
    expect(told).toEqual({ begun: 1, steps: ['s0 running', 's0 done', 's1 running', 's1 done'], lost: 0 });
  });

  it('ends at once for a run that has ended', async () => {
    const told: Told = { begun: 0, steps: [], lost: 0 };
    const connect = engineOf(async () => ok(theRun('failed', 'failed')), silent);
    expect(await followRun('r_1', connect, follower(told), new AbortController().signal, patience)).toMatchObject({ value: { status: 'failed' } });
    expect(told.begun).toBe(1);
  });

  it('stays with a paused run until what it had begun has come to its end, and no longer', async () => {
    const told: Told = { begun: 0, steps: [], lost: 0 };
    let now = theRun('running', 'running', 'pending');
    const connect = engineOf(
      async () => ok(now),
      async function* (signal) {
        now = theRun('paused', 'running', 'pending');
        yield { kind: 'run', run: 'r_1', status: 'paused', seq: 1 };
        now = theRun('paused', 'done', 'pending');
        yield stepEvent(now, 0);
        yield* silent(signal);
      },
    );
    // So patient that only the events can have told it.
    const ended = await followRun('r_1', connect, follower(told), new AbortController().signal, { ...patience, silence: 60_000 });
    expect(ended).toMatchObject({ ok: true, value: { status: 'paused', nodes: [{ status: 'done' }, { status: 'pending' }] } });
    expect(told).toEqual({ begun: 1, steps: ['s0 done'], lost: 0 });
  });

  it('goes on after a stream that breaks off and an engine that comes back', async () => {
    const told: Told = { begun: 0, steps: [], lost: 0 };
    let reads = 0;
    const answer = async (): Promise<Result<Run>> => {
      reads++;
      if (reads === 1) return ok(theRun('running', 'running'));
      return reads < 5 ? gone : ok(theRun('succeeded', 'done'));
    };
    const broken = async function* (): AsyncGenerator<EngineEvent> {};
    expect(await followRun('r_1', engineOf(answer, broken), follower(told), new AbortController().signal, patience)).toMatchObject({
      value: { status: 'succeeded' },
    });
    expect(told).toEqual({ begun: 1, steps: ['s0 done'], lost: 1 });
  });

  it('gives up on an engine that stays away', async () => {
    const told: Told = { begun: 0, steps: [], lost: 0 };
    const ended = await followRun('r_1', async () => gone, follower(told), new AbortController().signal, patience);
    expect(ended).toEqual(gone);
    expect(told.lost).toBe(1);
  });

  it('reports any other problem at once', async () => {
    const unknown = fail(problem('RUN_UNKNOWN', 'no such run', 'asbuilt runs list'));
    const told: Told = { begun: 0, steps: [], lost: 0 };
    expect(
      await followRun(
        'r_1',
        engineOf(async () => unknown, silent),
        follower(told),
        new AbortController().signal,
        patience,
      ),
    ).toEqual(unknown);
  });

  it('stops when nobody follows any more', async () => {
    const stop = new AbortController();
    const told: Told = { begun: 0, steps: [], lost: 0 };
    const following = followRun(
      'r_1',
      engineOf(async () => ok(theRun('running', 'running')), silent),
      follower(told),
      stop.signal,
      patience,
    );
    setTimeout(() => stop.abort(), 30);
    expect(await following).toMatchObject({ value: { status: 'running' } });
  });
});
