import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { stemOf } from './words-of-name.ts';

/** The version of a product that a text says of a type. */
export interface ReadVersion {
  readonly pointer: string;
  readonly value: string;
  /** Offsets in the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

const number = String.raw`["'\x60]?(\d+(?:\.\d+){0,2})\b["'\x60]?(?![\w.%-]|\s*(?:nodes?|instances?|replicas?|shards?|brokers?|[kmgt]i?b|%)(?![\p{L}]))`;
const bare = new RegExp(String.raw`\b(?:engine\s+)?version\s*(?:of|=|:|is)?\s*${number}`, 'iu');

/**
 * The version that a stretch of text says: behind its product ("Postgres 16"), or as a version of the product that `called`, the words of the thing itself, or the stretch names. Null where none is said, and where
 * it could be several of those that are known, or is none of them.
 */
export function versionIn(type: string, text: string, called: string, { lexicons }: KnowledgeBase): ReadVersion | null {
  for (const [pointer, products] of lexicons.flatMap(({ versions }) => Object.entries(versions[type] ?? {}))) {
    const named = Object.keys(products).sort((a, b) => b.length - a.length);
    const behind = named.map((product) => ({ product, found: behindOf(product).exec(text) })).find(({ found }) => found !== null);
    const found = behind?.found ?? bare.exec(text);
    if (found === null) continue;
    const product = behind?.product ?? named.find((one) => new RegExp(String.raw`\b${one}\b`, 'iu').test(`${called} ${text}`));
    const value = product === undefined ? (found[1] ?? '') : knownVersion(found[1] ?? '', products[product] ?? []);
    const start =
      behind === undefined ? found.index : found.index + found[0].length - (found[0].match(/(?:v|version\s+)?["'\x60]?\d[\d.]*["'\x60]?$/iu)?.[0].length ?? 0);
    if (value !== null) return { pointer, value, start, end: found.index + found[0].length };
  }
  return null;
}

/** The version that is meant of those that are known: itself, a later part of one, or the only one that begins so. */
function knownVersion(said: string, known: readonly string[]): string | null {
  if (known.some((one) => said === one || said.startsWith(`${one}.`))) return said;
  const [only, other] = versionsLike(said, known);
  return only === undefined || other !== undefined ? null : only;
}

/** The versions that begin as what was said. */
function versionsLike(said: string, known: readonly string[]): readonly string[] {
  return known.filter((one) => one.startsWith(`${said}.`));
}

/** What may be meant by a number that is read as no version: those that begin so, else all that are known: of the product, or of all that the type may be where it is none of them. */
export function versionsFor(
  type: string,
  product: string,
  said: string,
  { lexicons }: KnowledgeBase,
): readonly { readonly pointer: string; readonly value: string }[] {
  return lexicons.flatMap(({ versions }) =>
    Object.entries(versions[type] ?? {}).flatMap(([pointer, products]) => {
      const known = products[product] ?? [...new Set(Object.values(products).flat())];
      const like = versionsLike(said, known);
      return (like.length > 0 ? like : known).map((value) => ({ pointer, value }));
    }),
  );
}

function behindOf(product: string): RegExp {
  return new RegExp(String.raw`\b${product.replaceAll(' ', '\\s+')}\s+(?:v|version\s+)?${number}`, 'iu');
}

/** The number behind a product that is named in these words; null where none is. */
export function numberBehindProduct(words: string, knowledge: KnowledgeBase): { readonly words: string; readonly at: number } | null {
  const found = [...words.matchAll(/(?<![\w.])\d+(?:\.\d+)*(?![\w.])/gu)].find(({ index }) => endsWithProduct(words.slice(0, index).trimEnd(), knowledge));
  return found === undefined ? null : { words: found[0], at: found.index };
}

const versioned = new WeakMap<KnowledgeBase, ReadonlySet<string>>();

/** Whether words end with the name of a product that has versions, so that a number behind them is one of those. */
export function endsWithProduct(words: string, knowledge: KnowledgeBase): boolean {
  const products = versioned.get(knowledge) ?? productsOf(knowledge);
  versioned.set(knowledge, products);
  const last = words
    .toLowerCase()
    .split(/[^\p{L}\p{N}.]+/u)
    .map(stemOf);
  return [1, 2, 3].some((length) => last.length >= length && products.has(last.slice(-length).join(' ')));
}

/** Products of which versions are told, or of which a version is what a value is called: "node 20", "ubuntu 22.04". */
function productsOf({ lexicons }: KnowledgeBase): ReadonlySet<string> {
  const told = lexicons.flatMap(({ versions }) =>
    Object.values(versions).flatMap((pointers) => Object.values(pointers).flatMap((products) => Object.keys(products))),
  );
  const called = lexicons
    .flatMap(({ values }) => Object.values(values).flatMap((named) => Object.values(named).flat()))
    .flatMap((words) => /^(.+?) \d[\d.]*\b/u.exec(words)?.[1] ?? []);
  return new Set([...told, ...called].map((words) => words.split(' ').map(stemOf).join(' ')));
}
