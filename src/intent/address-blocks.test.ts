import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBlock, partOf } from './address-blocks.ts';

describe('partOf', () => {
  it('divides a block into equal parts', () => {
    expect([0, 1, 8, 15].map((index) => partOf('10.0.0.0/16', 16, index))).toEqual(['10.0.0.0/20', '10.0.16.0/20', '10.0.128.0/20', '10.0.240.0/20']);
    expect(partOf('192.168.255.0/24', 16, 15)).toBe('192.168.255.240/28');
  });

  it('gives parts that are blocks within the whole and do not overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 24 }), fc.nat({ max: 255 }), fc.nat({ max: 15 }), fc.nat({ max: 15 }), (bits, second, one, other) => {
        const whole = `10.${second}.0.0/${bits}`;
        const size = 2 ** (32 - bits - 4);
        const [a, b] = [parseBlock(partOf(whole, 16, one)), parseBlock(partOf(whole, 16, other))];
        const start = parseBlock(whole)?.address ?? Number.NaN;
        expect(a?.address).toBe(start + one * size);
        expect(Math.abs((a?.address ?? 0) - (b?.address ?? 0)) >= size).toBe(one !== other);
      }),
    );
  });
});

describe('parseBlock', () => {
  it.each(['10.0.0.1/16', '10.0.0.0', '10.0.0.256/32', '10.0.0.0/33', '10.0.0/16', 'x'])('refuses %s', (text) => {
    expect(parseBlock(text)).toBeNull();
  });
});
