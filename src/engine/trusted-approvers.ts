import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { digestOf } from '../kernel/digest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { ApproverChange, Approvers } from '../model/approvers.ts';
import type { StoredApprovers } from '../ports/signer.ts';
import type { EnginePorts } from './engine-ports.ts';

type Ports = Pick<EnginePorts, 'store' | 'verifier'>;

/** The change of each store's list that was taken last, or is being taken: between log and file the two differ. */
const underWay = new WeakMap<Ports['store'], Promise<unknown>>();

/** Tells that a change is being taken, so that whoever is asked for an approval meanwhile waits for its end. */
export function changeUnderWay(store: Ports['store'], change: Promise<unknown>): void {
  underWay.set(store, change);
}

/** Who may approve at this moment. TRUST_UNSIGNED where the list is of a former version; else as `believedApprovers`. */
export async function trustedApprovers(ports: Ports): Promise<Result<Approvers>> {
  const asked = await believedApprovers(ports);
  const change = underWay.get(ports.store);
  if (!asked.ok && change !== undefined) await change;
  const believed = asked.ok || change === undefined ? asked : await believedApprovers(ports);
  if (!believed.ok) return believed;
  switch (believed.value.kind) {
    case 'none':
      return ok({ approvers: [] });
    case 'former':
      return fail(unsignedApprovers(believed.value.approvers.length));
    case 'signed':
      return ok(believed.value.list);
    default:
      return believed.value satisfies never;
  }
}

/**
 * What approvers.json holds, where it is the very list that the audit log ends with. One that holds in itself may have been put in the place of another: a list begun anew, or one from
 * before a key was taken off. Where the log tells of none there is nothing to compare with: that is the first use, and `noteApprovers` puts it into the log.
 *
 * TRUST_INVALID, or TRUST_CHANGED where it is another list.
 */
export async function believedApprovers({ verifier, store }: Ports): Promise<Result<StoredApprovers>> {
  const stored = await verifier.stored();
  if (!stored.ok) return stored;
  const noted = (await store.approverChanges()).at(-1);
  if (noted === undefined) return stored;
  switch (stored.value.kind) {
    case 'none':
      return fail(changed('it is gone'));
    case 'former':
      return fail(changed('nobody signed the one that is there'));
    case 'signed':
      return stored.value.list.head === digestOfChange(noted)
        ? stored
        : fail(changed('the one that is there is whole, and is not the list that the log ends with'));
    default:
      return stored.value satisfies never;
  }
}

const digests = new WeakMap<ApproverChange, string>();

/** It is asked for at every step of a run. */
function digestOfChange(change: ApproverChange): string {
  const digest = digests.get(change) ?? digestOf(change);
  digests.set(change, digest);
  return digest;
}

export function unsignedApprovers(count: number): Diagnostic {
  return problem(
    'TRUST_UNSIGNED',
    'approvers.json is of a former version, which nobody signed',
    'in a terminal of your own, where it shows who is named there and asks whether to sign that: asbuilt approver list',
    { at: 'approvers.json', cause: `it names ${count} ${count === 1 ? 'key' : 'keys'}, and whoever could write it may have named them` },
  );
}

function changed(cause: string): Diagnostic {
  return problem(
    'TRUST_CHANGED',
    'approvers.json is not the list of approvers that the audit log tells of, so nobody may approve',
    'put it back; without a copy: move it away, then asbuilt down, then asbuilt up --detach, which writes the list that the log has',
    { at: 'approvers.json', cause },
  );
}
