import type { Action, Plan } from '../../src/model/plan.ts';
import { type Books, differenceFrom, droppedStillThere } from './check-run.ts';
import type { Draft, Wish } from './draft.ts';
import { kinds } from './kinds.ts';
import { keyOf, type Snapshot } from './snapshot.ts';

/** What was last asked of each node whose resource is live: what is no longer asked is to be taken back. */
export type Former = ReadonlyMap<string, Wish>;

/**
 * Which actions a plan may hold for each node, from the draft and the sandbox alone. More than one where a value is known only after
 * an earlier step: whether the plan foresees that it will be the same is its own affair.
 */
export function expectedActions(draft: Draft, former: Former, books: Books, truth: Snapshot, deployment: string): Map<string, ReadonlySet<Action | 'absent'>> {
  const expected = new Map<string, ReadonlySet<Action | 'absent'>>();
  const isLive = (node: string) => {
    const place = books.get(node);
    return place !== undefined && truth.has(keyOf(place.type, place.identifier));
  };
  const of = (wish: Wish): ReadonlySet<Action | 'absent'> => {
    const known = expected.get(wish.node);
    if (known !== undefined) return known;
    const actions = actionsOf(wish);
    expected.set(wish.node, actions);
    return actions;
  };
  const actionsOf = (wish: Wish): ReadonlySet<Action | 'absent'> => {
    if (!isLive(wish.node)) return new Set(['create']);
    const before = former.get(wish.node);
    if (before === undefined) return new Set(['none', 'update', 'replace']);
    const kind = kinds[wish.kind];
    if ((kind.named && before.name !== wish.name) || JSON.stringify(before.fixed) !== JSON.stringify(wish.fixed)) return new Set(['replace']);
    let moving = false;
    let movingFixed = false;
    for (const [slot, node] of Object.entries(wish.refs)) {
      const other = draft.get(node);
      const moves = other !== undefined && [...of(other)].some((action) => action === 'create' || action === 'replace');
      const redirected = before.refs[slot] !== node;
      if (kind.refs[slot]?.fixed === true && redirected && !moves) return new Set(['replace']);
      if (kind.refs[slot]?.fixed === true && (moves || redirected)) movingFixed = true;
      else if (moves) moving = true;
    }
    if (movingFixed) return new Set(['replace', 'update', 'none']);
    const differs = differenceFrom(wish, books, truth, deployment) !== null || droppedStillThere(wish, before, books, truth);
    if (differs && !moving) return new Set(['update']);
    return moving ? new Set(['update', 'none']) : new Set(['none']);
  };
  for (const wish of draft.values()) of(wish);
  for (const node of books.keys()) if (!draft.has(node)) expected.set(node, isLive(node) ? new Set(['delete']) : new Set(['none', 'absent']));
  return expected;
}

/** Where a plan says something else than the model, node by node, or leaves out what was replaced and is still there; and whether its summary counts what its changes say. */
export function checkPlan(
  plan: Plan,
  expected: ReadonlyMap<string, ReadonlySet<Action | 'absent'>>,
  leftovers: ReadonlySet<string>,
  truth: Snapshot,
): string[] {
  const problems: string[] = [];
  const resources = plan.changes.filter((change) => change.kind === 'resource');
  const removed = new Set(resources.filter((change) => change.action === 'delete').map((change) => keyOf(change.type, change.identifier ?? '')));
  for (const key of leftovers)
    if (!removed.has(key)) problems.push(`${plan.deployment}: ${key} was replaced and is still there, and the plan does not delete it`);
  const planned = new Map<string, Action>(plan.changes.map((change) => [change.node, change.action]));
  for (const [node, actions] of expected) {
    const action = planned.get(node) ?? 'absent';
    if (!actions.has(action))
      problems.push(
        `${plan.deployment}.${node}: the plan says ${action} (${differencesOf(plan, node)}), where the world calls for ${[...actions].join(' or ')}`,
      );
  }
  for (const { node, type, identifier, action } of resources) {
    // The books may still hold what is gone already.
    if (action === 'none' && !truth.has(keyOf(type, identifier ?? ''))) continue;
    if (expected.has(node) || (action === 'delete' && leftovers.has(keyOf(type, identifier ?? '')))) continue;
    problems.push(`${plan.deployment}.${node}: the plan has a change for a node nobody asked for`);
  }
  const counted: Record<string, number> = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, none: 0 };
  for (const action of planned.values()) counted[action] = (counted[action] ?? 0) + 1;
  const { unchanged, ...rest } = plan.summary;
  for (const [action, count] of Object.entries({ ...rest, none: unchanged })) {
    if (counted[action] !== count) problems.push(`${plan.id}: the summary counts ${count} to ${action}, the changes are ${counted[action]}`);
  }
  return problems;
}

function differencesOf(plan: Plan, node: string): string {
  const change = plan.changes.find((one) => one.node === node);
  return (change?.kind === 'resource' ? change.differences : [])
    .map(({ path, before, after }) => `${path} ${JSON.stringify(before)} → ${JSON.stringify(after)}`)
    .join(', ');
}
