import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DesiredResource } from '../model/desired.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Observed, Ownership, ResourceBinding } from '../model/observed.ts';
import type { Difference, ResourceChange } from '../model/plan.ts';
import { placeName } from '../model/property-name.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { holdsHidden } from '../model/secret.ts';
import { type Accepted, acceptedOf } from './accept.ts';
import { appliedOf } from './applied-of.ts';
import { type Applied, diffProperties } from './diff-properties.ts';
import { comparedNames, fingerprintOf } from './fingerprint.ts';
import { type Keeps, type KeptWish, keepReferences, partsIn } from './kept-references.ts';
import { pointedElsewhere } from './key-aliases.ts';
import { movedFrom } from './moved-from.ts';
import { bearsTags, givenUp, notOurs, taggedAs } from './not-ours.ts';
import type { World } from './place.ts';
import { reasonToChange } from './reason-to-change.ts';
import type { Lookup } from './resolve-references.ts';
import { rotatedSecrets } from './rotated-secrets.ts';
import { beyondType, takenAlong } from './taken-along.ts';
import { droppedWriteOnly } from './write-only.ts';

/** A change of a resource before it is known how long it takes. */
export type ResourceDraft = Omit<ResourceChange, 'estimate'>;

export interface NodeState {
  readonly deployment: DeploymentName;
  readonly node: NodeAddress;
  /** Null when the node is no longer wanted. */
  readonly desired: DesiredResource | null;
  readonly observed: Observed;
  readonly binding: ResourceBinding | null;
  readonly type: ResourceType;
  readonly lookup: Lookup;
  readonly keeps: Keeps;
  /** An earlier creation of it had no answer, and may still come to light. */
  readonly doubted?: boolean;
  /** See `World.aliases`. */
  readonly aliases?: World['aliases'];
  readonly keyed?: World['keyed'];
  readonly guessed?: World['guessed'];
  /** The digests of its secrets beside them, as far as they are known. */
  readonly seal?: (given: JsonObject) => JsonObject;
  /** JSON pointers to what is accepted as it is; empty for all that deviates, absent where nothing is. */
  readonly accepts?: readonly string[];
  /** It was asked for by name: to be made anew, or to be taken over as what was observed. */
  readonly named?: 'replace' | 'adopt';
}

/** What is changed only where a person says by its name that it is the node's. */
const doubts: ReadonlySet<Ownership> = new Set<Ownership>(['untagged', 'disputed', 'foreign']);

type Live = Extract<Observed, { kind: 'live' }>;
type Absent = Extract<Observed, { kind: 'absent' }>;

/**
 * What has to happen to one resource, by comparing what is wanted, what is live and what was applied before.
 * Problems: NODE_UNREAD when nothing is known of what is live; OWNERSHIP_UNPROVEN when the live resource is somebody else's; GRAPH_CONFLICT when the node is
 * bound to a resource of another type or place.
 */
export function diffNode(state: NodeState): Result<ResourceDraft> {
  const { node, desired, observed, binding } = state;
  if (observed.kind === 'unread') {
    const never = observed.never === true && binding?.doubtful === true;
    if (never && desired === null) return ok(neverSeen(state));
    if (never) {
      const fix = `ask for the rest without ${node}, or destroy the deployment: its record is struck from the books then; what may be there of it is to be removed by hand`;
      const told = `whether ${node} was made is not known, and no look can tell: ${observed.reason}`;
      return fail(problem('NODE_UNREAD', told, fix, { at: node, ...causeOf(observed) }));
    }
    const message = `what is live for ${node} could not be read: ${observed.reason}`;
    return fail(problem('NODE_UNREAD', message, observed.refused?.fix ?? 'make it readable, then plan again', { at: node, ...causeOf(observed) }));
  }
  if (desired === null) return ok(observed.kind === 'absent' ? gone(state, 'already gone') : unwanted(state, observed));
  const wish = keepReferences(desired.properties, state.lookup, state.keeps, state.seal ?? ((given) => given), partsIn(binding, state.keyed));
  if (observed.kind === 'absent')
    return state.accepts === undefined && state.named === undefined
      ? ok(creation(state, desired, wish.restored(wish.compared), observed))
      : fail(notThere(node));
  const moved = movedFrom(desired, binding);
  if (moved !== null)
    return fail(problem('GRAPH_CONFLICT', moved, `give the new ${desired.type} another node name, or destroy the deployment first`, { at: node }));
  return compared(state, desired, wish, observed);
}

