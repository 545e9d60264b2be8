import { describe, expect, it } from 'vitest';
import { pathsOf, textAt, valuesAt, withMember, without } from './pointer-paths.ts';

const value = { a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }, { x: 3 }], map: { k: { x: 1 } } };

describe('paths', () => {
  it('take members away, through lists and maps, and share what they do not touch', () => {
    expect(without(value, pathsOf(['/a/b', '/list/*/x', '/map/*/x', '/none/x']))).toEqual({ a: { c: 2 }, list: [{ y: 2 }, {}], map: { k: {} } });
    expect(without(value, pathsOf(['/a/b']))['list']).toBe(value.list);
    expect(value.a).toEqual({ b: 1, c: 2 });
  });

  it('lead into lists where the schema leaves the star out', () => {
    expect(without(value, pathsOf(['/list/x']))['list']).toEqual([{ y: 2 }, {}]);
    expect(valuesAt(value, ['list', 'x'])).toEqual([1, 3]);
    expect(valuesAt(value, ['list', '*', 'y'])).toEqual([2]);
  });

  it('set and read members at any depth', () => {
    expect(withMember({ a: 1 }, ['b', 'c'], 2)).toEqual({ a: 1, b: { c: 2 } });
    expect(textAt({ b: { c: 2 } }, ['b', 'c'])).toBe('2');
    expect(textAt({ b: { c: [] } }, ['b', 'c'])).toBeNull();
    expect(textAt({}, ['constructor'])).toBeNull();
  });
});
