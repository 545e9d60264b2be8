import { describe, expect, it } from 'vitest';
import { type Layer, mergeProperties } from './merge-properties.ts';

const base = (properties: Layer['properties']): Layer => ({ properties, words: 'default', rank: 'base' });
const wish = (words: string, properties: Layer['properties']): Layer => ({ properties, words, rank: 'wish' });

describe('mergeProperties', () => {
  it('merges objects and replaces everything else', () => {
    expect(mergeProperties([base({ a: { x: 1, y: [1, 2] }, b: 1 }), wish('w', { a: { y: [3] }, c: 2 })]).properties).toEqual({
      a: { x: 1, y: [3] },
      b: 1,
      c: 2,
    });
  });

  it('adds to the list of a key that ends in +, once', () => {
    const layers = [base({ 'Statement+': [{ Sid: 'a' }] }), wish('w', { 'Statement+': [{ Sid: 'b' }, { Sid: 'a' }] })];
    expect(mergeProperties(layers)).toEqual({ properties: { Statement: [{ Sid: 'a' }, { Sid: 'b' }] }, clashes: [] });
  });

  it('reports two wishes for one property, and lets a base give way', () => {
    const layers = [base({ a: { x: 0 } }), wish('red', { a: { x: 1 } }), wish('also red', { a: { x: 1 } }), wish('blue', { a: { x: 2 } })];
    expect(mergeProperties(layers).clashes).toEqual([{ pointer: '/a/x', words: ['also red', 'blue'] }]);
  });
});