function causeOf({ refused }: Extract<Observed, { kind: 'unread' }>): { readonly cause?: string } {
  return refused === undefined ? {} : { cause: refused.message };
}

function compared(state: NodeState, desired: DesiredResource, wish: KeptWish, live: Live): Result<ResourceDraft> {
  const { node, binding, type, aliases, accepts, keyed, guessed } = state;
  const after = wish.compared;
  const seen = { ...live, properties: wish.met(live.properties) };
  const unanswered = mayBeOurs(state, live);
  const named = unanswered ? 'adopt' : state.named;
  if (doubts.has(live.ownership) && (named !== 'adopt' || (live.ownership === 'foreign' && bearsTags(type, live)))) return fail(notOurs(state, live));
  const applied = wish.metInBooks(appliedOf(binding), keyed);
  const world = {
    account: desired.at.account,
    region: desired.at.region,
    ...(aliases === undefined ? {} : { aliases }),
    ...(keyed === undefined ? {} : { keyed }),
    ...(guessed === undefined ? {} : { guessed }),
    ...(binding === null && (live.ownership === 'foreign' || type.tags === undefined) ? { byLikeness: true as const } : {}),
  };
  const diffed = diffProperties(type, after, seen.properties, applied, world);
  const action = actionOf(live, diffed.differences, named);
  // What is made anew has nothing of what was written to the one before.
  const dropped = action === 'replace' ? [] : droppedWriteOnly(type, after, applied?.writeOnlyDigests ?? {}, diffed.differences);
  const found = { ...diffed, deviations: [...diffed.deviations, ...dropped] };
  if (accepts !== undefined && live.ownership !== 'found') {
    const accepted = acceptedOf({ node, type, after, live: seen.properties, applied, world, found, asked: accepts });
    return accepted.ok ? ok(acceptance(node, desired, wish, live, type, accepted.value)) : accepted;
  }
  const { patch } = found;
  const differences = byPath([...found.differences, ...found.deviations]);
  const change: Omit<ResourceDraft, 'before' | 'basis'> = wish.restored({
    kind: 'resource',
    node,
    type: desired.type,
    at: desired.at,
    action,
    reason:
      action === 'adopt'
        ? live.ownership === 'found'
          ? 'found-by-tags'
          : unanswered
            ? 'doubtful'
            : 'named'
        : action === 'none'
          ? differences.length > 0
            ? 'deviation'
            : 'as-wished'
          : action === 'replace' && !found.differences.some((difference) => difference.forcesReplace)
            ? 'named'
            : reasonToChange({ type, live: seen, after, applied: binding?.incomplete === true ? null : applied, differences: found.differences, world }),
    identifier: live.identifier,
    ownership: live.ownership,
    creation: live.creation,
    after,
    differences,
    patch: action === 'update' ? patch : [],
    risk: riskOf(action, found.differences, type),
    retain: desired.retain,
    ...(action === 'adopt'
      ? adoptionNote(seen, type, unanswered, differences.length === 0 ? after : null)
      : noteOf(rotatedSecrets(found.differences, after, binding), [
          ...taggedAs(state, live),
          ...pointed(differences, after, applied, world),
          ...(action === 'update'
            ? noted('lists are written whole, and what is in them unasked is lost unless the provider sets it again', takenAlong(type, patch, seen.properties))
            : []),
          ...(action === 'none' ? noted('holds more than was asked for', beyondType(type, after, seen.properties)) : []),
        ])),
  });
  // No step rests on what is as desired already; what it is like is in `after`.
  const before = action === 'none' ? null : pick(live.properties, comparedNames(change));
  return ok({ ...change, before, basis: fingerprintOf(change, type, live.properties) });
}

/** Nothing of it changes: what is live at the accepted places counts as what was asked. It rests on what is live there. */
function acceptance(
  node: NodeAddress,
  desired: DesiredResource,
  wish: KeptWish,
  live: Live,
  type: ResourceType,
  { accepts, differences, left }: Accepted,
): ResourceDraft {
  const told = [...differences.map((each) => ({ ...each, forcesReplace: false, deviates: true as const })), ...left];
  const change: Omit<ResourceDraft, 'basis'> = wish.restored({
    kind: 'resource',
    node,
    type: desired.type,
    at: desired.at,
    action: 'none',
    reason: 'deviation',
    identifier: live.identifier,
    ownership: live.ownership,
    creation: live.creation,
    before: null,
    after: wish.compared,
    differences: byPath(told),
    patch: [],
    accepts: [...accepts],
    risk: 'reversible',
    retain: desired.retain,
    note: `accepted as it is: ${accepts.map(placeName).join(', ')}`,
  });
  return { ...change, basis: fingerprintOf(change, type, live.properties) };
}

