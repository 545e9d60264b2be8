import type { Said } from '../understood.ts';
import type { Piece } from './pieces.ts';
import { isPurpose, purposeOf } from './purpose.ts';

/** A resource that the text speaks of, with all pieces that are said of it. */
export interface Thing {
  readonly type: string;
  /** The pieces that name it: the first, and those that come back to it. */
  readonly heads: number[];
  readonly count: number | null;
  /** The pieces that say how many. */
  readonly counted: number[];
  readonly plural: boolean;
  readonly points: 'standing' | 'other' | 'either';
  /** What stands before a head and belongs to it, by index of piece. */
  readonly before: number[];
  /** What follows a head, up to the next. */
  readonly after: number[];
  /** Types that the words mean as well. */
  readonly rivals: readonly string[];
}

/** What the text speaks of without asking for it, with the reason. */
export interface Aside {
  readonly piece: number;
  readonly why: string;
}

export interface FoundThings {
  readonly things: readonly Thing[];
  readonly asides: readonly Aside[];
}

/** What names a thing first, and where. */
export function saidOf({ heads }: Thing, pieces: readonly Piece[]): Said {
  const piece = pieces[heads[0] ?? 0] as Piece;
  return { words: piece.words, at: `intent:${piece.start + 1}` };
}

interface Phrase {
  readonly head: number;
  readonly start: number;
  readonly count: number | null;
  readonly counted: number | null;
  readonly article: 'new' | 'other' | 'definite' | 'existing' | null;
  readonly before: readonly number[];
}

const determiners: ReadonlySet<string> = new Set(['article', 'other', 'definite', 'existing', 'count', 'scope']);
const modifying: ReadonlySet<string> = new Set([
  'unknown',
  'control',
  'slot',
  'quoted',
  'note',
  'thing',
  'region',
  'no-region',
  'affirmation',
  'denial',
  'negation',
  'qualifier',
]);
/** After the name of a resource these make it the owner of something, and ask for nothing. */
const ofIt =
  /^(?:name|arn|id|identifier|url|uri|type|class|size|version|code|console|service|api|event|data(?!base)|metrics?|metadata|permission|actions?|operations?|invocations?|execution|usage|cost|pricing|principal|account|environment|agent|access|management|integration|connectivity|request|finding|document|documents|image-pulling|state|states|privileges?|driver|client|sdk|cli|consumers?|producers?|admins?|creation|deletion|deployment)s?\b/i;

/** What of numbers is no number of things: what a type is made of (`isPart`), and the version of what stands before it (`isVersion`). */
export interface NumbersOfOthers {
  isPart(type: string, words: string): boolean;
  isVersion(ahead: string): boolean;
}

/** Which resources the pieces ask for, and what is said of each. A resource that is spoken of again is the same one, unless the words say that it is another. */
export function findThings(pieces: readonly Piece[], numbers: NumbersOfOthers): FoundThings {
  const things: Thing[] = [];
  const asides: Aside[] = [];
  const purpose = purposeOf(pieces);
  const heads = pieces.flatMap((piece, index) => (piece.named === null ? [] : [index]));
  let current: Thing | null = null;
  let low = 0;
  const leading: number[] = [];
  heads.forEach((head, order) => {
    const phrase = phraseOf(pieces, head, low, numbers);
    const end = heads[order + 1] === undefined ? pieces.length : phraseOf(pieces, heads[order + 1] ?? 0, head + 1, numbers).start;
    for (let index = low; index < phrase.start; index++) (current?.after ?? leading).push(index);
    low = head + 1;
    // "A node group of 2 t3.medium instances" has two of what it is made of.
    const own =
      current !== null &&
      phrase.count !== null &&
      pieces[head]?.sentence === pieces[current.heads[0] ?? 0]?.sentence &&
      numbers.isPart(current.type, pieces[head]?.words ?? '');
    if (own) for (let index = phrase.start; index <= head; index++) current?.after.push(index);
    const thing = own ? null : meant(pieces, phrase, things, purpose, asides);
    if (thing !== null) {
      thing.heads.push(head);
      thing.before.push(...phrase.before);
      current = thing;
    }
    if (order === heads.length - 1) for (let index = head + 1; index < end; index++) current?.after.push(index);
  });
  // What is said before the only thing is said of it: "Create Contributor Insights for a table".
  const [only, ...others] = things;
  if (only !== undefined && others.length === 0 && !leading.some((at) => pieces[at]?.item.meaning.kind === 'negation')) only.before.unshift(...leading);
  return { things, asides };
}

