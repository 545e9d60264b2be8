import type { Piece } from './pieces.ts';

/** Names that stand beside the name of a resource. */
export interface FoundNames {
  readonly names: readonly string[];
  readonly words: string;
  readonly at: string;
  /** The pieces that hold them. */
  readonly pieces: readonly number[];
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
  return { names, words: piece.words, at: `intent:${piece.start + 1}`, pieces };
}

/** What may be a name of a resource: no address, no sentence, no document. */
function isName(text: string): boolean {
  return /^[\w./@-]{1,128}$/u.test(text) && !text.includes('://') && !/^\/\w+$/.test(text) && !/^\d/.test(text) && !/^s3:|^sns:/i.test(text);
}
