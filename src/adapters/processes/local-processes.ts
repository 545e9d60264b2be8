import { spawn } from 'node:child_process';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Writable } from 'node:stream';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { fail, ok } from '../../kernel/result.ts';
import type { Job, JobLimits, JobState, Processes } from '../../ports/processes.ts';
import { type Confine, filterAt } from './confine.ts';
import { markedProcesses } from './marked-processes.ts';
import { noKeptMemory } from './no-kept-memory.ts';
import { type Taken, takenBy } from './taken-by.ts';

export interface LocalProcessesOptions {
  /** Work folders stand in here, one a token. */
  readonly folder: string;
  /** What every program finds in its environment: nothing else of ours. */
  readonly environment: Readonly<Record<string, string>>;
  /** When a process with this pid was born, or null when there is none: a pid alone may be another one's by now. */
  readonly birthOf: (pid: number) => string | null;
  /** Keeps a program from what is none of its; null where this machine cannot. */
  readonly confine: Confine | null;
  /** A text without the secrets of these names, which it may repeat (`SecretValues.without`). */
  readonly without: (text: string, of: readonly string[]) => string;
}

/** The file without which a job does not begin. */
const started = 'go';
const mostOutput = 1024 * 1024;
const mostErrors = 4 * 1024;
/** Work folders are kept for so long after they were last written, in milliseconds. */
const keptFor = 7 * 24 * 3_600_000;

/*
 * A work folder holds `source/` (a copy, in which the job runs), `input.json` (with names of secrets and no values), `process.json` (pid and birth of the wrapper), `output` and `errors` of the running
 * phase, and at the end `result.json`, written beside and renamed: the one proof that the job ended. The wrapper is a shell in a session of its own, so it and
 * its job outlive the engine. What it is given goes through a pipe to the wrapper, which keeps it in a variable that no process inherits, and hands it on through a pipe: a shell's own
 * `printf` is no process, so it is in no argument; or, for a program that reads it more than once, through a file without a name. A job that writes a secret into its output or errors has it blotted out there once it has ended. What the job starts is found by its process group, and what leaves that by TMPDIR, which is the work folder of this job alone.
 */
