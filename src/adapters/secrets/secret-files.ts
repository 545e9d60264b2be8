import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** Bytes. What is longer is a document, and no secret that a property takes. */
const longest = 64 * 1024;
/** Characters. A shorter one could not be kept out of messages: it is part of half the words there are. */
export const shortest = 4;

/**
 * The text of the file `NAME`, without the newline at its end. SECRET_UNKNOWN where there is none; SECRET_UNUSABLE where it is no plain file of its owner's alone, is too short, too
 * long or not text. The file is looked at each time: whoever changes it changes the secret.
 */
export function readSecretFile(folder: string, name: string): Result<string> {
  const path = join(folder, name);
  try {
    for (const [at, kind] of [
      [folder, 'folder'],
      [path, 'file'],
    ] as const) {
      const stats = lstatSync(at, { throwIfNoEntry: false });
      if (stats === undefined) return fail(unknown(name));
      const wrong = fault(stats, kind);
      if (wrong !== null) return fail(unusable(name, at, wrong, kind));
    }
    return usable(name, readFileSync(path));
  } catch (error) {
    return fail(unusable(name, path, `it cannot be read: ${error instanceof Error ? error.message : String(error)}`, 'file'));
  }
}

/** Puts a secret away, in the place of one of that name. What could not be used is refused and changes nothing. */
export function writeSecretFile(folder: string, name: string, text: string): Result<{ readonly replaced: boolean }> {
  const checked = usable(name, Buffer.from(text));
  if (!checked.ok) return checked;
  const path = join(folder, name);
  // No name of a secret has a dot.
  const draft = `${path}.${process.pid}.draft`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const wrong = fault(lstatSync(folder), 'folder');
    if (wrong !== null) return fail(unusable(name, folder, wrong, 'folder'));
    const replaced = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    renameSync(draft, path);
    return ok({ replaced });
  } catch (error) {
    rmSync(draft, { force: true });
    return fail(unwritten(folder, error));
  }
}

/** The names of the secrets that are put away, sorted, and why one cannot be used. */
export function listSecretFiles(folder: string): Result<readonly { readonly name: string; readonly problem: Diagnostic | null }[]> {
  try {
    const names = readdirSync(folder).filter((name) => !name.includes('.'));
    return ok(
      names.sort().map((name) => {
        const read = readSecretFile(folder, name);
        return { name, problem: read.ok ? null : (read.problems[0] ?? null) };
      }),
    );
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ok([]) : fail(unwritten(folder, error));
  }
}

/** SECRET_UNKNOWN where there is none. */
export function removeSecretFile(folder: string, name: string): Result<null> {
  try {
    rmSync(join(folder, name));
    return ok(null);
  } catch (error) {
    return fail(codeOf(error) === 'ENOENT' ? unknown(name) : unwritten(folder, error));
  }
}

function usable(name: string, bytes: Buffer): Result<string> {
  const wrong = (what: string) =>
    fail(problem('SECRET_UNUSABLE', `secret ${name} cannot be used`, `asbuilt secret set ${name}`, { at: name, cause: `it ${what}` }));
  if (bytes.length > longest) return wrong(`is longer than ${longest} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    return wrong('is no text in UTF-8');
  }
  if (text.includes('\0')) return wrong('is no text: it holds a zero byte');
  return [...text].length < shortest ? wrong(`has fewer than ${shortest} characters, and could not be kept out of messages`) : ok(text);
}

function fault(stats: Stats, kind: 'file' | 'folder'): string | null {
  if (stats.isSymbolicLink()) return 'it is a link';
  if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) return `it is no ${kind}`;
  if (process.platform === 'win32') return null;
  if (stats.uid !== process.getuid?.()) return 'it belongs to another user';
  return (stats.mode & 0o077) === 0 ? null : `others can read it (mode ${(stats.mode & 0o777).toString(8)})`;
}

function unknown(name: string): Diagnostic {
  return problem('SECRET_UNKNOWN', `there is no secret ${name}`, `put it away in a terminal of your own: asbuilt secret set ${name}`, {
    at: name,
    cause: 'the data folder has no file of that name in secrets/',
  });
}

function unusable(name: string, path: string, cause: string, kind: 'file' | 'folder'): Diagnostic {
  const fix = `run: chmod ${kind === 'file' ? '600' : '700'} ${path}; then set it anew, if anybody may have read it: asbuilt secret set ${name}`;
  return problem('SECRET_UNUSABLE', `secret ${name} cannot be used: ${path} is not its owner’s alone`, fix, { at: name, cause });
}

function unwritten(folder: string, error: unknown): Diagnostic {
  const full = codeOf(error) === 'ENOSPC';
  const cause = error instanceof Error ? error.message : String(error);
  return full
    ? problem('DISK_FULL', `no room is left on the disk that holds ${folder}`, 'free some room there, then try again', { at: folder, cause })
    : problem('HOME_NOT_WRITABLE', `${folder} cannot be written`, 'make it writable for this user', { at: folder, cause });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
