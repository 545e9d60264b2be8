import { draftGraph } from '../catalog/draft-graph.ts';
import { type Digraph, reversed } from '../graph/digraph.ts';
import { reach } from '../graph/reach.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, sameJson } from '../kernel/json.ts';
import type { Caller } from '../model/caller.ts';
import type { Evidence, Proposal } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What of how a deployment is run a wish for all of it lets go of: it is no change of anything, and later plans, of people too, would go by it. */
export interface LetGo {
  /** All that was asked of the deployment before; null where that was nothing, or is not known. */
  readonly before: Proposal | null;
  /** What is done on a failure: an agent's wish leaves it as it is where a failure stops the rest. */
  readonly onFailure: Proposal['onFailure'];
  /** Told in the plan that is signed. */
  readonly evidence: readonly Evidence[];
  /** CALLER_NOT_ALLOWED: an AI agent lets go of it. */
  readonly refused: Diagnostic | null;
}

/**
 * Gates that are no longer waited for, by all or by something that stood behind them, that no longer wait for what came before them, or that ask otherwise; exports that are none any more; and that a
 * failure no longer stops the rest: whatever lets go of it, the wish itself, a version of a blueprint or an input of one.
 */
export async function letGo(asked: Proposal, { agent }: Caller, { store }: Pick<EnginePorts, 'store'>): Promise<LetGo> {
  const { deployment, onFailure } = asked;
  const before = await store.draft(deployment);
  const gates = before === null ? [] : gatesLeft(before, asked);
  const told = gates.map(({ what }) => what);
  const exported = new Set((asked.exports ?? []).map(placeOf));
  told.push(...(before?.exports ?? []).flatMap((one) => (exported.has(placeOf(one)) ? [] : [`no longer exports ${one.name} in ${one.region}`])));
  const stops = before?.onFailure === 'stop' && onFailure !== 'stop';
  if (stops && agent === null) told.push('is no longer stopped by a failure');
  const [first] = told;
  const evidence = told.map((effect) => ({ words: 'default', entry: `deployment/${deployment}`, effect }));
  if (first === undefined || agent === null) return { before, onFailure: stops && agent !== null ? 'stop' : onFailure, evidence, refused: null };
  const at = gates[0]?.gate ?? deployment;
  const fix = 'leave that as it stands, or let a person plan it';
  return {
    before,
    onFailure,
    evidence,
    refused: problem('CALLER_NOT_ALLOWED', `${deployment} ${first} by this, and an AI agent lets go of no such thing`, fix, { at }),
  };
}

/** Where an export is looked for. */
function placeOf({ name, account, region }: NonNullable<Proposal['exports']>[number]): string {
  return JSON.stringify([name, account, region]);
}

interface Left {
  readonly gate: string;
  readonly what: string;
}

/** What of the gates of a draft another one has no more. Of what is removed nothing: that is a change of its own. What is retained stays, and would be taken back without them. */
function gatesLeft(before: Proposal, now: Proposal): Left[] {
  if (before.gates.length === 0) return [];
  const [former, present] = [draftGraph(before), draftGraph(now)];
  const [formerAfter, presentAfter] = [reversed(former), reversed(present)];
  const stays = new Set<string>([...before.resources, ...before.units].flatMap(({ node, retain }) => (retain ? [node] : [])));
  const asks = new Map(now.gates.map(({ node, gate }) => [node, gate]));
  return before.gates.flatMap(({ node: gate, gate: asked }): Left[] => {
    const asksNow = asks.get(gate);
    if (asksNow === undefined) return [{ gate, what: `no longer waits at the gate ${gate}` }];
    const lost = (was: Digraph, is: Digraph): string[] => {
      const still = reach(is, gate);
      return [...reach(was, gate)].filter((node) => (present.has(node) || stays.has(node)) && !still.has(node));
    };
    return [
      ...(sameJson(asked as unknown as Json, asksNow as unknown as Json) ? [] : [`waits otherwise than before at the gate ${gate}`]),
      ...lost(formerAfter, presentAfter).map((node) => `no longer waits at the gate ${gate} with ${node}`),
      ...lost(former, present).map((node) => `comes to the gate ${gate} without waiting for ${node}`),
    ].map((what) => ({ gate, what }));
  });
}
