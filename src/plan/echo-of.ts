import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { areTags } from './compare-tags.ts';
import { compareValue } from './compare-values.ts';
import { isEqual, noFindings } from './findings.ts';
import { memberPlace, type Place, rootOf, type World } from './place.ts';
import { isReference } from './resolve-references.ts';
import { isFreeDocument } from './shape-below.ts';

export interface Echo {
  /** What a read returned of what was applied, by JSON pointer, where it was not the same; null where it returned nothing. */
  readonly echo: JsonObject;
  /** Of those, the pointers that no law, transform or table explains. What is never returned cannot be compared, and is none. */
  readonly deviations: readonly string[];
}

/** The echo of what was applied, from the first settled read after it. Tags, and what cannot be read, have none. */
export function echoOf(type: ResourceType, applied: JsonObject, live: JsonObject, world: World = {}): Echo {
  const echo: Record<string, Json> = {};
  const deviations: string[] = [];
  const tags = type.tags?.property;
  visitMembers(rootOf(type, applied, live, world), applied, live);
  return { echo, deviations };

  function visitMembers(at: Place, wish: JsonObject, found: JsonObject): void {
    for (const key of Object.keys(wish).sort()) {
      const value = wish[key];
      if (value === undefined || value === null) continue;
      if (at.path === '' && key === tags && areTags([value, found[key]])) continue;
      visit(memberPlace(at, key, wish), value, found[key]);
    }
  }

  function visit(at: Place, wish: Json, found: Json | undefined): void {
    if (at.marks.readOnly || at.marks.writeOnly) return;
    if (found === undefined || found === null) echo[at.path] = null;
    else if (isJsonObject(wish) && isJsonObject(found) && !isReference(wish) && !isFreeDocument(at.property?.shape, wish)) visitMembers(at, wish, found);
    else if (!sameJson(wish, found)) {
      echo[at.path] = found;
      const inside = noFindings();
      compareValue(at, wish, found, { last: undefined, books: null }, inside);
      if (!isEqual(inside)) deviations.push(at.path);
    }
  }
}
