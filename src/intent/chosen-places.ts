import { isJsonObject, type Json } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { DraftResource } from '../model/proposal.ts';
import type { Fragment } from './composition.ts';

/**
 * Where a fragment puts what an AI agent chose, as JSON pointers with `*` for any item of a list: where a template speaks of a slot of its choice. What such a slot lays
 * over the resource without speaking of its value is all its choice.
 */
export function chosenPlaces({ properties, instance: { chosen }, each, slot }: Fragment): string[] {
  if (chosen.size === 0) return [];
  const slotOf: Readonly<Record<string, string | null | undefined>> = { block: each?.blockOf, zone: each?.zoneOf };
  const speaksOfOne = (text: string): boolean =>
    [...text.matchAll(/(?<!\$)\$\{(?:slots\.([a-z0-9_]+)|each\.(block|zone))\}/g)].some(([, name, of = '']) => chosen.has(name ?? slotOf[of] ?? ''));
  const leaves = leavesOf(properties, []);
  const spoken = leaves.filter(({ value }) => typeof value === 'string' && speaksOfOne(value));
  const all = spoken.length === 0 && slot !== undefined && chosen.has(slot);
  return (all ? leaves : spoken).map(({ path }) => pointerOf(path));
}

/** The places of a resource that an AI agent chose, with further ones, as JSON pointers; of an item of a list that of any. */
export function withChosen(resource: Pick<DraftResource, 'chosen'> | undefined, places: Iterable<string>): Pick<DraftResource, 'chosen'> {
  const any = [...places].map((place) => place.replace(/\/\d+(?=\/|$)/g, '/*'));
  const chosen = [...new Set([...(resource?.chosen ?? []), ...any])];
  return chosen.length === 0 ? {} : { chosen };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: Json;
}

/** The values at the ends of a template, each with its way, and `*` for any item of a list. */
export function leavesOf(value: Json, path: readonly string[]): Leaf[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => leavesOf(item, [...path, '*']));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key.replace(/\+$/, '')]));
  return [{ path, value }];
}
