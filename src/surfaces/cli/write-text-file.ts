import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** Puts a text into a file; INTENT_UNREADABLE where it cannot be written. */
export async function writeTextFile(cwd: string, path: string, text: string): Promise<Result<null>> {
  try {
    await writeFile(resolve(cwd, path), text);
    return ok(null);
  } catch (error) {
    return fail(problem('INTENT_UNREADABLE', `${path} cannot be written`, 'make its folder writable', { at: path, cause: (error as Error).message }));
  }
}
