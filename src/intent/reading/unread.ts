import { editDistance } from '../../kernel/nearest.ts';
import type { Said, Understood } from '../understood.ts';
import { leadsTo } from './find-links.ts';
import { type Aside, existsAlready, saidOf as saidOfThing, type Thing } from './find-things.ts';
import type { Piece } from './pieces.ts';
import { doing, isConditional, isUnknownDeed, making, otherTime, saysOnlyWhatFor } from './purpose.ts';
import { stemOf } from './words-of-name.ts';

interface Read {
  /** Stems of the names of the services that the things are of. */
  readonly serviceWords: ReadonlySet<string>;
  readonly consumed: ReadonlySet<number>;
  /** Stretches of the text that are read, which may be parts of pieces. */
  readonly covered: readonly { readonly start: number; readonly end: number }[];
  readonly things: readonly Thing[];
  /** What is joined, by where both are said. */
  readonly joined: readonly { readonly from: string; readonly to: string }[];
  readonly asides: readonly Aside[];
  readonly purpose: ReadonlyMap<number, string>;
}

/** Words that wrap a wish and say nothing of it. */
const wrapper =
  /^(?:a|an|the|of|our|we|this|these|it|its|their|is|are|be|should|must|will|can|template|templates|terraform|cloudformation|cdk|script|code|configuration|config|configurations|module|modules|block|blocks|resource|resources|infrastructure|solution|stack|environment|simple|basic|example|sample|specific|certain|new|own|first|one|using|use|used|usage|via|include|includes|including|any|other|necessary|required|needed|additional|associated|related|corresponding|appropriate|respective|following|service|services|write|create|creates|creating|deploys|provides|defines|configures|launch|launches|generate|build|builds|make|makes|add|apply|applies|have|has|we|need|i|write|provide|implement|establish|accomplish|accomplishes|deploy|attach|attaches|attached|attaching|status|setup|set|up|aws|amazon|s|e|g|etc|able|successfully|note|please|also|both|each|then|finally|next|lastly|furthermore|multiple|various|defined|generated|created|linking|linked|link|argument|arguments|value|values|as|by|through|into|within|on|at|so|only|when|where|how|what|now|just|all|some|name|existing|assume|assumes|for|from|with|in|to|and|custom|settings)$/i;
/** Whether a word wraps a wish and says nothing of it: template, script, apply. */
export function isWrapper(word: string): boolean {
  return wrapper.test(word) || (word.length >= 6 && slipped.some((known) => known[0] === word[0] && editDistance(word.toLowerCase(), known, 1) <= 1));
}

/** Words of those that are long enough to be known in spite of a slip. */
const slipped = [
  'attach',
  'attached',
  'create',
  'configuration',
  'resource',
  'template',
  'infrastructure',
  'deploy',
  'generate',
  'provide',
  'necessary',
  'following',
];

/** From this many words on, most of a text is a description, and not each word of it asks for something. */
const long = 30;

/** What may change what is asked for and is not read, piece by piece; `parts` are those pieces as they stand together, which one question asks about. */
export interface Unread {
  readonly pieces: readonly Said[];
  readonly parts: readonly Said[];
}

