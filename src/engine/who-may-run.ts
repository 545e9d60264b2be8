import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject } from '../kernel/json.ts';
import type { AuditEvent } from '../model/audit.ts';
import type { Caller } from '../model/caller.ts';
import type { RunHead, Store } from '../ports/store.ts';

const auditPage = 500;

/** Why a caller may not stop a run; null where they may. A person stops any run; an agent, what it began. */
export async function refuseStopping({ id, plan }: RunHead, caller: Caller, store: Store): Promise<Diagnostic | null> {
  if (caller.agent === null || (await historyOf(id, plan, store)).begunBy === caller.principal) return null;
  return problem('CALLER_NOT_ALLOWED', `${caller.principal} did not begin run ${id}`, `a person stops it: asbuilt runs cancel ${id}`, { at: id });
}

/**
 * Why a caller may not let a run go on; null where they may. Who decides over plans does; anybody else, with what they began themselves, and not after a person has stopped it.
 */
export async function refuseGoingOn({ id, plan }: RunHead, caller: Caller, store: Store): Promise<Diagnostic | null> {
  if (caller.may.has('decide')) return null;
  const { begunBy, stopped } = await historyOf(id, plan, store);
  if (begunBy === caller.principal && !stopped) return null;
  const why = begunBy === caller.principal ? `a person has stopped run ${id}` : `${caller.principal} did not begin run ${id}`;
  return problem('CALLER_NOT_ALLOWED', why, `a person lets it go on: asbuilt runs resume ${id}`, { at: id });
}

/** Who began a run, and whether a person has stopped it, as the audit log has it: behind where the log ended when the run's approval was signed. */
async function historyOf(id: string, plan: string, store: Store): Promise<{ readonly begunBy: string | null; readonly stopped: boolean }> {
  const approval = await store.approvalOf(plan);
  let begunBy: string | null = null;
  let stopped = false;
  for (let from = (approval?.auditHead.seq ?? 0) + 1; ; from += auditPage) {
    const entries = await store.audit(from, auditPage);
    for (const entry of entries) {
      // A no to what a step would change stops what that step was to do.
      if (entry.kind === 'difference.refused' && entry.subject.startsWith(`${id}/`)) stopped ||= isOfPerson(entry);
      if (entry.subject !== id) continue;
      if (entry.kind === 'run.begun') begunBy ??= entry.actor;
      if (entry.kind === 'run.cancelled') stopped ||= isOfPerson(entry);
    }
    if (entries.length < auditPage) return { begunBy, stopped };
  }
}

function isOfPerson({ data }: Pick<AuditEvent, 'data'>): boolean {
  const caller = data['caller'];
  return !isJsonObject(caller) || caller['agent'] === null;
}
