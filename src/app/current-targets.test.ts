import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentTargets } from './current-targets.ts';
import { type SandboxFile, writeJsonFile } from './home-layout.ts';

const sandbox: SandboxFile = { endpoint: 'http://127.0.0.1:5000', instance: 'i1', accounts: ['123456789012'], pid: 1, birth: null };
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-current-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

let time = 0;
/** Each look is so long after the one before that the files are looked at again. */
const later = () => {
  time += 1000;
  return time;
};

function write(...accounts: readonly string[]): void {
  const entries = accounts.map((account, index) => `  t${index}: { account: "${account}", region: us-east-1 }\n`);
  writeFileSync(join(home, 'targets.yaml'), `targets:\n${entries.join('')}`);
}

describe('the targets of a running engine', () => {
  it('are those of the file as it is now, also where only a digit changed, and where it came or went', () => {
    const { targets, faults } = currentTargets(home, home, null, null, later);
    const accounts = () => targets().map(({ target }) => target.account);
    expect(accounts()).toEqual([]);
    write('111111111111');
    expect(accounts()).toEqual(['111111111111']);
    write('111111111112');
    expect(accounts()).toEqual(['111111111112']);
    write('111111111112', '222222222222');
    expect(accounts()).toEqual(['111111111112', '222222222222']);
    renameSync(join(home, 'targets.yaml'), join(home, 'gone.yaml'));
    expect(accounts()).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('are gone while the file is wrong, which says why; the sandbox is not', () => {
    write('111111111111');
    const { targets, faults } = currentTargets(home, home, sandbox, sandbox, later);
    expect(targets().map(({ name }) => name)).toEqual(['t0', 'sandbox']);
    write('11');
    expect(targets().map(({ name }) => name)).toEqual(['sandbox']);
    expect(faults()).toMatchObject([{ code: 'TARGETS_INVALID', at: expect.stringContaining('targets.t0.account'), cause: expect.stringContaining('11') }]);
    write('222222222222');
    expect(targets().map(({ name }) => name)).toEqual(['t0', 'sandbox']);
    expect(faults()).toEqual([]);
  });

  it('find the sandbox at another address once it was started again there, and no other sandbox in its place', () => {
    const current = currentTargets(home, home, sandbox, sandbox, later);
    const address = () => current.targets().map(({ target }) => target.endpoint);
    expect(address()).toEqual(['http://127.0.0.1:5000']);
    for (const [instance, there] of [
      ['i1', 'http://127.0.0.1:6000'],
      ['other', 'http://127.0.0.1:5000'],
    ] as const) {
      writeJsonFile(home, join(home, 'sandbox.json'), { ...sandbox, instance, endpoint: 'http://127.0.0.1:6000' });
      expect(address()).toEqual([there]);
      expect(current.sandbox()?.endpoint).toBe(there);
    }
  });

  it('are read once while nothing happens to the file', () => {
    write('111111111111');
    const { targets } = currentTargets(home, home, null, null, later);
    expect(targets()).toBe(targets());
  });

  it('are looked for again after a moment, and not before', () => {
    let at = 0;
    const { targets } = currentTargets(home, home, null, null, () => at);
    expect(targets()).toEqual([]);
    write('111111111111');
    at = 19;
    expect(targets()).toEqual([]);
    at = 20;
    expect(targets()).toHaveLength(1);
  });
});
