import { describe, expect, it } from 'vitest';
import { lexicalScores, postingsOf } from './lexical-index.ts';
import { typeRanking } from './rank-types.ts';
import { encodeRetrieval, openRetrieval, type RetrievalContent } from './retrieval-data.ts';

const texts: readonly (readonly [name: string, referrers: number, text: string, about: readonly number[]])[] = [
  ['AWS::Shop::Basket', 0, 'A basket holds apples and pears.', [1, 0]],
  ['AWS::Shop::Cellar', 300, 'A cellar keeps bottles cool.', [0, 1]],
  ['AWS::Shop::CellarDoor', 0, 'A door of a cellar.', [0, 1]],
];

const content: RetrievalContent = {
  source: 'of a test',
  dimensions: 2,
  words: new Map([
    ['wine', { weight: 200, vector: Float64Array.of(0.1, 0.9) }],
    ['apples', { weight: 100, vector: Float64Array.of(1, 0) }],
    ['fruit', { weight: 255, vector: Float64Array.of(0.9, -0.1) }],
  ]),
  types: texts.map(([name, referrers, , about]) => ({ name, referrers, vector: Float64Array.from(about) })),
  postings: postingsOf(texts.map(([name, , text]) => [{ text: `${name} ${text}`, weight: 1 }])),
};
const bytes = encodeRetrieval(content);
const data = openRetrieval(bytes);

describe('retrieval data', () => {
  it('is read as it was written', () => {
    expect(data.source).toBe('of a test');
    expect(data.types).toEqual(texts.map(([name]) => name));
    expect([...data.referrers]).toEqual([0, 300, 0]);
    for (const [stem, postings] of content.postings) {
      expect([...data.documentation.postings(stem)], stem).toEqual(postings);
      expect(data.documentation.holding(stem)).toBe(postings.length);
    }
    expect([...data.documentation.postings('pea')]).toEqual([]);
    expect([...data.vectorOf(1)]).toEqual([0, 1]);
  });

  it('is the same whatever the order in which its content was met', () => {
    const turned = { ...content, words: new Map([...content.words].reverse()), postings: new Map([...content.postings].reverse()) };
    expect(encodeRetrieval(turned)).toEqual(bytes);
  });

  it('is refused where a part of it is missing, or it is of another format', () => {
    expect(() => openRetrieval(bytes.subarray(0, bytes.length - 1))).toThrow(/ends within its postings/);
    expect(() => openRetrieval(new Uint8Array())).toThrow();
    const other = Uint8Array.from(bytes);
    other.set([50], String.fromCharCode(...bytes.subarray(0, 20)).indexOf('1'));
    expect(() => openRetrieval(other)).toThrow(/format 2/);
  });

  it('gives texts a direction by the words that are known, the rarer the more', () => {
    expect(data.embedding.embed([{ text: 'nothing known', weight: 1 }])).toBeNull();
    const both = data.embedding.embed([{ text: 'wine, apples', weight: 1 }]) ?? [];
    expect(both[1]).toBeGreaterThan(both[0] ?? 1);
    expect(Math.hypot(...both)).toBeCloseTo(1, 6);
  });
});

describe('ranking types', () => {
  const { rankTypes } = typeRanking(data);

  it('finds what the documentation says, in other forms of the words too', () => {
    expect(rankTypes('something that is holding a pear')[0]?.type).toBe('AWS::Shop::Basket');
  });

  it('finds what is about the same without sharing a word', () => {
    expect(rankTypes('fruit').map(({ type }) => type)).toEqual(['AWS::Shop::Basket']);
  });

  it('prefers what others refer to', () => {
    expect(rankTypes('a cellar').map(({ type }) => type)).toEqual(['AWS::Shop::Cellar', 'AWS::Shop::CellarDoor']);
  });

  it('finds a type by the words that curated knowledge has for it', () => {
    expect(rankTypes('a hamper')).toEqual([]);
    const curated = typeRanking(
      data,
      new Map([
        ['AWS::Shop::Basket', [{ text: 'hamper', weight: 1 }]],
        ['AWS::Gone::Type', [{ text: 'hamper', weight: 1 }]],
      ]),
    );
    expect(curated.rankTypes('a hamper').map(({ type }) => type)).toEqual(['AWS::Shop::Basket']);
  });

  it('gives scores from 0 to 1, as many as are asked for, and none for what is not known', () => {
    const ranked = rankTypes('basket cellar door apples wine');
    expect(ranked.length).toBe(3);
    for (const { score } of ranked) expect(score > 0 && score <= 1).toBe(true);
    expect(rankTypes('basket cellar door', 1).length).toBe(1);
    expect(rankTypes('zzz')).toEqual([]);
  });
});

describe('a lexical score', () => {
  it('is a part of all that was asked, so that what is not known lowers it', () => {
    const score = (words: string) => lexicalScores(words, data.documentation, data.documentation)[0] ?? 0;
    expect(score('apples pears')).toBeGreaterThan(score('apples pears zebras'));
    expect(score('apples pears')).toBeGreaterThan(score('apples bottles'));
  });
});
