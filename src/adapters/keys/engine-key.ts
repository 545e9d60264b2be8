import { createPublicKey, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import { ok, type Result } from '../../kernel/result.ts';
import type { HeadSigner } from '../../ports/signer.ts';
import { ensureKeyFile } from './private-key-file.ts';

/** The engine's own key in `<folder>/engine.pem`, made when there is none. It signs the audit log's head and nothing else; it can approve nothing. */
export function ensureEngineKey(folder: string): Result<HeadSigner> {
  const pair = ensureKeyFile(
    join(folder, 'engine.pem'),
    'a new one is made at the next start; from then on nothing but exports and approvals proves what the log held before, which is told by: asbuilt audit verify',
  );
  if (!pair.ok) return pair;
  const { privateKey } = pair.value;
  const publicKey = createPublicKey(privateKey);
  return ok({
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')),
  });
}
