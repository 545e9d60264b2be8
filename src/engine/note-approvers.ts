import type { JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { ApproverChange } from '../model/approvers.ts';
import { type Caller, callerRecord } from '../model/caller.ts';
import { type ApproverList, replayApprovers } from '../model/replay-approvers.ts';
import type { Write } from '../ports/store.ts';
import { now } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';

type Ports = Pick<EnginePorts, 'store' | 'verifier' | 'clock'>;

/**
 * Brings the list of approvers and the audit log together, when an engine starts and before it does anything else:
 *
 * 1. Neither knows of one: it is begun, with what `begin` gives. That is trust on first use.
 * 2. The list goes on from what the log has: the log takes over what is more. Each change is signed, whoever brought the file.
 * 3. The log goes on from what the list has, or the list is gone: it is written from the log, which is ahead only where an engine died, or where a former list was put back.
 *
 * A list that is damaged, unsigned, or another than the log's is left as it is: it is refused where it is used, with the way out.
 */
export async function noteApprovers(begin: () => ApproverList, ports: Ports): Promise<Result<null>> {
  const { store, verifier } = ports;
  const stored = await verifier.stored();
  if (!stored.ok || stored.value.kind === 'former') return ok(null);
  const noted = await store.approverChanges();
  const held = stored.value.kind === 'signed' ? stored.value.list.changes : [];
  if (held.length === 0 && noted.length === 0) {
    const list = begin();
    await store.commit(list.changes.map((change) => changeNoted(change, 'first use', null, ports)));
    return verifier.keep(list);
  }
  const same = Math.min(held.length, noted.length);
  if (held.slice(0, same).some(({ signature }, index) => signature !== noted[index]?.signature)) return ok(null);
  if (held.length > same) {
    const how = same === 0 ? 'first use' : 'found';
    await store.commit(held.slice(same).map((change) => changeNoted(change, how, null, ports)));
    return ok(null);
  }
  if (noted.length === same) return ok(null);
  const known = replayApprovers(noted, verifier);
  return known.ok ? verifier.keep(known.list) : ok(null);
}

/** A change of the list as the audit log keeps it: whole, so that the list can be written again from the log. `caller` is who handed it in. */
export function changeNoted(change: ApproverChange, how: 'first use' | 'found' | 'handed in', caller: Caller | null, ports: Pick<Ports, 'clock'>): Write {
  const data = { how, change, ...(caller === null ? {} : { caller: callerRecord(caller) }) } as unknown as JsonObject;
  return { kind: 'audit', event: { at: now(ports), kind: 'approvers.changed', actor: caller?.principal ?? 'engine', subject: 'approvers', data } };
}
