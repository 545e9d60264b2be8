import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueHeap } from './due-heap.ts';

describe('a due heap', () => {
  it('gives what has come due, earliest first and in the order of adding, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.record({ add: fc.nat(20) }), fc.record({ take: fc.nat(20) })), { maxLength: 100 }), (steps) => {
        const heap = new DueHeap<number>();
        let model: { at: number; item: number }[] = [];
        for (const [item, step] of steps.entries()) {
          if ('add' in step) {
            heap.add(step.add, item);
            model = [...model, { at: step.add, item }].sort((a, b) => a.at - b.at || a.item - b.item);
          } else {
            const first = model[0];
            const expected = first !== undefined && first.at <= step.take ? first.item : undefined;
            if (expected !== undefined) model = model.slice(1);
            expect(heap.take(step.take)).toBe(expected);
          }
          expect(heap.size).toBe(model.length);
        }
      }),
    );
  });
});