/** Splits what nothing was made of into what is only told as not used, and what may change what is asked for. */
export function unreadOf(text: string, pieces: readonly Piece[], read: Read): { readonly unused: Understood['unused'][number][]; readonly unread: Unread } {
  const { serviceWords, consumed, covered, asides, purpose } = read;
  const words = pieces.reduce((sum, piece) => sum + piece.words.split(/\s+/).length, 0);
  const unused: Understood['unused'][number][] = asides.map(({ piece, why }) => {
    const there = words <= long && why === existsAlready ? pieces[piece]?.named?.type : undefined;
    const link = there === undefined ? null : leadsTo(pieces, piece);
    return { ...saidOf(pieces[piece] as Piece), why, ...(there === undefined ? {} : { there }), ...(link === null ? {} : { by: link.words }) };
  });
  const unread: Left[] = [];
  const aside = new Set(asides.map(({ piece }) => piece));
  let clause: { words: string; at: string; why: string } | null = null;
  let doubted = -1;
  pieces.forEach((piece, index) => {
    const why = purpose.get(index);
    if (why !== undefined) {
      const whole = purpose.has(index - 1) ? null : clauseAt(pieces, index, purpose);
      const left = whole?.map((one, at) => (consumed.has(index + at) ? '' : uncovered(one, covered))) ?? [];
      const isRead = left.some((rest, at) => rest !== whole?.[at]?.words);
      const before = pieces[index - 1];
      const doubts = (clause: readonly Piece[]): boolean => {
        if (!isRead) return !saysOnlyWhatFor(clause, before);
        return (
          isConditional(left.join(' ')) ||
          otherTime(clause.map((one) => one.words).join(' ')) !== null ||
          (left[0] === piece.words && isUnknownDeed(clause, before))
        );
      };
      if (whole !== null && words <= long && doubts(whole)) {
        doubted = index + whole.length - 1;
        unread.push({ said: { ...saidOf(piece), words: whole.map((one) => one.words).join(' ') }, from: index, to: doubted, whole: true });
      }
      if (index <= doubted) return;
      if (consumed.has(index) || aside.has(index) || piece.item.meaning.kind === 'stop' || (clause === null && binds(piece))) return;
      if (clause !== null && purpose.has(index - 1)) clause.words = `${clause.words} ${piece.words}`;
      else {
        clause = { ...saidOf(piece), why: 'says what it is for' };
        unused.push(clause);
      }
      return;
    }
    clause = null;
    if (consumed.has(index) || aside.has(index) || piece.named !== null) return;
    if (words <= long && using.test(piece.words) && pointsRightAfter(pieces, index, read) && !isDone(pieces, index, read)) {
      unread.push({ said: saidOf(piece), from: index, to: index, whole: true });
      return;
    }
    if (words <= long && isLeftAlone(pieces, index, consumed)) {
      unread.push({ said: saidOf(piece), from: index, to: index, whole: true });
      return;
    }
    if (!bears.has(piece.item.meaning.kind)) return;
    const whole = uncovered(piece, covered);
    // "which includes …" says what is to be there, and that is what follows; what a thing does with it is said where that is read.
    const relative = /^(?:which|that)$/i.test(pieces[index - 1]?.words ?? '');
    const said = relative && (making.test(whole) || isDone(pieces, index, read)) ? whole.replace(making, '').replace(doing, '') : whole;
    const bearing = said.split(/[\s,]+/).filter((word) => /[\p{L}\p{N}\p{So}]/u.test(word) && !isWrapper(word.replace(/[.:]+$/, '')));
    const left = bearing.filter((word) => !serviceWords.has(stemOf(word.replace(/[.:]+$/, '').toLowerCase())));
    if (left.length === 0 && bearing.length > 0) unused.push({ ...saidOf(piece), why: 'names the service of what is asked for' });
    if (left.length === 0) return;
    if (words > long) unused.push({ ...saidOf(piece), why: 'nothing here is made of it' });
    else
      unread.push({
        said: { words: whole.trim().replace(/\s+/gu, ' '), at: `intent:${piece.start + 1 + (whole.length - whole.trimStart().length)}` },
        from: index,
        to: index,
        whole: whole === piece.words,
      });
  });
  return { unused, unread: { pieces: unread.map(({ said }) => said), parts: partsOf(unread, text, pieces, consumed) } };
}

/** Whether a piece is a noun that a link or an article leads to, and nothing is made of it, be it a word that wraps a wish elsewhere: "with a service", "in a second region". */
export function isLeftAlone(pieces: readonly Piece[], index: number, consumed: ReadonlySet<number>): boolean {
  const [piece, next] = [pieces[index], pieces[index + 1]];
  if (piece === undefined || piece.named !== null || consumed.has(index) || !/^\p{L}[\p{L}-]*$/u.test(piece.words)) return false;
  const { kind } = piece.item.meaning;
  let at = index - 1;
  while (pieces[at]?.named === null && leading.has(pieces[at]?.item.meaning.kind ?? '') && !determines(pieces[at])) at--;
  const [led, before] = [pieces[at], pieces[at - 1]];
  const isNoun = kind === 'unknown' ? isWrapper(piece.words) : kind === 'noun' || (kind === 'filler' && led?.item.meaning.kind === 'other');
  // "With the following: versioning" and "with a custom key" say no more than what follows.
  const goesOn =
    next !== undefined &&
    (next.named !== null ||
      (consumed.has(index + 1) && next.item.meaning.kind !== 'names') ||
      next.item.meaning.kind === 'naming' ||
      next.words.startsWith(':'));
  if (!isNoun || goesOn) return false;
  if (led?.item.meaning.kind === 'having') return !/^us/iu.test(led.words);
  return (
    led?.item.meaning.kind === 'other' || (determines(led) && before?.named === null && before.item.meaning.kind === 'having' && !/^us/iu.test(before.words))
  );
}

function determines(piece: Piece | undefined): boolean {
  return piece !== undefined && ['article', 'other', 'definite', 'existing'].includes(piece.item.meaning.kind);
}

