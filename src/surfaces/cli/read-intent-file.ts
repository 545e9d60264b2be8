import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/**
 * The text of a file, or of `stdin` where that is given. Reads no more than it accepts, so that a file without an end is refused too:
 * INTENT_TOO_LARGE above `limit` bytes, INTENT_UNREADABLE where it cannot be read or is not UTF-8.
 */
export async function readIntentFile(stdin: Readable | null, cwd: string, path: string, limit: number): Promise<Result<string>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of (stdin ?? createReadStream(resolve(cwd, path), { end: limit })) as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > limit) return fail(problem('INTENT_TOO_LARGE', `${path} is larger than ${limit} bytes`, 'ask in a sentence or a small form', { at: path }));
      chunks.push(chunk);
    }
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    const cause = error instanceof TypeError ? 'it is not UTF-8 text' : (error as Error).message;
    const fix = isMissing(error) ? 'see that its path is right, from the folder in which you are' : 'give a readable file of text, JSON or YAML';
    return fail(problem('INTENT_UNREADABLE', `${path} ${isMissing(error) ? 'is not there' : 'cannot be read'}`, fix, { at: path, cause }));
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
