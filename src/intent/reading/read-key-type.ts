import type { PatternEntry } from '../../model/knowledge.ts';
import type { ItemMeaning } from '../read-items.ts';
import type { SlotMention } from '../understood.ts';

/** "of type S", "(String)", "string", "as a number". */
const ofType =
  /^["'`]?\s*(?:(?:\(|(?:of|with|and|as)?\s*(?:(?:the|a|an|its|attribute|data|key)\s+)*type\s*(?:of|=|:|is)?)\s*["'`]?(S|N|B|strings?|texts?|numbers?|numeric|binary)\b["'`]?\s*\)?|\s(?:(?:as|being|which is|that is)\s+(?:an?\s+)?)?(strings?|texts?|numbers?|numeric|binary)\b)/iu;

/** "Hash key Artist of type S": what is right behind a slot's value, which ends at `end`, may be the type of it. Null where it is none. */
export function typeBehind(
  text: string,
  end: number,
  { slots }: Extract<ItemMeaning, { readonly kind: 'slot' }>,
  pattern: PatternEntry,
): { readonly slot: SlotMention; readonly covered: { readonly start: number; readonly end: number } } | null {
  const slot = `${slots.find((one) => one.pattern === pattern.metadata.name)?.slot}_type`;
  const own = pattern.slots[slot];
  const said = own?.type === 'choice' ? ofType.exec(text.slice(end)) : null;
  const name = said?.[1] ?? said?.[2];
  const value = own?.type === 'choice' ? own.choices[(name ?? '').toLowerCase().replace(/(?<=\w)s$/u, '')] : undefined;
  if (said === null || value === undefined) return null;
  const start = end + said[0].indexOf(said[0].trim().slice(0, 1));
  const mention = { words: said[0].trim(), at: `intent:${start + 1}`, slots: [{ pattern: pattern.metadata.name, slot, choice: value }], value: null };
  return { slot: mention, covered: { start: end, end: end + said[0].length } };
}
