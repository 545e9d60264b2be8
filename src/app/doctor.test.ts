import { expect, it } from 'vitest';
import { freeText } from './doctor.ts';

it.each([
  [0, '0 MiB free'],
  [60 * 1024 ** 2, '60 MiB free'],
  [1024 ** 3 - 1, '1023 MiB free'],
  [1024 ** 3, '1 GiB free'],
  [2.99 * 1024 ** 3, '2.9 GiB free'],
])('tells how much room is left without rounding it up: %d', (bytes, expected) => expect(freeText(bytes)).toBe(expected));
