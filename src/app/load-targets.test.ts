import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxFile } from './home-layout.ts';
import { loadTargets, withSandbox } from './load-targets.ts';

const sandbox: SandboxFile = { endpoint: 'http://127.0.0.1:5000', instance: 'i1', accounts: ['123456789012'], pid: 1, birth: null };
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asbuilt-targets-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function load(target: Readonly<Record<string, unknown>>, running: SandboxFile | null = sandbox) {
  writeFileSync(join(home, 'targets.yaml'), JSON.stringify({ targets: { work: { account: '333333333333', region: 'eu-west-1', ...target } } }));
  return loadTargets(home, home, running);
}

function problemsOf(loaded: ReturnType<typeof load>) {
  return loaded.ok ? [] : loaded.problems;
}

describe('a target whose endpoint is the word sandbox', () => {
  it('has the address and the instance of the data folder’s sandbox, its own account, and is simulated', () => {
    expect(load({ endpoint: 'sandbox' })).toMatchObject({
      value: [{ name: 'work', instance: 'i1', target: { endpoint: sandbox.endpoint, simulated: true, account: '333333333333' } }],
    });
    expect(load({ endpoint: 'sandbox', simulated: false })).toMatchObject({ value: [{ target: { simulated: true } }] });
  });

  it('is refused with its place where no sandbox runs', () => {
    expect(load({ endpoint: 'sandbox' }, null)).toMatchObject({
      problems: [{ code: 'TARGETS_INVALID', at: `${join(home, 'targets.yaml')}: targets.work.endpoint`, fix: expect.stringContaining('up --sandbox') }],
    });
  });
});

describe('the instance of a target', () => {
  it('is said of the sandbox that `up` adds, and of no other, not even one at the same address', () => {
    const loaded = load({ endpoint: sandbox.endpoint, simulated: true });
    const targets = withSandbox(loaded.ok ? loaded.value : [], sandbox);
    expect(targets.map(({ name, instance }) => [name, instance])).toEqual([
      ['work', undefined],
      ['sandbox', 'i1'],
    ]);
  });

  it('cannot be written into targets.yaml', () => {
    expect(load({ instance: 'i1' })).toMatchObject({ problems: [{ code: 'TARGETS_INVALID' }] });
  });
});

describe('an endpoint', () => {
  it('is an address or that word', () => {
    expect(load({ endpoint: 'sandbx' })).toMatchObject({ problems: [{ code: 'TARGETS_INVALID', message: expect.stringContaining('nor the word sandbox') }] });
    for (const endpoint of ['file:///etc/passwd', 'ftp://127.0.0.1', 'data:,x', 'javascript:alert(1)'])
      expect(load({ endpoint })).toMatchObject({
        problems: [{ code: 'TARGETS_INVALID', message: expect.stringContaining('nor the word sandbox'), cause: expect.stringContaining(endpoint) }],
      });
    expect(load({ endpoint: 'http://127.0.0.1:4566' }, null)).toMatchObject({ value: [{ target: { endpoint: 'http://127.0.0.1:4566' } }] });
  });
});

describe('an account', () => {
  it('without quotes is a number to YAML, and is refused as that', () => {
    expect(load({ account: 111111111111 })).toMatchObject({
      problems: [
        {
          code: 'TARGETS_INVALID',
          message: expect.stringContaining('in quotes'),
          at: expect.stringContaining('targets.work.account'),
          cause: expect.stringContaining('111111111111'),
        },
      ],
    });
    const [missing] = problemsOf(load({ account: undefined }));
    expect(missing).toMatchObject({ message: 'this is not given', at: `${join(home, 'targets.yaml')}: targets.work.account` });
    expect(missing).not.toHaveProperty('cause');
    expect(load({ account: '1' })).toMatchObject({ problems: [{ message: expect.stringContaining('12 digits') }] });
  });
});

describe('the guide', () => {
  it('shows targets that can be loaded', () => {
    const guide = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'how-to', 'name-targets.md'), 'utf8');
    writeFileSync(join(home, 'targets.yaml'), /```yaml\n(.*?)```/su.exec(guide)?.[1] ?? '');
    expect(loadTargets(home, home, sandbox)).toMatchObject({
      value: [{ name: 'staging' }, { name: 'prod' }, { target: { dialect: 'native' } }, { instance: 'i1' }],
    });
  });
});
