import { isJsonObject, type Json, type JsonObject } from '../src/kernel/json.ts';

/** One recording of real AWS: what was declared, and what a read returned. */
export interface Recording {
  readonly id: string;
  readonly type: string;
  readonly physicalId: string;
  readonly asked: JsonObject;
  readonly live: JsonObject;
}

/** How two reads differ at a place, as text for a list. */
export interface Difference {
  readonly path: string;
  readonly live: Json | undefined;
  readonly made: Json | undefined;
}

/**
 * Where two reads differ, but for what no two resources share or what has no meaning: random parts of ids and times, the order of lists,
 * empty values, and the tags that CloudFormation adds.
 */
export function differences(live: JsonObject, made: JsonObject): Difference[] {
  return compare(plain(live, ''), plain(made, ''), '');
}

function compare(live: Json | undefined, made: Json | undefined, path: string): Difference[] {
  if (isJsonObject(live) && isJsonObject(made)) {
    const names = new Set([...Object.keys(live), ...Object.keys(made)]);
    return [...names].flatMap((name) => compare(live[name], made[name], `${path}/${name}`));
  }
  if (Array.isArray(live) && Array.isArray(made) && live.length === made.length)
    return (live as Json[]).flatMap((item, index) => compare(item, (made as Json[])[index], `${path}/${index}`));
  return JSON.stringify(live) === JSON.stringify(made) ? [] : [{ path, live, made }];
}

/** The value with its random parts masked, its lists sorted and its empty members gone; undefined when nothing is left. */
function plain(value: Json, name: string): Json | undefined {
  if (Array.isArray(value)) {
    const items = (value as Json[]).filter((item) => !isAwsTag(item)).map((item) => plain(item, name));
    const kept = items.filter((item) => item !== undefined).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return kept.length === 0 ? undefined : kept;
  }
  if (isJsonObject(value)) {
    const members = Object.entries(value)
      .filter(([key]) => !key.startsWith('aws:'))
      .map(([key, member]) => [key, plain(member, key)] as const)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return members.length === 0 ? undefined : (Object.fromEntries(members) as JsonObject);
  }
  if (value === '' || value === null) return undefined;
  if (typeof value === 'number') return /(Time|Date|Timestamp|At|On)$/.test(name) && value > 1e9 ? 'a time' : value;
  return typeof value === 'string' ? masked(value) : value;
}

function isAwsTag(value: Json): boolean {
  return isJsonObject(value) && String(value['Key'] ?? value['key'] ?? '').startsWith('aws:');
}

/** A text whose random parts stand for themselves only by their form. */
export function masked(text: string): string {
  if (/^\d{4}-\d\d-\d\d[T ][\d:.]+(Z|[+-][\d:]+)?$/.test(text)) return 'a time';
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)?/g, '<time>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>')
    .replace(/[A-Za-z0-9+/]{43}=/g, '<hash>')
    .replace(/\b\d{12}\b/g, '<account>')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b(?!\/)/g, '<address>')
    .replace(/(?<![A-Za-z0-9])[a-z0-9]{26}(?![A-Za-z0-9])/g, '<random>')
    .replace(/[A-Za-z0-9]{6,}/g, (token) => (/^[A-Z]?[a-z]+\d{0,2}$|^[A-Za-z]+$|^\d{1,9}$/.test(token) && !/^[0-9a-f]+$/.test(token) ? token : '<random>'));
}

/** The value with every text of `ids` replaced by what stands for it here, wherever it occurs. */
export function translated<T extends Json>(value: T, ids: ReadonlyMap<string, string>): T {
  let text = JSON.stringify(value);
  for (const [from, to] of [...ids].sort(([a], [b]) => b.length - a.length)) {
    text = text.replaceAll(JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1));
  }
  return JSON.parse(text) as T;
}
