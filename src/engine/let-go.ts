import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, sameJson } from '../kernel/json.ts';
import type { Caller } from '../model/caller.ts';
import type { Evidence, Proposal } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What of how a deployment is run a wish for all of it lets go of: it is no change of anything, and later plans, of people too, would go by it. */
export interface LetGo {
  /** All that was asked of the deployment before; null where that was nothing, or is not known. */
  readonly before: Proposal | null;
  /** Told in the plan that is signed. */
  readonly evidence: readonly Evidence[];
  /** CALLER_NOT_ALLOWED: an AI agent lets go of it. */
  readonly refused: Diagnostic | null;
}

/** Gates that are no longer waited for, or are otherwise, and that a failure no longer stops the rest. A published version says such things for people; a change of a part says nothing of them. */
export async function letGo(
  { deployment, blueprint, patch, gates, onFailure }: Proposal,
  { agent }: Caller,
  { store }: Pick<EnginePorts, 'store'>,
): Promise<LetGo> {
  const before = await store.draft(deployment);
  const whole = patch === true || blueprint !== undefined ? null : before;
  const now = new Map(gates.map((one) => [one.node, one]));
  const gone = (whole?.gates ?? []).filter((one) => !sameJson(one as unknown as Json, (now.get(one.node) ?? null) as unknown as Json)).map(({ node }) => node);
  const told = gone.map((node) => `${now.has(node) ? 'waits otherwise than before' : 'no longer waits'} at the gate ${node}`);
  if (whole?.onFailure === 'stop' && onFailure !== 'stop') told.push('is no longer stopped by a failure');
  const [first] = told;
  const evidence = told.map((effect) => ({ words: 'default', entry: `deployment/${deployment}`, effect }));
  if (first === undefined || agent === null) return { before, evidence, refused: null };
  const at = gone[0] ?? deployment;
  const fix = `give it as it stands: asbuilt show ${deployment}; or let a person plan it`;
  return { before, evidence, refused: problem('CALLER_NOT_ALLOWED', `${deployment} ${first} by this, and an AI agent lets go of no such thing`, fix, { at }) };
}
