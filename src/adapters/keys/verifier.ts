import { createHash, verify } from 'node:crypto';
import { canonicalJson } from '../../kernel/json.ts';
import type { ApprovalVerifier } from '../../ports/signer.ts';
import { publicKeyObject } from './private-key-file.ts';
import { trustReader } from './trust.ts';

/** Signature checks remembered: more than the runs that are live at once. */
const MOST_REMEMBERED = 256;

/**
 * The verifier over `<home>/approvers.json`. Whether a signature belongs to exactly these bytes and this key never changes, so that answer is
 * remembered; who is trusted is read from the disk at every call.
 */
export function approvalVerifier(home: string): ApprovalVerifier {
  const trusted = trustReader(home);
  const remembered = new Map<string, boolean>();
  return {
    trusted: async () => trusted(),
    verify({ proofs: _, ...body }, { signature }, publicKey) {
      const text = canonicalJson(body);
      const question = canonicalJson([text, signature, publicKey]);
      let answer = remembered.get(question);
      if (answer === undefined) {
        answer = isSignedBy(text, signature, publicKey);
        if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
        remembered.set(question, answer);
      }
      return answer;
    },
    keyId: keyIdOf,
  };
}

/** SHA-256 of the raw public key, hex. */
export function keyIdOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
}

function isSignedBy(text: string, signature: string, publicKey: string): boolean {
  const key = publicKeyObject(publicKey);
  const bytes = Buffer.from(signature, 'base64');
  if (key === null || bytes.length !== 64 || bytes.toString('base64') !== signature) return false;
  return verify(null, Buffer.from(text), key, bytes);
}
