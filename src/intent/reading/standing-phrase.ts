import { wordsOf } from '../../knowledge/phrase-table.ts';
import type { ResolveContext } from '../resolve.ts';
import { lexiconOf } from './lexicon.ts';
import { stemOf } from './words-of-name.ts';

/** Something that stands, as words point at it. */
export interface StandingPhrase {
  readonly type: string;
  readonly name: string;
  /** How it is said so that it can only be that: `the queue "jobs"`. */
  readonly said: string;
}

const determiner = /^(?:(?:all|both)\s+of\s+)?(?:the|my|our|your|this|that|existing|current)\s+/iu;

/**
 * What a phrase such as "jobs", "the queue jobs", "my postgres database pg2" or "my queue" points at: all its words have to be articles, one name that stands, and what a thing of that name is called, or that
 * alone. Null for any other phrase, and where the name is carried by several kinds of things and the words do not say which.
 */
export function standingPhrase(phrase: string, context: ResolveContext): StandingPhrase | null {
  let text = phrase.trim();
  while (determiner.test(text)) text = text.replace(determiner, '');
  const words = text.split(/\s+/u);
  for (const [at, word] of words.entries()) {
    const name = word.replace(/^["'`“]|["'`”]$/gu, '');
    const carriers = context.names.get(name);
    if (carriers === undefined) continue;
    const nouns = [words.slice(0, at), words.slice(at + 1)].filter((part) => part.length > 0);
    const [noun, other] = nouns;
    if (other !== undefined) continue;
    const types = noun === undefined ? [...carriers] : [...carriers].filter((type) => isCalled(type, noun.join(' '), context));
    const [type, rival] = types;
    if (type === undefined || rival !== undefined) continue;
    return { type, name, said: `the ${nounOf(type, context)} "${name}"` };
  }
  return words.length > 0 && text !== phrase.trim() ? onlyOne(words.join(' '), context) : null;
}

/** "My queue", where a queue stands: which one it is, of several, is asked about later. */
function onlyOne(words: string, context: ResolveContext): StandingPhrase | null {
  const standing = new Set([...context.names.values()].flatMap((types) => [...types]));
  const [type, rival] = [...standing].filter((one) => isCalled(one, words, context));
  if (type === undefined || rival !== undefined) return null;
  const said = `the ${nounOf(type, context)}`;
  return { type, name: said, said };
}

/** The noun of a type's pattern, with the service where the noun alone could mean others; the name of the type where no pattern makes it. */
function nounOf(type: string, { knowledge }: ResolveContext): string {
  const pattern = [...knowledge.patterns.values()].find((one) => one.type === type);
  return pattern?.nouns[0] ?? type;
}

/** Whether words are a name for things of a type, be it one that others have as well. */
function isCalled(type: string, words: string, { knowledge, types }: ResolveContext): boolean {
  const stems = wordsOf(words.toLowerCase()).map(stemOf);
  const lexicon = lexiconOf(types.names(), knowledge);
  return lexicon
    .startingWith(stems[0] ?? '')
    .some(
      (phrase) =>
        phrase.words.join(' ') === stems.join(' ') &&
        (phrase.senses.some((sense) => sense.type === type) || [...phrase.services.keys()].some((service) => lexicon.mainOf(service) === type)),
    );
}
