import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { procedureFile } from '../../model/procedure.ts';
import { readProcedure } from '../../model/read-procedure.ts';
import type { SourceBundle } from '../../model/source-bundle.ts';
import type { NamedTarget } from '../../model/target.ts';
import { argumentsOf, inputOf, secretInWords } from './call-words.ts';
import { type ProcedureCall, performProcedure } from './perform-procedure.ts';
import { isUndo, type Next, type UnitEngine, type UnitProgram, type UnitWork, unitOf } from './unit-engine.ts';
import { sourceGone, unclear, unitFailed } from './unit-problems.ts';

/** What a call of the AWS CLI that failed means. `none`: certainly without effect, and worth sending again; `unknown`: it may have had its effect. */
export interface CallFailure {
  readonly kind: 'none' | 'missing' | 'refused' | 'unknown';
  readonly problem: Diagnostic;
}

export interface ProcedurePorts {
  readonly source: (digest: string) => Promise<SourceBundle | null>;
  /** The `aws` binary, or why there is none. */
  readonly binary: () => Promise<Result<UnitProgram>>;
  /** What the binary finds in its environment to be somebody at a target: credentials that last for one call. */
  readonly session: (target: NamedTarget) => Promise<Result<Readonly<Record<string, string>>>>;
  /** Of the binary's words, its exit code and what it wrote to its standard error. */
  readonly failure: (words: readonly string[], code: number, errors: string) => CallFailure;
}

/**
 * A unit of the AWS CLI is a procedure: calls one after the other, each a job, so that what was done is known call by call and each is started under a permit that holds then.
 * 1. The binary is started with words and no shell. What is given stands in words as a value and never as an option, or the address of a file; structures and secrets go through its standard input.
 * 2. The target says where it calls, and as whom; a procedure cannot.
 * 3. A step whose `holds` is there already is not taken. One that was sent and of which no answer came is looked for by its `holds`; without one nobody knows.
 */
export function procedureEngine({ source, binary, session, failure }: ProcedurePorts): UnitEngine {
  return {
    async work(order): Promise<Result<UnitWork>> {
      const bundle = await source(unitOf(order).source);
      if (bundle === null) return fail(sourceGone(order));
      const file = bundle.files.find(({ path }) => path === procedureFile);
      const read = readProcedure(file === undefined ? null : Buffer.from(file.base64, 'base64').toString('utf8'));
      if (!read.ok) return read;
      const { procedure } = read.value;
      const steps = isUndo(order) ? (procedure.undo ?? []) : procedure.steps;
      const secret = secretInWords(steps, order.wish);
      if (secret !== null)
        return fail({ ...unitFailed(order, `${secret} holds a secret, and the words of a program can be read by others`), fix: 'hand it over in input' });
      const perform = () =>
        performProcedure(steps, isUndo(order) ? {} : procedure.outputs, {
          values: isUndo(order) ? { outputs: order.binding?.outputs ?? {} } : { inputs: order.wish },
          token: order.token,
          failure,
          ended: (kind, message, cause) => (kind === 'failed' ? unitFailed : unclear)(order, message, cause),
        });
      const job = (call: ProcedureCall): Next => ({
        kind: 'job',
        pause: call.pause,
        prepare: async () => {
          const program = await binary();
          if (!program.ok) return program;
          const { at } = unitOf(order);
          const environment = await session(order.target);
          if (!environment.ok) return environment;
          const argv = [program.value.path, ...argumentsOf(call, order.target.target.endpoint, at.cloud === 'aws' ? at.region : '')];
          const given = (wish: JsonObject): JsonObject => inputOf(call, isUndo(order) ? null : wish);
          return ok({ phases: [{ name: call.step, argv, told: false }], environment: environment.value, reads: program.value.roots, network: true, given });
        },
      });
      return ok({
        next(past): Next {
          const performance = perform();
          let now = performance.next();
          for (const one of past) {
            if (now.done === true) break;
            now = performance.next(one);
          }
          return now.done === true ? now.value : job(now.value);
        },
      });
    },
  };
}
