import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { linesOf } from './read-lines.ts';

describe('the lines of a file', () => {
  const text = '\ufeff{"a":1}\r\n\n  \n"é"\n{"b":2}';

  it('are those that are not blank, with their numbers, with or without a mark and a newline at the end', () => {
    const expected = [
      [1, { a: 1 }],
      [4, 'é'],
      [5, { b: 2 }],
    ];
    for (const whole of [text, `${text}\n`]) {
      expect(linesOf(Buffer.from(whole)).map(({ number, text: line }) => [number, JSON.parse(line ?? '')])).toEqual(expected);
    }
    expect(linesOf(Buffer.from(''))).toEqual([]);
  });

  it('are the same when the file is packed, in one part or several', () => {
    const plain = linesOf(Buffer.from(text));
    expect(linesOf(gzipSync(text))).toEqual(plain);
    expect(linesOf(Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))]))).toEqual(plain);
  });

  it('have no text where their bytes are not UTF-8', () => {
    expect(linesOf(Buffer.concat([Buffer.from('1\n"'), Buffer.from([0xff]), Buffer.from('"\n2')]))).toEqual([
      { number: 1, text: '1' },
      { number: 2, text: null },
      { number: 3, text: '2' },
    ]);
  });

  it('are refused where the packed file is cut off', () => {
    expect(() => linesOf(gzipSync(text).subarray(0, 20))).toThrow();
  });
});
