import { isJsonObject, type Json } from '../../kernel/json.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Job } from '../../ports/processes.ts';
import { isUndo, type Next, type Past, type UnitEngine, type UnitProgram, unitOf } from './unit-engine.ts';
import { interrupted, unitFailed } from './unit-problems.ts';

/** What programs say where there is no network. */
const noNetwork = /Network is unreachable|name resolution|Name or service not known|Connection refused/i;

/** What is to be done about a plan phase that fails: nothing was begun. */
const asked = 'its plan phase changes nothing, and no other was begun: correct its inputs or its source, then plan again';

/** The file that a source starts with. */
const entry = 'main.py';

/**
 * A unit of Python is `main.py` with the phase as its argument, JSON on standard input (`{"phase", "inputs", "token"}`) and a JSON object on standard output.
 * 1. `plan` says whether the inputs can be worked with and changes nothing; `apply` follows only if it succeeded. Its output is the unit's outputs. Where the artifact says that `plan` answers what
 *    it will change (`foresees`), that was asked before (`ask-plan-phase.ts`), and `apply` is given the answer as `members`.
 * 2. `undo`, where it is declared, takes back what it did: it is given `outputs` in place of `inputs`.
 * 3. It has the network where its artifact says which hosts it calls.
 * It is one job: what its program did is not seen.
 */
export function pythonEngine(interpreter: () => Promise<Result<UnitProgram>>): UnitEngine {
  return {
    async work(order) {
      // What was asked of its plan phase, and approved, is what it is given.
      const names = isUndo(order) ? ['undo'] : order.members === undefined ? ['plan', 'apply'] : ['apply'];
      const prepare: Extract<Next, { kind: 'job' }>['prepare'] = async () => {
        const python = await interpreter();
        if (!python.ok) return python;
        const { token, members } = order;
        const planned = members === undefined ? {} : { members: members as unknown as Json };
        return ok({
          phases: names.map((name) => phaseOf(python.value, name)),
          environment: {},
          reads: python.value.roots,
          network: unitOf(order).hosts !== undefined,
          given: (wish) => (isUndo(order) ? { outputs: order.binding?.outputs ?? {}, token } : { inputs: wish, token, ...planned }),
        });
      };
      return ok({
        next(past): Next {
          const [only] = past;
          if (only === undefined) return { kind: 'job', pause: 0, prepare };
          if (only.kind === 'lost') return { kind: 'unknown', problem: interrupted(order) };
          return endOf(only);
        },
      });
      function endOf({ code, phase, output, errors }: Extract<Past, { kind: 'ended' }>): Next {
        if (code !== 0) {
          const told = unitFailed(order, `its ${phase} phase ended with ${code}`, errors);
          const problem = phase === 'plan' && !unitOf(order).repeatable ? { ...told, fix: asked } : told;
          const alone = unitOf(order).hosts === undefined && noNetwork.test(errors);
          return {
            kind: 'failed',
            problem: alone ? { ...problem, fix: 'if it needs a network, write the hosts that it calls beside its source: hosts: [api.example.com]' } : problem,
          };
        }
        if (isUndo(order)) return { kind: 'gave', outputs: {} };
        const read = parsed(output);
        if (isJsonObject(read)) return { kind: 'gave', outputs: read };
        return {
          kind: 'failed',
          problem: { ...unitFailed(order, 'it did not write a JSON object'), fix: `let ${entry} write its outputs as one JSON object`, at: unitOf(order).node },
        };
      }
    },
  };
}

/** One phase of a source, as it is started. */
export function phaseOf({ path }: UnitProgram, name: string): Job['phases'][number] {
  return { name, argv: [path, '-B', '-s', '-E', entry, name], told: true };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
