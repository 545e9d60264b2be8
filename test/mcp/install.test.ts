import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentClients } from '../../src/adapters/agent-clients/agent-clients.ts';
import { type ClientOrder, connectClient } from '../../src/adapters/agent-clients/connect-client.ts';
import { commandLine } from '../cli/command-line.ts';
import { clientFiles } from './client-files.ts';

/** Files as each client’s users have them. */
const real: Readonly<Record<string, string>> = {
  kiro: `{
  "mcpServers": {
    // AWS's own
    "aws-docs": {
      "command": "uvx",
      "args": ["awslabs.aws-documentation-mcp-server@latest",],
      "env": { "FASTMCP_LOG_LEVEL": "ERROR" },
      "disabled": false,
      "autoApprove": ["read_documentation", "search_documentation"],
    },
  },
}
`,
  'amazon-q': '{"mcpServers":{"fetch":{"command":"uvx","args":["mcp-server-fetch"],"timeout":60000}}}',
  'claude-code': `{
  "numStartups": 312,
  "theme": "dark",
  "mcpServers": {
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/"
    }
  },
  "projects": { "/work": { "allowedTools": ["Bash(git log:*)"], "history": [{ "display": "say \\"}\\" // not a comment" }] } }
}`,
  cursor: '{\n\t"mcpServers": {\n\t\t"linear": { "url": "https://mcp.linear.app/sse" } /* work */\n\t}\n}\n',
  vscode: `// shared with the team
{
    "inputs": [
        { "type": "promptString", "id": "token", "password": true, }, // asked once
    ],
    "servers": {
        "playwright": { "type": "stdio", "command": "npx", "args": ["-y", "@playwright/mcp@latest"] },
        /* off for now:
        "github": { "type": "http" }, */
    },
}
`,
};

