import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, sameJson } from '../kernel/json.ts';
import type { DesiredResource } from '../model/desired.ts';
import type { Difference, Reason } from '../model/plan.ts';
import { putBackCommand } from '../model/put-back.ts';
import type { ResourceDraft } from './diff-node.ts';
import type { UnitDraft } from './diff-unit.ts';
import { type Lookup, type Reference, referencesIn } from './resolve-references.ts';

type Draft = ResourceDraft | UnitDraft;

/** What is known of a node beside its own change. */
export interface Around {
  readonly deployment: string;
  /** The changes of what it refers to or waits for. */
  readonly needs: readonly Draft[];
  /** What its wish refers to. */
  readonly references: readonly Reference[];
  /** What a node will give, and what it gives now. */
  readonly lookup: Lookup;
  readonly gives: Lookup;
}

const byWish: ReadonlySet<Reason> = new Set(['wish-changed', 'both']);
const moving: ReadonlySet<Draft['action']> = new Set(['create', 'update', 'replace', 'run']);

function moves({ action }: Draft): boolean {
  return moving.has(action);
}

/** Whether what a node refers to is changed by this plan and so gives it another value: one that it gives already is no reason. */
function isGivenAnother({ needs, references, lookup, gives }: Around): boolean {
  const changed = new Set<string>(needs.filter(moves).map(({ node }) => node));
  return references.some(({ node, attribute }) => {
    if (!changed.has(node)) return false;
    const value = lookup(node, attribute);
    return value === undefined || !sameJson(value, gives(node, attribute));
  });
}

/**
 * The change of a node that is in the books and of which the request says nothing: none, unless what it refers to is changed by the same plan and gives it another value. That it is not as it was applied is told, with the way
 * to put it back. What only refers to something that is gone is as it was.
 */
export function leaveAlone(draft: Draft, around: Around): Draft {
  if (!moves(draft)) return draft;
  const follows = byWish.has(draft.reason) && isGivenAnother(around);
  if (draft.kind === 'unit') return follows ? draft : leaveUnit(draft, around);
  const told = draft.differences.filter(({ after }) => lostIn(after, around).length === 0);
  if (follows && told.some(({ deviates }) => deviates !== true)) return draft;
  const differences = told.map((one): Difference => ({ ...one, forcesReplace: false, deviates: true }));
  const { note, stillNamed: _, ...rest } = draft;
  const still = { ...rest, action: 'none' as const, risk: 'reversible' as const, differences, patch: [], before: null, basis: null };
  if (draft.action !== 'create' && told.every(({ deviates }) => deviates === true)) return { ...still, reason: told.length > 0 ? 'deviation' : 'as-wished' };
  const how = note ?? (draft.reason === 'wish-changed' ? 'not as asked' : 'not as applied');
  return { ...still, reason: 'left', note: noteOf(draft, how, around) };
}

function leaveUnit(draft: UnitDraft, around: Around): UnitDraft {
  const { eases: _, ...rest } = draft;
  const still = { ...rest, action: 'none' as const, risk: 'reversible' as const };
  if (draft.reason === 'wish-changed' && lostIn(draft.inputs ?? {}, around).length > 0) return { ...still, reason: 'as-wished' };
  return { ...still, reason: 'left', note: noteOf(draft, draft.note ?? 'not run as asked', around) };
}

/** The same of one that is gone, where what has its name now is another one's. */
export function leaveReplaced({ node, type, at, properties, retain }: DesiredResource, why: string): ResourceDraft {
  return {
    kind: 'resource',
    node,
    type,
    at,
    action: 'none',
    reason: 'left',
    identifier: null,
    ownership: null,
    creation: null,
    before: null,
    after: properties,
    differences: [],
    patch: [],
    risk: 'reversible',
    retain,
    note: `${why}; left as it is, since nothing asked here is about ${node}`,
    basis: null,
  };
}

/** What a replacement has left behind of a node that the request says nothing of: it waits until one does. */
export function leaveFormer(draft: ResourceDraft, former: string, deployment: string): ResourceDraft {
  const note = `${draft.identifier ?? 'it'} was ${former} until that was replaced, and is to go; left as it is, since nothing asked here is about ${former}. To be rid of it: ${putBackCommand(deployment, former)}`;
  return { ...draft, action: 'none', reason: 'left', patch: [], before: null, basis: null, risk: 'reversible', note };
}

/** Why a change cannot be made: it takes values of a node that is left as it is, and that has none. Null where each is known. */
export function takesOfLeft(draft: Draft, around: Around): Diagnostic | null {
  if (!moves(draft)) return null;
  const { deployment, needs } = around;
  const lost = lostIn((draft.kind === 'unit' ? draft.inputs : draft.after) ?? {}, around);
  const left = needs.find((need) => need.reason === 'left' && (lost.includes(need.node) || (need.kind === 'resource' && need.identifier === null)));
  if (left === undefined) return null;
  const what = left.kind === 'unit' ? 'has not given what it needs' : 'is gone';
  const fix = `first put ${left.node} back, and apply that: ${putBackCommand(deployment, left.node)}; then ask again`;
  return problem('REFERENCE_UNKNOWN', `${draft.node} refers to ${left.node}, which ${what}, and nothing asked here is about ${left.node}`, fix, {
    at: draft.node,
  });
}

/** The nodes to which a value refers that have none to give, now or after a step of this plan. */
function lostIn(value: Json | undefined, { needs, lookup }: Pick<Around, 'needs' | 'lookup'>): string[] {
  const coming = new Set(needs.flatMap((need) => (moves(need) ? [need.node as string] : [])));
  return referencesIn(value ?? null).flatMap(({ node, attribute }) => (coming.has(node) || lookup(node, attribute) !== undefined ? [] : [node]));
}

function noteOf({ node }: Draft, how: string, { deployment }: Around): string {
  return `${how}; left as it is, since nothing asked here is about it. To put it back: ${putBackCommand(deployment, node)}`;
}
