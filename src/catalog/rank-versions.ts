import type { CatalogLine } from '../model/catalog.ts';

/** A line of the catalog, with the words that its document says people may use. */
export interface Ranked extends Pick<CatalogLine, 'name' | 'description'> {
  readonly words: readonly string[];
}

/** Words that tell nothing of what is wanted. */
const empty = new Set(
  'a an the and or of for with in on at to by is are be it that this which we i my our your please want need new create make build set up give me some'.split(
    ' ',
  ),
);

/**
 * What a text speaks of, the best first: how much of the text each one's name, words and description cover. A word that few of them have tells more than one that all have, and a name or a word
 * that its author gave counts more than one of its description. `score` is between 0 and 1, and falls with all that a text says besides; `named` is whether the whole name, or a whole phrase that its author gave, is among the words; what shares no word with the text is left out. The same for the same lines in any order.
 */
export function rankVersions<L extends Ranked>(
  text: string,
  lines: readonly L[],
): { readonly line: L; readonly score: number; readonly named: boolean; readonly words: readonly string[] }[] {
  const asked = [...new Set(wordsOf(text))];
  const bags = lines.map((line) => ({
    line,
    named: new Set([...wordsOf(line.name), ...line.words.flatMap(wordsOf)]),
    told: new Set(wordsOf(line.description)),
  }));
  const weight = new Map(
    asked.map((word) => [word, Math.log(1 + lines.length / (1 + bags.filter(({ named, told }) => named.has(word) || told.has(word)).length))]),
  );
  const whole = [...weight.values()].reduce((sum, one) => sum + one, 0);
  return bags
    .map(({ line, named, told }) => {
      const words = asked.filter((word) => named.has(word) || told.has(word));
      const sum = words.reduce((so, word) => so + (weight.get(word) ?? 0) * (named.has(word) ? 1 : 0.6), 0);
      const phrases = [line.name, ...line.words].map(wordsOf);
      return {
        line,
        words,
        named: phrases.some((phrase) => phrase.length > 0 && phrase.every((word) => words.includes(word))),
        score: whole === 0 ? 0 : sum / whole,
      };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.line.name < b.line.name ? -1 : 1));
}

/** Words in lower case, without the endings by which one and many differ. */
function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !empty.has(word))
    .map((word) => word.replace(/(?<=...)(?:ies|es|s)$/u, (end) => (end === 'ies' ? 'y' : '')));
}