describe.each(Object.keys(agentClients))('the installer for %s', (client) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'asbuilt-install-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const order = (more: Partial<ClientOrder> = {}): ClientOrder => ({
    client,
    project: folder,
    userHome: join(folder, 'home'),
    platform: 'linux',
    command: '/opt/asbuilt/bin/asbuilt',
    args: ['mcp'],
    env: { ASBUILT_HOME: '/data' },
    remove: false,
    dryRun: false,
    ...more,
  });
  const path = () => join(folder, agentClients[client]?.project ?? '');
  const put = (text: string): void => {
    mkdirSync(dirname(path()), { recursive: true });
    writeFileSync(path(), text);
  };

  it('comes and goes without another byte of a real file, and keeps its rights', () => {
    const before = real[client] ?? '';
    put(before);
    chmodSync(path(), 0o600);
    expect(connectClient(order())).toMatchObject({ ok: true, value: { before, path: path() } });
    const installed = readFileSync(path(), 'utf8');
    expect(installed).toContain('/opt/asbuilt/bin/asbuilt');
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(connectClient(order({ remove: true })).ok).toBe(true);
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it.each(Object.entries(clientFiles[client] ?? {}))('comes and goes without another byte, in the project and for the user: %s', (_, before) => {
    for (const project of [folder, null]) {
      const at = project === null ? join(folder, 'home', agentClients[client]?.user('linux') ?? '') : path();
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, before);
      expect(connectClient(order({ project }))).toMatchObject({ ok: true, value: { path: at } });
      const installed = readFileSync(at, 'utf8');
      expect(installed).not.toBe(before);
      expect(connectClient(order({ project })).ok).toBe(true);
      expect(readFileSync(at, 'utf8')).toBe(installed);
      expect(connectClient(order({ project, remove: true })).ok).toBe(true);
      expect(readFileSync(at).equals(Buffer.from(before, 'utf8'))).toBe(true);
    }
  });

  it('puts nothing on a list of what runs without asking', () => {
    connectClient(order());
    expect(readFileSync(path(), 'utf8')).not.toMatch(/approve|trust|allow/i);
  });

  it('leaves no file where there was none', () => {
    connectClient(order());
    expect(existsSync(path())).toBe(true);
    connectClient(order({ remove: true }));
    expect(existsSync(path())).toBe(false);
  });

  it('writes nothing on a dry run, and says what it would', () => {
    put(real[client] ?? '');
    const told = connectClient(order({ dryRun: true }));
    expect(told.ok && told.value.after).toContain('asbuilt');
    expect(readFileSync(path(), 'utf8')).toBe(real[client]);
  });

  it('writes where a link leads to', () => {
    put(real[client] ?? '');
    const elsewhere = join(folder, 'dotfiles.json');
    writeFileSync(elsewhere, real[client] ?? '');
    rmSync(path());
    symlinkSync(elsewhere, path());
    connectClient(order());
    expect(readFileSync(elsewhere, 'utf8')).toContain('asbuilt');
  });

  it('writes where a link leads to that leads nowhere yet, and leaves the link when it takes that away again', () => {
    mkdirSync(dirname(path()), { recursive: true });
    const elsewhere = join(folder, 'dotfiles', 'mcp.json');
    symlinkSync(elsewhere, path());
    expect(connectClient(order()).ok).toBe(true);
    expect(readFileSync(elsewhere, 'utf8')).toContain('asbuilt');
    expect(connectClient(order({ remove: true })).ok).toBe(true);
    expect([existsSync(elsewhere), readlinkSync(path())]).toEqual([false, elsewhere]);
  });

  it('keeps the owner of a file, and replaces none that is read-only, goes by two names, or is no file', () => {
    const before = real[client] ?? '';
    put(before);
    const owner = process.getuid?.() === 0 ? 1000 : statSync(path()).uid;
    chownSync(path(), owner, statSync(path()).gid);
    expect(connectClient(order()).ok).toBe(true);
    expect(statSync(path()).uid).toBe(owner);
    put(before);
    chmodSync(path(), 0o444);
    expect(connectClient(order())).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
    chmodSync(path(), 0o644);
    linkSync(path(), join(folder, 'home'));
    expect(connectClient(order())).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
    expect(readFileSync(path(), 'utf8')).toBe(before);
    expect(readdirSync(dirname(path())).filter((name) => name.endsWith('.asbuilt'))).toEqual([]);
    rmSync(path());
    mkdirSync(path());
    expect(connectClient(order())).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID' }] });
  });

  it('neither replaces nor removes a server of its name that is somebody’s own, nor guesses which of two is ours', () => {
    const { container = '' } = agentClients[client] ?? {};
    const theirs = JSON.stringify({ [container]: { asbuilt: { command: '/opt/other/asbuilt-proxy', args: ['mcp'], disabled: true } } }, null, 4);
    put(theirs);
    expect(connectClient(order())).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID', message: expect.stringContaining('not ours') }] });
    expect(connectClient(order({ remove: true }))).toMatchObject({ ok: true, value: { before: theirs, after: theirs } });
    expect(readFileSync(path(), 'utf8')).toBe(theirs);
    put(`{"${container}": {"asbuilt": {}}, "${container}": {}}`);
    expect(connectClient(order({ remove: true }))).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID' }] });
  });

  it('refuses a file that it would have to guess about, and leaves it', () => {
    put('{ "mcpServers": [ "servers": ');
    expect(connectClient(order())).toMatchObject({ ok: false, problems: [{ code: 'INPUT_INVALID' }] });
    expect(readFileSync(path(), 'utf8')).toBe('{ "mcpServers": [ "servers": ');
  });

  it('writes the user’s own file where that is wanted', () => {
    const told = connectClient(order({ project: null }));
    expect(told).toMatchObject({ ok: true, value: { path: join(folder, 'home', agentClients[client]?.user('linux') ?? '') } });
  });
});

describe('asbuilt mcp install', () => {
  it('names the clients where it does not know one', () => {
    expect(
      connectClient({ client: 'curser', project: '/', userHome: '/', platform: 'linux', command: 'x', args: [], env: {}, remove: false, dryRun: true }),
    ).toMatchObject({
      ok: false,
      problems: [{ code: 'USAGE', fix: 'did you mean cursor?' }],
    });
  });

  it('shows the difference and the next step', async () => {
    const { code, out } = await commandLine(['mcp', 'install', 'kiro']);
    expect(code).toBe(0);
    expect(out).toContain('+ { "asbuilt": {} }');
    expect(out).toContain('restart Kiro');
    const removed = await commandLine(['mcp', 'uninstall', 'kiro', '--dry-run']);
    expect(removed.out).toContain('- { "asbuilt": {} }');
    expect(removed.out).toContain('Nothing was written');
  });

  it('starts the server with nothing on stdout', async () => {
    const { code, out, host } = await commandLine(['mcp', '--read-only']);
    expect([code, out]).toEqual([0, '']);
    expect(host.started).toEqual([{ readOnly: true }]);
  });
});
