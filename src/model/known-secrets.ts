/** So many characters of a known text are looked at first, at each place of a message: shorter ones are not looked for. */
export const shortestKnown = 6;

/** Texts that begin alike, in order; `within` is the place of the longest other one that a text begins with. */
interface Alike {
  readonly texts: readonly string[];
  readonly within: readonly number[];
}

/** Of known texts, by how each begins: of a plan of thousands of changes there are ten thousands, and a message is looked through once. */
const indexes = new WeakMap<readonly string[], ReadonlyMap<string, Alike>>();

/** A text with something in the place of each of these texts that stands in it; of two that begin at one place the longer one counts. Its time grows with the text, however many are known. */
export function withoutKnown(text: string, known: readonly string[], instead: string): string {
  if (known.length === 0) return text;
  const index = indexes.get(known) ?? indexOf(known);
  const kept: string[] = [];
  let from = 0;
  for (let at = 0; at + shortestKnown <= text.length; ) {
    const alike = index.get(text.slice(at, at + shortestKnown));
    const length = alike === undefined ? 0 : longestAt(text, at, alike);
    if (length > 0) {
      kept.push(text.slice(from, at), instead);
      from = at + length;
    }
    at += Math.max(length, 1);
  }
  return kept.length === 0 ? text : kept.join('') + text.slice(from);
}

/** The same of shorter texts, wherever one stands as a word of its own: within others they are parts of everything. */
export function withoutShort(text: string, known: readonly string[], instead: string): string {
  const short = known.filter(({ length }) => length > 0 && length < shortestKnown).sort((a, b) => b.length - a.length);
  if (short.length === 0) return text;
  const any = short.map((one) => [...one].map((sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`).join('')).join('|');
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'gu'), () => instead);
}

/** How long the longest of the texts is that stands at a place; 0 where none does. */
function longestAt(text: string, at: number, { texts, within }: Alike): number {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = texts[middle] as string;
    if (one <= text.slice(at, at + one.length)) low = middle + 1;
    else high = middle;
  }
  // Whatever stands there begins the last one that is not behind it.
  for (let place = low - 1; place >= 0; place = within[place] as number) {
    const one = texts[place] as string;
    if (text.startsWith(one, at)) return one.length;
  }
  return 0;
}

function indexOf(known: readonly string[]): ReadonlyMap<string, Alike> {
  const usable = [...new Set(known)].filter(({ length }) => length >= shortestKnown).sort();
  const groups = Map.groupBy(usable, (text) => text.slice(0, shortestKnown));
  const index = new Map([...groups].map(([beginning, texts]) => [beginning, { texts, within: withinOf(texts) }] as const));
  indexes.set(known, index);
  return index;
}

function withinOf(texts: readonly string[]): number[] {
  const within: number[] = [];
  const open: number[] = [];
  for (const [place, text] of texts.entries()) {
    while (open.length > 0 && !text.startsWith(texts[open.at(-1) as number] as string)) open.pop();
    within.push(open.at(-1) ?? -1);
    open.push(place);
  }
  return within;
}
