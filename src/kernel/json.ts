export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The one canonical text of a JSON value: keys sorted by UTF-16 code unit, no white space, numbers as ECMAScript
 * prints them (RFC 8785). Members whose value is `undefined` are left out, as in JSON.stringify.
 * Throws on NaN, infinities and anything that is not JSON: those are bugs, not inputs.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`not JSON: ${value}`);
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    if (!ascending(keys)) keys.sort();
    let members = '';
    for (const key of keys) {
      const member = (value as Record<string, unknown>)[key];
      if (member !== undefined) members += `${members === '' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  throw new TypeError(`not JSON: ${typeof value}`);
}

const needsNoEscape = /^[ !#-[\]-~]*$/;

// Most strings are plain ASCII, and asking that is quicker than JSON.stringify.
function quoted(text: string): string {
  return needsNoEscape.test(text) ? `"${text}"` : JSON.stringify(text);
}

// What was read from canonical text is in order already, and sorting costs more than looking.
function ascending(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) if ((keys[index - 1] as string) > (keys[index] as string)) return false;
  return true;
}

/** The canonical text of an object whose members' canonical texts are known. */
export function canonicalObject(members: ReadonlyMap<string, string>): string {
  return canonicalParts(members).join('');
}

/** The same text in parts, which joined are the whole. */
export function canonicalParts(members: ReadonlyMap<string, string>): readonly string[] {
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return ['{', ...sorted.flatMap(([key, text], index) => [`${index === 0 ? '' : ','}${quoted(key)}:`, text]), '}'];
}

/** Levels: deeper than any document from outside has a reason to be, and shallow enough for every recursive reader of it. */
const deepest = 64;

/**
 * The first place of a value that was read from a text and cannot be worked with as it was written there: a number beyond what a double holds exactly (integers above
 * 2^53 - 1) or holds at all, a member named `__proto__`, which plain assignment loses, or nesting deeper than 64 levels. `path` joins names by dots.
 */
export function unfaithful(value: unknown, path: readonly string[] = []): { readonly path: string; readonly what: string } | null {
  if (path.length > deepest) return { path: path[0] ?? '', what: `nested more than ${deepest} levels deep` };
  if (typeof value === 'number') {
    const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    return exact ? null : { path: path.join('.'), what: `the number ${value} cannot be kept exactly` };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__') return { path: path.join('.'), what: 'no member can be named __proto__' };
    const found = unfaithful(member, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

/** Equality of JSON values, object key order aside. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return Array.isArray(left) && Array.isArray(right) && left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  }
  const a = left as Record<string, unknown>;
  const b = right as Record<string, unknown>;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  return keys.length === Object.keys(b).filter((key) => b[key] !== undefined).length && keys.every((key) => b[key] !== undefined && sameJson(a[key], b[key]));
}
