import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPairSync, randomBytes, scrypt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { problem } from '../../kernel/diagnostic.ts';
import { digestOf } from '../../kernel/digest.ts';
import { canonicalJson } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { type KeyPair, keyPairOf, readPrivateText, restoredOr, unwritable, writeOnce } from './private-key-file.ts';

/** A private key that a passphrase opens. */
export interface SealedKey {
  readonly path: string;
  /** Raw 32 bytes, base64; known without the passphrase, and proved by opening. */
  readonly publicKey: string;
  /** PASSPHRASE_REFUSED where it is another passphrase. */
  open(passphrase: string): Promise<Result<KeyPair>>;
}

const bytes = (length: number) => z.base64().refine((text) => Buffer.from(text, 'base64').length === length, `not ${length} bytes`);

/**
 * The file, version 1: the key as PKCS #8, under AES-256-GCM with a key that scrypt makes of the passphrase (as NFKC, in UTF-8). The cost is what version 1 means, so no
 * file asks for less, nor for all memory. Everything but `sealed` and `digest` is authenticated with it; `digest` is over all else, and tells damage from a wrong passphrase.
 */
const envelope = z
  .object({
    format: z.literal('asbuilt approver key'),
    version: z.literal(1),
    publicKey: bytes(32),
    kdf: z.object({ name: z.literal('scrypt'), N: z.literal(131_072), r: z.literal(8), p: z.literal(1), salt: bytes(16) }).strict(),
    cipher: z.object({ name: z.literal('aes-256-gcm'), nonce: bytes(12) }).strict(),
    /** Cipher text, then the 16 bytes of its tag. */
    sealed: z.base64().max(1024),
    digest: z.string(),
  })
  .strict();
type Envelope = z.infer<typeof envelope>;
type Header = Omit<Envelope, 'sealed' | 'digest'>;

const tagLength = 16;
const without = 'a new one is made by: asbuilt approver key; somebody on the list adds it, and where nobody is left, see docs/how-to/approve-for-real.md';

/** Makes a key and its file, which only its owner can read. KEY_UNUSABLE where there is a file already; HOME_NOT_WRITABLE or DISK_FULL. */
export async function makeSealedKey(path: string, passphrase: string): Promise<Result<SealedKey>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const header: Header = {
    format: 'asbuilt approver key',
    version: 1,
    publicKey: keyPairOf(privateKey).publicKey,
    kdf: { name: 'scrypt', N: 131_072, r: 8, p: 1, salt: randomBytes(16).toString('base64') },
    cipher: { name: 'aes-256-gcm', nonce: randomBytes(12).toString('base64') },
  };
  const cipher = createCipheriv('aes-256-gcm', await secretOf(passphrase, header), Buffer.from(header.cipher.nonce, 'base64'));
  cipher.setAAD(Buffer.from(canonicalJson(header)));
  const text = Buffer.concat([cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' })), cipher.final(), cipher.getAuthTag()]);
  const unsummed = { ...header, sealed: text.toString('base64') };
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!writeOnce(path, `${JSON.stringify({ ...unsummed, digest: digestOf(unsummed) }, null, 2)}\n`))
      return fail(unusable(path, 'there is a key already, and it is not written over', `to have a new one made: mv ${path} ${path}.aside`));
  } catch (error) {
    return fail(unwritable(path, error));
  }
  const made = readSealedKey(path);
  if (!made.ok) return made;
  return made.value === null ? fail(unwritable(path, new Error('it vanished while it was made'))) : ok(made.value);
}

/** The key in a file, still sealed; null when there is no such file. KEY_UNUSABLE where it is damaged, something else, or others can read it. */
export function readSealedKey(path: string): Result<SealedKey | null> {
  const text = readPrivateText(path, without);
  if (text === null) return ok(null);
  if (!text.ok) return text;
  const damaged = (cause: string) => fail(unusable(path, cause, restoredOr(path, without)));
  let content: unknown;
  try {
    content = JSON.parse(text.value);
  } catch (error) {
    return damaged((error as Error).message);
  }
  const parsed = envelope.safeParse(content);
  if (!parsed.success) return damaged(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`).join('; '));
  const { digest, ...rest } = parsed.data;
  if (digestOf(rest) !== digest) return damaged('its content is not what was written');
  return ok({ path, publicKey: rest.publicKey, open: (passphrase) => opened(path, rest, passphrase) });
}

async function opened(path: string, { sealed, ...header }: Omit<Envelope, 'digest'>, passphrase: string): Promise<Result<KeyPair>> {
  const text = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', await secretOf(passphrase, header), Buffer.from(header.cipher.nonce, 'base64'), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(canonicalJson(header)));
  let der: Buffer;
  try {
    decipher.setAuthTag(text.subarray(-tagLength));
    der = Buffer.concat([decipher.update(text.subarray(0, -tagLength)), decipher.final()]);
  } catch (error) {
    return fail(
      problem('PASSPHRASE_REFUSED', `the passphrase does not open ${path}`, 'try again; if it is forgotten, see docs/how-to/approve-for-real.md', {
        at: path,
        cause: (error as Error).message,
      }),
    );
  }
  const pair = keyPairOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return pair.publicKey === header.publicKey ? ok(pair) : fail(unusable(path, 'it holds another key than it says', 'put it back from a backup'));
}

function secretOf(passphrase: string, { kdf: { N, r, p, salt } }: Header): Promise<Buffer> {
  return promisify<string, Buffer, number, object, Buffer>(scrypt)(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), 32, {
    N,
    r,
    p,
    // scrypt needs 128 · N · r bytes, which is more than Node allows unasked.
    maxmem: 2 * 128 * N * r,
  });
}

function unusable(path: string, cause: string, fix: string) {
  return problem('KEY_UNUSABLE', `the key in ${path} cannot be used`, fix, { at: path, cause });
}
