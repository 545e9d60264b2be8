/** What a phrase of the knowledge base means to the reader of an intent. */
export type Meaning =
  | { readonly kind: 'noun'; readonly pattern: string; readonly plural: boolean }
  | { readonly kind: 'qualifier'; readonly patterns: readonly string[] }
  /** `adjective` stands before a noun, `noun` after "with", `opposite` says the contrary of the control. */
  | { readonly kind: 'control'; readonly control: string; readonly form: 'adjective' | 'noun' | 'opposite' }
  /** `choice` is the value itself where the phrase holds it; otherwise the value is what stood for the placeholder. */
  | { readonly kind: 'slot'; readonly slots: readonly { readonly pattern: string; readonly slot: string; readonly choice?: string }[] }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: GrammarKind };

/** Words that hold a sentence together. */
export type GrammarKind =
  | 'verb'
  | 'filler'
  | 'link'
  | 'having'
  | 'affirmation'
  | 'joiner'
  | 'chooser'
  | 'negation'
  | 'denial'
  | 'scope'
  | 'pronoun-one'
  | 'pronoun-many'
  | 'article'
  | 'other'
  | 'definite'
  | 'existing'
  | 'naming';

/** What may stand in a phrase's gap: a length of time, a whole number, or one word (or quoted text). */
export type Gap = 'duration' | 'number' | 'word';
export type PhrasePart = string | WordGap;
/** Of a word: what may introduce it (`introducedBy`), and what else it is not (`unlike`), unless in quotes or behind "named". */
export interface WordGap {
  readonly gap: Gap;
  readonly introducedBy?: readonly string[];
  readonly unlike?: readonly string[];
}

export interface Phrase {
  readonly parts: readonly PhrasePart[];
  readonly meaning: Meaning;
}

/** A kind of part of a pattern, such as the public subnets of a VPC. */
export interface PartWord {
  readonly pattern: string;
  readonly slot: string;
  readonly adjective: string;
  readonly noun: string;
  readonly plural: string;
  /** How many a plural without a number means. */
  readonly many: number;
}

export interface PhraseTable {
  /** Phrases by their first word, longest first. */
  startingWith(word: string): readonly Phrase[];
  /** Phrases that begin with a gap, longest first. */
  readonly startingWithGap: readonly Phrase[];
  readonly parts: readonly PartWord[];
  /** Whether these words, as they stand, are a phrase of any meaning. */
  isPhrase(words: string): boolean;
  /** Whether some phrase begins with the word. */
  begins(word: string): boolean;
  /** What can be suggested instead of a word that is not understood: resources, controls, slots and regions, without gaps filled. */
  readonly suggestions: readonly string[];
}

export const gapMark = '{value}';

/** Splits a phrase as the sentence is split: at spaces and hyphens. */
export function wordsOf(phrase: string): string[] {
  return phrase.split(/[\s-]+/u).filter((word) => word !== '');
}

export function phraseTable(phrases: readonly Phrase[], parts: readonly PartWord[]): PhraseTable {
  const byFirst = new Map<string, Phrase[]>();
  const startingWithGap: Phrase[] = [];
  const whole = new Set<string>();
  const suggestions = new Set<string>();
  for (const phrase of phrases) {
    const [first] = phrase.parts;
    if (typeof first === 'string') {
      const list = byFirst.get(first);
      if (list === undefined) byFirst.set(first, [phrase]);
      else list.push(phrase);
    } else {
      startingWithGap.push(phrase);
    }
    if (phrase.parts.every((part) => typeof part === 'string')) whole.add(phrase.parts.join(' '));
    if (isSuggested(phrase.meaning)) suggestions.add(phrase.parts.map((part) => (typeof part === 'string' ? part : '…')).join(' '));
  }
  for (const part of parts) for (const noun of [part.noun, part.plural]) suggestions.add(`${part.adjective} ${noun}`);
  const longestFirst = (a: Phrase, b: Phrase) => b.parts.length - a.parts.length;
  for (const list of byFirst.values()) list.sort(longestFirst);
  startingWithGap.sort(longestFirst);
  return {
    startingWith: (word) => byFirst.get(word) ?? [],
    startingWithGap,
    parts,
    isPhrase: (words) => whole.has(words),
    begins: (word) => byFirst.has(word) || parts.some((part) => wordsOf(part.adjective)[0] === word),
    suggestions: [...suggestions].sort(),
  };
}

function isSuggested(meaning: Meaning): boolean {
  if (meaning.kind === 'noun') return !meaning.plural;
  if (meaning.kind === 'slot') return meaning.slots.every((slot) => slot.choice === undefined);
  return meaning.kind === 'control' || meaning.kind === 'qualifier' || meaning.kind === 'region' || meaning.kind === 'verb';
}
