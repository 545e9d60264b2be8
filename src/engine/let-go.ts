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
  /** Gates that did not stand so before. */
  readonly gatesAnew: ReadonlySet<string>;
  /** Told in the plan that is signed, with what of it is new or otherwise. */
  readonly evidence: readonly Evidence[];
  /** Whether the books keep any of that otherwise than before: then a plan without a change is worth a run. */
  readonly keeps: boolean;
  /** CALLER_NOT_ALLOWED: an AI agent lets go of it. */
  readonly refused: Diagnostic | null;
}

/**
 * Gates that are no longer waited for, by all or by something that stood behind them, that no longer wait for what came before them, or that ask otherwise; nodes that no longer wait for another; exports
 * that are none any more, or of another value; and that a failure no longer stops the rest: whatever lets go of it, the wish itself, a version of a blueprint or an input of one. `hand`: the AI agent that had
 * a hand in the wish.
 */
export async function letGo(asked: Proposal, { agent }: Caller, hand: string | null, { store }: Pick<EnginePorts, 'store'>): Promise<LetGo> {
  const { deployment } = asked;
  const before = await store.draft(deployment);
  const former = before ?? (await stillAround(deployment, { store }));
  const gates = former === null ? [] : gatesLeft(former, asked);
  const told = gates.map(({ what }) => what);
  const { told: ended, still } = await exportsLeft(former, asked, { store });
  told.push(...ended);
  const stops = former?.onFailure === 'stop' && asked.onFailure !== 'stop';
  const onFailure = stops && agent !== null ? 'stop' : asked.onFailure;
  const present = { ...asked, onFailure, exports: [...still] };
  if (former !== null) told.push(...ordersLeft(former, present), ...valuesLeft(former, present));
  if (stops && agent === null) told.push('is no longer stopped by a failure');
  const taken = takenUp(former, present);
  const [first] = told;
  const asks = hand === null && agent === null ? '' : ', asked for by an AI agent: is it what you want?';
  const evidence = [...told, ...taken].map((effect): Evidence => ({ words: 'default', entry: `deployment/${deployment}`, effect: `${effect}${asks}` }));
  const stood = new Map(former?.gates.map(({ node, gate }) => [node, gate]));
  const gatesAnew = new Set<string>(
    asked.gates.flatMap(({ node, gate }) => (sameJson((stood.get(node) ?? null) as unknown as Json, gate as unknown as Json) ? [] : [node])),
  );
  const kept = { before, onFailure, exports: still, gatesAnew, evidence, keeps: former !== null && evidence.length > 0 };
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
export function withKept(body: PlanBody, keeps: boolean): PlanBody {
  return keeps && changesNothing(body) ? { ...body, keeps: true } : body;
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

/**
 * Which nodes of both drafts no longer wait for which, that they were to wait for, also by way of what goes. Of gates that is told as what is let go of, and that one no longer takes values of another is
 * a change of its own.
 */
function ordersLeft(before: Proposal, now: Proposal): string[] {
  const present = draftGraph(now);
  const gates = new Set<string>(before.gates.map(({ node }) => node));
  const ordered = new Map([...before.resources, ...before.units].map(({ node, dependsOn }) => [node as string, dependsOn.filter((one) => !gates.has(one))]));
  const isWhole = [...ordered].every(([node, befores]) => befores.every((one) => present.get(node)?.includes(one)));
  if (isWhole) return [];
  return [...ordered.keys()].flatMap((node) => {
    const lost = present.has(node) ? [...reach(ordered, node)].filter((one) => one !== node && present.has(one)) : [];
    if (lost.length === 0) return [];
    const still = reach(present, node);
    return lost.filter((one) => !still.has(one)).map((one) => `no longer has ${node} wait for ${one}`);
  });
}

/** Exports that go on with another value: whatever imports them is given it. */
function valuesLeft(before: Proposal, now: Proposal): string[] {
  const exported = new Map((before.exports ?? []).map((one) => [exportPlace(one), one.value]));
  return (now.exports ?? []).flatMap((one) => {
    const was = exported.get(exportPlace(one));
    return was === undefined || sameJson(was, one.value) ? [] : [`exports another value as ${one.name} in ${one.region}`];
  });
}

/** What of how it is run a draft has that the one before it had not: of what both have, since what is new is a change of its own. */
function takenUp(before: Proposal | null, now: Proposal): string[] {
  const exported = new Set((before?.exports ?? []).map(exportPlace));
  const exports = (now.exports ?? []).filter((one) => !exported.has(exportPlace(one))).map((one) => `exports ${one.name} in ${one.region} from now on`);
  if (before === null) return exports;
  const formerly = new Map([...before.resources, ...before.units, ...before.gates].map(({ node, dependsOn }) => [node as string, new Set<string>(dependsOn)]));
  const gates = new Set<string>(before.gates.map(({ node }) => node));
  const fresh = now.gates.filter(({ node }) => !gates.has(node));
  const present = draftGraph(now);
  const orders = [...now.resources, ...now.units, ...now.gates].flatMap(({ node, dependsOn }) => {
    const was = formerly.get(node);
    if (was === undefined) return [];
    const less = [...was].filter(
      (one) => !(dependsOn as readonly string[]).includes(one) && !gates.has(one) && !gates.has(node) && reach(present, node).has(one),
    );
    return [
      ...dependsOn.filter((one) => !was.has(one)).map((one) => `${node} waits for ${one} from now on`),
      ...less.map((one) => `${node} waits for ${one} by way of others alone from now on`),
    ];
  });
  return [
    ...fresh.map(({ node }) => `waits at the gate ${node} from now on`),
    ...orders,
    ...exports,
    ...(now.onFailure === 'stop' && before.onFailure !== 'stop' ? ['is stopped by a failure from now on'] : []),
  ];
}
