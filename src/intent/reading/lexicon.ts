import { madeAs } from '../../catalog/cloudformation/readable-forms.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { wordsOf } from '../../knowledge/phrase-table.ts';
import { stemOf, wordsOfName } from './words-of-name.ts';

/** One thing that a phrase can mean. */
export interface TypeSense {
  readonly type: string;
  readonly service: string;
  /** `told`: the knowledge base calls it so; `full`: service and name; `name`: the name alone, of several words; `weak`: the knowledge base calls it so where nothing else does; `word`: one word, which many things are called; `common`: a word
   * of every day. */
  readonly by: 'told' | 'full' | 'name' | 'weak' | 'word' | 'common';
}

export interface LexiconPhrase {
  /** Stems, see `stemOf`. */
  readonly words: readonly string[];
  readonly senses: TypeSense[];
  /** The services that it names. `told`: the knowledge base says so; `name`: only the type names do, and the word may be any word. */
  readonly services: Map<string, 'told' | 'name'>;
}

/** What phrases of several words can mean, made from the names of the types and the knowledge base. No phrase is refused because it means two things. */
export interface Lexicon {
  /** Phrases that begin with the stem, longest first. */
  startingWith(stem: string): readonly LexiconPhrase[];
  /** The type that the name of a service alone stands for. */
  mainOf(service: string): string | null;
  isType(name: string): boolean;
  /** Types that the stems hint at, where nothing else is named. */
  hintsAt(stems: string): readonly string[];
  /** The stems of the words that the names of a service consist of. */
  serviceWords(service: string): ReadonlySet<string>;
  /** Whether these stems are the name of a service and nothing more. */
  serviceAlone(stems: string): boolean;
}

const made = new WeakMap<readonly string[], { readonly knowledge: KnowledgeBase; readonly lexicon: Lexicon }>();

/** The lexicon of these types (a list that is the same object as long as the types are the same) and this knowledge. */
export function lexiconOf(names: readonly string[], knowledge: KnowledgeBase): Lexicon {
  const before = made.get(names);
  if (before?.knowledge === knowledge) return before.lexicon;
  const lexicon = makeLexicon(names, knowledge);
  made.set(names, { knowledge, lexicon });
  return lexicon;
}

/** Services that are no place of resources: templates, and what is only known to them. */
const notCreated: ReadonlySet<string> = new Set(['Serverless', 'CloudFormation']);

function makeLexicon(names: readonly string[], knowledge: KnowledgeBase): Lexicon {
  const phrases = new Map<string, LexiconPhrase>();
  const known = new Set(names);
  const phraseOf = (text: string): LexiconPhrase => {
    const words = wordsOf(text).map(stemOf);
    const key = words.join(' ');
    const phrase = phrases.get(key) ?? { words, senses: [], services: new Map() };
    phrases.set(key, phrase);
    return phrase;
  };
  const addSense = (text: string, type: string, by: TypeSense['by']): void => {
    const { senses } = phraseOf(text);
    if (!senses.some((sense) => sense.type === type)) senses.push({ type, service: serviceOf(type), by });
  };
  const services = new Map<string, { readonly words: Set<string>; main: string | null }>();
  const serviceNamed = (service: string) => {
    const entry = services.get(service) ?? { words: new Set([wordsOfName(service).join(' ')]), main: null };
    services.set(service, entry);
    return entry;
  };
  const common = new Set(knowledge.lexicons.flatMap((lexicon) => lexicon.common.map(stems)));
  const hints = new Map<string, string[]>();
  for (const lexicon of knowledge.lexicons)
    for (const [type, words] of Object.entries(lexicon.hints))
      if (known.has(type)) for (const text of words) hints.set(stems(text), [...(hints.get(stems(text)) ?? []), type]);
  for (const { weak } of knowledge.lexicons)
    for (const [type, words] of Object.entries(weak)) if (known.has(type)) for (const text of words) addSense(text, type, 'weak');
  for (const { types } of knowledge.lexicons)
    for (const [type, words] of Object.entries(types)) if (known.has(type)) for (const text of words) addSense(text, type, 'told');
  for (const { type, nouns, qualifiers } of knowledge.patterns.values())
    for (const noun of nouns) for (const text of [noun, ...qualifiers.map((qualifier) => `${qualifier} ${noun}`)]) addSense(text, type, 'told');
  for (const lexicon of knowledge.lexicons) {
    for (const [service, { words, main }] of Object.entries(lexicon.services)) {
      const entry = serviceNamed(service);
      for (const text of words) entry.words.add(text);
      if (main !== undefined && known.has(`AWS::${service}::${main}`)) entry.main = `AWS::${service}::${main}`;
    }
  }
  for (const type of names) {
    const service = serviceOf(type);
    if (notCreated.has(service) || !type.startsWith('AWS::')) continue;
    const own = wordsOfName(type.slice(type.lastIndexOf(':') + 1));
    // What is made has to be read back: of a type that nobody can read, its name means the one that is made in its place.
    const [meant = type] = madeAs(type).filter((one) => known.has(one));
    for (const called of serviceNamed(service).words) if (called !== own.join(' ')) addSense(`${called} ${own.join(' ')}`, meant, 'full');
    addSense(own.join(' '), meant, common.has(stems(own.join(' '))) ? 'common' : own.length > 1 ? 'name' : 'word');
  }
  for (const { services: told } of knowledge.lexicons)
    for (const [service, { words }] of Object.entries(told)) for (const text of words) phraseOf(text).services.set(service, 'told');
  for (const service of services.keys()) {
    const { services: named } = phraseOf(wordsOfName(service).join(' '));
    if (!notCreated.has(service) && !named.has(service)) named.set(service, 'name');
  }
  const byFirst = new Map<string, LexiconPhrase[]>();
  for (const phrase of phrases.values()) {
    const first = phrase.words[0] ?? '';
    const alike = byFirst.get(first);
    if (alike === undefined) byFirst.set(first, [phrase]);
    else alike.push(phrase);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
  return {
    startingWith: (stem) => byFirst.get(stem) ?? [],
    mainOf: (service) => services.get(service)?.main ?? null,
    isType: (name) => known.has(name),
    hintsAt: (text) => hints.get(text) ?? [],
    serviceWords: (service) => new Set([...(services.get(service)?.words ?? [])].flatMap((text) => wordsOf(text).map(stemOf))),
    serviceAlone: (stems) => [...(phrases.get(stems)?.services.values() ?? [])].includes('told'),
  };
}

function stems(text: string): string {
  return wordsOf(text).map(stemOf).join(' ');
}

/** `AWS::EC2::VPC` → EC2. */
export function serviceOf(type: string): string {
  return type.split('::')[1] ?? '';
}
