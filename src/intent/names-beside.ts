import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { parseBlock } from './address-blocks.ts';
import type { Item } from './read-items.ts';

/**
 * Reads what stands right behind a noun and has the form of a name, without a word that says so: "log group /aws/lambda/checkout", "2 queues orders-in and orders-out".
 * A path is one also where words follow it. A block of addresses behind what has one is its block. A plain word is no name: it may be meant otherwise.
 */
export function namesBeside(items: readonly Item[], knowledge: KnowledgeBase): Item[] {
  const read: Item[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as Item;
    const noun = read.at(-1)?.meaning;
    if (item.meaning.kind !== 'unknown' || noun?.kind !== 'noun') {
      read.push(item);
      continue;
    }
    const slot = blockSlot(noun.pattern, item.words, knowledge);
    if (slot !== null) {
      read.push({ ...item, meaning: { kind: 'slot', slots: [{ pattern: noun.pattern, slot }], value: { gap: 'word', text: item.words } } });
      continue;
    }
    const path = /^\/\S+(?=\s)/u.exec(item.words)?.[0];
    if (path !== undefined && isName(path, knowledge)) {
      const rest = item.words.slice(path.length).trimStart();
      read.push({ meaning: { kind: 'names', names: [path] }, words: path, start: item.start, end: item.start + path.length });
      read.push({ ...item, words: rest, start: item.end - rest.length });
      continue;
    }
    const names = isName(item.words, knowledge) ? [item.words] : [];
    let last = index;
    for (let at = index + 1; noun.plural && names.length > 0 && at + 1 < items.length + 1; at += 1) {
      const { meaning, words } = items[at] ?? { meaning: { kind: 'stop' as const }, words: '' };
      if (meaning.kind === 'unknown' && isName(words, knowledge)) {
        names.push(words);
        last = at;
      } else if (meaning.kind !== 'joiner' && meaning.kind !== 'comma') break;
    }
    const end = items[last] ?? item;
    read.push(
      names.length === 0
        ? item
        : { meaning: { kind: 'names', names }, words: last === index ? item.words : `${item.words} … ${end.words}`, start: item.start, end: end.end },
    );
    index = last;
  }
  return read;
}

function isName(words: string, { phrases }: KnowledgeBase): boolean {
  if (!/^[\w./@-]+$/u.test(words) || !/[a-z]/iu.test(words) || !/[-_/.]/u.test(words) || parseBlock(words) !== null) return false;
  // "and/or" is made of words that mean something.
  return !words
    .toLowerCase()
    .split(/[-_/.]+/u)
    .every((part) => part === '' || phrases.isPhrase(part));
}

function blockSlot(pattern: string, words: string, { patterns }: KnowledgeBase): string | null {
  if (parseBlock(words) === null) return null;
  return Object.entries(patterns.get(pattern)?.slots ?? {}).find(([, slot]) => slot.type === 'text' && slot.format === 'ipv4-block')?.[0] ?? null;
}
