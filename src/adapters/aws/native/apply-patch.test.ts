import { describe, expect, it } from 'vitest';
import { applyPatch } from './apply-patch.ts';

describe('applyPatch', () => {
  it('adds, replaces and removes at any depth and leaves the given properties alone', () => {
    const before = { A: { B: [1, 2, 3] }, 'x/y': 1 };
    expect(
      applyPatch(before, [
        { op: 'replace', path: '/A/B/1', value: 9 },
        { op: 'add', path: '/A/B/-', value: 4 },
        { op: 'remove', path: '/A/B/0' },
        { op: 'add', path: '/A/C', value: { D: true } },
        { op: 'remove', path: '/x~1y' },
      ]),
    ).toEqual({ A: { B: [9, 3, 4], C: { D: true } } });
    expect(before).toEqual({ A: { B: [1, 2, 3] }, 'x/y': 1 });
  });

  it('inserts into a list and makes what is missing on the way', () => {
    expect(
      applyPatch({ L: ['b'] }, [
        { op: 'add', path: '/L/0', value: 'a' },
        { op: 'add', path: '/M/N', value: 1 },
      ]),
    ).toEqual({ L: ['a', 'b'], M: { N: 1 } });
  });
});
