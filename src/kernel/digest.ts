import { createHash, hash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits. The text may come in parts: one of many megabytes is then never there as a whole. */
export function sha256(...parts: readonly string[]): string {
  if (parts.length === 1) return hash('sha256', parts[0] as string);
  const state = createHash('sha256');
  for (const part of parts) state.update(part);
  return state.digest('hex');
}

/** The name of a JSON value: SHA-256 of its canonical text. Equal values have equal digests, whatever their key order. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
