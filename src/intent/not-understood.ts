import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { type Item, isLink } from './read-items.ts';
import type { Said } from './understood.ts';

/** Longest piece of an intent that is repeated in a message. */
const longest = 80;

/** Words of an intent as they stand in a sentence of ours: they end where they are seen to end. */
export function quote(words: string): string {
  const clean = words.replace(/\s+/gu, ' ');
  return JSON.stringify(clean.length > longest ? `${clean.slice(0, longest)}…` : clean);
}

/** INTENT_NOT_UNDERSTOOD at the words. */
export function unclear(said: Said, message: string, fix: string): Diagnostic {
  return problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: said.at });
}

/** So many unknown pieces are explained one by one; whoever wrote more wrote about something else. */
const mostExplained = 5;

/**
 * Problems with single pieces, whatever stands around them: unknown words, unknown regions, and what a note answers. Without `near`, no known word is looked for that an unknown one may
 * be meant for, which takes longer than all the rest.
 */
export function itemProblems(
  items: readonly Item[],
  said: (item: Item) => Said,
  knowledge: KnowledgeBase,
  regions: readonly string[],
  { near: nearToo }: { readonly near: boolean } = { near: true },
): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const unknown = items.filter((item) => item.meaning.kind === 'unknown');
  const explained = new Set(unknown.slice(0, mostExplained));
  let listed = false;
  items.forEach((item, index) => {
    const place = said(item);
    switch (item.meaning.kind) {
      case 'unknown':
        if (explained.has(item)) {
          const fix = nearToo ? unknownFix(item, items[index - 1], knowledge) : 'leave it out';
          // What is known is told once.
          problems.push(unclear(place, `${quote(item.words)} has no meaning here`, fix ?? (listed ? 'leave it out' : knownFix(knowledge))));
          listed ||= fix === null;
        }
        break;
      case 'note': {
        const note = knowledge.notes.get(item.meaning.note);
        if (note !== undefined) problems.push(unclear(place, `${quote(item.words)} ${note.says}`, note.fix));
        break;
      }
      case 'no-region': {
        const near = nearest(item.meaning.text, regions);
        const fix = near.length === 0 ? 'name a region such as us-east-1' : `did you mean ${near.join(' or ')}?`;
        problems.push(problem('REGION_UNKNOWN', `there is no region ${item.meaning.text}`, fix, { at: place.at }));
        break;
      }
      case 'naming':
        problems.push(
          unclear(
            place,
            `no name follows ${quote(item.words)}`,
            'put the name right after it, in quotes if it is a word with a meaning of its own: named "orders"',
          ),
        );
        break;
      default:
    }
  });
  const next = unknown[mostExplained];
  if (next !== undefined) {
    const more = unknown.length - mostExplained;
    problems.push(
      unclear(
        said(next),
        `${more} more part${more === 1 ? ' has' : 's have'} no meaning here`,
        'say it in one short sentence: what to make, and what it is to be like',
      ),
    );
  }
  return problems;
}

/** What an unknown word may be meant for; null where it is like nothing that is known. */
function unknownFix(item: Item, before: Item | undefined, knowledge: KnowledgeBase): string | null {
  const words = item.words.toLowerCase().split(/\s+/u).slice(0, 4);
  const near = [...new Set([words.join(' '), ...words].flatMap((word) => similar(word, knowledge)))].slice(0, 3);
  const suggested = near.length === 0 ? '' : `did you mean ${near.map((word) => `"${word}"`).join(' or ')}?`;
  if ((before !== undefined && isLink(before)) || before?.meaning.kind === 'definite')
    return `${suggested} For a name, write named "…"; otherwise leave it out`.trim();
  if (suggested !== '') return `${suggested} Otherwise leave it out`;
  return null;
}

function knownFix(knowledge: KnowledgeBase): string {
  return `leave it out, or say it with words that are known: ${knownThings(knowledge)}; and what it is to be like, as in private, encrypted, with logging`;
}

/** Known phrases a slip of the finger away, and those that begin with the word. */
function similar(word: string, knowledge: KnowledgeBase): string[] {
  const { suggestions } = knowledge.phrases;
  const tail = word.slice(1);
  const candidates = suggestions.filter((phrase) => {
    if (Math.abs(phrase.length - word.length) > Math.max(2, word.length / 3)) return false;
    if (phrase[0] !== word[0]) return word.length > 3 && phrase.includes(tail);
    return phrase[1] === word[1] || phrase.at(-1) === word.at(-1);
  });
  const near = nearest(word, candidates, 2);
  return near.length > 0 || word.length < 3 ? near : suggestions.filter((phrase) => phrase.startsWith(`${word} `)).slice(0, 2);
}

/** What can be asked for: the first noun of every pattern, with its first qualifier ("s3 bucket"), and that any other type goes by its name. */
export function knownThings(knowledge: KnowledgeBase): string {
  const names = [...knowledge.patterns.values()].map((pattern) => [pattern.qualifiers[0], pattern.nouns[0]].filter((word) => word !== undefined).join(' '));
  return `${names.sort().join(', ')}, and any other AWS resource by its name, as in lambda function, postgres database, load balancer, AWS::ECS::Cluster`;
}

/** That there are more or fewer names than things which they are for. */
export function otherNumber(names: Said & { readonly names: readonly string[] }, count: number, words: string): Diagnostic {
  const message = `${names.names.length} name${names.names.length === 1 ? '' : 's'} for ${count} (${quote(words)})`;
  return unclear(names, message, 'give as many names as resources, as in: two queues named orders and payments');
}
