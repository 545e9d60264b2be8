import type { Property } from '../../model/resource-type.ts';
import { wordsOfName } from './words-of-name.ts';

/** What a property that holds a number counts in: seconds, or bytes. */
export interface Counted {
  readonly kind: 'time' | 'data';
  readonly of: number;
}

const seconds: Readonly<Record<string, number>> = {
  millisecond: 0.001,
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};
const kibi = 1_024;
const bytes: Readonly<Record<string, number>> = {
  kb: kibi,
  kib: kibi,
  kilobyte: kibi,
  kibibyte: kibi,
  mb: kibi ** 2,
  mib: kibi ** 2,
  megabyte: kibi ** 2,
  mebibyte: kibi ** 2,
  gb: kibi ** 3,
  gib: kibi ** 3,
  gigabyte: kibi ** 3,
  gibibyte: kibi ** 3,
  tb: kibi ** 4,
  tib: kibi ** 4,
  terabyte: kibi ** 4,
  tebibyte: kibi ** 4,
};
const units = [...Object.keys(seconds), ...Object.keys(bytes)].join('|');

/** What a property counts in, by the end of its name, else by its documentation ("in seconds", "the number of days"); null where neither says it. */
export function unitOfProperty(name: string, { description = '', default: usual = '' }: Property): Counted | null {
  const last = wordsOfName(name).at(-1) ?? '';
  const known = countedIn(last.replace(/s$/u, ''));
  if (known !== null) return known;
  const told =
    new RegExp(String.raw`\b(?:in|number of|amount of|measured in)\s+(?:whole\s+)?(${units})s?\b`, 'iu').exec(description) ??
    new RegExp(String.raw`\b\d[\d,]*\s*(${units})s?\b`, 'iu').exec(`${description} ${usual}`);
  return countedIn((told?.[1] ?? '').toLowerCase());
}

function countedIn(unit: string): Counted | null {
  if (Object.hasOwn(seconds, unit)) return { kind: 'time', of: seconds[unit] ?? 1 };
  return Object.hasOwn(bytes, unit) ? { kind: 'data', of: bytes[unit] ?? 1 } : null;
}

/** A number with its unit as the property counts it; undefined where the unit measures something else, or that is no whole number. */
export function inUnitOf(number: number, unit: string, counted: Counted): number | undefined {
  const own = unit.toLowerCase().replace(/s$/u, '');
  const said = countedIn(spelled[own] ?? own);
  if (said === null || said.kind !== counted.kind) return undefined;
  const value = (number * said.of) / counted.of;
  return Number.isInteger(value) ? value : undefined;
}

/** Units as they are written short. */
const spelled: Readonly<Record<string, string>> = {
  ms: 'millisecond',
  '': 'second',
  s: 'second',
  sec: 'second',
  m: 'minute',
  min: 'minute',
  h: 'hour',
  hr: 'hour',
  d: 'day',
  w: 'week',
  k: 'kb',
  g: 'gb',
  t: 'tb',
};
