import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/kernel/codes.ts';
import { faultsPage, faultsPagePath } from './faults-page.ts';
import { homeFaults } from './home-faults.ts';
import { recordedFaults, withoutThisRun } from './record.ts';

const recorded = recordedFaults();

describe('docs/reference/damaged-files.md', () => {
  it('is what is made of the outcomes that were recorded', () => {
    expect(readFileSync(faultsPagePath, 'utf8')).toBe(faultsPage(recorded));
  });

  it('tells of faults that there are, each once, with a code that is registered and a way out', () => {
    const known = homeFaults.map(({ path, fault }) => `${path} ${fault}`);
    const told = recorded.map(({ path, fault }) => `${path} ${fault}`);
    expect(told.filter((one) => !known.includes(one))).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
    for (const { code, cause, fix, path, fault } of recorded) {
      if (code === 'goes on' || code === 'begins anew') continue;
      expect(Object.hasOwn(codes, code), `${path} ${fault}`).toBe(true);
      expect(
        [cause, fix].every((text) => text.trim() !== ''),
        `${path} ${fault}`,
      ).toBe(true);
    }
  });

  it('tells every fault of each file that it tells of', () => {
    const whole = new Set(recorded.map(({ path }) => path));
    const missing = homeFaults.filter(({ path, fault }) => whole.has(path) && !recorded.some((one) => one.path === path && one.fault === fault));
    expect(missing).toEqual([]);
  });

  it('holds nothing of the run that it was made by', () => {
    expect(withoutThisRun('process 4711 has /tmp/asbuilt-x-1/store.db since 2026-01-01T00:00:00.000Z, mode 755, entry 12')).toBe(
      'process N has HOME/store.db since TIME, mode 755, entry 12',
    );
    expect(recorded.map(({ cause, fix }) => `${cause} ${fix}`).filter((text) => text !== withoutThisRun(text))).toEqual([]);
  });
});
