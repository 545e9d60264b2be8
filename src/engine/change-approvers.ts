import { problem } from '../kernel/diagnostic.ts';
import { canonicalJson } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { ApproverChange } from '../model/approvers.ts';
import type { Caller } from '../model/caller.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import { replayApprovers } from '../model/replay-approvers.ts';
import type { StoredApprovers } from '../ports/signer.ts';
import { denied } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';
import { changeNoted } from './note-approvers.ts';
import { believedApprovers, changeUnderWay } from './trusted-approvers.ts';

type Answer = Promise<Result<ResponseOf<'approvers'>>>;

/** Who may approve, for what, and who put them on the list. A list of a former version is told as unsigned: nobody on it can approve. */
export async function listApprovers(ports: EnginePorts): Answer {
  const believed = await believedApprovers(ports);
  return believed.ok ? ok(told(believed.value, ports)) : believed;
}

/**
 * Takes signed changes of the list of approvers, one at a time: each is checked against the list that the one before it left. It is in the audit log before it counts; a refusal, too
 * (APPROVERS_REFUSED). A list of a former version is signed as it stands, or not at all.
 */
export function approverChanger(ports: EnginePorts): (request: RequestOf<'changeApprovers'>, caller: Caller) => Answer {
  let turn: Promise<unknown> = Promise.resolve();
  return ({ change }, caller) => {
    const mine = turn.then(() => takeChange(change, caller, ports));
    turn = mine.catch(() => undefined);
    changeUnderWay(ports.store, turn);
    return mine;
  };
}

async function takeChange(change: ApproverChange, caller: Caller, ports: EnginePorts): Answer {
  const { store, verifier } = ports;
  const believed = await believedApprovers(ports);
  if (!believed.ok) return denied('approvers.denied', 'approvers', believed.problems, caller, ports);
  const refuse = (why: string) => {
    const refusal = problem('APPROVERS_REFUSED', 'the list of approvers is not changed', 'see who may sign: asbuilt approver list', {
      at: 'approvers.json',
      cause: why,
    });
    return denied('approvers.denied', 'approvers', [refusal], caller, ports);
  };
  const { value: stored } = believed;
  if (stored.kind === 'former' && (change.order.kind !== 'begin' || canonicalJson(change.order.approvers) !== canonicalJson(stored.approvers)))
    return refuse('a list that nobody signed yet is signed as it stands first');
  const replayed = replayApprovers([...(stored.kind === 'signed' ? stored.list.changes : []), change], verifier);
  if (!replayed.ok) return refuse(replayed.why);
  await store.commit([changeNoted(change, 'handed in', caller, ports)]);
  const kept = await verifier.keep(replayed.list);
  return kept.ok ? ok(told({ kind: 'signed', list: replayed.list }, ports)) : kept;
}

function told(stored: StoredApprovers, { verifier }: Pick<EnginePorts, 'verifier'>): ResponseOf<'approvers'> {
  const changes = stored.kind === 'signed' ? stored.list.changes : [];
  const named = changes.flatMap(({ order }) => (order.kind === 'begin' ? order.approvers : order.kind === 'add' ? [order.approver] : []));
  const nameOf = (keyId: string): string | null => named.find(({ publicKey }) => verifier.keyId(publicKey) === keyId)?.name ?? null;
  const puts = ({ order }: ApproverChange, key: string): boolean =>
    (order.kind === 'add' && order.approver.publicKey === key) || (order.kind === 'begin' && order.approvers.some(({ publicKey }) => publicKey === key));
  const firstReal = changes.find(({ order }) => order.kind === 'add' && order.approver.kind === 'real');
  const approvers = stored.kind === 'signed' ? stored.list.approvers : stored.kind === 'former' ? stored.approvers : [];
  return {
    signed: stored.kind === 'signed',
    approvers: approvers.map((one) => {
      const added = changes.findLast((change) => puts(change, one.publicKey));
      const { name, publicKey } = one;
      const kind = 'kind' in one ? one.kind : 'simulated';
      const firstUse = added === undefined || added === changes[0] || added === firstReal;
      return {
        name,
        publicKey,
        kind,
        keyId: verifier.keyId(publicKey),
        since: added?.at ?? null,
        addedBy: added === undefined ? null : nameOf(added.by),
        firstUse,
      };
    }),
  };
}
