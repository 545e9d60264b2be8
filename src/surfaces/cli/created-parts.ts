import { segmentsOf } from '../../kernel/pointer.ts';
import { letsIn } from '../../model/lets-in.ts';
import type { ResourceChange } from '../../model/plan.ts';
import { memberName } from '../../model/property-name.ts';
import { isSecretText } from '../../model/secret.ts';
import { isOwnership, type Leaf, leavesOf } from './property-leaves.ts';
import { renderValue } from './render-value.ts';
import { type Text, t } from './text.ts';

/** A name that is longer says where it begins and where it ends. */
const nameColumns = 44;

/**
 * The values that are asked for, those first that tell most: secrets, then what stands at the top (names, sizes, kinds), then what lies deeper, then tags. Within
 * that in the order of their names. The tags by which ownership is known are left out unless everything is to be seen.
 */
export function shownLeaves({ after }: ResourceChange, full: boolean): Leaf[] {
  return leavesOf(after ?? {})
    .filter((leaf) => full || !isOwnership(leaf))
    .sort((one, other) => rankOf(one) - rankOf(other));
}

/**
 * What is created, a part for each value. Short of `full`, those of one parent that are alike share a part, as in `A.{B, C}=true`. What lets somebody in is apart, and
 * never cut.
 */
export function createdParts(
  change: ResourceChange,
  full: boolean,
  columns: number,
): { readonly lettingIn: readonly Text[]; readonly others: readonly Text[] } {
  const hidden = change.differences.filter(({ sensitive }) => sensitive).map(({ path }) => segmentsOf(path));
  const shownValue = ({ path, value }: Leaf, most: number): Text => (hidden.some((place) => isAlong(place, path)) ? t`(sensitive)` : renderValue(value, most));
  const whole = (leaf: Leaf) => t`${leaf.name}=${shownValue(leaf, Number.POSITIVE_INFINITY)}`;
  const leaves = shownLeaves(change, full);
  if (full) return { lettingIn: [], others: leaves.map(whole) };
  const { true: lettingIn = [], false: others = [] } = Object.groupBy(leaves, ({ path, value }) => `${letsIn(change.type, path, value, change.at.account)}`);
  return { lettingIn: lettingIn.map(whole), others: inParts(others, (leaf) => shownValue(leaf, columns)) };
}

function inParts(leaves: readonly Leaf[], shownValue: (leaf: Leaf) => Text): Text[] {
  const alike = Map.groupBy(leaves, (leaf) => JSON.stringify([parentOf(leaf) ?? leaf.path, shownValue(leaf).render(false)]));
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const parent = parentOf(first);
    if (parent === null || group.length === 1) return [t`${brief(first.name)}=${shownValue(first)}`];
    return [t`${brief(parent)}.{${group.map(({ name }) => name.slice(parent.length + 1)).join(', ')}}=${shownValue(first)}`];
  });
}

function rankOf(leaf: Leaf): number {
  if (isSecretText(leaf.value)) return 0;
  if (leaf.name.startsWith('tag ')) return isOwnership(leaf) ? 4 : 3;
  return leaf.path.length === 1 ? 1 : 2;
}

/** Whether one of the places is within the other. */
function isAlong(one: readonly string[], other: readonly string[]): boolean {
  return one.every((segment, index) => other[index] === undefined || other[index] === segment);
}

/** The name of what a member stands in; null of what is no member of something. */
function parentOf({ name, path }: Leaf): string | null {
  const end = `.${memberName(path.at(-1) ?? '')}`;
  return path.length > 1 && name.endsWith(end) ? name.slice(0, -end.length) : null;
}

function brief(name: string): string {
  // What somebody else has named is told whole.
  if (name.length <= nameColumns || name.includes('"')) return name;
  const begins = /^[^.[]+/.exec(name)?.[0] ?? '';
  const ends = /[^.[]+$/.exec(name)?.[0] ?? '';
  return begins.length + ends.length < name.length ? `${begins}…${ends}` : name;
}
