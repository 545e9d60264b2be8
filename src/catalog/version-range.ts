import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';

type Numbers = readonly [number, number, number];

/** From the first version on, up to but without the second; null has no end. */
interface Interval {
  readonly from: Numbers;
  readonly to: Numbers | null;
}

/** A `use`: a name, and the range of versions that it takes. */
export interface Use {
  readonly name: string;
  readonly range: string;
}

export function parseUse(text: string): Use {
  const at = text.indexOf('@');
  return at < 0 ? { name: text, range: '*' } : { name: text.slice(0, at), range: text.slice(at + 1) };
}

/**
 * The highest of the versions that a range takes; null where none does. Ranges are those of semantic versioning: `1.4.0`, `^1.4`, `~1.4`, `1`, `1.x`, `*`,
 * `>=1.4 <3`, and alternatives divided by `||`. CATALOG_INVALID for anything else.
 */
export function highestIn(range: string, versions: readonly string[]): Result<string | null> {
  const intervals = parseRange(range);
  if (intervals === null)
    return fail(problem('CATALOG_INVALID', `${JSON.stringify(range)} is not a range of versions`, 'write it as 1.4.0, ^1.4, ~1.4, 1.x, or >=1.4 <3'));
  const taken = versions.filter((version) => intervals.some((all) => all.every((interval) => within(numbersOf(version), interval))));
  return ok(taken.sort((a, b) => compareVersions(a, b)).at(-1) ?? null);
}

/** Below zero where the first is the lower one. */
export function compareVersions(one: string, other: string): number {
  return compare(numbersOf(one), numbersOf(other));
}

function numbersOf(version: string): Numbers {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [major, minor, patch];
}

function compare(one: Numbers, other: Numbers): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

function within(version: Numbers, { from, to }: Interval): boolean {
  return compare(version, from) >= 0 && (to === null || compare(version, to) < 0);
}

function parseRange(range: string): Interval[][] | null {
  const alternatives: Interval[][] = [];
  for (const alternative of range.split('||')) {
    const words = alternative
      .trim()
      .replace(/([<>=^~]) +/g, '$1')
      .split(/\s+/);
    const all = words.map(parseComparator);
    if (all.some((interval) => interval === null)) return null;
    alternatives.push(all.filter((interval) => interval !== null));
  }
  return alternatives;
}

const comparator = /^(\^|~|>=|<=|>|<|=)?v?(\d{1,6}|[x*])(?:\.(\d{1,6}|[x*]))?(?:\.(\d{1,6}|[x*]))?$/i;

function parseComparator(text: string): Interval | null {
  if (text === '') return null;
  const [, sign = '', ...written] = comparator.exec(text) ?? [];
  if (written.length === 0) return null;
  const given = written.map((part) => (part === undefined || /[x*]/i.test(part) ? null : Number(part)));
  const known = given.indexOf(null);
  const count = known < 0 ? 3 : known;
  const from: Numbers = [given[0] ?? 0, count > 1 ? (given[1] ?? 0) : 0, count > 2 ? (given[2] ?? 0) : 0];
  // What follows everything that is written so far: 1.4 ends where 1.5 begins.
  const next = count === 0 ? null : after(from, count - 1);
  const none: Numbers = [0, 0, 0];
  switch (sign) {
    case '^': {
      const first = from.findIndex((part) => part > 0);
      return { from, to: count === 0 ? null : after(from, first < 0 ? count - 1 : Math.min(first, count - 1)) };
    }
    case '~':
      return { from, to: count === 0 ? null : after(from, Math.min(count - 1, 1)) };
    case '>=':
      return { from, to: null };
    case '>':
      return next === null ? { from: none, to: none } : { from: next, to: null };
    case '<':
      return { from: none, to: from };
    case '<=':
      return { from: none, to: next };
    default:
      return { from, to: next };
  }
}

function after([major, minor, patch]: Numbers, place: number): Numbers {
  return place === 0 ? [major + 1, 0, 0] : place === 1 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}
