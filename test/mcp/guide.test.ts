import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tools } from '../../src/surfaces/mcp/tools.ts';

const root = join(import.meta.dirname, '..', '..');
const guide = readFileSync(join(root, 'docs', 'how-to', 'connect-an-agent.md'), 'utf8');
const blocks = [...guide.matchAll(/^```sh\n(.*?)^```/gms)].map(([, text = '']) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '')),
);

interface Written {
  readonly command: string;
  readonly args: string[];
  readonly env?: Record<string, string>;
}

/** The guide as it is written, line by line: from the engine to what an agent planned and a person approved. */
describe('the guide to connecting an agent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-connect-'));
  const home = join(folder, 'home');
  const project = join(folder, 'project');
  const config = join(project, '.kiro', 'settings', 'mcp.json');
  const [begin = [], install = [], approve = []] = blocks;

  function type(line: string, cwd = project): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const env = { ...process.env, HOME: home, ASBUILT_HOME: join(home, '.asbuilt'), PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` };
    return new Promise((resolve) => {
      execFile('bash', ['-c', line], { cwd, env, timeout: 120_000 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out, err });
      });
    });
  }

  beforeAll(() => {
    for (const made of [home, project]) mkdirSync(made);
  });
  afterAll(async () => {
    await type('asbuilt down');
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('begins with an engine', async () => {
    // The build is there; `export` sets what every line here has.
    expect(begin.map((line) => line.split(' ')[0])).toEqual(['npm', 'export', 'asbuilt']);
    const up = await type(`${begin[2]} --port 0 --speed infinity`);
    expect([up.code, up.err]).toEqual([0, expect.any(String)]);
  }, 120_000);

  it('puts the server into the client’s file, and shows first what it would do', async () => {
    expect(install).toHaveLength(2);
    const dry = await type(install[0] ?? '');
    expect([dry.code, existsSync(config)]).toEqual([0, false]);
    expect(dry.out).toContain('"asbuilt"');
    expect([(await type(install[1] ?? '')).code, existsSync(config)]).toEqual([0, true]);
  }, 60_000);

  it('lets an agent plan through what was written there, asks its user, and is approved as the guide says', async () => {
    const { command, args, env = {} } = (JSON.parse(readFileSync(config, 'utf8')) as { mcpServers: { asbuilt: Written } }).mcpServers.asbuilt;
    const client = new Client({ name: 'guide', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StdioClientTransport({ command, args, env: { HOME: home, PATH: process.env['PATH'] ?? '', ...env } }));
    const call = async (name: string, given: object) => {
      const answer = await client.callTool({ name, arguments: given as Record<string, unknown> });
      if (answer.isError === true) throw new Error(JSON.stringify(answer.structuredContent));
      return (answer.structuredContent as { data: Record<string, unknown> }).data;
    };
    try {
      const wish = /> Plan (a [^.]+?)\./.exec(guide)?.[1];
      const { question } = await call('create_plan', { intent: wish, target: 'sandbox', idempotency_key: 'guide-key-1' });
      const answered = await call('answer_question', { question, answers: { 1: 'order_id' }, idempotency_key: 'guide-key-2' });
      const { plan, digest } = answered['plan'] as { plan: string; digest: string };
      expect((await call('request_approval', { plan }))['command']).toBe(`asbuilt approve ${plan}`);
      const said = (line: string) => line.replace('p_0123456789ab', plan);
      const [plain = ''] = approve;
      const withName = /`(asbuilt approve p_0123456789ab --confirm [a-z_]+)`/.exec(guide)?.[1] ?? '';
      expect((await type(said(plain))).code).toBe(5);
      const approved = await type(said(withName));
      expect([approved.code, approved.err]).toEqual([0, expect.any(String)]);
      const { run } = await call('apply_plan', { plan, digest, idempotency_key: 'guide-key-3' });
      for (let looked = 0; looked < 10; looked++) if ((await call('get_run', { run, wait: 7 }))['ended'] === true) break;
      expect(await call('get_run', { run })).toMatchObject({ status: 'succeeded' });
    } finally {
      await client.close();
    }
  }, 120_000);

  it('takes it out again', async () => {
    expect([(await type('asbuilt mcp uninstall kiro')).code, existsSync(config)]).toEqual([0, false]);
  }, 60_000);

  it('names every tool, and none that there is not', () => {
    const named = new Set([...guide.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, name = '']) => name));
    const others = ['table_orders', 'idempotency_key', 'next_tool', 'new_environment', 'review_plan', 'explain_failure'];
    expect([...named].filter((name) => !others.includes(name)).sort()).toEqual(tools.map(({ name }) => name).sort());
  });
});