export function localProcesses({ folder, environment, birthOf, confine, without }: LocalProcessesOptions): Processes {
  const at = (token: string): string => {
    if (!/^[0-9a-f]{16,128}$/.test(token)) throw new TypeError('a token is hex');
    return join(folder, token);
  };

  const state = (token: string): JobState => {
    const work = at(token);
    if (!existsSync(work)) return { kind: 'unknown-token' };
    const result = readJson<{ code: number; phase: string }>(join(work, 'result.json'));
    if (result !== null) {
      const secrets = readJson<readonly string[]>(join(work, 'secrets.json')) ?? [];
      if (secrets.length > 0) for (const name of ['output', 'errors']) blotOut(join(work, name), (text) => without(text, secrets));
      const output = readEnd(join(work, 'output'), mostOutput + 1);
      const long = output.length > mostOutput;
      return {
        kind: 'ended',
        code: long ? 1 : result.code,
        phase: result.phase,
        output: long ? '' : output,
        errors: long ? `it wrote more than ${mostOutput} bytes` : readEnd(join(work, 'errors'), mostErrors),
      };
    }
    const process = readJson<{ pid: number; birth: string; startedAt: number; most?: Taken }>(join(work, 'process.json'));
    if (process?.most !== undefined && isAlive(process) && takesTooMuch(process.pid, process.most)) {
      for (const pid of [-process.pid, ...strays(work)]) signal(pid, 'SIGKILL');
      writeWhole(work, 'errors', `it took more than ${process.most.memory} bytes of memory, or more processes than it may have, and was ended\n`);
      writeWhole(work, 'result.json', JSON.stringify({ code: 137, phase: 'held' }));
      return state(token);
    }
    // Looked for again: it may have ended between the two looks.
    if (process !== null && (isAlive(process) || strays(work).length > 0)) return { kind: 'running', milliseconds: Date.now() - process.startedAt };
    return existsSync(join(work, 'result.json')) ? state(token) : { kind: 'lost' };
  };

  // Its wrapper may be gone before what it began: no other group has its number while one of them lives.
  const isAlive = ({ pid, birth }: { readonly pid: number; readonly birth: string }): boolean => {
    const now = birthOf(pid);
    return now === birth || (now === null && signal(-pid, 0));
  };

  /** What it began and what has left its group: known by the variable that is the job's alone. */
  const strays = (work: string): readonly number[] => markedProcesses('TMPDIR', work);

  return {
    async start(job) {
      const work = at(job.token);
      const filter = confine === null || job.limits.together === null ? null : noKeptMemory();
      if (existsSync(join(work, started))) return ok(null);
      // Whoever laid it out died before the job could begin, and nobody else lets it: it begins anew.
      if (existsSync(work)) rmSync(work, { recursive: true, force: true });
      try {
        removeOld(folder);
        layOut(folder, work, job, filter);
      } catch (error) {
        return fail(folderProblem(folder, error));
      }
      const child = spawn(
        '/bin/sh',
        ['-c', wrapper(job, (argv) => confine?.(argv, work, job, filter !== null) ?? argv, confine !== null, filter !== null), 'asbuilt-unit'],
        {
          cwd: join(work, 'source'),
          env: { ...environment, ...job.environment, HOME: work, TMPDIR: work },
          detached: true,
          stdio: ['pipe', 'ignore', 'ignore'],
        },
      );
      const spawned = await new Promise<number | Error>((resolve) => {
        child.once('error', resolve);
        child.once('spawn', () => resolve(child.pid ?? 0));
      });
      // A wrapper that could not read all of it is not let begin.
      const read = typeof spawned === 'number' && (await handedOver(child.stdin, JSON.stringify(job.given)));
      if (typeof spawned !== 'number') return fail(problem('ENGINE_MISSING', 'a shell cannot be started', 'see the cause', { cause: spawned.message }));
      if (!read) return fail(problem('ENGINE_MISSING', 'a shell ended before it was given its input', 'resume the run'));
      writeWhole(work, 'process.json', JSON.stringify({ pid: spawned, birth: birthOf(spawned) ?? '', startedAt: Date.now(), ...mostOf(job.limits) }));
      // The wrapper waits for this: a job whose process is not on record does not begin.
      writeWhole(work, started, '');
      child.unref();
      return ok(null);
    },

    look: async (token) => state(token),

    async forget(token) {
      if (state(token).kind !== 'running') rmSync(at(token), { recursive: true, force: true });
    },

    async input(token) {
      return existsSync(join(at(token), started)) ? readJson<JsonObject>(join(at(token), 'input.json')) : null;
    },

    async stop(token) {
      const known = readJson<{ pid: number; birth: string }>(join(at(token), 'process.json'));
      if (known === null) return;
      const all = () => [...(isAlive(known) ? [-known.pid] : []), ...strays(at(token))];
      for (const pid of all()) signal(pid, 'SIGTERM');
      // Its leader may be gone before those that do not listen.
      await ended(all);
      for (const pid of all()) signal(pid, 'SIGKILL');
      await ended(all);
    },
  };
}

/** Everything of the job on disk before its process is. The folder appears whole. */
function layOut(folder: string, work: string, job: Job, filter: Buffer | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${work}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'source'), { recursive: true, mode: 0o700 });
  for (const { path, base64 } of job.source.files) {
    const file = resolve(draft, 'source', path);
    if (!file.startsWith(join(draft, 'source', sep))) throw new TypeError('a file of a source stands outside of it');
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, Buffer.from(base64, 'base64'), { mode: 0o600 });
  }
  writeFileSync(join(draft, 'input.json'), JSON.stringify(job.input), { mode: 0o600 });
  if (filter !== null) writeFileSync(join(draft, 'filter'), filter, { mode: 0o600 });
  writeFileSync(join(draft, 'secrets.json'), JSON.stringify(job.secrets), { mode: 0o600 });
  renameSync(draft, work);
}

/** Whether all of it went through the pipe. */
function handedOver(pipe: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    pipe.once('error', () => resolve(false));
    pipe.end(text, () => resolve(true));
  });
}

