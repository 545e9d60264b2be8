import type { StandingNames } from '../read-things.ts';
import type { Piece } from './pieces.ts';

/** What a question says beside kinds of things, things that stand and controls. Nothing of it may be passed over: it narrows what is asked, or is not understood. */
export interface Rest {
  /** What a thing is said to be called, whether it stands or not. */
  readonly names: readonly string[];
  readonly regions: readonly string[];
  readonly accounts: readonly string[];
  /** Words that are none of these; null where there are none. */
  readonly more: string | null;
}

/** Kinds of pieces that say nothing by themselves, or that are read elsewhere. */
const readElsewhere: ReadonlySet<string> = new Set([
  'stop',
  'comma',
  'article',
  'definite',
  'existing',
  'joiner',
  'scope',
  'control',
  'thing',
  'negation',
  'denial',
]);
/** Words that only ask. */
const asks =
  /^(?:is|are|am|be|been|does|do|did|has|have|had|there|here|any|anything|some|how|many|what|what's|which|that|those|these|of|with|for|to|from|by|show|list|describe|tell|find|count|me|us|we|i|you|the|a|an|my|our|your|all|every|each|both|in|on|at|exist|exists|about|please|currently|now|still|right|it|details?|settings?|configuration|and)$/iu;
const accountId = /^\d{12}$/u;
const looks = /^(?:list|show|describe|find|tell)\b/iu;

/** `target` is what the place is called that is asked about: to say it narrows nothing. */
export function restOf(pieces: readonly Piece[], standing: StandingNames, target: string): Rest {
  const names: string[] = [];
  const regions: string[] = [];
  const accounts: string[] = [];
  const more: string[] = [];
  for (const [index, { item, named, words }] of pieces.entries()) {
    const { meaning } = item;
    const [before, after] = [pieces[index - 1], pieces[index + 1]];
    if (named !== null) continue;
    if (meaning.kind === 'region') regions.push(meaning.region);
    else if (meaning.kind === 'names') names.push(...meaning.names);
    else if (isOtherThing(pieces, index, standing)) names.push(words);
    else if (readElsewhere.has(meaning.kind)) continue;
    else if (meaning.kind === 'quoted' && isOne(before)) names.push(meaning.text);
    else {
      const own = words.split(/[\s,?!]+|\.(?=\s|$)/u).filter((word) => /[\p{L}\p{N}]/u.test(word) && !asks.test(word));
      // "Is the bucket invoices encrypted?" names one; "is the bucket empty?" says something of it.
      const isPredicated = looks.test(pieces[0]?.words ?? '') || (after !== undefined && !['stop', 'link', 'comma'].includes(after.item.meaning.kind));
      if (meaning.kind === 'unknown' && isOne(before) && isPredicated && own.length === 1) names.push(own.pop() ?? '');
      const isPlace = before?.item.meaning.kind === 'link' && own.join(' ') === target;
      accounts.push(...own.filter((word) => accountId.test(word)));
      if (!isPlace) more.push(...own.filter((word, at) => !accountId.test(word) && !(word.toLowerCase() === 'account' && accountId.test(own[at + 1] ?? ''))));
    }
  }
  return { names, regions, accounts, more: more.length === 0 ? null : more.join(' ') };
}

/** "The bucket", and not "buckets". */
function isOne(piece: Piece | undefined): boolean {
  return piece !== undefined && piece.named !== null && !piece.named.plural;
}

/** The name of something that stands, said of a type that nothing of that name is of: "the bucket orders", where orders is a table. */
export function isOtherThing(pieces: readonly Piece[], index: number, standing: StandingNames): boolean {
  const [before, piece] = [pieces[index - 1], pieces[index]];
  if (piece?.item.meaning.kind !== 'thing' || before === undefined || before.named === null || !isOne(before)) return false;
  const { type, rivals } = before.named;
  return ![type, ...rivals].some((one) => standing.get(piece.words)?.has(one) === true);
}
