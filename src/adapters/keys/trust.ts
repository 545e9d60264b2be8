import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { type TrustFile, trustFile } from '../../model/approval.ts';
import { publicKeyObject, unwritable, writeOnce } from './private-key-file.ts';

/**
 * Makes `<home>/approvers.json` with the local person's key when there is no such file: true when it was made. A file that is there is left alone,
 * so that a key somebody withdrew does not come back at the next start.
 */
export function ensureTrustFile(home: string, approver: TrustFile['approvers'][number]): Result<boolean> {
  const path = trustPath(home);
  try {
    return ok(writeOnce(path, `${JSON.stringify({ approvers: [approver] }, null, 2)}\n`));
  } catch (error) {
    return fail(unwritable(path, error));
  }
}

/**
 * Reads who is trusted, afresh each time; the last text that was understood is not parsed again. No file: nobody. TRUST_INVALID
 * where it is not understood, or others than its owner can say what it holds.
 */
export function trustReader(home: string): () => Result<TrustFile> {
  const path = trustPath(home);
  let known: { readonly text: string; readonly result: Result<TrustFile> } | null = null;
  return () => {
    let text: string;
    try {
      const stats = lstatSync(path);
      if (stats.isSymbolicLink()) return fail(unsafe(path, 'it is a link', `put the file itself there`));
      if (process.platform !== 'win32' && (stats.mode & 0o022) !== 0)
        return fail(unsafe(path, `mode ${(stats.mode & 0o777).toString(8)}`, `look at who is named in it, then: chmod go= ${path}`));
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok({ approvers: [] });
      return fail(invalid(path, error instanceof Error ? error.message : String(error)));
    }
    if (known === null || known.text !== text) known = { text, result: parseTrust(path, text) };
    return known.result;
  };
}

function parseTrust(path: string, text: string): Result<TrustFile> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return fail(invalid(path, error instanceof Error ? error.message : String(error)));
  }
  const parsed = trustFile.safeParse(content);
  if (!parsed.success) return fail(invalid(path, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')));
  const broken = parsed.data.approvers.find((approver) => publicKeyObject(approver.publicKey) === null);
  if (broken !== undefined) return fail(invalid(path, `the key of ${broken.name} is not the base64 of 32 raw Ed25519 bytes`));
  return ok(parsed.data);
}

function invalid(path: string, cause: string) {
  return problem(
    'TRUST_INVALID',
    `${path} does not say who may approve`,
    `correct ${path}: {"approvers": [{"name": "…", "publicKey": "…"}]}; until then nobody is trusted`,
    { at: path, cause },
  );
}

function unsafe(path: string, cause: string, fix: string) {
  return problem('TRUST_INVALID', `others than its owner can change ${path}, so it does not say who may approve`, fix, { at: path, cause });
}

function trustPath(home: string): string {
  return join(home, 'approvers.json');
}
