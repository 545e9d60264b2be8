import { digestOf } from '../kernel/digest.ts';
import type { Json } from '../kernel/json.ts';
import { isSecretText } from '../model/secret.ts';
import { referencesIn } from './resolve-references.ts';

/** Begins what was made with a key: a digest of former versions is bare. */
const mark = 'keyed:';

/** By what it is known later that a value was written which no read returns. Without the key no value can be tried against it. */
export function writtenDigest(value: Json, keyed: ((text: string) => string) | undefined): string {
  const digest = digestOf(value);
  return keyed === undefined ? digest : mark + keyed(digest);
}

/** Whether that is the value which was written. */
export function isWritten(value: Json, record: string, keyed: ((text: string) => string) | undefined): boolean {
  return record === digestOf(value) || record === writtenDigest(value, keyed);
}

/** The record of a former version with the key put to it: it says the same, and no value can be tried against it any more. */
export function withKey(record: string, keyed: (text: string) => string): string {
  return record.startsWith(mark) ? record : mark + keyed(record);
}

/** Whether all of it is known now but a secret, which could not be read: then nothing can be said of it. */
export function isUnreadSecret(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isSecretText(value)) return value.digest === undefined && referencesIn(value).length === 0;
  return Object.values(value).some((member) => isUnreadSecret(member as Json));
}
