import { directionOf, type Embedding, openEmbedding, quantised } from './embedding.ts';
import type { LexicalIndex, Postings } from './lexical-index.ts';
import { asciiBytes, SortedWords, sortedWordsAsBytes } from './sorted-words.ts';

/** What the build makes of the documentation of all resource types, in one file: a line of JSON that says where each part lies, and the parts. */
export interface RetrievalContent {
  /** What it was made from; equal sources give equal bytes. */
  readonly source: string;
  /** By word: 1 to 255 for how much it says, and its direction. */
  readonly words: ReadonlyMap<string, { readonly weight: number; readonly vector: Float64Array }>;
  /** In ascending order of their names. */
  readonly types: readonly TypeContent[];
  readonly postings: Postings;
  readonly dimensions: number;
}

export interface TypeContent {
  readonly name: string;
  /** Of how many other types some property holds one of this type. */
  readonly referrers: number;
  readonly vector: Float64Array;
}

/** The opened file. It reads from the bytes that it was given whatever it is asked for, and keeps next to nothing beside them. */
export interface RetrievalData {
  readonly source: string;
  readonly embedding: Embedding;
  readonly types: readonly string[];
  /** By the place of the type. */
  readonly referrers: Uint16Array;
  readonly documentation: LexicalIndex;
  /** Length 1. */
  vectorOf(place: number): Float32Array;
}

interface Header {
  readonly format: 1;
  readonly source: string;
  readonly dimensions: number;
  /** Offset behind the header's line, and length. */
  readonly parts: Readonly<Record<PartName, readonly [number, number]>>;
}

const partNames = ['words', 'weights', 'vectors', 'types', 'referrers', 'typeVectors', 'stems', 'postings'] as const;
type PartName = (typeof partNames)[number];

const postingBytes = 3;

export function encodeRetrieval({ source, words, types, postings, dimensions }: RetrievalContent): Uint8Array {
  const inOrder = [...words].sort(byName);
  const stems = [...postings].sort(byName);
  const content: Readonly<Record<PartName, Uint8Array>> = {
    words: sortedWordsAsBytes(inOrder.map(([word]) => word)),
    weights: Uint8Array.from(inOrder, ([, { weight }]) => weight),
    vectors: joined(inOrder.map(([, { vector }]) => quantised(vector))),
    types: sortedWordsAsBytes(types.map(({ name }) => name)),
    referrers: Uint8Array.from(types.flatMap(({ referrers }) => [referrers & 255, referrers >> 8])),
    typeVectors: joined(types.map(({ vector }) => quantised(vector))),
    stems: sortedWordsAsBytes(stems.map(([stem]) => stem)),
    postings: Uint8Array.from(
      stems.flatMap(([, list]) => [list.length & 255, list.length >> 8, ...list.flatMap(([document, share]) => [document & 255, document >> 8, share])]),
    ),
  };
  let offset = 0;
  const parts = {} as Record<PartName, [number, number]>;
  for (const name of partNames) {
    parts[name] = [offset, content[name].length];
    offset += content[name].length;
  }
  const header: Header = { format: 1, source, dimensions, parts };
  return joined([asciiBytes(`${JSON.stringify(header)}\n`), ...partNames.map((name) => content[name])]);
}

/** What a file was made from, without opening it. Throws as `openRetrieval` does. */
export function retrievalSource(bytes: Uint8Array): string {
  return headerOf(bytes).source;
}

function headerOf(bytes: Uint8Array): Header {
  const header = JSON.parse(String.fromCharCode(...bytes.subarray(0, Math.max(0, bytes.indexOf(10))))) as Header;
  if (header.format !== 1) throw new Error(`retrieval data of format ${String(header.format)} is not known`);
  return header;
}

/** Throws for what is not such a file: the build makes it, and a damaged installation is not to be guessed at. */
export function openRetrieval(bytes: Uint8Array): RetrievalData {
  const header = headerOf(bytes);
  const end = bytes.indexOf(10);
  const part = (name: PartName): Uint8Array => {
    const [from, length] = header.parts[name];
    const found = bytes.subarray(end + 1 + from, end + 1 + from + length);
    if (found.length !== length) throw new Error(`the retrieval data ends within its ${name}`);
    return found;
  };
  const { dimensions } = header;
  const names = new SortedWords(part('types'));
  const types = Array.from({ length: names.size }, (_, place) => names.at(place));
  const typeVectors = signed(part('typeVectors'));
  return {
    source: header.source,
    embedding: openEmbedding({ words: part('words'), weights: part('weights'), vectors: signed(part('vectors')), dimensions }),
    types,
    referrers: Uint16Array.from(types, (_, place) => wordAt(part('referrers'), 2 * place)),
    documentation: openPostings(types.length, new SortedWords(part('stems')), part('postings')),
    vectorOf(place) {
      const vector = Float64Array.from(typeVectors.subarray(place * dimensions, (place + 1) * dimensions));
      return Float32Array.from(directionOf(vector));
    },
  };
}

function openPostings(size: number, stems: SortedWords, bytes: Uint8Array): LexicalIndex {
  const starts = new Uint32Array(stems.size);
  for (let stem = 0, at = 0; stem < stems.size; stem++) {
    starts[stem] = at;
    at += 2 + postingBytes * wordAt(bytes, at);
  }
  const startOf = (stem: string): number | undefined => starts[stems.placeOf(stem)];
  const holding = (stem: string): number => {
    const start = startOf(stem);
    return start === undefined ? 0 : wordAt(bytes, start);
  };
  return {
    size,
    holding,
    *postings(stem) {
      const start = startOf(stem);
      if (start === undefined) return;
      for (let index = 0, at = start + 2; index < wordAt(bytes, start); index++, at += postingBytes) yield [wordAt(bytes, at), bytes[at + 2] ?? 0];
    },
  };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
}

function signed(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function joined(parts: readonly (Uint8Array | Int8Array)[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
