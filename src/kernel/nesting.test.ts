import { describe, expect, it } from 'vitest';
import { deepestNesting, nestsTooDeep } from './nesting.ts';

const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`;

describe('the nesting of a JSON text', () => {
  it('is bounded at a number of levels, however long the text is', () => {
    expect(nestsTooDeep(nested(deepestNesting))).toBe(false);
    expect(nestsTooDeep(nested(deepestNesting + 2))).toBe(true);
    expect(nestsTooDeep('['.repeat(1_000_000))).toBe(true);
    expect(nestsTooDeep(`[${'[1],'.repeat(1_000)}[1]]`)).toBe(false);
  });

  it('is not that of what texts in it hold', () => {
    expect(nestsTooDeep(JSON.stringify({ a: '['.repeat(1_000), b: `"\\${'{'.repeat(1_000)}` }))).toBe(false);
    expect(nestsTooDeep(`{"a":"\\\\","b":${nested(deepestNesting)}}`)).toBe(true);
  });
});
