import { type JsonObject, sameJson } from '../kernel/json.ts';
import { segmentsOf, valueAt } from '../kernel/pointer.ts';
import type { Echo, ResourceBinding } from '../model/observed.ts';
import type { Difference, ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { withFormerlyAccepted } from './accept.ts';
import { appliedOf } from './applied-of.ts';
import { canonicalProperties } from './canonical-value.ts';
import { diffProperties } from './diff-properties.ts';
import { echoOf } from './echo-of.ts';
import { echoAt } from './judge.ts';
import { marksBelow, marksOf } from './marks.ts';
import { listPlaceOf, overlap } from './overlap.ts';
import type { World } from './place.ts';

/** A fresh read after a creation or an update, and what is known besides. */
export interface Look {
  readonly type: ResourceType;
  readonly op: 'create' | 'update';
  readonly change: ResourceChange;
  readonly wish: JsonObject;
  readonly live: JsonObject;
  /** What the books held before the step. */
  readonly binding: ResourceBinding | null;
  /** The provider has said that the step is done. */
  readonly told: boolean;
  /** Something beside the provider's word says that it is the thing of this node: our tags, or, of an update, that it was there before. */
  readonly ours: boolean;
  readonly world: World;
}

/**
 * What a read shows of a step:
 * - `as-asked`: all that was asked, or what explains it;
 * - `otherwise`: nothing explains some of it. Reads may lag; if it stays so, it is what the provider makes of what it was asked;
 * - `not-done`: it may lag as well, but if it stays so the step did not do what it was for.
 */
export type Judged = { readonly kind: 'as-asked' | 'otherwise'; readonly echo: Echo } | { readonly kind: 'not-done'; readonly paths: readonly string[] };

/**
 * Judges a read. Without the provider's word that the step is done, nothing counts as an echo: what is otherwise may be half of the work. With it, these are
 * `not-done` still:
 * 1. of a creation, a read that shows nothing of what was asked;
 * 2. tags, which say whose it is;
 * 3. a value that cannot be changed and is another than was asked, where only the provider's word says that this is the thing, or it was right before the update;
 * 4. of an update, what it was to change and is what it was.
 */
export function readBack(look: Look): Judged {
  const { type, op, wish, live, told, world } = look;
  const { differences, deviations } = diffProperties(type, wish, live, op === 'update' ? appliedOf(look.binding) : null, world);
  // What a provider sets in place of what was removed is its own.
  const open = [
    ...differences.filter(({ after, sensitive }) => !sensitive && (after !== undefined || !told)),
    ...deviations.filter((each) => isNew(each, look)),
  ];
  const echo = withFormerlyAccepted(echoOf(type, wish, live, world), wish, live, type, look.binding, world);
  if (open.length === 0) return { kind: 'as-asked', echo };
  const undone = !told || (op === 'create' && showsNothing(type, wish, live)) ? open : open.filter((each) => isUndone(each, look));
  return undone.length > 0 ? { kind: 'not-done', paths: undone.map(({ path }) => path) } : { kind: 'otherwise', echo };
}

/** Whether it was not told in the plan already. */
function isNew({ path }: Difference, { op, change }: Look): boolean {
  return op === 'create' || !change.differences.some((before) => before.deviates === true && overlap(listPlaceOf(before.path), listPlaceOf(path)));
}

function isUndone({ path }: Difference, look: Look): boolean {
  const { type, op, ours } = look;
  if (segmentsOf(path)[0] === type.tags?.property) return true;
  if (isFixedAt(type, path) && (op === 'update' || !ours)) return true;
  return op === 'update' && isUnmoved(path, look);
}

/** Whether the update was to change it, and it is what it was. Where no read ever showed it, none can tell. */
function isUnmoved(path: string, { type, change, live, binding }: Look): boolean {
  const [before, now] = [canonicalProperties(type, change.before ?? {}), canonicalProperties(type, live)];
  return change.differences.some((planned) => {
    const place = listPlaceOf(planned.path);
    if (planned.deviates === true || !overlap(place, listPlaceOf(path))) return false;
    const [was, is] = [valueAt(before, place) ?? null, valueAt(now, place) ?? null];
    if (was !== null || is !== null) return sameJson(was, is);
    const applied = appliedOf(binding);
    return applied === null || echoAt({ echo: applied.echo, deviations: [] }, path) !== null;
  });
}

function showsNothing(type: ResourceType, wish: JsonObject, live: JsonObject): boolean {
  const marks = marksOf(type);
  const asked = Object.keys(wish).filter((name) => {
    const { writeOnly, readOnly } = marksBelow(marks, name);
    return (wish[name] ?? null) !== null && !writeOnly && !readOnly && name !== type.tags?.property && !type.identifier.includes(name);
  });
  return asked.every((name) => (live[name] ?? null) === null);
}

function isFixedAt(type: ResourceType, path: string): boolean {
  let marks = marksOf(type);
  return (
    (type.handlers !== undefined && type.handlers.update === undefined) ||
    segmentsOf(path).some((segment) => {
      marks = marksBelow(marks, segment);
      return marks.createOnly;
    })
  );
}
