import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Checkout } from '../e2e/checkout.ts';

const root = join(import.meta.dirname, '..', '..');
/** The requirement sets whole, or with every `npm test` what only our own part of the door decides. */
const whole = process.env['WHOLE'] === 'yes';

describe('the protocol’s conformance suite', () => {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill();
  });

  /** Our door before the suite’s own tools, or before a running engine’s. */
  function address(...args: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [join(root, 'test/mcp/conformance-program.ts'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    return new Promise((resolve, reject) => {
      child.stdout?.once('data', (line: Buffer) => resolve(line.toString('utf8').trim()));
      child.once('exit', () => reject(new Error('the program ended')));
    });
  }

  function suite(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
    const cwd = mkdtempSync(join(tmpdir(), 'asbuilt-conformance-'));
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(root, 'node_modules/@modelcontextprotocol/conformance/dist/index.js'), 'server', ...args],
        { cwd, maxBuffer: 64 * 1024 * 1024, timeout: 280_000 },
        (error, out, err) => {
          rmSync(cwd, { recursive: true, force: true });
          resolve({ code: error === null ? 0 : 1, out: out + err });
        },
      );
    });
  }

  it.runIf(whole).each(['2025-11-25', '2026-07-28'])(
    'fails no scenario that %s requires',
    async (revision) => {
      const { code, out } = await suite('--url', await address(), '--requirements', revision);
      console.log(out.slice(out.indexOf('=== SUMMARY ===')));
      expect(code, out.slice(-4_000)).toBe(0);
    },
    300_000,
  );

  it.each([
    ['server-stateless', '2026-07-28'],
    ['dns-rebinding-protection', '2026-07-28'],
    ['dns-rebinding-protection', '2025-11-25'],
    ['server-session-lifecycle', '2025-11-25'],
    ['tools-call-elicitation', '2025-11-25'],
    ['caching', '2026-07-28'],
  ])(
    'passes %s of %s',
    async (scenario, revision) => {
      const { code, out } = await suite('--url', await address(), '--scenario', scenario, '--spec-version', revision);
      expect(out).toMatch(/Passed: (\d+)\/\1, 0 failed/);
      expect(code).toBe(0);
    },
    120_000,
  );

  it('passes at the address of a running engine, but for what needs a tool of the suite', async () => {
    const checkout = new Checkout();
    try {
      const up = await checkout.run('up', '--detach', '--port', '0');
      expect(up.code, up.err).toBe(0);
      const url = await address(checkout.home);
      for (const revision of ['2025-11-25', '2026-07-28']) {
        const { out } = await suite('--url', url, '--scenario', 'dns-rebinding-protection', '--spec-version', revision);
        expect(out).toMatch(/Passed: 2\/2, 0 failed/);
      }
      const { out } = await suite('--url', url, '--scenario', 'server-stateless', '--spec-version', '2026-07-28');
      expect([...out.matchAll(/^ *- (\w+): /gm)].map(([, check]) => check)).toEqual(['ServerRejectsUndeclaredCapability', 'MissingCapabilityHttp400']);
      expect(out).toMatch(/Passed: 26\/28, 2 failed/);
    } finally {
      await checkout.end();
    }
  }, 180_000);
});
