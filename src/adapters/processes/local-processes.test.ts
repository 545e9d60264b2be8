import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job, JobLimits, JobState } from '../../ports/processes.ts';
import { bubblewrap, type Confine } from './confine.ts';
import { localProcesses } from './local-processes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asbuilt-units-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** When a process was born, from the kernel; null when there is none. */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

const limits: JobLimits = { seconds: 600, memory: 1024 ** 3, file: 1024 ** 3, processes: 256, together: null, scratch: null };
const open = (birth = birthOf, confine: Confine | null = null) =>
  localProcesses({
    folder,
    environment: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
    birthOf: birth,
    confine,
    without: (text, of) => (of.includes('pw') ? text.replaceAll('hunter2', '(secret)') : text),
  });
const job = (script: string, token: string, more: Partial<Job> = {}): Job => ({
  token,
  source: { files: [{ path: 'run.sh', base64: Buffer.from(script).toString('base64') }] },
  phases: [{ name: 'apply', argv: ['/bin/sh', 'run.sh'], told: true }],
  environment: {},
  reads: [],
  network: false,
  limits,
  input: { name: 'it\'s "quoted" $HOME `x`\n' },
  given: { name: 'it\'s "quoted" $HOME `x`\n' },
  secrets: [],
  ...more,
});
async function ended(processes: ReturnType<typeof open>, token: string): Promise<JobState> {
  for (;;) {
    const state = await processes.look(token);
    if (state.kind !== 'running') return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.skipIf(!existsSync('/proc/self/stat'))('programs that outlive the engine (needs /proc)', () => {
  it('are ended by the machine when their time is over, with all of their group, though no engine looks', async () => {
    await open().start(job('sleep 100 & echo $! > pid; wait', 'a0a0a0a0a0a0a0a0', { limits: { ...limits, seconds: 1 } }));
    const processes = open();
    expect(await ended(processes, 'a0a0a0a0a0a0a0a0')).toEqual({ kind: 'lost' });
    expect(birthOf(Number(readFileSync(join(folder, 'a0a0a0a0a0a0a0a0', 'source', 'pid'), 'utf8')))).toBeNull();
    await processes.forget('a0a0a0a0a0a0a0a0');
    expect(await processes.look('a0a0a0a0a0a0a0a0')).toEqual({ kind: 'unknown-token' });
  });

  it('have so much memory, and write files so large', async () => {
    const python = (text: string) => `exec python3 -c '${text}' > /dev/null`;
    const held = { ...limits, memory: 256 * 1024 ** 2, file: 1024 ** 2 };
    const codes: unknown[] = [];
    for (const [index, script] of [
      python('bytearray(64 * 1024 ** 2)'),
      python('bytearray(512 * 1024 ** 2)'),
      python('with open("a", "wb") as file: file.write(bytes(1024 ** 2))'),
      python('with open("a", "wb") as file: file.write(bytes(2 * 1024 ** 2))'),
      'yes',
    ].entries()) {
      const token = `b0b0b0b0b0b0b0b${index}`;
      const processes = open();
      await processes.start(job(script, token, { limits: held, environment: { PATH: process.env['PATH'] ?? '' } }));
      const state = await ended(processes, token);
      codes.push(state.kind === 'ended' && (state.code === 0 ? 'fine' : (/MemoryError|File too large|File size/.exec(state.errors)?.[0] ?? state.code)));
    }
    expect(codes).toEqual(['fine', 'MemoryError', 'fine', 'File too large', 'File size']);
  });

  it('have so much memory together, shared memory among it, and so many processes, whoever runs them', async () => {
    const python = (text: string) => `exec python3 -c '${text}' > /dev/null`;
    const held = { ...limits, memory: 256 * 1024 ** 2, together: 384 * 1024 ** 2, processes: 8 };
    const share = (size: number) => `import mmap, time; m = mmap.mmap(-1, ${size} * 1024 ** 2); m[::4096] = b"x" * (${size} * 256); time.sleep(1)`;
    const forked = (count: number, then: string) =>
      `import os, time\nfor i in range(${count}):\n  if os.fork() == 0:\n    ${then}; time.sleep(5); os._exit(0)\ntime.sleep(1)`;
    const outcomes: unknown[] = [];
    for (const [index, script] of [
      python(share(200)),
      python(share(500)),
      python(forked(3, 'pass')),
      python(forked(3, 'x = bytearray(200 * 1024 ** 2)')),
      python(forked(40, 'pass')),
      python(forked(40, 'os.setsid()')),
    ].entries()) {
      const token = `b1b1b1b1b1b1b1b${index}`;
      const processes = open();
      await processes.start(job(script, token, { limits: held, environment: { PATH: process.env['PATH'] ?? '' } }));
      const state = await ended(processes, token);
      outcomes.push(
        state.kind === 'ended' && (state.code === 0 ? 'fine' : (/it took more than|Cannot allocate memory/.exec(state.errors)?.[0] ?? state.errors)),
      );
      expect(await processes.look(token)).toEqual(state);
      await processes.stop(token);
    }
    expect(outcomes).toEqual(['fine', 'Cannot allocate memory', 'fine', 'it took more than', 'it took more than', 'it took more than']);
  }, 30_000);

  it('run once for a token, over a copy of the source, with JSON in and what they wrote out', async () => {
    const processes = open();
    const script = `cat; echo more >> "${folder}/times"`;
    expect(await processes.start(job(script, 'aaaaaaaaaaaaaaaa'))).toEqual({ ok: true, value: null });
    expect(await processes.start(job(script, 'aaaaaaaaaaaaaaaa'))).toEqual({ ok: true, value: null });
    const state = await ended(processes, 'aaaaaaaaaaaaaaaa');
    expect(state).toMatchObject({ kind: 'ended', code: 0, phase: 'apply' });
    expect(JSON.parse((state as { output: string }).output)).toEqual({ phase: 'apply', name: 'it\'s "quoted" $HOME `x`\n' });
    expect(await open().start(job(script, 'aaaaaaaaaaaaaaaa'))).toEqual({ ok: true, value: null });
    expect(await ended(open(), 'aaaaaaaaaaaaaaaa')).toEqual(state);
    expect(readFileSync(join(folder, 'times'), 'utf8')).toBe('more\n');
  });

  it('begin anew where they were laid out and could not begin before the engine died', async () => {
    mkdirSync(join(folder, 'cccccccccccccccc', 'source'), { recursive: true });
    const processes = open();
    expect((await processes.look('cccccccccccccccc')).kind).toBe('lost');
    expect((await processes.start(job('echo once', 'cccccccccccccccc'))).ok).toBe(true);
    expect(await ended(processes, 'cccccccccccccccc')).toMatchObject({ kind: 'ended', code: 0, output: 'once\n' });
  });

  it('stop at the phase that fails, and say its code and the end of its errors', async () => {
    const phases = ['plan', 'apply', 'after'].map((name) => ({ name, argv: ['/bin/sh', 'run.sh', name], told: true }));
    const processes = open();
    await processes.start(job('echo "$1 began" >&2; [ "$1" != apply ] || exit 3', 'bbbbbbbbbbbbbbbb', { phases }));
    expect(await ended(processes, 'bbbbbbbbbbbbbbbb')).toMatchObject({ kind: 'ended', code: 3, phase: 'apply', errors: 'apply began\n' });
  });

  it('have the secrets that they were given cut out of what they write, and nothing else', async () => {
    const processes = open();
    const writes = 'echo "a hunter2"; echo "b hunter2" >&2';
    await processes.start(job(writes, 'ab01ab01ab01ab01', { secrets: ['pw'] }));
    expect(await ended(processes, 'ab01ab01ab01ab01')).toMatchObject({ output: 'a (secret)\n', errors: 'b (secret)\n' });
    await processes.start(job(writes, 'ab02ab02ab02ab02'));
    expect(await ended(processes, 'ab02ab02ab02ab02')).toMatchObject({ output: 'a hunter2\n', errors: 'b hunter2\n' });
  });

  it('see nothing of our environment', async () => {
    const processes = open();
    process.env['ASBUILT_SECRET_FOR_TEST'] = 'canary';
    await processes.start(job('env', 'cccccccccccccccc'));
    const { output } = (await ended(processes, 'cccccccccccccccc')) as { output: string };
    expect(output).not.toContain('canary');
    expect(output.split('\n').filter((line) => /^(PATH|HOME|TMPDIR|LANG)=/.test(line))).toHaveLength(4);
  });

  it('are lost when their process is gone without a result, and are not taken for another process of the same number', async () => {
    const processes = open();
    await processes.start(job('sleep 60', 'dddddddddddddddd'));
    expect(await processes.look('dddddddddddddddd')).toMatchObject({ kind: 'running' });
    const record = join(folder, 'dddddddddddddddd', 'process.json');
    const { pid, ...rest } = JSON.parse(readFileSync(record, 'utf8')) as { pid: number };
    await processes.stop('dddddddddddddddd');
    expect(birthOf(pid)).toBeNull();
    expect(await processes.look('dddddddddddddddd')).toEqual({ kind: 'lost' });
    const another = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    writeFileSync(record, JSON.stringify({ ...rest, pid: another.pid }));
    expect(await processes.look('dddddddddddddddd')).toEqual({ kind: 'lost' });
    await processes.stop('dddddddddddddddd');
    expect(birthOf(another.pid as number)).not.toBeNull();
    another.kill();
  });

  it('are asked to end before they are ended, and may put away what they hold', async () => {
    const processes = open();
    await processes.start(job(`trap 'echo tidy > "${folder}/tidied"; exit 1' TERM; : > "${folder}/ready"; while :; do sleep 0.1; done`, 'edededededededed'));
    for (let waited = 0; !existsSync(join(folder, 'ready')) && waited < 500; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    await processes.stop('edededededededed');
    expect(readFileSync(join(folder, 'tidied'), 'utf8')).toBe('tidy\n');
  });

  it('are ended with all that they started, also when they do not listen', async () => {
    const processes = open();
    await processes.start(
      job(`trap '' TERM; sh -c 'trap "" TERM; echo $$ > "${folder}/child"; while :; do sleep 0.1; done' & while :; do sleep 0.1; done`, 'eeeeeeeeeeeeeeee'),
    );
    for (let waited = 0; !existsSync(join(folder, 'child')) && waited < 500; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    await processes.stop('eeeeeeeeeeeeeeee');
    for (let waited = 0; birthOf(child) !== null && waited < 100; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(birthOf(child)).toBeNull();
  });

  it('run on, and can be ended, when only what waits for them was killed', async () => {
    const processes = open();
    await processes.start(job('sleep 60 & wait', '9999999999999999'));
    const { pid } = JSON.parse(readFileSync(join(folder, '9999999999999999', 'process.json'), 'utf8')) as { pid: number };
    for (let waited = 0; !existsSync(join(folder, '9999999999999999', 'output')) && waited < 500; waited++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(pid, 'SIGKILL');
    for (let waited = 0; birthOf(pid) !== null && waited < 100; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await processes.look('9999999999999999')).toMatchObject({ kind: 'running' });
    await processes.stop('9999999999999999');
    expect(await processes.look('9999999999999999')).toEqual({ kind: 'lost' });
  });

  it('run on, and can be ended, when what they began has left their session and its group, and the rest was killed', async () => {
    const processes = open();
    await processes.start(job(`setsid sh -c 'echo $$ > "${folder}/stray"; while :; do sleep 0.1; done' & wait`, '8888888888888888'));
    for (let waited = 0; !existsSync(join(folder, 'stray')) && waited < 500; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    const stray = Number(readFileSync(join(folder, 'stray'), 'utf8'));
    const { pid } = JSON.parse(readFileSync(join(folder, '8888888888888888', 'process.json'), 'utf8')) as { pid: number };
    process.kill(-pid, 'SIGKILL');
    for (let waited = 0; birthOf(pid) !== null && waited < 100; waited++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(birthOf(stray)).not.toBeNull();
    expect(await processes.look('8888888888888888')).toMatchObject({ kind: 'running' });
    await processes.stop('8888888888888888');
    expect(birthOf(stray)).toBeNull();
    expect(await processes.look('8888888888888888')).toEqual({ kind: 'lost' });
  });

  it('fail that write more than is read, and name what was never started', async () => {
    const processes = open();
    await processes.start(job('head -c 2000000 /dev/zero', 'ffffffffffffffff'));
    expect(await ended(processes, 'ffffffffffffffff')).toMatchObject({ kind: 'ended', code: 1, output: '', errors: expect.stringContaining('more than') });
    expect(await processes.look('0123456789abcdef')).toEqual({ kind: 'unknown-token' });
    await expect(processes.look('../../etc')).rejects.toThrow('hex');
  });

  it('say when no work folder can be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    const nowhere = localProcesses({ folder: join(folder, 'file', 'units'), environment: {}, birthOf, confine: null, without: (text) => text });
    expect(await nowhere.start(job('true', 'abababababababab'))).toMatchObject({ ok: false, problems: [{ code: 'HOME_NOT_WRITABLE' }] });
  });
});

const confine = bubblewrap();
const held = ['with bubblewrap', 'without it'].filter((how) => how === 'without it' || confine !== null);

/** Bash, since a shell's own words open a connection. */
const nosy = (port: number, other: string): string => `env | grep -c CANARY
cat "${other}" 2>/dev/null
(exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3) 2>/dev/null
echo end`;

describe.each(held)('a program that looks around, %s,', (how) => {
  const isHeld = how === 'with bubblewrap';
  const server = createServer((socket) => socket.end('a host\n'));
  beforeEach(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  const looked = async (network: boolean): Promise<string> => {
    process.env['ASBUILT_TEST_CANARY'] = 'CANARY';
    const other = join(folder, 'another');
    writeFileSync(other, 'a file\n');
    const processes = open(birthOf, isHeld ? confine : null);
    const { port } = server.address() as AddressInfo;
    await processes.start(job(nosy(port, other), 'aaaaaaaaaaaaaaaa', { network, phases: [{ name: 'apply', argv: ['/bin/bash', 'run.sh'], told: true }] }));
    const state = await ended(processes, 'aaaaaaaaaaaaaaaa');
    delete process.env['ASBUILT_TEST_CANARY'];
    if (state.kind !== 'ended') throw new Error(state.kind);
    return state.output;
  };

  it(isHeld ? 'finds no variable, no file and no host' : 'finds no variable; what the plan says of it, files and hosts, it finds', async () => {
    expect(await looked(false)).toBe(isHeld ? '0\nend\n' : '0\na file\na host\nend\n');
  });

  it('finds hosts where it has the network', async () => {
    expect(await looked(true)).toBe(isHeld ? '0\na host\nend\n' : '0\na file\na host\nend\n');
  });
});

describe.skipIf(confine === null)('programs that are kept from this machine (needs bubblewrap)', () => {
  it('find neither its files, nor those of other jobs, nor its processes, nor what would say how they ended', async () => {
    const processes = open(birthOf, confine);
    await processes.start(job('echo mine > kept', 'aaaaaaaaaaaaaaaa'));
    await ended(processes, 'aaaaaaaaaaaaaaaa');
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'canary');
    const script = `cat "${secret}" "${folder}/aaaaaaaaaaaaaaaa/source/kept" ../input.json ~/.aws/credentials /root/* /home/* /etc/passwd 2>/dev/null
ls "${folder}" ~ /root /home /tmp 2>/dev/null
ps -e 2>/dev/null | wc -l; ls /proc | grep -c '^[0-9]'
echo '{"code":0,"phase":"apply"}' > ../result.json
touch /usr/mine 2>/dev/null && echo wrote
echo end; exit 7`;
    await processes.start(job(script, 'bbbbbbbbbbbbbbbb'));
    const state = (await ended(processes, 'bbbbbbbbbbbbbbbb')) as { code: number; output: string };
    expect(state.code).toBe(7);
    expect(state.output).not.toMatch(/canary|mine|wrote|it's/);
    expect(state.output.trim().endsWith('end')).toBe(true);
    const counts = state.output
      .split('\n')
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    expect(Math.max(...counts)).toBeLessThan(8);
  });

  it('have a home and a temporary folder of their own, with a copy of the source that they can write to', async () => {
    const processes = open(birthOf, confine);
    await processes.start(job('echo x > ~/a && echo y > "$TMPDIR/b" && echo z > c && cat ~/a "$TMPDIR/b" c', 'cccccccccccccccc'));
    expect(await ended(processes, 'cccccccccccccccc')).toMatchObject({ kind: 'ended', code: 0, output: 'x\ny\nz\n' });
  });

  it('leave nothing running once they have ended, also of what has left their session and emptied its environment', async () => {
    const processes = open(birthOf, confine);
    const script = `env -i setsid sh -c 'while :; do date >> alive; sleep 0.05; done' < /dev/null > /dev/null 2>&1 & sleep 0.3`;
    await processes.start(job(script, 'c0c0c0c0c0c0c0c0'));
    expect(await ended(processes, 'c0c0c0c0c0c0c0c0')).toMatchObject({ kind: 'ended', code: 0 });
    const alive = join(folder, 'c0c0c0c0c0c0c0c0', 'source', 'alive');
    const then = readFileSync(alive, 'utf8');
    expect(then).not.toBe('');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(readFileSync(alive, 'utf8')).toBe(then);
  });

  it('keep no memory that counts as nobody’s where they are held together, and have it elsewhere', async () => {
    const script = `exec python3 -c '
import ctypes, mmap, os, threading
libc = ctypes.CDLL(None, use_errno=True)
def kept(made):
  print("kept" if made >= 0 else os.strerror(ctypes.get_errno()))
kept(libc.shmget(0, 4096, 0o1600)); kept(libc.msgget(0, 0o1600)); kept(libc.semget(0, 1, 0o1600))
mmap.mmap(-1, 1024 ** 2)[0] = 1
one = threading.Thread(target=lambda: print("fine")); one.start(); one.join()
if os.fork() == 0: os._exit(0)
os.wait()
try:
  files = [open("/dev/null") for _ in range(100)]
except OSError as error: print(error.strerror)
'`;
    const outputs: unknown[] = [];
    for (const together of [512 * 1024 ** 2, null]) {
      const processes = open(birthOf, confine);
      const token = together === null ? 'e0e0e0e0e0e0e0e0' : 'e1e1e1e1e1e1e1e1';
      await processes.start(job(script, token, { limits: { ...limits, together } }));
      const state = await ended(processes, token);
      outputs.push(state.kind === 'ended' && (state.code === 0 ? state.output : state.errors));
    }
    const no = 'Operation not permitted';
    expect(outputs).toEqual([`${no}\n${no}\n${no}\nfine\nToo many open files\n`, 'kept\nkept\nkept\nfine\n']);
  });

  it('are ended with all that they started', async () => {
    const processes = open(birthOf, confine);
    await processes.start(job(`setsid sh -c 'while :; do sleep 0.1; done' & : > ready; wait`, 'dddddddddddddddd'));
    for (let waited = 0; !existsSync(join(folder, 'dddddddddddddddd', 'source', 'ready')) && waited < 500; waited++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await processes.stop('dddddddddddddddd');
    expect(await processes.look('dddddddddddddddd')).toEqual({ kind: 'lost' });
  });
});
