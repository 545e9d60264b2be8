import { describe, expect, it } from 'vitest';
import { speedText } from './speed-text.ts';

describe('a sandbox’s speed', () => {
  it.each([
    ['infinity', 'operations end at once'],
    [1, 'as slow as AWS itself (--speed 20: 20 times as fast)'],
    [20, '20 times as fast as AWS'],
    [0.5, '2 times as slow as AWS'],
  ] as const)('is said beside that of AWS: %s', (speed, said) => {
    expect(speedText(speed)).toBe(said);
  });
});
