import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { Difference, PlanBody } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { compareValue } from './compare-values.ts';
import { diffProperties } from './diff-properties.ts';
import { isEqual, noFindings } from './findings.ts';
import { placeOfNothingKnown, type World } from './place.ts';

export type Check = PlanBody['checks'][number];

/** How a fresh read still differs from what was asked for, every value resolved. Write-only values cannot be verified and are passed over. */
export function liveDifferences(desired: JsonObject, live: JsonObject, type: ResourceType, world: World = {}): readonly Difference[] {
  const { differences, deviations } = diffProperties(type, desired, live, null, world);
  return [...differences, ...deviations];
}

/**
 * The promises of the controls that a fresh read does not keep, with what was found instead. A check with `equals` wants that value there, as
 * loosely as every comparison here (extra members inside an object are the provider's, 5 is "5"); one with `exists` wants something, or nothing,
 * there; one with neither wants something.
 */
export function failedChecks(checks: readonly Check[], live: JsonObject): { readonly check: Check; readonly found: Json | undefined }[] {
  return checks.flatMap((check) => {
    const found = valueAt(live, check.pointer);
    const present = found !== undefined && found !== null;
    const kept = check.equals === undefined ? present === (check.exists ?? true) : present && equals(check.equals as Json, found);
    return kept ? [] : [{ check, found }];
  });
}

// A check is compared by its values alone: lists in any order, documents by meaning.
function equals(wanted: Json, found: Json): boolean {
  const findings = noFindings();
  compareValue(placeOfNothingKnown(), wanted, found, { last: undefined, books: null }, findings);
  return isEqual(findings);
}
