import { sha256 as hash } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './json.ts';

/** SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits. The text may come in parts: one of many megabytes is then never there as a whole. */
export function sha256(...parts: readonly string[]): string {
  const state = hash.create();
  for (const part of parts) state.update(utf8ToBytes(part));
  return bytesToHex(state.digest());
}

/** The name of a JSON value: SHA-256 of its canonical text. Equal values have equal digests, whatever their key order. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
