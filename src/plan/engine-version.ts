import type { Json, JsonObject } from '../kernel/json.ts';

/** Whether a property holds the version of an engine: a wish for `8.0` and one for `8.0.45` are two there, and what is live may fulfil both. */
export function isEngineVersion(name: string): boolean {
  return /EngineVersion$/.test(name);
}

/** `8.0` asks for any `8.0.…`, `6.x` for any `6.…`. */
export function fulfilsVersion(name: string, desired: string, live: string): boolean {
  if (!isEngineVersion(name) || !/^[\w.-]+$/.test(desired)) return false;
  return live.startsWith(desired.endsWith('.x') ? desired.slice(0, -1) : `${desired}.`);
}

/** Whether a live version begins like the one that is asked for and has another number there: `16.10` is no `16.1`. */
export function isAnotherNumber(name: string, desired: string, live: string): boolean {
  return /Version$/.test(name) && live.startsWith(desired) && /\d$/.test(desired) && /^\d/.test(live.slice(desired.length));
}

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
  if (!isEngineVersion(name) || !isLaterVersion(name, desired, live)) return false;
  if (String(holder['AutoMinorVersionUpgrade'] ?? found['AutoMinorVersionUpgrade'] ?? false) !== 'true') return false;
  const [wanted, now] = [partsOf(desired), partsOf(live)] as [number[], number[]];
  const shortest = String(holder['Engine'] ?? '').includes('postgres') ? 2 : 3;
  return wanted.length >= shortest && wanted.length === now.length && wanted.slice(0, -1).every((part, index) => part === now[index]);
}

/** Whether two wishes are for different versions that the live one, which shows fewer parts, does not tell apart (`1.6` of `1.6.22` and `1.6.23`). */
export function isUntoldVersion(name: string, desired: Json, last: Json | undefined, live: Json): boolean {
  const [wanted, former, found] = [partsOf(desired), partsOf(last ?? null), partsOf(live)];
  if (!isEngineVersion(name) || wanted === null || former === null || found === null) return false;
  return found.length < Math.min(wanted.length, former.length) && wanted.join() !== former.join();
}

function partsOf(version: Json): number[] | null {
  return typeof version === 'string' && /^\d{1,6}(\.\d{1,6}){1,5}$/.test(version) ? version.split('.').map(Number) : null;
}