/** A creation of ours had no answer, and something stands where it would have put it which says neither that it is ours nor whose it is. */
function mayBeOurs({ binding, type }: NodeState, live: Live): boolean {
  return binding?.doubtful === true && live.ownership === 'foreign' && live.identifier === binding.identifier && !bearsTags(type, live);
}

/** `asked`: the wish, where it is met. */
function adoptionNote({ ownership, properties }: Live, type: ResourceType, unanswered: boolean, asked: JsonObject | null): { readonly note?: string } {
  if (unanswered) return { note: 'its creation had no answer, and nothing on it says that it is ours' };
  if (ownership !== 'found') return { note: 'nothing on it says that it is ours' };
  // Only a type without tags is found otherwise than by them.
  if (type.tags !== undefined || asked === null) return {};
  // What was asked may be wider: a permission that holds for one bucket is as asked where none was named.
  const besides = Object.keys(properties).filter(
    (name) => type.createOnly.includes(`/${name}`) && !type.readOnly.includes(`/${name}`) && !Object.hasOwn(asked, name),
  );
  if (besides.length === 0) return { note: 'it has no tags, and is exactly as asked' };
  return { note: `it has no tags, and is as asked; it has ${besides.join(' and ')} besides, which nobody asked for and nothing can take away` };
}

/** That an alias of the wish was pointed to another key: neither side shows it. */
function pointed(differences: readonly Difference[], after: JsonObject, applied: Applied | null, world: World): string[] {
  const moved = differences.flatMap(({ path }) => [...pointedElsewhere(valueAt(after, path), applied?.aliases, world)]);
  return [...new Map(moved)].map(([alias, key]) => `${alias} means another key by now: ${key}`);
}

function noted(what: string, pointers: readonly string[]): string[] {
  if (pointers.length === 0) return [];
  const more = pointers.length > 6 ? ` and ${pointers.length - 6} more` : '';
  return [`${what}: ${pointers.slice(0, 6).join(', ')}${more}`];
}

function noteOf({ note }: { readonly note?: string }, more: readonly string[]): { readonly note?: string } {
  const notes = note === undefined ? more : [note, ...more];
  return notes.length === 0 ? {} : { note: notes.join('; ') };
}

// What is found by its tags alone, or named, is taken over first, as it is: nothing is known of what was applied to it, and it is not changed before it is in the books. What is there already is given our tags.
function actionOf({ ownership }: Live, differences: readonly Difference[], named: NodeState['named']): ResourceDraft['action'] {
  if (ownership === 'found' || (named === 'adopt' && ownership !== 'disputed')) return 'adopt';
  if (named === 'replace' || differences.some((difference) => difference.forcesReplace)) return 'replace';
  return differences.length > 0 ? 'update' : 'none';
}

function notThere(node: string): Diagnostic {
  return problem('INPUT_INVALID', `nothing of ${node} is there: it is made, not accepted, replaced or taken over`, `leave ${node} out of what is named`, {
    at: node,
  });
}

