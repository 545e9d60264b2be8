import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import type { Echo } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { Kept } from '../model/run.ts';
import { areTags } from './compare-tags.ts';
import { compareValue } from './compare-values.ts';
import { absent, isOtherChoice } from './differ.ts';
import { type Findings, isEqual, noFindings } from './findings.ts';
import { isGuarded } from './guarded.ts';
import { type Past, sameRead } from './judge.ts';
import { meantIn } from './key-aliases.ts';
import { memberPlace, type Place, rootOf, type World } from './place.ts';
import { readable } from './readable.ts';
import { isStandIn } from './resolve-references.ts';
import { isFreeDocument } from './shape-below.ts';

const nothingKnown: Past = { last: undefined, books: null };

/**
 * The echo of what was applied, from a settled read after it. Tags, and what cannot be read, have none. What is never returned cannot be compared, and is no
 * deviation, except where it decides who gets in, or where another choice is there in its place.
 */
export function echoOf(type: ResourceType, applied: JsonObject, live: JsonObject, world: World = {}): Echo {
  const echo: Record<string, Json> = {};
  const deviations: string[] = [];
  const kept: Kept[] = [];
  const tags = type.tags?.property;
  visitMembers(rootOf(type, applied, live, world), applied, live);
  return { echo, deviations, kept, ...meantIn(applied, world) };

  function visitMembers(at: Place, wish: JsonObject, found: JsonObject): void {
    for (const key of Object.keys(wish).sort()) {
      const value = wish[key];
      if (value === undefined || value === null) continue;
      if (at.path === '' && key === tags && areTags([value, found[key]])) continue;
      visit(memberPlace(at, key, wish), value, found, key);
    }
  }

  function visit(at: Place, wish: Json, holder: JsonObject, key: string): void {
    if (at.marks.readOnly || at.marks.writeOnly) return;
    const asked = readable(wish, at.marks);
    const found = holder[key];
    if (found === undefined || found === null) {
      echo[at.path] = null;
      if (asked === undefined || isExplained((inside) => absent(at, wish, asked, holder, nothingKnown, inside))) return;
      told(at, { asked }, isGuarded(at.path) || isOtherChoice(at, asked, holder));
    } else if (isJsonObject(wish) && isJsonObject(found) && !isStandIn(wish) && !isFreeDocument(at.property?.shape, wish)) visitMembers(at, wish, found);
    else if (!sameJson(wish, found)) {
      const returned = readable(found, at.marks) ?? null;
      echo[at.path] = returned;
      if (asked === undefined) return;
      if (!isExplained((inside) => compareValue(at, wish, found, nothingKnown, inside))) told(at, { asked, found: returned }, true);
      else if (isScalar(asked) && isScalar(returned) && !sameRead(at, asked, returned)) told(at, { asked, found: returned }, false);
    }
  }

  function told(at: Place, what: Pick<Kept, 'asked' | 'found'>, deviation: boolean): void {
    if (deviation) deviations.push(at.path);
    kept.push({ path: at.path, ...what, ...(deviation ? { deviation: true } : {}) });
  }
}

function isExplained(compare: (inside: Findings) => void): boolean {
  const inside = noFindings();
  compare(inside);
  return isEqual(inside);
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object';
}
