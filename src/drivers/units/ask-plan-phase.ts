import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { sha256 } from '../../kernel/digest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Clock, Randomness } from '../../ports/clock.ts';
import type { Foresight } from '../../ports/foresight.ts';
import type { JobLimits, JobState, Processes } from '../../ports/processes.ts';
import type { SecretValues } from '../../ports/secrets.ts';
import { phaseOf } from './python-engine.ts';
import type { UnitProgram } from './unit-engine.ts';

/** Milliseconds. */
const longest = 60_000;
const pause = 25;
/** It only looks at its inputs. The machine ends it a little later than the engine does, where it is there. */
const limits: JobLimits = { seconds: longest / 1_000 + 10, memory: 1024 ** 3, file: 1024 ** 2, processes: 64 };
/** Bytes of an answer: it stands in the plan, and in the records of a run that waits for somebody to approve it. */
const mostAnswer = 64 * 1024;

export interface PlanPhasePorts {
  readonly interpreter: () => Promise<Result<UnitProgram>>;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly secrets: SecretValues;
}

/**
 * The plan phase of a unit of Python, started alone: `main.py plan`, with `{"phase", "inputs", "place"}` on standard input. It has no network whatever hosts its artifact names, no credentials and no secret,
 * and a copy of the source that goes. Each question is a job of its own.
 */
export function planPhases({ interpreter, processes, clock, random, secrets }: PlanPhasePorts): Foresight {
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
  return {
    async ask({ node, source, inputs, place }) {
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
      });
      if (!started.ok) return started;
      const state = await ended(token);
      await processes.forget(token);
      if (state.kind === 'running') return fail(failed(node, `its plan phase did not end within ${longest / 1_000} s, and was ended`));
      if (state.kind !== 'ended') return fail(failed(node, 'its plan phase is gone, and nothing tells how it ended'));
      if (state.code !== 0) return fail(failed(node, `its plan phase ended with ${state.code}`, secrets.without(state.errors)));
      if (Buffer.byteLength(state.output) > mostAnswer) return fail(failed(node, `its plan phase writes more than ${mostAnswer} bytes`));
      if (secrets.without(state.output) !== state.output) return fail(failed(node, 'its plan phase writes a secret'));
      return ok(state.output);
    },
  };
}

function failed(at: string, message: string, cause?: string): Diagnostic {
  return problem('FORESIGHT_FAILED', `${at}: ${message}`, 'correct its plan phase (docs/how-to/say-beforehand-what-a-unit-changes.md), then plan again', {
    at,
    ...(cause === undefined || cause === '' ? {} : { cause }),
  });
}
