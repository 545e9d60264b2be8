import { type Case, parseCase } from '../../scripts/compare/parse-case.ts';
import { planCase } from '../../scripts/compare/plan-case.ts';
import { type Json, type JsonObject, sameJson } from '../../src/kernel/json.ts';
import { pointerOf } from '../../src/kernel/pointer.ts';
import type { Difference } from '../../src/model/plan.ts';
import { listPlaceOf, overlap } from '../../src/plan/overlap.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';
import { operators, type Side } from './operators.ts';
import { type Site, sitesOf, withAt } from './sites.ts';

/** A change that was made and not found, or found where it is none. */
export interface Miss {
  readonly operator: string;
  readonly side: Side;
  readonly books: boolean;
  readonly id: string;
  readonly type: string;
  readonly path: string;
  readonly from: Json;
  readonly to: Json;
}

export interface Score {
  readonly operator: string;
  readonly books: boolean;
  readonly side: Side;
  tried: number;
  missed: number;
}

export interface Recorded {
  readonly id: string;
  readonly type: string;
  readonly asked: JsonObject;
  readonly live: JsonObject;
}

/**
 * Applies every operator at every place of the recordings, in the wish and in what is live, with records (what was applied is what was asked, and the recorded
 * read its echo) and without, and plans each. `told` is given every miss. Without records only what the read returned counts.
 */
export function scoreOf(recordings: readonly Recorded[], registry: TypeRegistry, told: (miss: Miss) => void): Score[] {
  const scores = new Map<string, Score>();
  for (const recording of recordings) {
    const type = registry.type(recording.type);
    const parsed = parseCase(recording as unknown as JsonObject, true);
    if (!type.ok || !parsed.ok) throw new Error(`${recording.id} cannot be compared`);
    const world = { ...parsed.value.place, aliases: parsed.value.aliases };
    const sites = sitesOf(type.value, recording.asked, recording.live, world);
    for (const books of [true, false]) {
      const before = differencesOf(parsed.value, recording.asked, recording, books, registry);
      for (const site of sites) for (const side of ['wish', 'live'] as const) tryAt(site, side, books, recording, parsed.value, before);
    }
  }
  return [...scores.values()];

  function tryAt(site: Site, side: Side, books: boolean, recording: Recorded, parsed: Case, before: readonly Difference[]): void {
    // What a read does not return, or is not to be compared, is known by what was applied alone.
    if ((site.live === null || site.place.marks.writeOnly) && (side === 'live' || !books)) return;
    const value = side === 'wish' ? site.asked : (site.live as { value: Json }).value;
    const path = side === 'wish' ? site.askedPath : (site.live as { path: readonly string[] }).path;
    for (const { name, found, changed } of operators) {
      for (const other of changed(value, site, side, books)) {
        if (sameJson(other, value) || sameJson(other, side === 'wish' ? (site.live?.value ?? null) : site.asked)) continue;
        const desired = side === 'wish' ? (withAt(recording.asked, path, other) as JsonObject) : recording.asked;
        const live = side === 'wish' ? recording.live : (withAt(recording.live, path, other) as JsonObject);
        const after = differencesOf(parsed, desired, { ...recording, live }, books, registry, recording.live);
        const place = pointerOf(path);
        const here = (each: Difference): boolean => overlap(listPlaceOf(each.path), listPlaceOf(place));
        // Where something differs as it is, nothing says what the change adds to it.
        if (!found && before.some(here)) continue;
        const isFound = after.some((each) => here(each) && !before.some((one) => sameJson(one, each)));
        const score = scoreFor(name, side, books);
        score.tried++;
        if (isFound === found) continue;
        score.missed++;
        told({ operator: name, side, books, id: recording.id, type: recording.type, path: place, from: value, to: other });
      }
    }
  }

  function scoreFor(operator: string, side: Side, books: boolean): Score {
    const key = `${operator} ${side} ${books}`;
    let score = scores.get(key);
    if (score === undefined) {
      score = { operator, side, books, tried: 0, missed: 0 };
      scores.set(key, score);
    }
    return score;
  }
}

function differencesOf(
  parsed: Case,
  desired: JsonObject,
  { asked, live }: Recorded,
  books: boolean,
  registry: TypeRegistry,
  settled: JsonObject = live,
): readonly Difference[] {
  const [node] = parsed.nodes;
  if (node === undefined) return [];
  const planned = planCase({ ...parsed, nodes: [{ ...node, desired, live, applied: books ? asked : null, settled: books ? settled : null }] }, registry.type);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value.changes.flatMap(({ differences }) => differences);
}