function phraseOf(pieces: readonly Piece[], head: number, low: number, { isVersion }: NumbersOfOthers): Phrase {
  let start = head;
  let determined = false;
  let count: number | null = null;
  let counted: number | null = null;
  let article: Phrase['article'] = null;
  const before: number[] = [];
  for (let at = head - 1; at >= low && head - at <= 6; at--) {
    const { kind } = (pieces[at] as Piece).item.meaning;
    if (determiners.has(kind)) {
      const { meaning } = (pieces[at] as Piece).item;
      if (meaning.kind === 'count') {
        // "a 2 node cluster" counts nodes, not clusters; "a Postgres 16 database" is one.
        const ofPart = meaning.count > 1 && pieces[head]?.named?.plural !== true && at < head - 1;
        const ofNone = isVersion(pieces[at - 1]?.words ?? '') || (meaning.count > 1 && pieces[head]?.named?.plural !== true && isOne(pieces, at, low));
        if (ofPart || ofNone) {
          before.unshift(at);
          start = at;
          determined ||= !ofNone;
          continue;
        }
        if (count === null) [count, counted] = [meaning.count, at];
      }
      if (kind === 'article') article ??= 'new';
      else if (kind === 'other') article = 'other';
      else if (kind === 'existing') article = 'existing';
      else if (kind === 'definite') article ??= 'definite';
      start = at;
      determined = true;
      if (kind !== 'count' && !determiners.has(pieces[at - 1]?.item.meaning.kind ?? '')) break;
      continue;
    }
    if (determined) break;
    const brand = kind === 'filler' && /^(?:amazon|aws)$/i.test(pieces[at]?.words ?? '');
    if (!(brand || modifying.has(kind)) || pieces[at]?.sentence !== pieces[head]?.sentence || isVerbal((pieces[at] as Piece).words)) break;
    before.unshift(at);
    start = at;
  }
  if (before.some((at) => /^(?:existing|pre-?existing|pre-exist|current|default|specified|given|provided)$/i.test(pieces[at]?.words ?? '')))
    article = 'existing';
  if (before.some((at) => /^(?:another|second|third|fourth|other|additional|separate)\b/i.test(pieces[at]?.words ?? ''))) article = 'other';
  return { head, start, count, counted, article, before };
}

/** Whether an article of one thing stands ahead of a number, over words that only say of what kind the thing is. */
function isOne(pieces: readonly Piece[], number: number, low: number): boolean {
  const ahead = pieces.slice(low, number).findLastIndex(({ item }) => !modifying.has(item.meaning.kind) && item.meaning.kind !== 'filler');
  return ahead >= 0 && pieces[low + ahead]?.item.meaning.kind === 'article';
}

function isVerbal(words: string): boolean {
  return /(?:^|\s)(?:\w+(?:izes|ates|ows|ts)|to)$/i.test(words) && !/(?:accounts|events|clients|targets|endpoints|instances|states)$/i.test(words);
}

/** Why what is said to be there is not made. */
export const existsAlready = 'exists already';

/** The thing that a phrase speaks of, an earlier one or a new one; null where it asks for none. */
function meant(pieces: readonly Piece[], phrase: Phrase, things: Thing[], purpose: ReadonlyMap<number, string>, asides: Aside[]): Thing | null {
  const piece = pieces[phrase.head] as Piece;
  const named = piece.named;
  if (named === null) return null;
  const alike = things.filter(({ type }) => type === named.type);
  const last = alike.at(-1);
  const next = pieces[phrase.head + 1];
  const why = purpose.get(phrase.head);
  // The document of a policy, once spoken of so, is no policy of its own.
  const owned =
    phrase.article === 'definite' &&
    asides.some(({ piece: aside, why: reason }) => pieces[aside]?.named?.type === named.type && reason.startsWith('only names whose document'));
  if (owned && last === undefined) {
    asides.push({ piece: phrase.head, why: 'comes back to what only names whose document it is' });
    return null;
  }
  const isItsVersion = /^version\s+v?\d/iu.test(`${next?.words} ${pieces[phrase.head + 2]?.words}`);
  const owner = next?.named === null && next.item.meaning.kind !== 'stop' && ofIt.test(next.words) && !isItsVersion;
  if (last !== undefined && phrase.article !== 'other' && !isOther(pieces, phrase, last)) return last;
  if (why !== undefined && phrase.article !== 'new' && phrase.article !== 'other') {
    asides.push({ piece: phrase.head, why });
    return null;
  }
  if (owner && phrase.count === null) {
    asides.push({ piece: phrase.head, why: `only names whose ${next?.words.split(/\s/)[0]} it is` });
    return null;
  }
  if (named.service && /^(?:for|to|from|by)$/i.test(pieces[phrase.start - 1]?.words ?? '') && things.length > 0) {
    asides.push({ piece: phrase.head, why: `says what it is for ("${pieces[phrase.start - 1]?.words} ${piece.words}")` });
    return null;
  }
  if (phrase.article === 'existing') {
    asides.push({ piece: phrase.head, why: existsAlready });
    return null;
  }
  const made: Thing = {
    type: named.type,
    heads: [],
    count: phrase.count,
    counted: phrase.counted === null ? [] : [phrase.counted],
    plural: named.plural,
    points: phrase.article === 'definite' ? 'standing' : phrase.article === 'other' ? 'other' : 'either',
    before: [],
    after: [],
    rivals: named.rivals,
  };
  things.push(made);
  return made;
}

/** Whether a phrase of the same type as a thing speaks of a further one: it has an article of its own in the same sentence. */
function isOther(pieces: readonly Piece[], phrase: Phrase, last: Thing): boolean {
  const first = pieces[last.heads[0] ?? 0];
  if (phrase.article !== 'new' && phrase.count === null) return false;
  return first?.sentence === pieces[phrase.head]?.sentence && pieces[phrase.head]?.named?.service !== true && !isPurpose(pieces, phrase.start);
}
