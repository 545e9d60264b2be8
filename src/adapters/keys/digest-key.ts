import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { readPrivateText, restoredOr, unwritable, writeOnce } from './private-key-file.ts';

const bytes = 32;
const without = 'a new one is made at the next start, and secrets are compared anew';

/**
 * The key of this data folder's digests of secrets, in `<folder>/digests.key`, made when there is none: random, 32 bytes, readable by its owner only. Where it is lost nothing tells any
 * more whether a secret is still what it was; nobody who has digests without it can try values against them.
 */
export function ensureDigestKey(folder: string): Result<Buffer> {
  const path = join(folder, 'digests.key');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (readPrivateText(path, without) === null) writeOnce(path, `${randomBytes(bytes).toString('hex')}\n`);
    const text = readPrivateText(path, without);
    if (text === null) throw new Error(`${path} vanished while it was made`);
    if (!text.ok) return text;
    const key = Buffer.from(text.value.trim(), 'hex');
    if (key.length === bytes) return ok(key);
    return fail(
      problem('KEY_UNUSABLE', `${path} does not hold a key`, restoredOr(path, without), {
        at: path,
        cause: `it holds ${key.length} bytes in hexadecimal, not ${bytes}`,
      }),
    );
  } catch (error) {
    return fail(unwritable(path, error));
  }
}
