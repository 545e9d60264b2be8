import { describe, expect, it } from 'vitest';
import { compareVersions, highestIn, parseUse } from './version-range.ts';

const versions = ['0.0.3', '0.0.4', '0.2.0', '0.3.1', '1.0.0', '1.2.0', '1.4.0', '1.4.9', '1.10.2', '2.0.0', '3.1.4'];

function highest(range: string): string | null {
  const found = highestIn(range, versions);
  if (!found.ok) throw new Error(found.problems[0]?.message);
  return found.value;
}

describe('highestIn', () => {
  it.each([
    ['*', '3.1.4'],
    ['1', '1.10.2'],
    ['1.x', '1.10.2'],
    ['1.4', '1.4.9'],
    ['1.4.0', '1.4.0'],
    ['=1.4.0', '1.4.0'],
    ['^1.2', '1.10.2'],
    ['^1.4.1', '1.10.2'],
    ['~1.4', '1.4.9'],
    ['~1', '1.10.2'],
    ['^0.2.0', '0.2.0'],
    ['^0.0.3', '0.0.3'],
    ['^0', '0.3.1'],
    ['>=1.4 <2', '1.10.2'],
    ['>1.4 <=1.10', '1.10.2'],
    ['<1.2', '1.0.0'],
    ['>2.0.0', '3.1.4'],
    ['0.0.4 || ~1.4', '1.4.9'],
  ])('takes of %s the version %s', (range, version) => expect(highest(range)).toBe(version));

  it.each(['4', '>3.1.4', '~1.5', '>*', '1.4.1'])('takes none of %s', (range) => expect(highest(range)).toBeNull());

  it.each(['', 'latest', '1.2.3.4', '^', '1..2', '>=', '1.4.0-beta', '1 ||'])('refuses %j', (range) => {
    expect(highestIn(range, versions)).toMatchObject({ ok: false, problems: [{ code: 'CATALOG_INVALID' }] });
  });

  it('compares numbers as numbers', () => expect(['1.10.0', '1.9.9', '1.9.10'].sort(compareVersions)).toEqual(['1.9.9', '1.9.10', '1.10.0']));

  it('reads a use as a name and a range', () => {
    expect(parseUse('network@^1.4')).toEqual({ name: 'network', range: '^1.4' });
    expect(parseUse('network')).toEqual({ name: 'network', range: '*' });
  });
});
