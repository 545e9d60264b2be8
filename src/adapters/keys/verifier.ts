import { canonicalJson } from '../../kernel/json.ts';
import type { ApprovalVerifier } from '../../ports/signer.ts';
import { approversReader, writeApprovers } from './approvers-file.ts';
import { signatures } from './signatures.ts';

/** Signature checks remembered: more than the runs that are live at once. */
const MOST_REMEMBERED = 256;

/**
 * The verifier over `<home>/approvers.json`. Whether a signature belongs to exactly these bytes and this key never changes, so that answer is
 * remembered; who is trusted is read from the disk at every call.
 */
export function approvalVerifier(home: string): ApprovalVerifier {
  const read = approversReader(home);
  const remembered = new Map<string, boolean>();
  return {
    ...signatures,
    stored: async () => read(),
    keep: async (list) => writeApprovers(home, list),
    verify({ proofs: _, ...body }, { signature }, publicKey) {
      const text = canonicalJson(body);
      const question = canonicalJson([text, signature, publicKey]);
      let answer = remembered.get(question);
      if (answer === undefined) {
        answer = signatures.isSigned(text, signature, publicKey);
        if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
        remembered.set(question, answer);
      }
      return answer;
    },
  };
}
