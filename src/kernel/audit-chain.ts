import { sha256 } from './digest.ts';
import { canonicalJson } from './json.ts';

/**
 * A hash chain: every entry names the hash of the one before it, so that no entry can be changed, removed or moved without
 * every later hash changing. What a chain alone cannot show is that its last entries are gone: that takes a head kept apart.
 *
 * 1. `seq` counts from 1 without gaps.
 * 2. `previous` is the hash of the entry before; 64 zeros for the first.
 * 3. `hash` is the SHA-256 of the canonical JSON of the entry without `hash`.
 */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export interface ChainLink {
  readonly seq: number;
  readonly previous: string;
  readonly hash: string;
}

/** The head of a chain without entries. */
export const emptyChain: ChainHead = { seq: 0, hash: '0'.repeat(64) };

/** The next entry after `head`, and the text its hash was taken from. */
export function linkEntry<T extends object>(event: T, head: ChainHead): { readonly entry: T & ChainLink; readonly text: string } {
  const unsealed = { ...event, seq: head.seq + 1, previous: head.hash };
  const text = canonicalJson(unsealed);
  return { entry: { ...unsealed, hash: sha256(text) }, text };
}

/** Null when `entry` is the one that follows `head`, else what is wrong with it, as a clause. */
export function checkLink(entry: ChainLink, head: ChainHead): string | null {
  if (entry.seq !== head.seq + 1) return entry.seq > head.seq + 1 ? `the entry before it is missing` : `its number is out of order`;
  if (entry.previous !== head.hash) return 'it does not follow from the entry before it';
  const { hash, ...unsealed } = entry;
  if (sha256(canonicalJson(unsealed)) !== hash) return 'its content is not what was written';
  return null;
}
