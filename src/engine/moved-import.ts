import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { sameJson } from '../kernel/json.ts';
import type { Plan } from '../model/plan.ts';
import type { EnginePorts } from './engine-ports.ts';
import { readExport } from './read-export.ts';

/** PLAN_STALE where a value that another deployment exports, and that stands in the plan, is another one by now or cannot be told; null where all are as they were. */
export async function movedImport({ id, deployment, imports = [] }: Plan, ports: EnginePorts): Promise<Diagnostic | null> {
  for (const { name, account, region, value } of imports) {
    const read = await readExport(name, { account, region }, deployment, ports);
    if (read.ok && read.value !== null && sameJson(read.value.value, value)) continue;
    const cause = read.ok ? (read.value === null ? 'nothing exports it any more' : `${read.value.by} exports another value`) : read.problems[0]?.message;
    const message = `${name}, which another deployment exports and which stands in plan ${id}, is not as it was when the plan was made`;
    return problem('PLAN_STALE', message, 'plan again: ask with the same intent', { at: id, ...(cause === undefined ? {} : { cause }) });
  }
  return null;
}
