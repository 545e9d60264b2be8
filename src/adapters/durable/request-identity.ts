import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * The key with which our Restate server signs its requests, so that nobody else on this machine can drive the run services (PKCS #8 PEM, mode 0600). Nothing
 * but the two of them knows it: one that cannot be used, that others can read or write, or that is a link, is made anew, and `log` is told. Returns the public half in the form the SDK expects: `publickeyv1_` and the base58
 * (Bitcoin alphabet) of the raw 32 bytes.
 */
export function requestIdentity(file: string, log: (message: string) => void): string {
  const known = publicHalf(file);
  if (known === null && lstatSync(file, { throwIfNoEntry: false }) !== undefined) log(`${file} was not as it was made; it is made anew`);
  const raw = known ?? makeIdentity(file);
  return `publickeyv1_${base58(Buffer.from(raw, 'base64url'))}`;
}

function publicHalf(file: string): string | null {
  try {
    const stats = lstatSync(file);
    // Who could write it, or where it leads, would know how to call.
    if (!stats.isFile() || (process.platform !== 'win32' && (stats.mode & 0o077) !== 0)) return null;
    const { crv, x } = createPublicKey(createPrivateKey(readFileSync(file))).export({ format: 'jwk' });
    return crv === 'Ed25519' && x !== undefined ? x : null;
  } catch {
    return null;
  }
}

function makeIdentity(file: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return publicKey.export({ format: 'jwk' }).x ?? '';
}

function base58(bytes: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  while (number > 0n) {
    text = `${alphabet[Number(number % 58n)]}${text}`;
    number /= 58n;
  }
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}
