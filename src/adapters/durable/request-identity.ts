import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * The key with which our Restate server signs its requests, so that nobody else on this machine can drive the run services.
 * Made once per data folder (PKCS #8 PEM, mode 0600). Returns the public half in the form the SDK expects: `publickeyv1_` and the
 * base58 (Bitcoin alphabet) of the raw 32 bytes.
 */
export function requestIdentity(file: string): string {
  if (!existsSync(file)) {
    const pair = generateKeyPairSync('ed25519');
    writeFileSync(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  const { x } = createPublicKey(createPrivateKey(readFileSync(file))).export({ format: 'jwk' });
  if (x === undefined) throw new Error(`no Ed25519 key in ${file}`);
  return `publickeyv1_${base58(Buffer.from(x, 'base64url'))}`;
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
