import type { Shape } from '../../model/resource-type.ts';
import { sampleArn, samplePattern } from '../../model/sample-pattern.ts';
import { matchPattern } from '../../model/schema-pattern.ts';

type Text = Extract<Shape, { kind: 'string' }>;

/** Whether a text may stand where the shape is. */
export function fitsText(shape: Text, text: string): boolean {
  if (shape.enum !== undefined) return shape.enum.includes(text);
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = shape;
  return text.length >= minLength && text.length <= maxLength && (pattern === undefined || matchPattern(pattern, text) !== 'mismatch');
}

/** A text with what the form has to begin with put in front, where that makes it fit: `alias/` of a key's alias. */
export function withFixedBeginning(shape: Text, text: string): string {
  if (fitsText(shape, text)) return text;
  const [, grouped, plain] = fixedBeginning.exec(shape.pattern ?? '') ?? [];
  const whole = `${(grouped ?? plain ?? '').replaceAll('\\', '')}${text}`;
  return fitsText(shape, whole) ? whole : text;
}

/** Letters, digits and marks that stand for themselves, in a group of their own or not, with nothing behind them that repeats them or leaves them away. */
const fixedBeginning = /^\^(?:\(((?:\\[/.:-]|[\w/:-])+)\)(?![?*+{])|((?:\\[/.:-]|[\w/:-])+)(?![?*+{|\\\w/:-]))/;

/** The first of the texts that fits, or the first that does in another spelling: with hyphens, in lower case, without marks, cut, filled up. Null where none does. */
export function fitText(shape: Text, wanted: readonly string[]): string | null {
  const direct = wanted.find((text) => fitsText(shape, text));
  if (direct !== undefined) return direct;
  for (const text of wanted) {
    for (const spelled of spellings(text)) {
      const sized = toLength(spelled, shape);
      if (fitsText(shape, sized)) return sized;
    }
  }
  return null;
}

/** A text that has the form and says nothing, an ARN of the place where it is that of an ARN; null where the form cannot be followed. */
export function sampleText(shape: Text, place: { readonly account: string; readonly region: string }): string | null {
  const { minLength = 1, maxLength = Number.POSITIVE_INFINITY, pattern } = shape;
  if (pattern === undefined) return null;
  let count = 0;
  const steady = { fraction: () => (count++ % 26) / 36, lower: () => String.fromCharCode(97 + (count++ % 26)) };
  const text = sampleArn(pattern, place, steady) ?? samplePattern(pattern, steady);
  if (text === null || text.length < minLength || text.length > maxLength) return null;
  return text;
}

function spellings(text: string): string[] {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const lower = words.map((word) => word.toLowerCase());
  const capital = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return [words.join('-'), lower.join('-'), lower.join('_'), lower.join(''), capital, `/${lower.join('/')}`, lower.join('.'), lower.join('_').toUpperCase()];
}

function toLength(text: string, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Text): string {
  return text
    .slice(0, maxLength)
    .replace(/[-_./]+$/, '')
    .padEnd(minLength, '0');
}
