import type { JsonObject } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { Observed } from '../model/observed.ts';
import type { Difference, Reason } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type Applied, diffProperties } from './diff-properties.ts';
import { listPlaceOf, overlap } from './overlap.ts';
import type { World } from './place.ts';

export interface Comparison {
  readonly type: ResourceType;
  readonly live: Extract<Observed, { kind: 'live' }>;
  readonly after: JsonObject;
  /** What was applied last; null when nothing is known of it. */
  readonly applied: Applied | null;
  /** How what is live is not as desired; at least one. */
  readonly differences: readonly Difference[];
  readonly world: World;
}

/**
 * Why a live resource is to be changed: there, where it differs, what is desired is not what was applied, or what is live is not, or neither is. All three
 * are compared by the laws of `diffProperties`, so another writing of the same value is no reason. Where nothing is known of what was applied it is the wish.
 */
export function reasonToChange({ type, live, after, applied, differences, world }: Comparison): Reason {
  if (applied === null) return 'wish-changed';
  const places = differences.map(({ path }) => listPlaceOf(path));
  const isThere = (difference: Difference): boolean => places.some((place) => overlap(place, listPlaceOf(difference.path)));
  const wished = diffProperties(type, after, applied.properties, applied, world).differences.some(isThere);
  const moved = diffProperties(type, applied.properties, live.properties, applied, world).differences.some(isThere);
  if (wished) return moved ? 'both' : 'wish-changed';
  return live.ownership === 'tags-lost' && places.every((place) => segmentsOf(place)[0] === type.tags?.property) ? 'tags-lost' : 'live-moved';
}
