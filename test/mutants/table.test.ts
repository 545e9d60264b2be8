import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guarded } from './mutant.ts';
import { mutants, testsFor } from './table.ts';

const root = join(import.meta.dirname, '..', '..');
const text = (file: string) => readFileSync(join(root, file), 'utf8');

describe('the table of mutants', () => {
  it('names in each a text that stands exactly once in its file', () => {
    const wrong = mutants.flatMap(({ file, find, what }) => {
      const times = text(file).split(find).length - 1;
      return times === 1 ? [] : [`${file}: ${times} times ${JSON.stringify(find)} (${what})`];
    });
    expect(wrong).toEqual([]);
  });

  it('makes of each file another one that still can be read', () => {
    const wrong = mutants.flatMap(({ file, find, replace, what }) => {
      const original = text(file);
      const mutated = original.replace(find, () => replace);
      if (mutated === original) return [`${file}: nothing is changed (${what})`];
      try {
        stripTypeScriptTypes(mutated, { mode: 'strip' });
        return [];
      } catch (error) {
        return [`${file}: ${(error as Error).message} (${what})`];
      }
    });
    expect(wrong).toEqual([]);
  });

  it('tells them apart', () => {
    const names = mutants.map(({ file, what }) => `${file}: ${what}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('lets none survive that touches approval, ownership, identity, verification, audit or the network', () => {
    expect(mutants.filter(({ about, survives }) => survives !== undefined && guarded.has(about)).map(({ file, what }) => `${file}: ${what}`)).toEqual([]);
  });

  it('knows for each where it is to be seen', () => {
    for (const mutant of mutants) expect(testsFor(mutant).length).toBeGreaterThan(0);
    expect(mutants.length).toBeGreaterThan(150);
  });
});
