import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tools } from '../../src/surfaces/mcp/tools.ts';
import { Checkout } from '../e2e/checkout.ts';
import { credential } from './agents.ts';

const program = '@modelcontextprotocol/inspector@2.12.0';
const bin = join(import.meta.dirname, '..', '..', 'bin', 'asbuilt');

/** Fetched from the package registry when it is run, and so only where that is wanted. */
describe.runIf(process.env['WHOLE'] === 'yes')('mcp-inspector --cli', () => {
  const checkout = new Checkout();
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-inspector-'));

  beforeAll(async () => {
    const started = await checkout.run('up', '--sandbox', '--detach', '--port', '0', '--speed', 'infinity');
    expect(started.code, started.err).toBe(0);
  }, 120_000);
  afterAll(async () => {
    await checkout.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  function inspect(...args: readonly string[]): Promise<unknown> {
    // It keeps its own records in the home folder.
    const env = { ...process.env, npm_config_cache: process.env['npm_config_cache'] ?? join(process.env['HOME'] ?? '', '.npm'), HOME: folder };
    return new Promise((resolve, reject) => {
      execFile('npx', ['-y', program, '--cli', ...args], { env, timeout: 170_000, maxBuffer: 16 * 1024 * 1024 }, (error, out, err) => {
        if (error === null) resolve(JSON.parse(out));
        else reject(new Error(`${error.message}\n${err}`));
      });
    });
  }

  const ways: readonly (readonly [string, () => readonly string[]])[] = [
    ['stdio', () => ['-e', `ASBUILT_HOME=${checkout.home}`, bin, 'mcp']],
    [
      'HTTP',
      () => {
        const { url, token } = credential(checkout.home);
        return [new URL('/mcp', url).href, '--transport', 'http', '--header', `Authorization: Bearer ${token}`];
      },
    ],
  ];

  it.each(ways)(
    'lists and calls over %s',
    async (_, way) => {
      const listed = (await inspect(...way(), '--method', 'tools/list')) as { tools: { name: string }[] };
      expect(listed.tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
      const called = (await inspect(...way(), '--method', 'tools/call', '--tool-name', 'list_targets')) as { structuredContent: { data: unknown } };
      expect(called.structuredContent.data).toMatchObject({ targets: [{ target: 'sandbox' }] });
    },
    400_000,
  );
});
