import type { EngineClient, EngineEvent, RunEvent } from '../../engine/engine.ts';
import type { Result } from '../../kernel/result.ts';
import type { Run, RunStep } from '../../model/run.ts';
import { hasEnded, isAtRest } from './render-run.ts';

export interface Follower {
  /** The run as it stands when it is first read. */
  begin(run: Run): void;
  /** Everything that changes after that, each once. */
  event(event: EngineEvent | RunEvent): void;
  /** The engine does not answer; it is asked again for a while. */
  lost(): void;
}

/** Milliseconds. */
export interface Patience {
  /** How long the stream may be silent before the run is read again; doubles each time up to `silenceAtMost`. */
  readonly silence: number;
  readonly silenceAtMost: number;
  /** Between two attempts to reach the engine. */
  readonly retry: number;
  /** How long an engine may be gone before we give up on it. */
  readonly gone: number;
}

const usual: Patience = { silence: 1_000, silenceAtMost: 15_000, retry: 500, gone: 20_000 };

/**
 * Follows a run until nothing more happens in it by itself, its end or a pause, and gives its report. The stream of events only makes it prompt: what is told comes from reading the run
 * again whenever the stream is silent or breaks off, so an event that was missed or an engine that restarts loses nothing.
 * Fails with the engine's problems; ENGINE_NOT_RUNNING and ENGINE_SILENT only after `gone`. Once the signal aborts, the run as last read is enough.
 */
export async function followRun(
  id: string,
  connect: () => Promise<Result<EngineClient>>,
  follower: Follower,
  signal: AbortSignal,
  patience = usual,
): Promise<Result<Run>> {
  const told = new Map<string, string>();
  let begun = false;
  let goneSince: number | null = null;

  const tell = (event: EngineEvent | RunEvent) => {
    if (event.kind === 'step') {
      const news = newsOf(event.step);
      if (told.get(event.step.step) === news) return;
      told.set(event.step.step, news);
    }
    follower.event(event);
  };
  const read = async (engine: EngineClient): Promise<Result<Run>> => {
    const answer = await engine.run({ id });
    if (!answer.ok) return answer;
    if (begun) for (const step of answer.value.nodes) if (step.status !== 'pending' || step.waiting !== undefined) tell({ kind: 'step', run: id, step });
    if (!begun) {
      for (const step of answer.value.nodes) told.set(step.step, newsOf(step));
      follower.begin(answer.value);
      begun = true;
    }
    return answer;
  };

  for (;;) {
    const outcome = await attempt(id, connect, read, tell, signal, patience);
    if (outcome.kind === 'ended' || signal.aborted) return outcome.result;
    if (outcome.kind === 'gone') {
      const now = performance.now();
      if (goneSince === null) follower.lost();
      goneSince ??= now;
      if (now - goneSince > patience.gone) return outcome.result;
    } else {
      goneSince = null;
    }
    await sleep(patience.retry);
  }
}

function newsOf({ status, attempts, waiting }: RunStep): string {
  return `${status} ${attempts} ${waiting?.code ?? ''}`;
}

/** `ended`: the run is at rest. `broken`: the run goes on, but the stream does not; `result` is the run as last read. */
interface Attempt {
  readonly kind: 'ended' | 'gone' | 'broken';
  readonly result: Result<Run>;
}

/** One connection's worth: until the run is at rest, the stream ends without it, or the engine is gone. */
async function attempt(
  id: string,
  connect: () => Promise<Result<EngineClient>>,
  read: (engine: EngineClient) => Promise<Result<Run>>,
  tell: (event: EngineEvent | RunEvent) => void,
  signal: AbortSignal,
  patience: Patience,
): Promise<Attempt> {
  const connected = await connect();
  if (!connected.ok) return failed(connected);
  const engine = connected.value;
  const stop = new AbortController();
  try {
    const events = engine.events(id, AbortSignal.any([signal, stop.signal]))[Symbol.asyncIterator]();
    let next = events.next();
    let silence = patience.silence;
    let mustRead = true;
    let pausing = false;
    for (;;) {
      if (mustRead) {
        const answer = await read(engine);
        if (!answer.ok) return failed(answer);
        if (isAtRest(answer.value)) return { kind: 'ended', result: answer };
      }
      const outcome = await within(next, silence);
      if (outcome === undefined) {
        mustRead = true;
        silence = Math.min(silence * 2, patience.silenceAtMost);
        continue;
      }
      if (outcome.done === true) break;
      next = events.next();
      const event = outcome.value;
      if (event.kind === 'run') pausing = event.status === 'paused';
      // No event says that all which a paused run had begun has come to its end.
      mustRead = pausing || (event.kind === 'run' && hasEnded(event.status));
      // The end is told from the run itself, once it says so too.
      if (!mustRead) tell(event);
      silence = patience.silence;
    }
    const last = await read(engine);
    if (!last.ok) return failed(last);
    return { kind: isAtRest(last.value) ? 'ended' : 'broken', result: last };
  } finally {
    stop.abort();
  }
}

function failed(result: Result<never> | Result<Run>): Attempt {
  const code = result.ok ? null : result.problems[0]?.code;
  const gone = code === 'ENGINE_NOT_RUNNING' || code === 'ENGINE_SILENT';
  return { kind: gone ? 'gone' : 'ended', result };
}

/** What the promise gives, or undefined when it has given nothing in time. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
