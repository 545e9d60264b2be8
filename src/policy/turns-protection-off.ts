import { isJsonObject, type Json } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { Difference } from '../model/plan.ts';
import { isUnknown } from './unknown-values.ts';

/** Words of property names whose values protect a thing, its data or its traces: after AWS Security Hub's controls for encryption, recovery, logging and deletion protection. */
const words: ReadonlySet<string> = new Set(
  'backup backups encrypt encrypted encryption kms logging mfa protection recovery rotation scan scanning sse trail versioning'.split(' '),
);
/** How the types of AWS say that something of that kind is not in force. */
const off: ReadonlySet<string> = new Set(['false', 'disabled', 'suspended', 'off', 'none']);

/** Whether a difference turns off what protects, at any depth: it was on, and is off, is less, or is not there any more. What only the run will tell is there. */
export function turnsProtectionOff({ path, before, after }: Difference): boolean {
  return lost(segmentsOf(path), before, after);
}

function lost(path: readonly string[], before: Json | undefined, after: Json | undefined): boolean {
  if (isJsonObject(before) && (after === undefined || (isJsonObject(after) && !isUnknown(after))))
    return Object.entries(before).some(([name, value]) => lost([...path, name], value, after?.[name]));
  return protects(path) && isOn(before) && !isOn(after);
}

function protects(path: readonly string[]): boolean {
  return path.some((name) => (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).some((word) => words.has(word.toLowerCase())));
}

function isOn(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'string' || !off.has(value.toLowerCase());
}