/** Kinds of pieces that may stand between an article and its noun. */
const leading: ReadonlySet<string> = new Set(['filler', 'control', 'qualifier']);

/** Verbs that wrap a wish, and say what one thing does with another where that stands. */
const using = /^(?:uses?|using|used|with access to|needs?|requires?)$/iu;

/** Whether a thing that stands, or has to, follows at once. */
function pointsRightAfter(pieces: readonly Piece[], index: number, { things }: Read): boolean {
  const next = pieces.findIndex(({ item, named }, at) => at > index && (named !== null || !determining.has(item.meaning.kind)));
  return things.some(({ heads, points }) => heads[0] === next && points === 'standing');
}

const determining: ReadonlySet<string> = new Set(['definite', 'existing', 'article', 'filler']);

/** Whether what a verb is said of is read as that: two things that are joined, or a value behind it. */
function isDone(pieces: readonly Piece[], verb: number, { things, joined, consumed, covered }: Read): boolean {
  const thingAt = (index: number): Thing | undefined => things.find(({ heads }) => heads.includes(index));
  for (let index = verb + 1; index < pieces.length; index++) {
    const piece = pieces[index] as Piece;
    const { kind } = piece.item.meaning;
    if (kind === 'stop' || kind === 'comma') return false;
    const subject = thingAt(pieces.findLastIndex(({ named }, at) => at < verb && named !== null));
    // "An API that calls it"
    if (kind === 'pronoun-one' && subject !== undefined) return joined.some(({ from, to }) => [from, to].includes(saidOfThing(subject, pieces).at));
    if (piece.named !== null) {
      const ends = [subject, thingAt(index)].flatMap((thing) => (thing === undefined ? [] : [saidOfThing(thing, pieces).at]));
      return joined.some(({ from, to }) => ends.length === 2 && ends.includes(from) && ends.includes(to));
    }
    if (consumed.has(index) || uncovered(piece, covered) !== piece.words) return true;
    if (bears.has(kind) && piece.words.split(/\s+/u).some((word) => !isWrapper(word))) return false;
  }
  return false;
}

/** Something unread, with the first and the last of its pieces. `whole`: nothing of them is read. */
interface Left {
  readonly said: Said;
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

/** What is unread with nothing between but words that join it: "kept", "30" and "days" are one part of "kept for 30 days". */
function partsOf(unread: readonly Left[], text: string, pieces: readonly Piece[], consumed: ReadonlySet<number>): Said[] {
  const joins = ({ item: { meaning }, named }: Piece, index: number): boolean => named === null && joining.has(meaning.kind) && !consumed.has(index);
  const parts: Left[] = [];
  for (const one of unread) {
    const last = parts.at(-1);
    const between = last === undefined ? [] : pieces.slice(last.to + 1, one.from);
    if (last === undefined || !last.whole || !one.whole || !between.every((piece, at) => joins(piece, last.to + 1 + at))) parts.push(one);
    else {
      const words = text.slice(pieces[last.from]?.start, pieces[one.to]?.end).replace(/\s+/gu, ' ');
      parts[parts.length - 1] = { ...last, said: { ...last.said, words }, to: one.to };
    }
  }
  return parts.map(({ said }) => said);
}

/** Whether a piece leads to what follows, and says nothing by itself. */
function binds({ item: { meaning }, named }: Piece): boolean {
  return named === null && (joining.has(meaning.kind) || meaning.kind === 'other' || meaning.kind === 'existing');
}

/** Kinds of pieces that bind words to each other, and end nothing. */
const joining: ReadonlySet<string> = new Set(['link', 'having', 'filler', 'article', 'definite']);

/** The pieces of the clause of purpose that begins at an index. */
function clauseAt(pieces: readonly Piece[], from: number, purpose: Read['purpose']): readonly Piece[] {
  let to = from;
  while (purpose.has(to)) to++;
  return pieces.slice(from, to);
}

/** The words of a piece without those that are read. */
function uncovered({ words, start }: Piece, covered: Read['covered']): string {
  return words
    .split('')
    .map((letter, at) => (covered.some((one) => one.start <= start + at && start + at < one.end) ? ' ' : letter))
    .join('');
}

/** Kinds of pieces that say something of what is asked for. */
const bears: ReadonlySet<string> = new Set([
  'unknown',
  'control',
  'slot',
  'parts',
  'note',
  'quoted',
  'names',
  'naming',
  'negation',
  'denial',
  'no-region',
  'region',
  'chooser',
  'thing',
  'noun',
  'count',
]);

function saidOf(piece: Piece): { words: string; at: string } {
  return { words: piece.words, at: `intent:${piece.start + 1}` };
}
