import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/** A private key with the public half that belongs to it, raw (32 bytes) in base64. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
}

/** DER before the 32 raw bytes of an Ed25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * The Ed25519 key in a PEM file (PKCS #8), made when there is none: `created` says so. The file is readable by its owner only; one that others can
 * read, or that holds something else, is KEY_UNUSABLE. Two programs that start at once end up with the same key. `without` says what helps where it is lost for good, and what is lost by it.
 */
export function ensureKeyFile(path: string, without: string): Result<KeyPair & { readonly created: boolean }> {
  try {
    const there = readKeyFile(path, without);
    if (there !== null) return there.ok ? ok({ ...there.value, created: false }) : there;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    const created = writeOnce(path, privateKey.export({ format: 'pem', type: 'pkcs8' }) as string);
    const now = readKeyFile(path, without);
    if (now === null) throw new Error(`${path} vanished while it was made`);
    return now.ok ? ok({ ...now.value, created }) : now;
  } catch (error) {
    return fail(unwritable(path, error));
  }
}

/** The key in a file, or null when there is no such file. */
function readKeyFile(path: string, without: string): Result<KeyPair> | null {
  const text = readPrivateText(path, without);
  if (text === null || !text.ok) return text;
  try {
    return ok(keyPairOf(createPrivateKey(text.value)));
  } catch (error) {
    return fail(
      problem('KEY_UNUSABLE', `${path} does not hold an Ed25519 private key`, restoredOr(path, without), {
        at: path,
        cause: messageOf(error),
      }),
    );
  }
}

/** The text of a file that only its owner can read, or null when there is no such file; KEY_UNUSABLE where others can read it, or nobody, or it is no file. */
export function readPrivateText(path: string, without: string): Result<string> | null {
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) {
      const cause = 'who can write where it leads can put another key there';
      return fail(problem('KEY_UNUSABLE', `the private key ${path} is a link`, 'put the file itself there', { at: path, cause }));
    }
    if (!stats.isFile()) {
      const cause = `it is a ${stats.isDirectory() ? 'folder' : 'special file'}`;
      return fail(problem('KEY_UNUSABLE', `there is no key in ${path}`, restoredOr(path, without), { at: path, cause }));
    }
    const mode = stats.mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return fail(
        problem('KEY_UNUSABLE', `the private key ${path} can be read by others`, `run: chmod 600 ${path}; replace the key if anybody may have read it`, {
          at: path,
          cause: `mode ${mode.toString(8)}`,
        }),
      );
    }
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    return fail(
      problem('KEY_UNUSABLE', `the private key ${path} cannot be read`, `make ${path} readable for this user`, { at: path, cause: messageOf(error) }),
    );
  }
}

/** What to do about a key that is not there any more as it was written. */
export function restoredOr(path: string, without: string): string {
  return `mv ${path} ${path}.aside, and put it back from a backup; without one, ${without}`;
}

/** A private key with its public half; throws where it is none for Ed25519. */
export function keyPairOf(privateKey: KeyObject): KeyPair {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`it is a key for ${privateKey.asymmetricKeyType}`);
  return { privateKey, publicKey: rawPublicKey(createPublicKey(privateKey)) };
}

/** The key object of a raw public key in base64, or null when it is not one. */
export function publicKeyObject(publicKey: string): KeyObject | null {
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== 32 || raw.toString('base64') !== publicKey) return null;
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

function rawPublicKey(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length).toString('base64');
}

/** Makes the file with its whole content, or leaves the one that is there. Never a moment with half a file or with other rights. */
export function writeOnce(path: string, text: string): boolean {
  const draft = draftOf(path, text);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The same, in the place of what is there. */
export function replaceFile(path: string, text: string): void {
  renameSync(draftOf(path, text), path);
}

/** The whole content on disk beside the file, for its owner only. */
function draftOf(path: string, text: string): string {
  const draft = `${path}.${process.pid}.draft`;
  const file = openSync(draft, 'w', 0o600);
  try {
    chmodSync(draft, 0o600);
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

export function unwritable(path: string, error: unknown) {
  const folder = dirname(path);
  if (codeOf(error) === 'ENOSPC')
    return problem('DISK_FULL', `no room is left on the disk that holds ${folder}`, 'free some room there, then try again', {
      at: folder,
      cause: messageOf(error),
    });
  return problem('HOME_NOT_WRITABLE', `${path} cannot be written`, `make ${folder} writable for this user, or choose another folder`, {
    at: folder,
    cause: messageOf(error),
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
