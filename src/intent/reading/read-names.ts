import type { ResolveContext } from '../resolve.ts';
import { usedBy } from '../used-thing.ts';
import type { Thing } from './find-things.ts';
import { leavesOf } from './leaves-of.ts';
import type { Piece } from './pieces.ts';
import { isLeftAlone } from './unread.ts';
import { stemOf, wordsOfName } from './words-of-name.ts';

/** Names that stand beside the name of a resource. */
export interface FoundNames {
  readonly names: readonly string[];
  readonly words: string;
  readonly at: string;
  /** The pieces that hold them, and nothing else. */
  readonly pieces: readonly number[];
  /** The stretch of a piece that holds more. */
  readonly covered: readonly { readonly start: number; readonly end: number }[];
}

/**
 * The names of a thing: what is said to be its name, or what stands right behind its noun and is called so ("the queue jobs"). One thing has one name: of a list behind commas it is the first ("named
 * shop, db.t3.small"); where "and" joins two, which of them it is cannot be told, and it has none. "With a service named web" names the service.
 */
export function namesOf(thing: Thing, pieces: readonly Piece[], text: string, context: ResolveContext): FoundNames | null {
  const isOfUsed = (before: Piece | undefined): boolean => before !== undefined && usedBy(before.words, before.item.meaning, context.knowledge) !== null;
  const indexes = [...thing.before, ...thing.after]
    .sort((a, b) => a - b)
    .filter((index) => !isOfUsed(pieces[index - 1]) && !isLeftAlone(pieces, index - 1, new Set()));
  const found = nameIn(indexes, pieces, text);
  if (found === null) return nameBehind(thing, pieces, context);
  const [name = '', more] = found.names;
  if (more === undefined || thing.count !== null || thing.plural) return found;
  const [start, end] = [pieces[found.pieces[0] ?? 0]?.start ?? 0, pieces[found.pieces[0] ?? 0]?.end ?? 0];
  const list = text.slice(start, end);
  const rest = list.slice(list.indexOf(name) + name.length);
  const comma = /^["'`”]?\s*,\s*/u.exec(rest)?.[0];
  if (comma === undefined) return null;
  const words = list.slice(0, list.length - rest.length);
  return { names: [name], words, at: found.at, pieces: [], covered: [{ start, end: start + words.length + comma.length }] };
}

/** The word right behind a noun that is the name of such a thing that stands, or, where the noun points at one, can be nothing but a name: that nothing is called so is found out by who looks for it. */
function nameBehind({ heads, type, points, plural }: Thing, pieces: readonly Piece[], { names, types }: ResolveContext): FoundNames | null {
  const isName = ({ item: { meaning }, words, named }: Piece): boolean => {
    if (named !== null) return false;
    if (meaning.kind === 'thing' && names.get(words)?.has(type) === true) return true;
    return points === 'standing' && !plural && (meaning.kind === 'thing' || (meaning.kind === 'unknown' && /^[\w./-]+$/u.test(words) && !isOfProperty(words)));
  };
  const isOfProperty = (words: string): boolean => {
    const known = types.type(type);
    return known.ok && leavesOf(known.value).some(({ own }) => wordsOfName(own).map(stemOf).includes(stemOf(words.toLowerCase())));
  };
  for (const head of heads) {
    const found: number[] = [];
    for (let at = head + 1; at < pieces.length; at++) {
      const piece = pieces[at] as Piece;
      if (isName(piece)) found.push(at);
      else if (!plural || (piece.item.meaning.kind !== 'comma' && piece.item.meaning.kind !== 'joiner')) break;
      if (!plural) break;
    }
    const [first] = found;
    if (first === undefined) continue;
    const said = found.map((at) => pieces[at]?.words ?? '');
    return { names: said, words: said.join(', '), at: `intent:${(pieces[first]?.start ?? 0) + 1}`, pieces: found, covered: [] };
  }
  return null;
}

/** The name that is said among these pieces: after "named", in quotes beside the noun, or as a value of its name. Null where none is. */
export function nameIn(indexes: readonly number[], pieces: readonly Piece[], text: string): FoundNames | null {
  for (const index of indexes) {
    const piece = pieces[index];
    if (piece === undefined) continue;
    const { meaning } = piece.item;
    // "Database name dev" names what is in it, and not the thing.
    if (meaning.kind === 'names' && /^name(?!d)/i.test(piece.words) && ofAnother.test(text.slice(Math.max(0, piece.start - 20), piece.start))) continue;
    if (meaning.kind === 'names') return found(meaning.names, piece, [index]);
    if (meaning.kind !== 'quoted' || !isName(meaning.text)) continue;
    const before = pieces[index - 1];
    const beside = before?.named != null || pieces[index + 1]?.named != null;
    if (beside && piece.sentence === (before?.named != null ? before : pieces[index + 1])?.sentence) return found([meaning.text], piece, [index]);
    const led =
      /\b(?:name|identifier)\b[\w\s=:]{0,30}$/i.test(text.slice(Math.max(0, piece.start - 40), piece.start)) &&
      !/\b(?:metric|domain|user|policy|attribute|key|zone|group|rule)[\s_]name\b[\w\s=:]{0,30}$/i.test(text.slice(Math.max(0, piece.start - 40), piece.start));
    if (led) return found([meaning.text], piece, [index]);
  }
  return null;
}

const ofAnother =
  /\b(?:database|db|user|metric|domain|policy|attribute|key|zone|group|rule|index|role|host|container|stream|schema|column|field|first|last)[\s_]*$/iu;

function found(names: readonly string[], piece: Piece, pieces: readonly number[]): FoundNames {
  return { names, words: piece.words, at: `intent:${piece.start + 1}`, pieces, covered: [] };
}

/** What may be a name of a resource: no address, no sentence, no document. */
function isName(text: string): boolean {
  return /^[\w./@-]{1,128}$/u.test(text) && !text.includes('://') && !/^\/\w+$/.test(text) && !/^\d/.test(text) && !/^s3:|^sns:/i.test(text);
}
