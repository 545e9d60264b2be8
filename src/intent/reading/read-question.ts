import type { ItemMeaning } from '../read-items.ts';
import type { ResolveContext } from '../resolve.ts';
import { findMentions } from './find-mentions.ts';
import { lexiconOf } from './lexicon.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { type Count, countAsked } from './read-count-asked.ts';
import { isOtherThing, type Rest, restOf } from './read-rest.ts';
import { readWords } from './read-words.ts';
import { type StandingPhrase, standingPhrase } from './standing-phrase.ts';

/** A text that wants to know. `live`: what is there; `knowledge`: what can be; `history`: what was done; `impact`: what hangs on a thing; `drift`: what is not as it was left. */
export interface Question {
  readonly kind: 'question';
  readonly about: 'live' | 'knowledge' | 'history' | 'impact' | 'drift';
  readonly subject: Subject;
}

/** What a question is about. What it says more is `Rest`: of a question about what can be, or was done, without the words that ask for that. */
export interface Subject extends Rest {
  readonly types: readonly string[];
  /** `taken`: the words say that it is not so. */
  readonly controls: readonly { readonly control: string; readonly words: string; readonly positive: boolean; readonly taken: boolean }[];
  /** Words that look like an identifier. */
  readonly identifiers: readonly string[];
  /** What of the words is the name of something that stands, with the types that carry it. */
  readonly things: readonly { readonly name: string; readonly types: readonly string[] }[];
  /** The one value of one thing that is asked for: what it is called. */
  readonly property: { readonly called: string; readonly of: StandingPhrase } | null;
  readonly words: string;
  /** How many of them are asked for; null where no number is said of a kind. */
  readonly count: Count | null;
  /** What a kind of things is said to have so many of: "two public subnets". */
  readonly parts: (Pick<Extract<ItemMeaning, { kind: 'parts' }>, 'counts'> & { readonly words: string }) | null;
  /** Words that take something away from what is asked, and of which is not clear what; null where there are none. */
  readonly unclear: string | null;
}

const history =
  /\b(?:last|latest|previous|recent)\s+(?:run|plan|change|deployment|approval)\b|^(?:have|has|had|did|was|were)\s+(?:you|we|i|it|anybody|somebody|anyone|someone|the)\b|^(?:why|when|who)\b|^what(?:\s+(?:has|have|was|were|is|did))?\s+(?:been\s+)?(?:changed|happened|happening|ran|run|done)\b/i;
const impact = /\b(?:break|breaks|depend|depends|affected|affect|happen|happens|impact)\b/i;
const can = /^(?:does|do|can|could|must|should|may|would|will|how|has)\b/i;
const drift = /\bdrift\w*|\b(?:in|out\s+of)\s+sync\b|\bchanged?\s+(?:from\s+)?(?:the\s+)?outside\b/i;
const running = /\brunning\b/i;
/** What is asked of one thing is how it is, and not what can be. */
const ofOne = /^(?:is|are|does|do|has|have|how\s+many|which|what|list|show|describe)\b/i;

/** Words that ask what can be, or has to be. */
const asksPossible =
  /^(?:can|could|must|should|may|would|will|needs?|needed|requires?|required|makes?|made|create|sets?|say|said|possible|allowed|supports?|supported|uses?|used|get|enabled?|turn|turned|names?|named|called|not|done|added?|given?)$/iu;
/** Words that ask what was done. */
const asksDone = /^(?:was|were|make|makes|made|create|created|built|build|deployed|deploy|set|up|ever|already|been|asbuilt)$/iu;

/** Words that ask what hangs on a thing. */
const asksImpact =
  /^(?:impact|affected|affects?|depends?|breaks?|broken|happens?|would|will|could|if|when|once|after|delet(?:e|ed|ing)|remov(?:e|ed|ing)|destroy(?:ed|ing)?|chang(?:e|ed|ing)|goes|gone|away)$/iu;

const whatIsThere = /^(?:how\s+many\b|(?:do|does|have)\s+(?:i|we|you|they)\s+(?:(?:already|still)\s+)?(?:have|got|own|run)\b)/iu;

const asksWhetherThereAre = /^(?:is|are)\s+there\b|^(?:do|does|has|have)\s+(?:we|you|i|they|it)\b/iu;

/** What a question wants to know, and of what. `first` is its first sentence. */
export function readQuestion(words: string, first: string, context: ResolveContext): Question {
  const subject = subjectOf(words, context);
  const about = aboutOf(words, first, subject);
  const asked = about === 'knowledge' ? asksPossible : about === 'history' ? asksDone : about === 'impact' ? asksImpact : null;
  const isCounted = about === 'live' && subject.types.length === 1 && subject.things.length + subject.names.length === 0 && asksWhetherThereAre.test(first);
  const unread = [
    ...(isCounted || subject.count === null ? [] : [subject.count.words]),
    ...(about === 'knowledge' || subject.parts === null ? [] : [subject.parts.words]),
    ...(subject.more?.split(' ').filter((word) => asked?.test(word) !== true) ?? []),
  ];
  return { kind: 'question', about, subject: { ...subject, more: unread.length === 0 ? null : unread.join(' ') } };
}

function aboutOf(words: string, first: string, { things, types, property, names }: Subject): Question['about'] {
  if (drift.test(words)) return 'drift';
  if (impact.test(words)) return 'impact';
  if (property !== null) return 'live';
  if (history.test(first) || (running.test(words) && types.length + things.length === 0)) return 'history';
  if (whatIsThere.test(first) || (things.length + names.length > 0 && ofOne.test(first))) return 'live';
  return can.test(first) ? 'knowledge' : 'live';
}

