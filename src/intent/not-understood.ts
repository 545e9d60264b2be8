import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Item } from './read-items.ts';
import type { Said } from './understood.ts';

/** Longest piece of an intent that is repeated in a message. */
const longest = 80;

export function quote(words: string): string {
  const clean = words.replace(/\s+/gu, ' ');
  return `"${clean.length > longest ? `${clean.slice(0, longest)}…` : clean}"`;
}

/** INTENT_NOT_UNDERSTOOD at the words. */
export function unclear(said: Said, message: string, fix: string): Diagnostic {
  return problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: said.at });
}

/** Problems with single pieces, whatever stands around them: unknown words, unknown regions, and what a note answers. */
export function itemProblems(items: readonly Item[], said: (item: Item) => Said, knowledge: KnowledgeBase, regions: readonly string[]): Diagnostic[] {
  const problems: Diagnostic[] = [];
  items.forEach((item, index) => {
    const place = said(item);
    switch (item.meaning.kind) {
      case 'unknown':
        problems.push(unclear(place, `${quote(item.words)} has no meaning here`, unknownFix(item, items[index - 1], knowledge)));
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
        problems.push(unclear(place, `no name follows ${quote(item.words)}`, 'put the name right after it, in quotes if it is a word with a meaning of its own: named "orders"'));
        break;
      default:
    }
  });
  return problems;
}

function unknownFix(item: Item, before: Item | undefined, knowledge: KnowledgeBase): string {
  const words = item.words.toLowerCase().split(/\s+/u);
  const near = [...new Set([...nearest(words.join(' '), knowledge.phrases.suggestions), ...words.flatMap((word) => nearest(word, knowledge.phrases.suggestions, 2))])].slice(0, 3);
  const name = before?.meaning.kind === 'link' || before?.meaning.kind === 'definite' ? '; for a name, write named "…"' : '';
  if (near.length > 0) return `did you mean ${near.map((word) => `"${word}"`).join(' or ')}?${name === '' ? ' Otherwise leave it out' : name}`;
  return `leave it out, or say it with words that are known: resources (${resourceNames(knowledge).join(', ')}) and controls such as private, encrypted, logging${name}`;
}

/** The first noun of every pattern, with its first qualifier: "s3 bucket". */
export function resourceNames(knowledge: KnowledgeBase): string[] {
  return [...knowledge.patterns.values()].map((pattern) => [pattern.qualifiers[0], pattern.nouns[0]].filter((word) => word !== undefined).join(' ')).sort();
}
