import { closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SignedHead } from '../engine/host.ts';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Agreement } from '../model/agreement.ts';
import type { Approval } from '../model/approval.ts';

/**
 * What a person signed, one approval a line, beside the person's key: each names where the audit log ended then, which is how its owner can show later that it was
 * longer. HOME_NOT_WRITABLE where it cannot be kept.
 */
export function keepSigned(path: string, approval: Approval | Agreement): Result<null> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // A link put in its place would lead what is signed elsewhere.
    const file = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    try {
      writeSync(file, `${JSON.stringify(approval)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return ok(null);
  } catch (error) {
    return fail(
      problem('HOME_NOT_WRITABLE', `what you signed cannot be kept in ${path}`, `make ${dirname(path)} writable for this user`, {
        at: path,
        cause: (error as Error).message,
      }),
    );
  }
}

/** The ends of the log that this person signed, oldest first. A line that was cut off by a crash is passed over. */
export function signedHeads(path: string): Result<readonly SignedHead[]> {
  if (!existsSync(path)) return ok([]);
  try {
    return ok(readFileSync(path, 'utf8').split('\n').flatMap(headIn));
  } catch (error) {
    return fail(
      problem('KEY_UNUSABLE', `what you signed cannot be read from ${path}`, `make ${path} readable for this user`, {
        at: path,
        cause: (error as Error).message,
      }),
    );
  }
}

function headIn(line: string): SignedHead[] {
  try {
    const { plan, issuedAt, auditHead } = JSON.parse(line) as Partial<Approval>;
    return plan === undefined || issuedAt === undefined || auditHead === undefined ? [] : [{ plan, at: issuedAt, auditHead }];
  } catch {
    return [];
  }
}