function subjectOf(words: string, context: ResolveContext): Subject {
  const { knowledge, types, names } = context;
  const all = piecesOf(words, knowledge, lexiconOf(types.names(), knowledge), new Set(types.regions()), new Set(names.keys()));
  const counted = countAsked(all, words);
  const parts = (counted?.others ?? all).find(({ item, named }) => named === null && item.meaning.kind === 'parts');
  const pieces = (counted?.others ?? all).filter((piece) => piece !== parts);
  const things = pieces.flatMap(({ item, words: name }, index) =>
    item.meaning.kind === 'thing' && !isOtherThing(pieces, index, names) ? [{ name, types: [...(names.get(name) ?? [])] }] : [],
  );
  const controls: Subject['controls'][number][] = [];
  const denied = new Set<number>();
  for (const [index, { item, words: said, named }] of pieces.entries()) {
    // "A NAT gateway" is a thing beside the network that it is of.
    if (item.meaning.kind !== 'control' || named !== null) continue;
    const [before, after] = [pieces[index - 1], pieces[index + 1]];
    const negations = [before?.item.meaning.kind === 'negation' ? index - 1 : null, after?.item.meaning.kind === 'denial' ? index + 1 : null].filter(
      (one) => one !== null,
    );
    for (const one of negations) denied.add(one);
    const positive = (item.meaning.form !== 'opposite') !== (negations.length === 1);
    const told =
      negations.length === 0
        ? said
        : pieces
            .slice(Math.min(index, ...negations), Math.max(index, ...negations) + 1)
            .map((piece) => piece.words)
            .join(' ')
            .replace(/^(?:is|are)\s+/iu, '');
    controls.push({ control: item.meaning.control, words: told, positive, taken: negations.length > 0 });
  }
  const [other] = pieces.filter(({ item }, index) => negates.has(item.meaning.kind) && !denied.has(index)).map((piece) => piece.words);
  const open =
    other ??
    takesAway.exec(
      pieces
        .filter(({ item }, index) => item.meaning.kind !== 'control' && !denied.has(index))
        .map((piece) => piece.words)
        .join(' '),
    )?.[0];
  const having = things.length > 0 ? null : betweenKinds(pieces);
  // Of two things that are said, "not" leaves open whether it is said of both.
  const unclear = having ?? open ?? (denied.size > 0 && controls.length > 1 ? (controls.find(({ words }) => words !== '')?.words ?? null) : null);
  return {
    types: [...new Set(pieces.flatMap(({ named }) => (named === null ? [] : [named.type])))],
    controls,
    things,
    property: propertyIn(words, context),
    identifiers: [...words.matchAll(/\b(?:[a-z]+-[0-9a-f]{8,17}|arn:aws[\w:/.-]+)\b/giu)].map(([found]) => found),
    words,
    unclear,
    count: counted?.count ?? null,
    parts: parts?.item.meaning.kind === 'parts' ? { counts: parts.item.meaning.counts, words: parts.words } : null,
    ...restOf(pieces, names, context.target.name),
  };
}

/** "What is the retention of jobs?", "what is jobs' retention?" */
function propertyIn(words: string, context: ResolveContext): Subject['property'] {
  const text = words.replace(/[\s?!.]+$/u, '');
  const of =
    /^(?:what(?:['’]s|\s+is|\s+are)|how\s+(?:long|big|large|much|high)\s+is|show(?:\s+me)?|tell\s+me)\s+(?:the\s+)?(.+?)\s+(?:of|for|on)\s+(.+)$/isu.exec(text);
  const its = /^(?:what(?:['’]s|\s+is|\s+are)|show(?:\s+me)?|tell\s+me)\s+(.+?)['’]s?\s+(.+)$/isu.exec(text);
  const [called, thing] = of !== null ? [of[1] ?? '', of[2] ?? ''] : [its?.[2] ?? '', its?.[1] ?? ''];
  const standing = called === '' ? null : standingPhrase(thing, context);
  const isThing = findMentions(readWords(called), lexiconOf(context.types.names(), context.knowledge)).some(
    ({ service, type }) => !service && type !== standing?.type,
  );
  return standing === null || isThing ? null : { called, of: standing };
}

/** What may stand between two kinds of things that are both meant. */
const joins: ReadonlySet<string> = new Set(['joiner', 'comma', 'article', 'definite', 'existing', 'scope', 'control']);

/** Words that put two kinds of things in a relation, which is not looked up: "which networks have a NAT gateway?", "how many subnets are in the vpc?" Null where there are none. */
function betweenKinds(pieces: readonly Piece[]): string | null {
  const kinds = pieces.flatMap((piece, index) => (piece.named === null ? [] : [{ type: piece.named.type, index }]));
  for (const [at, { type, index }] of kinds.entries()) {
    const next = kinds[at + 1];
    if (next === undefined || next.type === type) continue;
    const between = pieces.slice(index + 1, next.index);
    if (between.length === 0 || between.some(({ item }) => !joins.has(item.meaning.kind)))
      return pieces
        .slice(index + 1, next.index + 1)
        .map(({ words }) => words)
        .join(' ');
  }
  return null;
}

/** Pieces that take something away from what is asked. */
const negates: ReadonlySet<string> = new Set(['negation', 'denial']);
/** The same in words that no control is said with. */
const takesAway =
  /\b(?:not|no|none|nor|neither|never|without|lack(?:s|ing)?|miss(?:es|ing)|except|excluding|besides|other than|apart from|but|un-?\w+ed|\w+n['’]t)\b/iu;
