import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { KnowledgeEntry, PatternEntry, Slot, VocabularyEntry } from '../model/knowledge.ts';
import { entryRef } from './knowledge-base.ts';
import { type GrammarKind, gapMark, type Meaning, type PartWord, type Phrase, type WordGap, wordsOf } from './phrase-table.ts';
import { pluralOf } from './plural-of.ts';

/** An entry with the place it was read from. */
export interface PlacedEntry {
  /** File and line. */
  readonly path: string;
  readonly entry: KnowledgeEntry;
}

export interface CollectedPhrases {
  readonly phrases: readonly Phrase[];
  readonly parts: readonly PartWord[];
  /** Phrases that two entries give different meanings. */
  readonly problems: readonly Diagnostic[];
}

/** Every phrase of every entry, plurals included. The same words may not mean two things, but a slot or qualifier may belong to several patterns. */
export function collectPhrases(entries: readonly PlacedEntry[]): CollectedPhrases {
  const table = new Map<string, { phrase: Phrase; from: string }>();
  const parts: PartWord[] = [];
  const problems: Diagnostic[] = [];

  const add = (text: string, gap: WordGap | null, meaning: Meaning, placed: PlacedEntry): void => {
    const split = wordsOf(text).map((word) => (word === gapMark && gap !== null ? gap : word));
    const key = split.map((part) => (typeof part === 'string' ? part : `{${part.gap}}`)).join(' ');
    const known = table.get(key);
    if (known === undefined) {
      table.set(key, { phrase: { parts: split, meaning }, from: entryRef(placed.entry) });
      return;
    }
    const merged = mergeMeanings(known.phrase.meaning, meaning);
    if (merged !== null) {
      table.set(key, { phrase: { parts: split, meaning: merged }, from: known.from });
    } else {
      const message = `"${text}" already means something else in ${known.from}`;
      problems.push(problem('KNOWLEDGE_INVALID', message, 'use other words in one of the two entries', { at: `${placed.path} ${entryRef(placed.entry)}` }));
    }
  };

  for (const placed of entries) {
    const { entry } = placed;
    switch (entry.kind) {
      case 'Control':
        for (const text of entry.words.adjectives) add(text, null, { kind: 'control', control: entry.metadata.name, form: 'adjective' }, placed);
        for (const text of entry.words.nouns) add(text, null, { kind: 'control', control: entry.metadata.name, form: 'noun' }, placed);
        for (const text of entry.words.opposites) add(text, null, { kind: 'control', control: entry.metadata.name, form: 'opposite' }, placed);
        break;
      case 'Pattern':
        addPattern(entry, placed, add, parts);
        break;
      case 'Note':
        for (const text of entry.words) add(text, null, { kind: 'note', note: entry.metadata.name }, placed);
        break;
      case 'Vocabulary':
        addVocabulary(entry, placed, add);
        break;
      case 'Naming':
      case 'Lexicon':
      case 'Relations':
      case 'Closure':
      case 'Compliance':
        break;
      default:
        entry satisfies never;
    }
  }
  return { phrases: [...table.values()].map((item) => item.phrase), parts, problems };
}

type Add = (text: string, gap: WordGap | null, meaning: Meaning, placed: PlacedEntry) => void;

function addPattern(entry: PatternEntry, placed: PlacedEntry, add: Add, parts: PartWord[]): void {
  const pattern = entry.metadata.name;
  // Together with its service a noun is one phrase, so that "KMS encryption key" is not read as "KMS encryption" of something.
  for (const noun of entry.nouns.flatMap((one) => [one, ...entry.qualifiers.map((qualifier) => `${qualifier} ${one}`)])) {
    add(noun, null, { kind: 'noun', pattern, plural: false }, placed);
    add(pluralOf(noun), null, { kind: 'noun', pattern, plural: true }, placed);
  }
  for (const qualifier of entry.qualifiers) add(qualifier, null, { kind: 'qualifier', patterns: [pattern] }, placed);
  for (const [name, slot] of Object.entries(entry.slots)) {
    if (slot.type === 'integer' && slot.part !== undefined) {
      const { adjective, noun, plural } = slot.part;
      parts.push({ pattern, slot: name, adjective, noun, plural: pluralOf(noun), many: plural });
    }
    for (const phrase of slot.phrases) {
      if (slot.type === 'choice') {
        for (const [words, choice] of Object.entries(slot.choices)) {
          for (const form of new Set([words, pluralOf(words)]))
            add(phrase.replace(gapMark, form), null, { kind: 'slot', slots: [{ pattern, slot: name, choice }] }, placed);
        }
      } else {
        add(phrase, gapOf(slot, entry.slots[`${name}_type`]), { kind: 'slot', slots: [{ pattern, slot: name }] }, placed);
      }
    }
  }
}

/** What stands for the value of a slot; what says of which type that is (`typed`) is no value. */
function gapOf(slot: Slot, typed: Slot | undefined): WordGap {
  if (slot.type === 'integer') return { gap: slot.unit === undefined ? 'number' : 'duration' };
  if (slot.type === 'choice') return { gap: 'word' };
  const types = typed?.type === 'choice' ? Object.keys(typed.choices).filter((word) => word.length > 1) : [];
  return { gap: 'word', introducedBy: slot.introducedBy, unlike: types };
}

function addVocabulary(entry: VocabularyEntry, placed: PlacedEntry, add: Add): void {
  const grammar: readonly (readonly [GrammarKind, readonly string[]])[] = [
    ['verb', entry.verbs],
    ['filler', entry.fillers],
    ['link', entry.links],
    ['having', entry.havings],
    ['affirmation', entry.affirmations],
    ['joiner', entry.joiners],
    ['chooser', entry.choosers],
    ['negation', entry.negations],
    ['denial', entry.denials],
    ['scope', entry.scopes],
    ['pronoun-one', entry.pronouns?.one ?? []],
    ['pronoun-many', entry.pronouns?.many ?? []],
    ['article', entry.articles],
    ['other', entry.others],
    ['definite', entry.definite],
    ['existing', entry.existing],
    ['naming', entry.naming],
  ];
  for (const [kind, list] of grammar) for (const text of list) add(text, null, { kind }, placed);
  for (const [text, count] of Object.entries(entry.counts)) add(text, null, { kind: 'count', count }, placed);
  for (const [region, facts] of Object.entries(entry.regions)) {
    for (const text of [region, ...facts.names]) add(text, null, { kind: 'region', region }, placed);
  }
}

/** One meaning for both, or null where they differ. */
function mergeMeanings(a: Meaning, b: Meaning): Meaning | null {
  if (a.kind === 'qualifier' && b.kind === 'qualifier') return { kind: 'qualifier', patterns: [...a.patterns, ...b.patterns] };
  if (a.kind === 'slot' && b.kind === 'slot') {
    // Within one pattern the same words must mean the same value.
    const clash = a.slots.some((one) => b.slots.some((other) => one.pattern === other.pattern && (one.slot !== other.slot || one.choice !== other.choice)));
    return clash ? null : { kind: 'slot', slots: [...a.slots, ...b.slots.filter((other) => !a.slots.some((one) => one.pattern === other.pattern))] };
  }
  if (a.kind === 'noun' && b.kind === 'noun' && a.pattern === b.pattern) return a;
  return null;
}
