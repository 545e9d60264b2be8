import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { approversFile, formerApproversFile } from '../../model/approvers.ts';
import { type ApproverList, replayApprovers } from '../../model/replay-approvers.ts';
import type { StoredApprovers } from '../../ports/signer.ts';
import { replaceFile, unwritable } from './private-key-file.ts';
import { signatures } from './signatures.ts';

/**
 * Reads `<home>/approvers.json` whenever it is another file or was written since the last time; the last text that was understood is not replayed again. No file: nobody. TRUST_INVALID
 * where it is not understood, a change in it does not hold, or others than its owner can say what it holds.
 */
export function approversReader(home: string): () => Result<StoredApprovers> {
  const path = approversPath(home);
  let known: { readonly state: string; readonly text: string; readonly result: Result<StoredApprovers> } | null = null;
  return () => {
    let state: string;
    let text: string;
    try {
      const stats = lstatSync(path);
      if (stats.isSymbolicLink()) return fail(unsafe(path, 'it is a link', `put the file itself there`));
      if (process.platform !== 'win32' && (stats.mode & 0o022) !== 0)
        return fail(unsafe(path, `mode ${(stats.mode & 0o777).toString(8)}`, `look at who is named in it, then: chmod go= ${path}`));
      // Also where two writes fall into one tick of the file system: each list is a file of its own that is put in the place of the former.
      state = [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(':');
      if (known?.state === state) return known.result;
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok({ kind: 'none' });
      return fail(invalid(path, error instanceof Error ? error.message : String(error)));
    }
    known = { state, text, result: known?.text === text ? known.result : parsed(path, text) };
    return known.result;
  };
}

/** Puts a list in the place of what is there, in one step. */
export function writeApprovers(home: string, { changes }: ApproverList): Result<null> {
  const path = approversPath(home);
  try {
    replaceFile(path, `${JSON.stringify({ version: 2, changes }, null, 2)}\n`);
    return ok(null);
  } catch (error) {
    return fail(unwritable(path, error));
  }
}

function parsed(path: string, text: string): Result<StoredApprovers> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return fail(invalid(path, error instanceof Error ? error.message : String(error)));
  }
  const former = formerApproversFile.safeParse(content);
  if (former.success) return ok({ kind: 'former', approvers: former.data.approvers });
  const file = approversFile.safeParse(content);
  if (!file.success) return fail(invalid(path, file.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')));
  const replayed = replayApprovers(file.data.changes, signatures);
  return replayed.ok ? ok({ kind: 'signed', list: replayed.list }) : fail(invalid(path, replayed.why));
}

function invalid(path: string, cause: string) {
  return problem(
    'TRUST_INVALID',
    `${path} does not say who may approve, so nobody may`,
    `put it back from a backup; without one: mv ${path} ${path}.aside, then asbuilt down, then asbuilt up --detach, which writes the list that the audit log has`,
    { at: path, cause },
  );
}

function unsafe(path: string, cause: string, fix: string) {
  return problem('TRUST_INVALID', `others than its owner can change ${path}, so it does not say who may approve`, fix, { at: path, cause });
}

function approversPath(home: string): string {
  return join(home, 'approvers.json');
}
