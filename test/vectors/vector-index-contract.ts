import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/kernel/result.ts';
import type { VectorIndex } from '../../src/ports/vector-index.ts';

const there = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.problems[0]?.message}: ${result.problems[0]?.cause}`);
  return result.value;
};
const unit = (...members: number[]): number[] => members.map((member) => member / Math.hypot(...members));

/** What every vector index does; `indexOf` gives the one under test, which holds nothing under these names. */
export function vectorIndexContract(name: string, indexOf: () => VectorIndex): void {
  const [east, west, north, northEast] = [unit(1, 0, 0), unit(-1, 0, 0), unit(0, 1, 0), unit(1, 1, 0)];
  const points = [
    { id: 'type/AWS::S3::Bucket', vector: east },
    { id: 'control/private@1.0.0', vector: north },
    { id: "far 'away'; x", vector: west },
  ];

  describe(`${name} as a vector index`, () => {
    it('finds nothing in a collection that is not there, and drops it without complaint', async () => {
      const index = indexOf();
      expect(there(await index.size('nowhere'))).toBe(0);
      expect(there(await index.nearest('nowhere', east, 3))).toEqual([]);
      expect(there(await index.drop('nowhere'))).toBeNull();
    });

    it('finds the nearest first, with the cosine of their angle, and as many as are asked for', async () => {
      const index = indexOf();
      there(await index.put('compass', points));
      expect(there(await index.size('compass'))).toBe(3);
      const all = there(await index.nearest('compass', unit(3, 1, 0), 10));
      expect(all.map(({ id }) => id)).toEqual(['type/AWS::S3::Bucket', 'control/private@1.0.0', "far 'away'; x"]);
      for (const [place, cosine] of [3, 1, -3].map((part) => part / Math.sqrt(10)).entries()) expect(all[place]?.likeness).toBeCloseTo(cosine, 5);
      expect(there(await index.nearest('compass', unit(3, 1, 0), 1))).toHaveLength(1);
    });

    it('orders equals by id, in whatever order they were put', async () => {
      const index = indexOf();
      for (const id of ['c', 'a', 'b']) there(await index.put('equals', [{ id, vector: north }]));
      expect(there(await index.nearest('equals', northEast, 3)).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    });

    it('puts an item in the place of one with its id', async () => {
      const index = indexOf();
      there(await index.put('moved', points));
      there(await index.put('moved', [{ id: "far 'away'; x", vector: east }]));
      expect(there(await index.size('moved'))).toBe(3);
      expect(there(await index.nearest('moved', east, 2)).map(({ id }) => id)).toEqual(["far 'away'; x", 'type/AWS::S3::Bucket']);
    });

    it('keeps collections apart, and drops one without the other', async () => {
      const index = indexOf();
      there(await index.put('one', points));
      there(await index.put('other', points.slice(0, 1)));
      there(await index.drop('one'));
      expect(there(await index.size('one'))).toBe(0);
      expect(there(await index.nearest('one', east, 3))).toEqual([]);
      expect(there(await index.size('other'))).toBe(1);
    });

    it('takes more than one portion', async () => {
      const index = indexOf();
      const around = (number: number) => [Math.cos((number * 2 * Math.PI) / 1201), Math.sin((number * 2 * Math.PI) / 1201), 0];
      const many = Array.from({ length: 1201 }, (_, number) => ({ id: `n${number}`, vector: around(number) }));
      there(await index.put('many', many));
      expect(there(await index.size('many'))).toBe(1201);
      expect(there(await index.nearest('many', around(700), 1))[0]?.id).toBe('n700');
    });
  });
}