/** A secret that the job wrote there goes; a file that is not there, or holds none, is left as it is. */
function blotOut(path: string, without: (text: string) => string): void {
  try {
    const text = readFileSync(path, 'utf8');
    const kept = without(text);
    if (kept !== text) writeFileSync(path, kept);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** A file that has lost its name before anything is written to it, where there is one in memory. What opens `/dev/stdin` reads it from its beginning, however often. */
const nameless = `shm=/dev/shm; [ -w $shm ] || shm=..
file=$(umask 077; mktemp $shm/asbuilt.XXXXXXXX) || finish 1
exec 3<>"$file" && rm -f "$file"
printf '{%s' "$given" >&3
`;

/** Of what the wrapper is, its clock and what confines the program. */
const besides = 6;

function mostOf({ processes, together }: JobLimits): { readonly most?: Taken } {
  return together === null ? {} : { most: { processes: processes + besides, memory: together } };
}

function takesTooMuch(pid: number, most: Taken): boolean {
  const { processes, memory } = takenBy(pid, most);
  return processes > most.processes || memory > most.memory;
}

/** What an open file can hold in memory counts nowhere else. */
const openFiles = 64;

/** Puts words before those of a program that hold it, and all that it starts, to limits of the kernel. Shells name that of processes differently; without a name space of its own a user's others would count. */
function limited({ seconds, memory, file, processes, together }: JobLimits, argv: readonly string[], alone: boolean): readonly string[] {
  const few = alone ? `ulimit -p ${processes} 2>/dev/null || ulimit -u ${processes}; ` : '';
  const shared = together === null ? '' : `ulimit -v ${together / 1024}; ulimit -n ${openFiles}; `;
  return ['/bin/sh', '-c', `ulimit -t ${seconds}; ulimit -d ${memory / 1024}; ulimit -f ${file / 512}; ${shared}${few}exec "$@"`, 'limited', ...argv];
}

/** The wrapper: takes what the job is given, waits for its record, runs the phases one after the other, and says how it ended in one rename. What takes too long it ends with itself, by its process group. */
function wrapper({ phases, limits }: Job, confined: (argv: readonly string[]) => readonly string[], alone: boolean, refusing: boolean): string {
  const run = phases.map(
    ({ name, argv, told }) => `phase=${name}
${told ? `printf '{"phase":"%s",%s' ${name} "$given" |` : nameless} ${confined(limited(limits, argv, alone))
      .map(quoted)
      .join(' ')} ${told ? '' : '</dev/fd/3'} ${refusing ? `${filterAt}<../filter` : ''} >../output 2>../errors || finish $?`,
  );
  return `set -u
finish() { printf '{"code":%d,"phase":"%s"}' "$1" "$phase" >../result.draft && mv ../result.draft ../result.json; exit 0; }
phase=none
given=$(cat)
given=\${given#?}
exec </dev/null
(left=${limits.seconds}; while [ "$left" -gt 0 ] && kill -0 $$; do sleep 1; left=$((left - 1)); done; [ "$left" -gt 0 ] || kill -9 0) 2>/dev/null &
clock=$!
trap 'kill "$clock"' EXIT
waited=0
while [ ! -e ../${started} ]; do waited=$((waited + 1)); [ "$waited" -gt 200 ] && exit 1; sleep 0.05; done
${run.join('\n')}
finish 0
`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function writeWhole(folder: string, name: string, text: string): void {
  const draft = join(folder, `${name}.draft`);
  const file = openSync(draft, 'w', 0o600);
  writeFileSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, join(folder, name));
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return null;
  }
}

function readEnd(path: string, bytes: number): string {
  try {
    return readFileSync(path).subarray(-bytes).toString('utf8');
  } catch {
    return '';
  }
}

/** Waits for a moment until nothing of it is left. */
async function ended(left: () => readonly number[]): Promise<void> {
  for (let tries = 0; tries < 40 && left().length > 0; tries++) await new Promise((done) => setTimeout(done, 50));
}

/** Whether anybody was there; 0 only asks. The wrapper leads a group of its own: its number with a minus means all of it. */
function signal(pid: number, name: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function removeOld(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > keptFor) rmSync(path, { recursive: true, force: true });
  }
}

function folderProblem(folder: string, error: unknown): Diagnostic {
  const cause = error instanceof Error ? error.message : String(error);
  const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  return full
    ? problem('DISK_FULL', `there is no room for a work folder in ${folder}`, 'make room, then resume the run', { at: folder, cause })
    : problem('HOME_NOT_WRITABLE', `a work folder cannot be made in ${folder}`, 'see the cause', { at: folder, cause });
}