function byPath(differences: readonly Difference[]): Difference[] {
  return differences.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function creation({ node, binding, doubted }: NodeState, desired: DesiredResource, after: JsonObject, { stillNamed }: Absent): ResourceDraft {
  return {
    kind: 'resource',
    node,
    type: desired.type,
    at: desired.at,
    action: 'create',
    reason: doubted === true ? 'doubtful' : binding === null ? 'new' : 'gone',
    identifier: null,
    ownership: null,
    creation: null,
    before: null,
    after,
    differences: [],
    patch: [],
    risk: 'reversible',
    retain: desired.retain,
    ...noteOf({}, [
      ...(doubted === true ? ['an earlier creation had no answer and is not to be seen: there may come to be two'] : []),
      ...(binding === null || (doubted === true && stillNamed === undefined)
        ? []
        : stillNamed === undefined
          ? [`${binding.identifier} was deleted from outside`]
          : [`no read finds ${binding.identifier}, which the index of tags still names: there may come to be two`]),
    ]),
    ...(stillNamed === undefined ? {} : { stillNamed }),
    basis: null,
  };
}

function unwanted(state: NodeState, live: Live): ResourceDraft {
  const { node, type } = state;
  const binding = boundOf(state);
  if (mayBeOurs(state, live))
    return struck(
      state,
      'never-seen',
      `its creation had no answer, and ${binding.type} ${live.identifier} is there, which says not whose it is: it is struck from our records and stays. Where it is ours, first ask for ${binding.formerly ?? node} again, which takes it over`,
      live.identifier,
    );
  // Nobody can tell whether it is ours, and its tags say that it is not: it is not deleted for our records' sake.
  if (live.ownership === 'disputed' && !binding.retain) return struck(state, 'never-seen', givenUp(state, live), live.identifier);
  // What was made again under the same name is another thing: ours is gone, and that one is not touched.
  if (live.ownership === 'foreign') return gone(state, `already gone; the ${binding.type} ${live.identifier} that is there now is somebody else’s`);
  // Nor is what only carries the tags of ours, which is not what the records name: another creation is another thing.
  if (live.ownership === 'found' && binding.doubtful !== true && live.identifier !== binding.identifier)
    return gone(
      state,
      `${binding.identifier} is already gone; ${binding.type} ${live.identifier} carries its tags, is not in our records and stays: to have it removed, take it over first, by asking for ${node} again`,
    );
  const action = binding.retain ? 'none' : 'delete';
  const change: Omit<ResourceDraft, 'before' | 'basis'> = {
    kind: 'resource',
    node,
    type: binding.type,
    at: binding.at,
    action,
    reason: binding.retain ? 'retained' : 'not-wanted',
    identifier: live.identifier,
    ownership: live.ownership,
    creation: live.creation,
    after: null,
    differences: [],
    patch: [],
    risk: riskOf(action, [], type),
    retain: binding.retain,
    ...noteOf(binding.retain ? { note: 'kept: it is retained' } : {}, taggedAs(state, live)),
  };
  return { ...change, before: pick(live.properties, Object.keys(type.properties)), basis: fingerprintOf(change, type, live.properties) };
}

function gone(state: NodeState, note: string): ResourceDraft {
  return struck(state, 'already-gone', note, boundOf(state).identifier);
}

/** What stands under its name, if anything does, stays: nothing is known by which it could be deleted. */
function neverSeen(state: NodeState): ResourceDraft {
  const { identifier, type } = boundOf(state);
  const which = identifier === '' ? `a ${type}` : `${type} ${identifier}`;
  return struck(
    state,
    'never-seen',
    `whether ${which} was made is not known, and no look can tell: it is struck from our records, and what may be there stays`,
    null,
  );
}

/** Nothing is done to it, and the run takes it from the books. */
function struck(state: NodeState, reason: 'already-gone' | 'never-seen', note: string, identifier: string | null): ResourceDraft {
  const binding = boundOf(state);
  return {
    kind: 'resource',
    node: state.node,
    type: binding.type,
    at: binding.at,
    action: 'none',
    reason,
    identifier,
    ownership: null,
    creation: null,
    before: null,
    after: null,
    differences: [],
    patch: [],
    risk: 'reversible',
    retain: binding.retain,
    note,
    basis: null,
  };
}

function boundOf({ node, binding }: NodeState): ResourceBinding {
  if (binding === null) throw new TypeError(`node ${node} is neither desired nor bound`);
  return binding;
}

/** Data goes with a stateful resource; a new one has another identity; what cannot be read cannot be put back. */
function riskOf(action: ResourceDraft['action'], differences: readonly Difference[], type: ResourceType): ResourceDraft['risk'] {
  switch (action) {
    case 'delete':
    case 'replace':
      return type.stateful ? 'irreversible' : 'lossy';
    case 'update':
      return differences.some((difference) => difference.sensitive || holdsHidden(difference.before)) ? 'lossy' : 'reversible';
    case 'create':
    case 'adopt':
    case 'none':
    case 'run':
      return 'reversible';
    default:
      return action satisfies never;
  }
}

function pick(properties: JsonObject, names: Iterable<string>): JsonObject {
  const kept = new Set(names);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => kept.has(name)));
}
