import { createHash, verify } from 'node:crypto';
import type { Signatures } from '../../model/replay-approvers.ts';
import { publicKeyObject } from './private-key-file.ts';

/** Ids of keys, which never change: they are asked for at every step of a run. */
const ids = new Map<string, string>();
const mostKnown = 256;

/** Ed25519 over the UTF-8 bytes of a text; keys and signatures in base64, and in no other spelling of it. */
export const signatures: Signatures = {
  isSigned(text, signature, publicKey) {
    const key = publicKeyObject(publicKey);
    const bytes = Buffer.from(signature, 'base64');
    if (key === null || bytes.length !== 64 || bytes.toString('base64') !== signature) return false;
    return verify(null, Buffer.from(text), key, bytes);
  },
  keyId(publicKey) {
    const known = ids.get(publicKey) ?? createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
    if (ids.size >= mostKnown) ids.clear();
    ids.set(publicKey, known);
    return known;
  },
};
