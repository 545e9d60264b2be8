import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentTerminal } from './agent-terminal.ts';
import { terminalIo } from './terminal-io.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asbuilt-terminal-'));
  await writeFile(join(folder, 'intent.json'), '{"intent":"ü"}');
  await writeFile(join(folder, 'latin1.json'), Buffer.from([0x22, 0xfc, 0x22]));
});
afterAll(() => rm(folder, { recursive: true }));

function terminal(env: Record<string, string> = {}, isTTY = false) {
  const stream = () => Object.assign(new PassThrough(), isTTY ? { isTTY, columns: 90 } : {});
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  let interrupt = () => {};
  const io = terminalIo({
    stdin: () => stdin as unknown as ReadStream,
    stdout: stdout as unknown as WriteStream,
    stderr: () => stderr as unknown as WriteStream,
    env,
    cwd: folder,
    onInterrupt: (handler) => {
      interrupt = handler;
    },
  });
  return { io, stdin, stdout, stderr, interrupt: () => interrupt() };
}

describe('the terminal', () => {
  it('reads a file and stdin up to the limit', async () => {
    const { io, stdin } = terminal();
    expect(await io.readFile('intent.json', 100)).toEqual({ ok: true, value: '{"intent":"ü"}' });
    stdin.end('{"intent":"x"}');
    expect(await io.readFile('-', 100)).toEqual({ ok: true, value: '{"intent":"x"}' });
  });

  it.each([
    ['is not there', 'none.json', 'INTENT_UNREADABLE'],
    ['is a folder', '.', 'INTENT_UNREADABLE'],
    ['is not UTF-8', 'latin1.json', 'INTENT_UNREADABLE'],
    ['never ends', '/dev/zero', 'INTENT_TOO_LARGE'],
  ])('refuses a file that %s', async (_, path, code) => {
    expect(await terminal().io.readFile(path, 1000)).toMatchObject({ ok: false, problems: [{ code, at: path }] });
  });

  it('reads the files of a folder that stands beside a file', async () => {
    const { io } = terminal();
    const read = await io.readSource('intent.json', '.', { files: 10, bytes: 100 });
    expect(read).toMatchObject({ ok: true, value: [{ path: 'intent.json' }, { path: 'latin1.json' }] });
  });

  it('accepts a file of exactly the limit and none above it', async () => {
    expect(await terminal().io.readFile('intent.json', 15)).toMatchObject({ ok: true });
    expect(await terminal().io.readFile('intent.json', 14)).toMatchObject({ ok: false, problems: [{ code: 'INTENT_TOO_LARGE' }] });
  });

  it('has colour only on a terminal that can and may show it', () => {
    expect(terminal({}, true).io.color).toBe(true);
    expect(terminal({ NO_COLOR: '1' }, true).io.color).toBe(false);
    expect(terminal({ TERM: 'dumb' }, true).io.color).toBe(false);
    expect(terminal().io.color).toBe(false);
  });

  it('knows its width and whether somebody can be asked', () => {
    expect(terminal({}, true).io).toMatchObject({ columns: 90, interactive: true, isTty: true });
    expect(terminal().io).toMatchObject({ columns: 0, interactive: false, isTty: false });
  });

  it('asks a question; input that has ended answers nothing', async () => {
    const one = terminal();
    const answer = one.io.prompt('sure? ');
    one.stdin.write('yes\n');
    expect(await answer).toBe('yes');
    const two = terminal();
    const none = two.io.prompt('sure? ');
    two.stdin.end();
    expect(await none).toBe('');
  });

  it('is interrupted by Ctrl-C, and by a reader that leaves', () => {
    const one = terminal();
    one.interrupt();
    expect(one.io.signal.aborted).toBe(true);
    const two = terminal();
    two.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(two.io.signal.aborted).toBe(true);
    const three = terminal();
    three.io.stderr('a mistake');
    three.stderr.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(three.io.signal.aborted).toBe(true);
  });
});

describe('an AI agent’s terminal', () => {
  it.each([
    [{ CLAUDECODE: '1' }, 'Claude Code'],
    [{ CURSOR_AGENT: '1' }, 'Cursor'],
    [{ CODEX_SANDBOX: 'seatbelt' }, 'Codex'],
    [{ GEMINI_CLI: '1' }, 'Gemini CLI'],
    [{ AWS_EXECUTION_ENV: 'AmazonQ-For-CLI Version/1' }, 'Amazon Q Developer'],
    [{ AI_AGENT: 'robot@2' }, 'robot@2'],
  ])('is known by %j', (env, agent) => {
    expect(agentTerminal(env)).toBe(agent);
  });

  it('is not a person’s', () => {
    expect(agentTerminal({ PATH: '/bin', CLAUDECODE: '', TERM_PROGRAM: 'vscode' })).toBeNull();
  });
});
