import type { JsonObject } from '../kernel/json.ts';
import type { Binding, ResourceBinding } from '../model/observed.ts';
import type { Difference } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { appliedOf } from './applied-of.ts';
import { diffProperties } from './diff-properties.ts';
import type { World } from './place.ts';
import { neighboursOf, putByOthers } from './put-by-others.ts';

/**
 * How what is live is not what was last applied to it, by the laws by which a plan compares: what somebody changed from outside, and what deviates from the first read on. What another node of
 * any deployment put into a list is its own. Null where the books do not hold what was applied: then nothing can be compared.
 */
export function sinceApplied(
  binding: ResourceBinding,
  type: ResourceType,
  live: JsonObject,
  world: World,
  books: readonly Binding[],
): readonly Difference[] | null {
  const applied = appliedOf(binding);
  if (applied === null || binding.doubtful === true) return null;
  const { deployment, node, identifier, applied: desired } = binding;
  const compared = (properties: JsonObject): readonly Difference[] => {
    const { differences, deviations } = diffProperties(type, desired, properties, applied, world);
    return [...differences, ...deviations];
  };
  const found = compared(live);
  const lists = found.filter(({ before, after }) => Array.isArray(before) && Array.isArray(after) && before.length > after.length).map(({ path }) => path);
  if (lists.length === 0) return found;
  const shared = putByOthers({ node: `${deployment}/${node}`, type, identifier, desired, live }, lists, neighboursOf([], books));
  return shared === null ? found : compared(shared.live);
}
