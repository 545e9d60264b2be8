import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { Difference, PlanBody } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { compareValue, noFindings } from './compare-values.ts';
import { diffProperties } from './diff-properties.ts';
import { unmarked } from './marks.ts';

export type Check = PlanBody['checks'][number];

/** How a fresh read still differs from what was asked for, every value resolved. Write-only values cannot be verified and are passed over. */
export function liveDifferences(desired: JsonObject, live: JsonObject, type: ResourceType): readonly Difference[] {
  return diffProperties(type, desired, live, null).differences;
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

function equals(wanted: Json, found: Json): boolean {
  if (Array.isArray(wanted) !== Array.isArray(found) || isJsonObject(wanted) !== isJsonObject(found)) return false;
  const findings = noFindings();
  compareValue({ type: nothingKnown, path: '/checked', property: undefined, marks: unmarked, createOnly: false }, wanted, found, undefined, findings);
  return findings.differences.length === 0;
}

/** Checks are compared by their values alone: lists in any order, documents by meaning. */
const nothingKnown: ResourceType = {
  name: 'any',
  identifier: [],
  properties: {},
  attributes: {},
  definitions: {},
  stateful: false,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: [],
  source: 'base',
};
