import type { Piece } from './pieces.ts';

/**
 * Pieces that say what something is for, not what it is to be: "which enables decoupled processing", "to store reports", "in order to …". By index, with the words
 * that begin the clause. They end with the sentence, or at a comma before what is asked for next.
 */
export function purposeOf(pieces: readonly Piece[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let why: string | null = null;
  pieces.forEach((piece, index) => {
    const { kind } = piece.item.meaning;
    const used = why === null && /^(?:which|that)$/i.test(pieces[index - 1]?.words ?? '') ? endOfUse(pieces, index) : null;
    for (let at = index; used !== null && at <= used; at++) found.set(at, `says what it is for ("${piece.words} …")`);
    if (kind === 'stop') why = null;
    else if (kind === 'comma' && why !== null && asksNext(pieces, index + 1)) why = null;
    else if (kind === 'verb' && why !== null && (pieces[index - 1]?.item.meaning.kind === 'joiner' || pieces[index - 1]?.item.meaning.kind === 'comma'))
      why = null;
    else if (why === null && isPurpose(pieces, index)) why = piece.words;
    const wanted = pieces[index + 1];
    if (why === null && /^for$/i.test(piece.words) && wanted?.named === null && wanted.item.meaning.kind === 'unknown' && /\s/u.test(wanted.words)) {
      found.set(index, `says what it is for ("${piece.words} ${wanted.words}")`);
      found.set(index + 1, `says what it is for ("${piece.words} ${wanted.words}")`);
    }
    if (why !== null) found.set(index, `says what it is for ("${why.split(/\s+/).slice(0, 4).join(' ')} …")`);
  });
  return found;
}

const enabling =
  /^(?:enables?|enabling|allows?|allowing|ensur(?:es?|ing)|provid(?:es|ing)|supports?|supporting|demonstrat(?:es|ing)|showcas(?:es|ing)|facilitat(?:es|ing)|improv(?:es|ing)|help(?:s|ing)|automat(?:es|ing)|simulat(?:es|ing)|centraliz(?:es|ing)|enforc(?:es|ing)|simplif(?:ies|ying)|integrat(?:es|ing)|routes?|routing|stream(?:s|ing)?|captur(?:es|ing)|process(?:es|ing)|handl(?:es|ing)|manag(?:es|ing)|monitor(?:s|ing)|designed|accelerat(?:es|ing)|optimiz(?:es|ing)|leverag(?:es|ing)|deliver(?:s|ing))\b/i;

/** Of those, what somebody does with the thing, or by it, outside of it. Any other may say how the thing is to be: "which ensures ordering", "that allows deletes". */
const outward =
  /^(?:(?:allow|let|permit)\w*\s+(?:you|us|me)\s+to\b|enabl|demonstrat|showcas|facilitat|help|automat|simulat|centraliz|simplif|integrat|rout|stream|captur|process|handl|manag|monitor|deliver|leverag)/i;

/** Somebody who is known, and that they use the thing: "our app uses", "we need", "the team writes to". What says how, how often or that they alone do is not among it. */
const use =
  /^(?:our|my|the|their|your|its|we|i|they|you)\b(?:\s+(?!(?:may|might|must|can|cannot|could|should|shall|will|would|alone|just|also|still|exclusively|solely|hardly|no|not|don't|doesn't)\b)[\p{L}\p{N}_-]+){0,3}\s+(?:use|need|want|require|consume|rely on|depend on|work with|read|write|run on|talk to)s?(?:\s+(?:from|to|in|into|on|with|for))?(?=$|\s+(?:for|as)\b)/iu;
const usedInUse: ReadonlySet<string> = new Set(['existing', 'definite', 'pronoun-one', 'pronoun-many', 'filler', 'unknown', 'having', 'verb']);

/** Where a clause ends that begins at the piece and says who uses the thing; null where none begins there. */
function endOfUse(pieces: readonly Piece[], from: number): number | null {
  let words = '';
  for (let at = from; at < pieces.length; at++) {
    const piece = pieces[at] as Piece;
    if (piece.named !== null || !usedInUse.has(piece.item.meaning.kind)) return null;
    words = `${words} ${piece.words}`.trim();
    if (use.test(words)) return at;
  }
  return null;
}

/** Verbs of a relative clause that say what is to be there with the thing, and nothing else. */
export const making = /^(?:includes?|contains?|consists?|deploys?|creates?|provisions?|launch(?:es)?|defines?|specif(?:y|ies)|references?|attach(?:es)?)\b/i;

/** Others, which say what the thing does with what follows. */
export const doing =
  /^(?:(?:can|may|must|should|shall|will|could|is able to|is allowed to)\s+)?(?:uses?|triggers?|invokes?|calls?|sends?|writes?|reads?|publish(?:es)?|stores?|push(?:es)?|forwards?|logs?|subscribes?|connects?|points?|serves?|fronts?|runs?|hosts?|exposes?|listens?|needs?|requires?|access(?:es)?|expires?|deletes?|keeps?|retains?)\b/i;

/** Whether a clause of purpose begins at the piece. */
export function isPurpose(pieces: readonly Piece[], index: number): boolean {
  const piece = pieces[index];
  if (piece === undefined || piece.named !== null) return false;
  const before = pieces[index - 1];
  if (/(?:^|\s)(?:like|such as|e\.g\.?|for example|including)$/i.test(before?.words ?? '') && before?.item.meaning.kind === 'unknown') return true;
  if (/^(?:which|that)$/i.test(before?.words ?? '') && piece.item.meaning.kind === 'unknown' && !making.test(piece.words) && !doing.test(piece.words))
    return true;
  const relative = /^(?:which|that|to)$/i.test(before?.words ?? '') || /^(?:which|that)$/i.test(pieces[index - 2]?.words ?? '');
  if (/^(?:in order to|so that|such that|because|e\.g\.?|i\.e\.?|such as|like)\b/i.test(piece.words)) return true;
  return (relative || before?.item.meaning.kind === 'comma') && enabling.test(piece.words);
}

/** Words that say how the thing is to be: a condition, an address, a number, how often, who may. */
const conditional =
  /@|:\/\/|\b(?:only|nobody|anybody|anyone|everybody|everyone|never|always|must|unless|except|until|deny|denies|denied|denying|forbid\w*|block(?:s|ing)|refus\w+|reject\w*|restrict\w*|prevent\w*|encrypt\w*|tls|ssl|https?|passwords?|secrets?|credentials?|admins?|administrators?|auditors?|public(?:ly)?|private(?:ly)?|internet|anywhere|permissions?|e-?mails?|once|twice|one|two|three|four|five|six|seven|eight|nine|ten|seconds?|minutes?|hours?|days?|weeks?|months?|years?|hourly|nightly|daily|weekly|monthly|regions?)\b/iu;

/** When something is to happen. */
const whenever = /\b(?:when(?:ever)?|if|after|before|while|once|as soon as)\b(.*)/isu;
/** That something new is there or an alarm goes off, which is when all that is wired happens. */
const usual =
  /^[^,]*\b(?:creat|upload|writ|add|put|stor|sav|arriv|land|receiv|com(?:es?|ing)\b|appear|new\b|publish|push|insert|chang|updat|exceed|above|over\b|goes off|go off|fir(?:es?|ing)\b|trigger|breach|occur|happen)/isu;

/** Whether words say how the thing is to be. */
export function isConditional(words: string): boolean {
  return /\d/u.test(words) || conditional.test(words);
}

/** The words that say when something is to happen, where that is not when all that is wired does; null where there are none. */
export function otherTime(words: string): string | null {
  const found = whenever.exec(words);
  return found === null || usual.test(found[1] ?? '') ? null : found[0];
}

/** Kinds of pieces that say how the thing is to be, whatever stands around them. */
const limits: ReadonlySet<string> = new Set(['region', 'no-region', 'negation', 'denial', 'count']);

/**
 * Whether a clause says nothing but what the thing is for. Only what is known to say that does: who uses the thing ("our app uses"), a verb of what is done with it outside of it ("enables decoupled processing"), a purpose or a
 * reason in so many words ("in order to …", "for monthly reports"), examples of several ("services like EC2"). Any other clause may limit the thing or say how it is to be, as does whatever has a condition in it, a number, a negation or a place; a comparison says what it is to
 * be like. `before` is the piece ahead of the clause.
 */
export function saysOnlyWhatFor(clause: readonly Piece[], before: Piece | undefined): boolean {
  const words = clause.map((piece) => piece.words).join(' ');
  // What a thing is called is no condition: "EC2 instances".
  const said = clause.filter(({ named }) => named === null).map((piece) => piece.words);
  if (conditional.test(words) || /\d/u.test(said.join(' ')) || clause.some(({ item }) => limits.has(item.meaning.kind))) return false;
  const ahead = before?.words ?? '';
  if (/^(?:which|that)$/iu.test(ahead)) return outward.test(words) || use.test(words);
  const areExamples = before?.item.meaning.kind === 'unknown' && /(?:^|\s)\w+s\s+(?:like|such as|e\.g\.?|for example|including)\s/iu.test(`${ahead} ${words}`);
  return areExamples || outward.test(words) || /^(?:in order to|because|for)\b/iu.test(words);
}

/** Whether a relative clause begins with something that is done with what is named right behind, and nobody knows what that is: "that frobs a bucket". */
export function isUnknownDeed([verb, ...clause]: readonly Piece[], before: Piece | undefined): boolean {
  const object = clause.find(({ item, named }) => named !== null || !['article', 'definite', 'existing'].includes(item.meaning.kind));
  const words = verb?.words ?? '';
  return /^(?:which|that)$/iu.test(before?.words ?? '') && /^[\p{L}-]+s$/u.test(words) && object?.named != null && !outward.test(words);
}

function asksNext(pieces: readonly Piece[], index: number): boolean {
  const { kind } = pieces[index]?.item.meaning ?? { kind: 'stop' };
  return kind === 'verb' || kind === 'article' || kind === 'having' || (kind === 'joiner' && asksNext(pieces, index + 1));
}

/** "Replicated to eu-west-1" says where something goes, and not where the thing is. */
export function isWhereTo(pieces: readonly Piece[], index: number, read: ReadonlySet<number>): boolean {
  const [deed, to] = [pieces[index - 2], pieces[index - 1]];
  if (to === undefined || deed === undefined || !/^to$/iu.test(to.words)) return false;
  return deed.named === null && deed.item.meaning.kind === 'unknown' && !read.has(index - 2) && !/^(?:deploy|creat|launch|provision|add)/iu.test(deed.words);
}
