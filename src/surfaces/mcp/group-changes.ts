import { placeText } from '../../model/place-text.ts';
import type { Action, Change } from '../../model/plan.ts';

/** Changes that are alike in everything that a reviewer looks at first. */
export interface ChangeGroup {
  /** `g1`, `g2` …: the same for as long as the plan is, since a plan never changes. */
  readonly group: string;
  readonly action: Action;
  readonly changes: readonly Change[];
}

/** What is lost comes first, then what cannot be foreseen, what changes, and what is new. */
const weight: Readonly<Record<Action, number>> = { delete: 0, replace: 1, run: 2, update: 3, adopt: 4, create: 5, none: 6 };

/** Of plans, which never change. */
const known = new WeakMap<readonly Change[], readonly ChangeGroup[]>();

/** Every change of a plan, and what is accepted or left otherwise than asked, in groups; not what is as asked. */
export function groupChanges(changes: readonly Change[]): readonly ChangeGroup[] {
  const before = known.get(changes);
  if (before !== undefined) return before;
  const groups = grouped(changes);
  if (Object.isFrozen(changes)) known.set(changes, groups);
  return groups;
}

function grouped(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    if (change.action === 'none' && change.reason !== 'left' && change.eases === undefined && !(change.kind === 'resource' && change.accepts !== undefined))
      continue;
    const key = likeness(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const sorted = [...groups.values()].sort((a, b) => rank(a) - rank(b));
  return sorted.map((members, index) => ({ group: `g${index + 1}`, action: members[0]?.action ?? 'none', changes: members }));
}

export function kindOf(change: Change): string {
  return change.kind === 'unit' ? change.engine : change.type;
}

export function whereOf({ at }: Change): string {
  return `${at.target} ${placeText(at)}`;
}

function likeness(change: Change): string {
  const paths = change.kind === 'resource' && change.action !== 'create' ? change.differences.map(({ path }) => path) : [];
  const ownership = change.kind === 'resource' && (change.action === 'delete' || change.action === 'replace') ? change.ownership : null;
  return JSON.stringify([change.action, kindOf(change), whereOf(change), change.reason, change.risk, change.retain, ownership, change.note, paths]);
}

function rank([first]: readonly Change[]): number {
  if (first === undefined) return 0;
  return weight[first.action] * 2 + (first.risk === 'irreversible' ? 0 : 1);
}
