import type { JsonObject } from '../../src/kernel/json.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { Change } from '../../src/model/plan.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { diffProperties } from '../../src/plan/diff-properties.ts';
import type { CaseNode } from './parse-case.ts';

type Reason = 'wish-changed' | 'live-moved' | 'both' | 'unchanged';

/**
 * Why a change is planned, as far as the case tells: what is desired is not what was applied, what is live is not what was left, or both; `unchanged` also
 * where a change is planned although neither is so. Without a record the wish is what is new.
 */
export function reasonOf(change: Change, { applied, settled, live }: CaseNode, typeOf: (name: string) => Result<ResourceType>): Reason {
  const type = typeOf(change.type);
  if (!type.ok || change.action === 'none') return 'unchanged';
  if (applied === null) return 'wish-changed';
  const differs = (wish: JsonObject | null, found: JsonObject | null, last: JsonObject): boolean => {
    if (wish === null || found === null) return wish !== found;
    return diffProperties(type.value, wish, found, { properties: last, writeOnlyDigests: {} }).differences.some(({ sensitive }) => !sensitive);
  };
  const left = settled === null ? applied : declaredOf(settled, applied);
  const wish = differs(change.after, applied, applied) || change.differences.some(({ sensitive }) => sensitive);
  const moved = differs(left, live, {});
  if (wish) return moved ? 'both' : 'wish-changed';
  return moved ? 'live-moved' : 'unchanged';
}

function declaredOf(settled: JsonObject, applied: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settled).filter(([name]) => Object.hasOwn(applied, name)));
}
