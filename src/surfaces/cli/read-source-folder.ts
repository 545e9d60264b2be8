import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { SourceFile, SourceLimits } from './cli-io.ts';

/** The longest path that a bundle takes. */
const longestPath = 500;
/** What tools leave behind, and no part of a source. Hidden files are left out too. */
const leftovers: ReadonlySet<string> = new Set(['__pycache__']);

/**
 * The files of a folder that is named relative to `file`, or to `cwd` where that is `-`.
 * 1. Hidden files and folders, and `__pycache__`, are left out.
 * 2. A link is what it leads to; one that leads out of the folder, or round in a circle, is refused, and so is what is neither file nor folder.
 * 3. No more is read than the limits allow.
 * SOURCE_UNUSABLE names the place.
 */
export async function readSourceFolder(cwd: string, file: string, folder: string, limits: SourceLimits): Promise<Result<readonly SourceFile[]>> {
  if (isAbsolute(folder)) return fail(unusable(folder, 'is an absolute path', 'name the folder relative to the intent file, as in ./seed'));
  const files: SourceFile[] = [];
  try {
    const root = await realpath(resolve(cwd, file === '-' ? '.' : dirname(file), folder));
    if (!(await stat(root)).isDirectory()) return fail(unusable(folder, 'is not a folder', 'put the file into a folder of its own, and name that'));
    await collect({ root, shown: folder.replace(/\/+$/, ''), limits, room: limits.bytes, files }, root, '', [root]);
  } catch (error) {
    if (error instanceof Refusal) return fail(error.problem);
    return fail(unusable(folder, 'cannot be read', 'name a readable folder, relative to the intent file', (error as Error).message));
  }
  if (files.length === 0) return fail(unusable(folder, 'holds no file', 'put the unit’s code there; hidden files are left out'));
  return ok(files);
}

interface Walk {
  /** The folder's own place, every link resolved. */
  readonly root: string;
  /** The folder as the person named it. */
  readonly shown: string;
  readonly limits: SourceLimits;
  /** Bytes that may still be read. */
  room: number;
  readonly files: SourceFile[];
}

class Refusal extends Error {
  readonly problem: Diagnostic;
  constructor(refused: Diagnostic) {
    super(refused.message);
    this.problem = refused;
  }
}

/** `above` are the places of the folders that one is in, itself included. */
async function collect(walk: Walk, folder: string, prefix: string, above: readonly string[]): Promise<void> {
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || leftovers.has(entry.name)) continue;
    const path = `${prefix}${entry.name}`;
    const shown = `${walk.shown}/${path}`;
    try {
      const { place, kind } = await lookAt(walk, join(folder, entry.name), entry, shown);
      if (kind === 'folder') {
        if (above.includes(place)) throw new Refusal(unusable(shown, 'leads back to a folder that it is in', 'remove the link'));
        await collect(walk, place, `${path}/`, [...above, place]);
      } else await take(walk, place, path, shown);
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal(unusable(shown, 'cannot be read', 'make it readable, or remove it', (error as Error).message));
    }
  }
}

async function lookAt(walk: Walk, path: string, entry: Dirent, shown: string): Promise<{ readonly place: string; readonly kind: 'file' | 'folder' }> {
  const place = entry.isSymbolicLink() ? await realpath(path) : path;
  if (entry.isSymbolicLink() && !place.startsWith(`${walk.root}${sep}`) && place !== walk.root)
    throw new Refusal(unusable(shown, 'is a link that leads out of the source', 'put what it leads to into the folder itself'));
  const found = entry.isSymbolicLink() ? await stat(place) : entry;
  if (found.isDirectory()) return { place, kind: 'folder' };
  if (found.isFile()) return { place, kind: 'file' };
  throw new Refusal(unusable(shown, 'is neither a file nor a folder', 'remove it'));
}

async function take(walk: Walk, place: string, path: string, shown: string): Promise<void> {
  if (path.includes('\\') || path.length > longestPath)
    throw new Refusal(unusable(shown, `has a backslash in its path, or more than ${longestPath} characters`, 'give it another name'));
  if (walk.files.length === walk.limits.files) throw new Refusal(unusable(walk.shown, `holds more than ${walk.limits.files} files`, 'name a smaller folder'));
  // The size is asked first, so that nothing large is read; it may have grown since.
  const content = (await stat(place)).size > walk.room ? null : await readFile(place);
  if (content === null || content.byteLength > walk.room)
    throw new Refusal(unusable(shown, `is more than the ${walk.limits.bytes} bytes that are left for sources`, 'leave out what the units do not need'));
  walk.room -= content.byteLength;
  walk.files.push({ path, content });
}

function unusable(path: string, what: string, fix: string, cause?: string): Diagnostic {
  return problem('SOURCE_UNUSABLE', `${path} ${what}`, fix, { at: path, ...(cause === undefined ? {} : { cause }) });
}
