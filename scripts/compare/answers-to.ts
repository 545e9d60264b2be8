import { type Diagnostic, problem } from '../../src/kernel/diagnostic.ts';
import { fail, type Result } from '../../src/kernel/result.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';
import { type Case, idOf, type Mode, parseCase, parseLine } from './parse-case.ts';
import { type NodeAnswer, planCase } from './plan-case.ts';
import type { Line } from './read-lines.ts';

export interface Registries {
  readonly base: TypeRegistry;
  /** Null when no schemas were given. */
  readonly schema: TypeRegistry | null;
}

/** The lines of the answer, as docs/reference/compare.md describes them: for every line of the file at least one, in its order. */
export function* answersTo(lines: readonly Line[], registries: Registries, withRecords: boolean): Generator<object> {
  for (const line of lines) {
    const json = parseLine(line);
    const id = idOf(line, json.ok ? json.value : undefined);
    const parsed = json.ok ? guarded(() => parseCase(json.value, withRecords)) : json;
    if (!parsed.ok) yield { id, error: errorOf(parsed.problems) };
    else for (const mode of modesOf(parsed.value, registries)) yield { id, mode, ...answer(parsed.value, registries[mode]) };
  }
}

function modesOf({ modes, bothModes }: Case, { schema }: Registries): readonly Mode[] {
  if (modes !== null) return schema === null && modes.includes('base') ? ['base'] : modes;
  if (schema === null) return ['base'];
  return bothModes ? ['base', 'schema'] : ['schema'];
}

function answer(asked: Case, registry: TypeRegistry | null): object {
  if (registry === null) return { skipped: 'needs --schemas' };
  const planned = guarded(() => planCase(asked, registry.type));
  if (!planned.ok) return { error: errorOf(planned.problems) };
  const { changes, steps } = planned.value;
  if (asked.shape === 'several') return { ...summaryOf(changes), changes, steps };
  const { node: _, ...change } = changes[0] as NodeAnswer;
  if (!asked.lost) return { ...change, steps };
  const lost = guarded(() => planCase(withoutRecords(asked), registry.type));
  return lost.ok ? { ...change, steps, lost: lost.value.changes[0]?.action ?? 'none' } : { error: errorOf(lost.problems) };
}

function withoutRecords(asked: Case): Case {
  return { ...asked, nodes: asked.nodes.map((node) => ({ ...node, applied: null, settled: null })) };
}

/** One word for all of it; `mixed` where the changes are of several kinds. */
function summaryOf(changes: readonly NodeAnswer[]): object {
  const planned = changes.filter(({ action }) => action !== 'none');
  const common = (values: readonly string[], otherwise: string): string => {
    const [one, ...others] = new Set(values);
    return one === undefined ? otherwise : others.length === 0 ? one : 'mixed';
  };
  const action = common(
    planned.map((change) => change.action),
    'none',
  );
  const reason = common(
    (planned.length > 0 ? planned : changes).map((change) => change.reason),
    'unchanged',
  );
  return { action, reason, actions: Object.fromEntries(changes.map((change) => [change.node, change.action])) };
}

/** A line that shows a defect of the planner must not hide the lines after it. */
function guarded<T>(work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    return fail(problem('INTERNAL', String(error), 'report it with this line'));
  }
}

function errorOf(problems: readonly Diagnostic[]): object {
  return {
    code: problems[0]?.code ?? 'INTERNAL',
    message: problems.map(({ at, message }) => (at === undefined || message.includes(at) ? message : `${at}: ${message}`)).join('; '),
  };
}
