import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { sha256 } from '../../kernel/digest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Clock, Randomness } from '../../ports/clock.ts';
import type { Foresight, PhaseQuestion } from '../../ports/foresight.ts';
import type { JobLimits, JobState, Processes } from '../../ports/processes.ts';
import { phaseOf } from './python-engine.ts';
import type { UnitProgram } from './unit-engine.ts';

/** Milliseconds. */
const longest = 60_000;
const pause = 25;
/** It only looks at its inputs, and nobody has said yes to it: with all that it begins it takes less than what a small machine has. The machine ends it a little later than the engine does, where it is there. */
const limits: JobLimits = {
  seconds: longest / 1_000 + 10,
  memory: 256 * 1024 ** 2,
  file: 1024 ** 2,
  processes: 8,
  together: 512 * 1024 ** 2,
  scratch: 16 * 1024 ** 2,
};
/** Bytes of an answer: it stands in the plan, and in the records of a run that waits for somebody to approve it. */
const mostAnswer = 64 * 1024;

export interface PlanPhasePorts {
  readonly interpreter: () => Promise<Result<UnitProgram>>;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly random: Randomness;
}

/**
 * The plan phase of a unit of Python, started alone: `main.py plan`, with `{"phase", "inputs", "place"}` on standard input. It has no network whatever hosts its artifact names, no credentials and no secret,
 * and a copy of the source that goes, which it cannot write to where it is kept from this machine. Each question is a job of its own, and two run at once at most: one for agents, one for people.
 */
export function planPhases({ interpreter, processes, clock, random }: PlanPhasePorts): Foresight {
  let asked = 0;
  const ended = async (token: string): Promise<JobState> => {
    const until = clock.now() + longest;
    for (;;) {
      const state = await processes.look(token);
      if (state.kind !== 'running') return state;
      if (clock.now() >= until) {
        await processes.stop(token);
        return state;
      }
      await clock.sleep(pause);
    }
  };
  const turns = { agents: Promise.resolve(), people: Promise.resolve() };
  const inTurn = <T>(lane: keyof typeof turns, work: () => Promise<T>): Promise<T> => {
    const turn = turns[lane].then(work);
    turns[lane] = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  };
  const askNow = async ({ node, source, inputs, place }: PhaseQuestion): Promise<Result<string>> => {
    const python = await interpreter();
    if (!python.ok) return python;
    asked++;
    const token = sha256(`${node}/${clock.now()}/${asked}/${random.hex(16)}`);
    const given = { inputs, place };
    const started = await processes.start({
      token,
      source,
      phases: [phaseOf(python.value, 'plan')],
      environment: {},
      reads: python.value.roots,
      network: false,
      limits,
      input: given,
      given,
      secrets: [],
    });
    if (!started.ok) return started;
    const state = await ended(token);
    await processes.forget(token);
    if (state.kind === 'running') return fail(failed(node, `its plan phase did not end within ${longest / 1_000} s, and was ended`));
    if (state.kind !== 'ended') return fail(failed(node, 'its plan phase is gone, and nothing tells how it ended'));
    if (state.code !== 0) return fail(failed(node, `its plan phase ended with ${state.code}`, state.errors));
    if (Buffer.byteLength(state.output) > mostAnswer) return fail(failed(node, `its plan phase writes more than ${mostAnswer} bytes`));
    return ok(state.output);
  };
  return { ask: (question) => inTurn(question.byAgent ? 'agents' : 'people', () => askNow(question)) };
}

function failed(at: string, message: string, cause?: string): Diagnostic {
  return problem('FORESIGHT_FAILED', `${at}: ${message}`, 'correct its plan phase (docs/how-to/say-beforehand-what-a-unit-changes.md), then plan again', {
    at,
    ...(cause === undefined || cause === '' ? {} : { cause }),
  });
}
