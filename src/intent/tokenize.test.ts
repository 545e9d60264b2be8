import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from './tokenize.ts';

const texts = (text: string) => tokenize(text).map((token) => token.text);

describe('tokenize', () => {
  it('splits at spaces, hyphens and punctuation', () => {
    expect(texts('A dead-letter queue, please.')).toEqual(['a', 'dead', 'letter', 'queue', ',', 'please', '.']);
    expect(texts('one; two! (three)')).toEqual(['one', ';', 'two', '!', 'three']);
    expect(texts('named /app/orders.v2 and 10.0.0.0/16')).toEqual(['named', '/app/orders.v2', 'and', '10.0.0.0/16']);
  });

  it('keeps quoted text whole, and an apostrophe within its word', () => {
    expect(
      tokenize('"My Bucket" and \'other one\' and `third` and “fourth”')
        .filter((token) => token.kind === 'quoted')
        .map((token) => token.written),
    ).toEqual(['My Bucket', 'other one', 'third', 'fourth']);
    expect(texts("don't")).toEqual(["don't"]);
    expect(texts('don’t')).toEqual(["don't"]);
  });

  it('knows initials, thousands and list marks', () => {
    expect(texts('N. Virginia. Done')).toEqual(['n', 'virginia', '.', 'done']);
    expect(texts('1,000 queues, 2')).toEqual(['1000', 'queues', ',', '2']);
    expect(texts('- a\n• b')).toEqual([',', 'a', ',', 'b']);
  });

  it('gives the words of one raw word the same number', () => {
    const [us, east, one, next] = tokenize('us-east-1 next');
    expect([us?.raw, east?.raw, one?.raw]).toEqual([0, 0, 0]);
    expect(next?.raw).toBe(1);
    expect(us?.written).toBe('us-east-1');
  });

  it('loses no character but white space and brackets, and says where each token is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const covered = new Set<number>();
        for (const token of tokenize(text)) {
          expect(token.start).toBeLessThanOrEqual(token.end);
          for (let at = token.start; at < token.end; at++) covered.add(at);
        }
        for (let at = 0; at < text.length; at++) {
          const character = text.charAt(at);
          if (!covered.has(at)) expect(character).toMatch(/[\s()[\]-]/u);
        }
      }),
      { examples: [['က.'], ['N. Virginia']] },
    );
  });
});
