import type { Json, JsonObject } from '../kernel/json.ts';

/**
 * Whether a live version is a later one than that which is asked for. No provider goes back: it is never planned.
 * False where one of the two is not a version with a minor part.
 */
export function isLaterVersion(name: string, desired: Json, live: Json): boolean {
  if (!/Version$/.test(name)) return false;
  const [wanted, found] = [partsOf(desired), partsOf(live)];
  if (wanted === null || found === null) return false;
  for (let index = 0; index < Math.max(wanted.length, found.length); index++) {
    const difference = (found[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/**
 * Whether the provider was asked to bring the version up by itself, and did no more: only the last part moved. What is a minor version depends on the
 * engine: PostgreSQL's has two parts in all, others have three.
 */
export function isAutomaticUpgrade(name: string, desired: Json, live: Json, holder: JsonObject, found: JsonObject): boolean {
  if (!/EngineVersion$/.test(name) || !isLaterVersion(name, desired, live)) return false;
  if (String(holder['AutoMinorVersionUpgrade'] ?? found['AutoMinorVersionUpgrade'] ?? false) !== 'true') return false;
  const [wanted, now] = [partsOf(desired), partsOf(live)] as [number[], number[]];
  const shortest = String(holder['Engine'] ?? '').includes('postgres') ? 2 : 3;
  return wanted.length >= shortest && wanted.length === now.length && wanted.slice(0, -1).every((part, index) => part === now[index]);
}

function partsOf(version: Json): number[] | null {
  return typeof version === 'string' && /^\d{1,6}(\.\d{1,6}){1,5}$/.test(version) ? version.split('.').map(Number) : null;
}
