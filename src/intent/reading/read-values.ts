import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Piece } from './pieces.ts';

/** A value that stands in a text for itself. */
export interface Literal {
  readonly kind: 'cidr' | 'account' | 'email' | 'zone' | 'size' | 'arn' | 'id' | 'url' | 'path' | 'quoted' | 'number' | 'word';
  readonly text: string;
  /** Of a number: the unit behind it, in the singular. */
  readonly unit: string | null;
  /** Offsets in the text it was read from; `through` is behind the unit. */
  readonly start: number;
  readonly end: number;
  readonly through: number;
}

const forms: readonly (readonly [Literal['kind'], RegExp])[] = [
  ['cidr', /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/],
  ['email', /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/],
  ['account', /^\d{12}$/],
  ['zone', /^[a-z]{2}(?:-[a-z]+)+-\d[a-f]$/],
  ['arn', /^arn:aws[a-z-]*:\S+$/],
  ['url', /^https?:\/\/\S+$/],
  [
    'size',
    /^(?:(?:db|cache|ml|kafka|dax|search)\.)?[a-z]{1,3}\d+[a-z]*\.(?:nano|micro|small|medium|large|\d*xlarge|metal)(?:\.search)?$|^(?:dc|ra|ds)\d\.[a-z0-9]+$/,
  ],
  ['id', /^(?:vpc|subnet|sg|ami|i|vol|eni|rtb|igw|nat|eipalloc|tgw|acl|key)-[0-9a-f]{8,17}$/],
  ['path', /^\/[\w./-]+$/],
];

/** The literals of a piece of text, from left to right; `offset` is where it stands. */
export function literalsOf(text: string, offset: number, { units }: KnowledgeBase): Literal[] {
  const found: Literal[] = [];
  for (const match of text.matchAll(/"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|“([^”\n]*)”|[^\s,;"'`“”()[\]]+/gu)) {
    const quoted = match[1] ?? match[2] ?? match[3] ?? match[4];
    const [start, end] = [offset + match.index, offset + match.index + match[0].length];
    const raw = (quoted ?? match[0]).replace(/[.:]+$/u, '');
    const form = forms.find(([, pattern]) => pattern.test(raw))?.[0];
    const number = /^(\d{1,9})(?:[\s-]?([a-z]+))?$/iu.exec(raw);
    const plain = { unit: null, start, end, through: end };
    if (form !== undefined) found.push({ kind: form, text: raw, ...plain });
    else if (number !== null && (number[2] === undefined || isUnit(number[2], units))) {
      const { unit, after } = unitOf(number[2], text, match.index + match[0].length, units);
      found.push({ kind: 'number', text: number[1] ?? raw, unit, start, end, through: end + after });
    } else if (quoted !== undefined) found.push({ kind: 'quoted', text: quoted, ...plain });
    else for (const part of /^[a-z]+(?:_[a-z]+)+$/.test(raw) ? raw.split('_') : [raw]) found.push({ kind: 'word', text: part, ...plain });
  }
  return found;
}

/** Units of an amount of data. */
export const sizes: ReadonlySet<string> = new Set(['gb', 'gib', 'mb', 'mib', 'tb', 'tib', 'kb']);
const short: ReadonlySet<string> = new Set(['s', 'm', 'h', 'd']);

function isUnit(word: string, units: KnowledgeBase['units']): boolean {
  const lower = word.toLowerCase();
  return units.has(lower) || sizes.has(lower) || short.has(lower);
}

/** A unit at the number itself, or behind it. */
function unitOf(own: string | undefined, text: string, at: number, units: KnowledgeBase['units']): { readonly unit: string | null; readonly after: number } {
  if (own !== undefined) return { unit: own.toLowerCase(), after: 0 };
  const next = /^[\s-]+([a-z]+)/iu.exec(text.slice(at));
  const unit = next?.[1]?.toLowerCase();
  return next !== null && unit !== undefined && (units.has(unit) || sizes.has(unit)) ? { unit, after: next[0].length } : { unit: null, after: 0 };
}

/** The text of pieces that follow each other. */
export function textOf(pieces: readonly Piece[], text: string): string {
  const [first, last] = [pieces[0], pieces.at(-1)];
  return first === undefined || last === undefined ? '' : text.slice(first.start, last.end);
}
