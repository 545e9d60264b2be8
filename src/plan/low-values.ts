import type { JsonObject } from '../kernel/json.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Obstacle } from '../model/plan.ts';
import { type Floor, valueFloors } from '../model/value-floors.ts';
import type { ResourceDraft } from './diff-node.ts';
import { referencesIn } from './resolve-references.ts';

/** What will be refused because a value of one resource is below that of another that it is to work with: a queue that shows a message again before its function ends. */
export function lowValuesOf(drafts: readonly ResourceDraft[], desired: readonly DesiredNode[], liveOf: (node: string) => JsonObject | null): Obstacle[] {
  return drafts.flatMap(({ node, type, action }): Obstacle[] => {
    const floor = valueFloors[type];
    const wish = desired.find((one) => one.node === node);
    if (floor === undefined || wish?.kind !== 'resource' || !['create', 'update', 'replace'].includes(action)) return [];
    const found = ({ by, type: held, property, unset }: Floor['low']): { readonly node: string; readonly value: number } | null => {
      const [leads] = referencesIn(wish.properties[by] ?? null);
      const draft = drafts.find((one) => leads !== undefined && one.node === leads.node && one.type === held);
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
