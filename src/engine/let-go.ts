import { draftGraph } from '../catalog/draft-graph.ts';
import { type Digraph, reversed } from '../graph/digraph.ts';
import { reach } from '../graph/reach.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, sameJson } from '../kernel/json.ts';
import type { Caller } from '../model/caller.ts';
import { changesNothing } from '../model/changes-nothing.ts';
import type { PlanBody } from '../model/plan.ts';
import type { DraftExport, Evidence, Proposal } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';
import { exportPlace, exportsLeft } from './exports-left.ts';

/** What of how a deployment is run a wish for all of it lets go of: it is no change of anything, and later plans, of people too, would go by it. */
export interface LetGo {
  /** All that was asked of the deployment before; null where that was nothing, or is not known. */
  readonly before: Proposal | null;
  /** What is done on a failure: an agent's wish leaves it as it is where a failure stops the rest. */
  readonly onFailure: Proposal['onFailure'];
  /** Those of its exports that are of what is there. */
  readonly exports: readonly DraftExport[];
  /** Told in the plan that is signed. */
  readonly evidence: readonly Evidence[];
  /** What is otherwise beside that, of what goes on being asked; null where nothing at all is otherwise than what is kept. */
  readonly keeps: readonly Evidence[] | null;
  /** CALLER_NOT_ALLOWED: an AI agent lets go of it. */
  readonly refused: Diagnostic | null;
}

/**
 * Gates that are no longer waited for, by all or by something that stood behind them, that no longer wait for what came before them, or that ask otherwise; exports that are none any more; and that a
 * failure no longer stops the rest: whatever lets go of it, the wish itself, a version of a blueprint or an input of one.
 */
export async function letGo(asked: Proposal, { agent }: Caller, { store }: Pick<EnginePorts, 'store'>): Promise<LetGo> {
  const { deployment } = asked;
  const before = await store.draft(deployment);
  const former = before ?? (await stillAround(deployment, { store }));
  const gates = former === null ? [] : gatesLeft(former, asked);
  const told = gates.map(({ what }) => what);
  const { told: ended, still } = await exportsLeft(former, asked, { store });
  told.push(...ended);
  const stops = former?.onFailure === 'stop' && asked.onFailure !== 'stop';
  const onFailure = stops && agent !== null ? 'stop' : asked.onFailure;
  if (stops && agent === null) told.push('is no longer stopped by a failure');
  const taken = former === null ? [] : takenUp(former, { ...asked, onFailure, exports: [...still] });
  const asEvidence = (effect: string): Evidence => ({ words: 'default', entry: `deployment/${deployment}`, effect });
  const keeps = told.length + taken.length === 0 ? null : taken.map(asEvidence);
  const [first] = told;
  const kept = { before, onFailure, exports: still, evidence: told.map(asEvidence), keeps };
  if (first === undefined || agent === null) return { ...kept, refused: null };
  const at = gates[0]?.gate ?? deployment;
  const fix = 'leave that as it stands, or let a person plan it';
  return { ...kept, refused: problem('CALLER_NOT_ALLOWED', `${deployment} ${first} by this, and an AI agent lets go of no such thing`, fix, { at }) };
}

/**
 * What was asked of a deployment whose removal has left something of it, with the gates before that: what is retained goes on waiting for them. Its exports went with the removal. Null where nothing is left, or
 * no run tells.
 */
async function stillAround(deployment: string, { store }: Pick<EnginePorts, 'store'>): Promise<Proposal | null> {
  const left = new Set<string>((await store.bindings(deployment)).map(({ node }) => node));
  const last = left.size === 0 ? null : await store.askedBefore(deployment);
  if (last === null) return null;
  const { exports: _, ...rest } = last;
  const after = reversed(draftGraph(last));
  return { ...rest, gates: last.gates.filter(({ node }) => [...reach(after, node)].some((one) => left.has(one))) };
}

/** A plan without a change is worth a run where the books keep something by it. */
export function withKept(body: PlanBody, keeps: readonly Evidence[] | null): PlanBody {
  return keeps === null || !changesNothing(body) ? body : { ...body, keeps: true, evidence: [...body.evidence, ...keeps] };
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

/** What of how it is run a draft has that the one before it had not, or had otherwise: of what both have, since what is new is a change of its own. */
function takenUp(before: Proposal, now: Proposal): string[] {
  const formerly = new Map([...before.resources, ...before.units, ...before.gates].map(({ node, dependsOn }) => [node as string, new Set<string>(dependsOn)]));
  const gates = new Set<string>(before.gates.map(({ node }) => node));
  const fresh = now.gates.filter(({ node }) => !gates.has(node));
  const orders = [...now.resources, ...now.units, ...now.gates].flatMap(({ node, dependsOn }) => {
    const was = formerly.get(node);
    if (was === undefined) return [];
    const more = dependsOn.filter((one) => !was.has(one)).map((one) => `${node} waits for ${one} from now on`);
    // Of gates that is told as what is let go of.
    const less = [...was].filter((one) => !(dependsOn as readonly string[]).includes(one) && !gates.has(one) && !gates.has(node));
    return [...more, ...less.map((one) => `${node} no longer waits for ${one}`)];
  });
  const exported = new Map((before.exports ?? []).map((one) => [exportPlace(one), one.value]));
  const exports = (now.exports ?? []).flatMap((one) => {
    const was = exported.get(exportPlace(one));
    if (was === undefined) return [`exports ${one.name} in ${one.region} from now on`];
    return sameJson(was, one.value) ? [] : [`exports another value as ${one.name} in ${one.region}`];
  });
  return [
    ...fresh.map(({ node }) => `waits at the gate ${node} from now on`),
    ...orders,
    ...exports,
    ...(now.onFailure === 'stop' && before.onFailure !== 'stop' ? ['is stopped by a failure from now on'] : []),
  ];
}
