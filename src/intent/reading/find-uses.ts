import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Way } from '../../model/closure-rules.ts';
import type { Use } from '../understood.ts';
import type { FoundEdges } from './find-edges.ts';
import { saidOf, type Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';

/** What the things of a text do with each other, and the stretches of the text that say it. */
export interface FoundUses {
  readonly uses: readonly Use[];
  readonly covered: readonly { readonly start: number; readonly end: number }[];
}

/** Verbs of what one thing does with another, in all forms that are said of it now; `use` is all that its role may be given there. */
const verbs: Readonly<Record<Way | 'use', string>> = {
  read: 'read(?:s|ing)?|fetch(?:es|ing)?|gets?|getting|retriev(?:es?|ing)|quer(?:y|ies|ying)|scan(?:s|ning)?|lists?|listing|loads?|loading|download(?:s|ing)?|receiv(?:es?|ing)|consum(?:es?|ing)',
  write:
    'writ(?:es?|ing)|puts?|putting|upload(?:s|ing)?|stor(?:es?|ing)|sav(?:es?|ing)|sends?|sending|publish(?:es|ing)?|push(?:es|ing)?|inserts?|inserting|updat(?:es?|ing)',
  delete: 'delet(?:es?|ing)|removes?|removing',
  call: 'calls?|calling|invok(?:es?|ing)|starts?|starting',
  use: 'us(?:es?|ing)|access(?:es|ing)?|needs?|needing|requir(?:es?|ing)|works? with|working with|talks? to|talking to',
};
const verb = `(?:${Object.values(verbs).join('|')})`;
const also = '(?:\\s+(?:also|both|only))?';
const preposition = '(?:\\s+(?:to|from|in|into|on|onto|of|at|out of))?';
const several = `${verb}(?:${preposition}\\s*(?:,|/|-|\\band\\b|&)\\s*(?:and\\s+)?${verb})*`;
/** What of it is read or written, which every word for that says. */
const matter = '(?:\\s+(?:(?:its|the|all|some)\\s+)?(?:data|objects?|files?|items?|records?|messages?|rows?|entries|results?|output|values?|events?))?';
const pointing = '(?:\\s+(?:the|a|an|my|our|this|that|new|existing|another|same))*\\s*$';
const may = '(?:can|may|must|should|shall|will|could|has to|have to|is able to|is allowed to|needs? to|wants? to)';

/** How a verb of use is said of what stands before it, the object right behind. */
const clause = new RegExp(
  `(?:\\b(?:which|that|who|to)(?:\\s+${may})?|\\b${may}|\\b(?:and|but|,)(?:\\s*(?:and\\s+)?(?:which|that))?|)${also}\\s+(${several})${matter}${preposition}${pointing}`,
  'iu',
);
/** "with read and write access to" */
const access = new RegExp(
  `\\b(?:with|and|has|having|gets?)\\s+(?:(full|${several}|read-only|write-only)\\s+)?(?:access|permissions?)(?:\\s+(?:to|on|for|of))?(?:\\s+(${several}))?${preposition}${pointing}`,
  'iu',
);
/** A verb that is said by its own form: "which reads", "to read", "reading". */
const saysOf = new RegExp(`^(?:which|that|who|to|${may})\\b|^(?:,|and|but)?\\s*(?:which|that)\\b|^\\W*(?:also\\s+)?[a-z]+ing\\b`, 'iu');
/** What continues with another thing of the same verb: "the table customers and the queue emails". */
const goesOn: ReadonlySet<string> = new Set(['joiner', 'comma', 'definite', 'existing', 'thing', 'names', 'naming', 'quoted']);

/** What says before a noun what the thing is: "an encrypted bucket". */
const describing: ReadonlySet<string> = new Set(['control', 'slot', 'affirmation']);

/**
 * Which things are said to use which others: "a function that reads from the table customers". The user is the nearest thing before the verb that acts with a role; a verb that says what a relation
 * makes (a queue that a function consumes) is no use beside it, and one that the used thing has no permission for is left unread.
 */
export function findUses(
  text: string,
  pieces: readonly Piece[],
  things: readonly Thing[],
  { edges, pieces: joints }: FoundEdges,
  knowledge: KnowledgeBase,
): FoundUses {
  const { actors, grants } = knowledge.closure;
  const uses: Use[] = [];
  const covered: { start: number; end: number }[] = [];
  const heads = pieces.flatMap((piece, index) => (piece.named === null ? [] : [index]));
  const thingAt = (head: number): Thing | undefined => things.find((thing) => thing.heads.includes(head));
  heads.forEach((head, order) => {
    const object = thingAt(head);
    const grant = grants.get(object?.type ?? '')?.rule;
    const before = heads.slice(0, order).filter((one) => pieces[one]?.sentence === pieces[head]?.sentence);
    const nearest = before.at(-1);
    const actor = before.map(thingAt).findLast((thing) => thing !== undefined && thing !== object && actors.has(thing.type));
    if (object === undefined || grant === undefined || nearest === undefined || actor === undefined) return;
    const [from, to] = [saidOf(actor, pieces).at, saidOf(object, pieces).at];
    const start = pieces[nearest]?.end ?? 0;
    let first = head;
    while (first - 1 > nearest && describing.has(pieces[first - 1]?.item.meaning.kind ?? '')) first--;
    const stretch = text.slice(start, pieces[first]?.start);
    const last = uses.findLast((use) => use.from === from && saidOf(thingAt(nearest) ?? actor, pieces).at === use.to);
    const found = access.exec(stretch) ?? clause.exec(stretch);
    if (found === null) {
      const isMore = last !== undefined && object.points === 'standing' && pieces.slice(nearest + 1, head).every(({ item }) => goesOn.has(item.meaning.kind));
      if (isMore && last.ways.every((way) => grant.ways[way] !== undefined)) uses.push({ ...last, to });
      return;
    }
    const said = found[0].trim();
    if (!isSaidOfIt(said, last !== undefined)) return;
    // "A lambda and a bucket that uses the key" speaks of the bucket.
    const other = thingAt(nearest);
    const relates = ({ relation }: KnowledgeBase['relations'][number]): boolean => relation.from === other?.type && relation.to === object.type;
    if (other !== undefined && other !== actor && last === undefined && knowledge.relations.some(relates)) return;
    const [begin, end] = [start + found.index + (found[0].length - found[0].trimStart().length), start + found.index + found[0].length];
    const isJoined = [...joints].some((joint) => {
      const piece = pieces[joint];
      const by = edges.find((edge) => piece?.words.endsWith(edge.words) === true && (edge.from !== from || edge.to !== to));
      return piece !== undefined && by !== undefined && piece.start < end && piece.end > begin;
    });
    if (isJoined) return;
    const ways = waysOf(found[1] ?? found[2] ?? 'use');
    if (ways.some((way) => grant.ways[way] === undefined)) return;
    uses.push({ from, to, ways, words: said.replace(/\s+(?:the|a|an|my|our|this|that|new|existing|another|same)$/iu, '') });
    covered.push({ start: begin, end });
  });
  return { uses, covered };
}

/** Whether a verb belongs to the thing before it: behind "and" it does where it has the form of that, or another verb went before. */
function isSaidOfIt(said: string, continued: boolean): boolean {
  if (saysOf.test(said) || /\b(?:access|permissions?)\b/iu.test(said)) return true;
  return /^(?:and|but|,)/iu.test(said) && (continued || /^\W*(?:(?:and|but)\s+)?(?:also\s+)?[a-z]+s\b/iu.test(said));
}

/** What the verbs come to; nothing is the whole use. */
function waysOf(said: string): readonly Way[] {
  const has = (of: string): boolean => new RegExp(`\\b(?:${of})\\b`, 'iu').test(said);
  if (has(verbs.use) || /^full$/iu.test(said)) return [];
  return (['read', 'write', 'delete', 'call'] as const).filter((way) => has(verbs[way]));
}
