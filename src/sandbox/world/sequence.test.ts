import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sequence } from './sequence.ts';

describe('a sequence', () => {
  it('holds what was added and not removed, in order, from any number on', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant('add' as const), fc.nat(60)), { maxLength: 120 }), fc.nat(130), (steps, from) => {
        const sequence = new Sequence<string>();
        const model = new Map<number, string>();
        let number = 0;
        for (const step of steps) {
          if (step === 'add') {
            number += 2;
            sequence.add(number, `item ${number}`);
            model.set(number, `item ${number}`);
          } else {
            sequence.remove(step);
            model.delete(step);
          }
        }
        const items = (keep: (number: number) => boolean) => [...model].filter(([key]) => keep(key)).map(([, item]) => item);
        expect(sequence.size).toBe(model.size);
        expect([...sequence.after(from)]).toEqual(items((key) => key > from));
        expect([...sequence.before(from)]).toEqual(items((key) => key < from).reverse());
      }),
    );
  });

  it('refuses a number that does not ascend', () => {
    const sequence = new Sequence<string>();
    sequence.add(2, 'a');
    expect(() => sequence.add(2, 'b')).toThrow(RangeError);
  });
});
