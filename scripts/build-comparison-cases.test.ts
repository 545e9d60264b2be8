import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { comparisonCases, comparisonCasesPath } from './build-comparison-cases.ts';

describe('docs/reference/comparison-cases.md', () => {
  it('is what scripts/build-comparison-cases.ts makes of the cases, the laws and the registry', () => {
    expect(readFileSync(comparisonCasesPath, 'utf8')).toBe(comparisonCases());
  });
});
