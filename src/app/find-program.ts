import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, closeSync, constants, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Settings } from './settings.ts';

/** A program that units run on, as it is now. */
export interface Program {
  readonly path: string;
  readonly version: string;
  /** Of its file; of a file that only begins what another program does, with what that says of its version. */
  readonly digest: string;
  /** Folders that it reads what belongs to it from. */
  readonly roots: readonly string[];
}

/** The interpreter that `python3` stands for: what is on the path may be a script that chooses one. */
export async function findPython(env: Settings['env']): Promise<Result<Program>> {
  const said = await output('python3', ['-I', '-c', 'import sys; print(sys.executable); print(sys.version.split()[0]); print(sys.base_prefix)'], env);
  const [executable = '', version = '', base = ''] = said?.trim().split('\n') ?? [];
  if (said === null || executable === '') return fail(missing('python3', 'install Python 3, then plan again'));
  const path = realpathSync(executable);
  return ok({ path, version, digest: digestOf(readFileSync(path)), roots: [base] });
}

/**
 * The AWS CLI that `aws` stands for. A version manager puts a shell script there that chooses one by what it finds in environment and folders: that one is asked which. Version 1 is a script of Python, whose
 * own file says little of what it does, so what it says of its version is part of its digest.
 */
export async function findAws(env: Settings['env']): Promise<Result<Program>> {
  const first = onPath('aws', env['PATH'] ?? '');
  const path = first === null ? null : isShellScript(first) ? await chosenBy(first, env) : realpathSync(first);
  if (path === null) return fail(missing('aws', 'install the AWS CLI, then plan again'));
  const said = await output(path, ['--version'], { PATH: '/usr/local/bin:/usr/bin:/bin' });
  const version = /aws-cli\/(\S+)/.exec(said ?? '')?.[1];
  if (said === null || version === undefined) return fail(missing('aws', `see why ${path} --version does not answer, then plan again`));
  const interpreter = /^#!\s*(\/\S+)/.exec(beginOf(path))?.[1];
  const own = interpreter === undefined ? dirname(path) : dirname(dirname(realpathSync(interpreter)));
  return ok({
    path,
    version,
    digest: digestOf(Buffer.concat([readFileSync(path), Buffer.from(said)])),
    roots: [own, dirname(path), ...(env['AWS_CA_BUNDLE'] === undefined ? [] : [env['AWS_CA_BUNDLE']])],
  });
}

function onPath(name: string, path: string): string | null {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (isAbsolute(folder) && statSync(file).isFile()) return file;
    } catch {
      // Not there: the next one may have it.
    }
  }
  return null;
}

function isShellScript(path: string): boolean {
  return /^#!.*\b(ba|da|z|k)?sh\b/.test(beginOf(path));
}

function beginOf(path: string): string {
  const start = Buffer.alloc(256);
  const file = openSync(path, 'r');
  const read = readSync(file, start, 0, start.length, 0);
  closeSync(file);
  return start.subarray(0, read).toString('latin1').split('\n', 1)[0] ?? '';
}

/** What a version manager runs under that name; null where none says. Pyenv's script knows its folder, wherever the home folder is: two above it. */
async function chosenBy(shim: string, env: Settings['env']): Promise<string | null> {
  for (const manager of ['pyenv', 'asdf', 'mise']) {
    const said = shim.includes(manager) ? (await output(manager, ['which', 'aws'], { ...env, PYENV_ROOT: dirname(dirname(shim)) }))?.trim() : undefined;
    if (said !== undefined && isAbsolute(said) && !isShellScript(said)) return realpathSync(said);
  }
  return null;
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function missing(program: string, fix: string): Diagnostic {
  return problem('ENGINE_MISSING', `there is no ${program} on this machine`, fix, { at: program });
}

function output(program: string, argv: readonly string[], env: Settings['env']): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, argv, { env: { ...env }, stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 ? text : null));
  });
}
