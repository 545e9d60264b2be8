import type { JsonObject } from '../kernel/json.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Obstacle } from '../model/plan.ts';
import { type Floor, valueFloors } from '../model/value-floors.ts';
import type { ResourceDraft } from './diff-node.ts';
import { referencesIn } from './resolve-references.ts';

/** What will be refused because a value of one resource is below that of another that it is to work with: a queue that shows a message again before its function ends. */
export function lowValuesOf(drafts: readonly ResourceDraft[], desired: readonly DesiredNode[], liveOf: (node: string) => JsonObject | null): Obstacle[] {
  const joining = drafts.filter(({ type, action }) => valueFloors[type] !== undefined && ['create', 'update', 'replace'].includes(action));
  if (joining.length === 0) return [];
  const [draftOf, wishOf] = [new Map(drafts.map((draft) => [draft.node as string, draft])), new Map(desired.map((one) => [one.node as string, one]))];
  return joining.flatMap(({ node, type }): Obstacle[] => {
    const floor = valueFloors[type];
    const wish = wishOf.get(node);
    if (floor === undefined || wish?.kind !== 'resource') return [];
    const found = ({ by, type: held, property, unset }: Floor['low']): { readonly node: string; readonly value: number } | null => {
      const [leads] = referencesIn(wish.properties[by] ?? null);
      const near = leads === undefined ? undefined : draftOf.get(leads.node);
      const draft = near?.type === held ? near : undefined;
      const value = draft === undefined ? null : (draft.after?.[property] ?? liveOf(draft.node)?.[property] ?? unset);
      return draft === undefined || typeof value !== 'number' ? null : { node: draft.node, value };
    };
    const [low, high] = [found(floor.low), found(floor.high)];
    if (low === null || high === null || low.value >= high.value) return [];
    const message = `${node} will be refused: ${floor.low.property} of ${low.node} is ${low.value} ${floor.unit}, less than ${floor.high.property} of ${high.node} (${high.value}): ${floor.because}`;
    const fix = `give ${low.node} at least ${high.value} ${floor.unit}; AWS recommends ${floor.times} times that`;
    return [{ node, because: 'refused', message, fix }];
  });
}
