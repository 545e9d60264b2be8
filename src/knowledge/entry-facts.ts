import type { KnowledgeEntry } from '../model/knowledge.ts';
import type { ReadEntry } from './load-knowledge.ts';
import type { Field } from './retrieval/lexical-index.ts';

/** What a list tells of an entry. */
export interface EntryFacts {
  /** The resource types it says something of; `*` for all. */
  readonly appliesTo: readonly string[];
  /** The words that mean it, or that it gives a meaning. */
  readonly words: readonly string[];
  /** What it does or says, clause by clause. */
  readonly says: readonly string[];
}

export function entryFacts(entry: KnowledgeEntry): EntryFacts {
  switch (entry.kind) {
    case 'Control': {
      const says = Object.values(entry.types).map((effect) => ('refused' in effect ? effect.refused : effect.effect));
      return { appliesTo: Object.keys(entry.types), words: [...entry.words.adjectives, ...entry.words.nouns, ...entry.words.opposites], says };
    }
    case 'Pattern':
      return {
        appliesTo: [entry.type],
        words: [...entry.nouns, ...entry.qualifiers],
        says: [entry.effect, ...Object.values(entry.slots).map(({ description }) => description)],
      };
    case 'Naming':
      return { appliesTo: Object.keys(entry.types), words: [], says: [...new Set(Object.values(entry.types).map(({ rule }) => rule))] };
    case 'Note':
      return { appliesTo: [], words: entry.words, says: [entry.says, entry.fix] };
    case 'Vocabulary':
      return { appliesTo: [], words: Object.values(entry.regions).flatMap(({ names }) => names), says: [] };
    case 'Lexicon': {
      const words = [...Object.values(entry.types), ...Object.values(entry.weak), ...Object.values(entry.services).map((service) => service.words)].flat();
      return { appliesTo: [...new Set([...Object.keys(entry.types), ...Object.keys(entry.weak)])], words, says: [] };
    }
    case 'Relations':
      return {
        appliesTo: [...new Set(entry.relations.flatMap(({ from, to }) => [from, to]))],
        words: [],
        says: entry.relations.map(({ from, to, effect }) => effect.replaceAll('{from}', from).replaceAll('{to}', to)),
      };
    case 'Closure':
      return { appliesTo: Object.keys(entry.types), words: [], says: Object.values(entry.types).flatMap((rules) => rules.map(({ because }) => because)) };
    case 'Compliance': {
      const rules = Object.entries(entry.rules);
      return {
        appliesTo: [...new Set(rules.flatMap(([, { types }]) => types))],
        words: entry.words,
        says: [...rules.map(([rule, { title }]) => `${rule} ${title}`), entry.uncovered],
      };
    }
    default:
      return entry satisfies never;
  }
}

/** An entry as the search reads it. */
export function entryFields(entry: KnowledgeEntry): Field[] {
  const { words, says } = entryFacts(entry);
  return [
    { text: [entry.metadata.name, ...words].join(' '), weight: 4 },
    { text: entry.metadata.description, weight: 2 },
    { text: says.join(' '), weight: 1 },
  ];
}

/** In which words entries speak of a type. Those of what holds for many types tell none of them apart. */
export function wordsByType(entries: readonly ReadEntry[]): ReadonlyMap<string, readonly Field[]> {
  const words = new Map<string, string[]>();
  const say = (type: string, more: readonly string[]) => words.set(type, [...(words.get(type) ?? []), ...more]);
  for (const { entry } of entries) {
    if (entry.kind === 'Pattern') say(entry.type, entry.nouns);
    if (entry.kind === 'Lexicon') for (const [type, phrases] of Object.entries(entry.types)) say(type, phrases);
  }
  return new Map([...words].map(([type, all]) => [type, [{ text: all.join(' '), weight: 1 }]]));
}
