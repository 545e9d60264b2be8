import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf, segmentsOf, valueAt } from '../kernel/pointer.ts';
import type { Difference } from '../model/plan.ts';
import { isUnknown } from './unknown-values.ts';

/** Words of property names whose values protect a thing, its data or its traces: after AWS Security Hub's controls for encryption, recovery, logging and deletion protection. */
const words: ReadonlySet<string> = new Set(
  'backup backups encrypt encrypted encryption kms logging mfa protection recovery rotation scan scanning sse trail versioning'.split(' '),
);
/** How the types of AWS say that something of that kind is not in force. */
const off: ReadonlySet<string> = new Set(['false', 'disabled', 'suspended', 'off', 'none']);

/** Words of property names that say that keys of the provider encrypt, and of those that name a key of one's own. */
const providersKeys: ReadonlySet<string> = new Set(['managed', 'owned']);
const ownKey: ReadonlySet<string> = new Set(['kms', 'cmk']);

/**
 * Whether a difference turns off what protects, at any depth: it was on, and is off, is less, or is not there any more. What only the run will tell is there, and keys of the provider that give way to a key
 * of one's own beside them are no loss. `properties` is all that the thing is to have.
 */
export function turnsProtectionOff({ path, before, after }: Difference, properties: JsonObject): boolean {
  const segments = segmentsOf(path);
  return lost(segments, before, after, valueAt(properties, pointerOf(segments.slice(0, -1))));
}

function lost(path: readonly string[], before: Json | undefined, after: Json | undefined, beside: Json | undefined): boolean {
  if (isJsonObject(before) && (after === undefined || (isJsonObject(after) && !isUnknown(after))))
    return Object.entries(before).some(([name, value]) => lost([...path, name], value, after?.[name], after));
  return protects(path) && isOn(before) && !isOn(after) && !givesWay(path, beside);
}

function givesWay(path: readonly string[], beside: Json | undefined): boolean {
  return isJsonObject(beside) && has(path.at(-1), providersKeys) && Object.entries(beside).some(([name, value]) => has(name, ownKey) && isOn(value));
}

function protects(path: readonly string[]): boolean {
  return path.some((name) => has(name, words));
}

function has(name: string | undefined, some: ReadonlySet<string>): boolean {
  return (name?.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).some((word) => some.has(word.toLowerCase()));
}

function isOn(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'string' || !off.has(value.toLowerCase());
}
