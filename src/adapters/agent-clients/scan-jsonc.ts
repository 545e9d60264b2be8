/** A value of a JSON document with comments and trailing commas, and where it stands in the text. */
export interface Scanned {
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
  /** Of an object. */
  readonly members: readonly Member[] | null;
}

export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly value: Scanned;
  /** Where the comma behind it stands; null where there is none. */
  readonly comma: number | null;
}

const deepest = 100;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const string = /"[^"\\\p{Cc}]*(?:(?:[\t\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))[^"\\\p{Cc}]*)*"/uy;
const gap = /(?:[\s\uFEFF]|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*/y;

/** The document's value, or null where the text is no such document. */
export function scanJsonc(text: string): Scanned | null {
  try {
    const root = scanValue(text, skip(text, 0), 0);
    return skip(text, root.end) === text.length ? root : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function scanValue(text: string, at: number, depth: number): Scanned {
  if (depth > deepest) throw new SyntaxError('too deep');
  const first = text[at];
  if (first === '{') return scanObject(text, at, depth);
  if (first === '[') return scanArray(text, at, depth);
  return { start: at, end: first === '"' ? match(string, text, at) : match(scalar, text, at), members: null };
}

function scanObject(text: string, start: number, depth: number): Scanned {
  const members: Member[] = [];
  let at = skip(text, start + 1);
  while (text[at] !== '}') {
    const keyEnd = match(string, text, at);
    const colon = skip(text, keyEnd);
    if (text[colon] !== ':') throw new SyntaxError('no colon');
    const value = scanValue(text, skip(text, colon + 1), depth + 1);
    const after = skip(text, value.end);
    const comma = text[after] === ',' ? after : null;
    members.push({ key: JSON.parse(text.slice(at, keyEnd).replaceAll('\t', '\\t')) as string, keyStart: at, value, comma });
    at = comma === null ? after : skip(text, comma + 1);
    if (comma === null && text[at] !== '}') throw new SyntaxError('no comma');
  }
  return { start, end: at + 1, members };
}

function scanArray(text: string, start: number, depth: number): Scanned {
  let at = skip(text, start + 1);
  while (text[at] !== ']') {
    const after = skip(text, scanValue(text, at, depth + 1).end);
    const more = text[after] === ',';
    at = more ? skip(text, after + 1) : after;
    if (!more && text[at] !== ']') throw new SyntaxError('no comma');
  }
  return { start, end: at + 1, members: null };
}

/** Behind white space and comments. */
function skip(text: string, at: number): number {
  return match(gap, text, at);
}

function match(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  if (!form.test(text)) throw new SyntaxError(`not a value at ${at}`);
  return form.lastIndex;
}
