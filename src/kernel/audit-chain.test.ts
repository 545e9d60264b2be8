import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainHead, type ChainLink, checkLink, emptyChain, linkEntry } from './audit-chain.ts';

type Entry = { readonly what: string } & ChainLink;

function chainOf(words: readonly string[]): Entry[] {
  let head: ChainHead = emptyChain;
  return words.map((what) => {
    const { entry } = linkEntry({ what }, head);
    head = entry;
    return entry;
  });
}

function firstBroken(entries: readonly Entry[]): number | null {
  let head: ChainHead = emptyChain;
  for (const [index, entry] of entries.entries()) {
    if (checkLink(entry, head) !== null) return index;
    head = entry;
  }
  return null;
}

const words = fc.array(fc.string(), { minLength: 2, maxLength: 12 });

describe('a hash chain', () => {
  it('holds as it was made', () => {
    fc.assert(
      fc.property(words, (made) => {
        expect(firstBroken(chainOf(made))).toBeNull();
      }),
    );
  });

  it('breaks at an entry whose content changed, even when the hash was made to fit', () => {
    fc.assert(
      fc.property(words, fc.nat(), (made, pick) => {
        const entries = chainOf(made);
        const index = pick % (entries.length - 1);
        const before = entries[index - 1] ?? emptyChain;
        const changed = entries.map((entry, at) => (at === index ? { ...entry, what: `${entry.what}!` } : entry));
        expect(firstBroken(changed)).toBe(index);
        const forged = entries.map((entry, at) => (at === index ? linkEntry({ what: `${entry.what}!` }, before).entry : entry));
        expect(firstBroken(forged)).toBe(index + 1);
      }),
    );
  });

  it('breaks where an entry was removed or two were swapped', () => {
    fc.assert(
      fc.property(words, fc.nat(), (made, pick) => {
        const entries = chainOf(made);
        const index = pick % (entries.length - 1);
        expect(firstBroken(entries.filter((_, at) => at !== index))).toBe(index);
        const swapped = entries.with(index, entries[index + 1] as Entry).with(index + 1, entries[index] as Entry);
        expect(firstBroken(swapped)).toBe(index);
      }),
    );
  });

  it('has numbers without gaps, also where every hash was made to fit', () => {
    const { entry: head } = linkEntry({ what: 'first' }, emptyChain);
    const numbered = (seq: number) => linkEntry({ what: 'next' }, { seq: seq - 1, hash: head.hash }).entry;
    expect(checkLink(numbered(2), head)).toBeNull();
    expect(checkLink(numbered(3), head)).toBe('the entry before it is missing');
    expect(checkLink(numbered(1), head)).toBe('its number is out of order');
  });

  it('cannot show by itself that its last entries are gone', () => {
    expect(firstBroken(chainOf(['a', 'b', 'c']).slice(0, 2))).toBeNull();
  });
});
