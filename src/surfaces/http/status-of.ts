import type { Code } from '../../kernel/codes.ts';
import type { Diagnostic } from '../../kernel/diagnostic.ts';

/** HTTP statuses of the problems that have one of their own; every other is 422: understood, and refused. */
const statuses: Partial<Record<Code, number>> = {
  USAGE: 400,
  INPUT_INVALID: 400,
  INTENT_UNREADABLE: 400,
  INTENT_TOO_LARGE: 413,
  ENGINE_UNAUTHENTICATED: 401,
  CALLER_NOT_ALLOWED: 403,
  CALLER_BUSY: 429,
  APPROVAL_NEEDED: 403,
  CONSENT_MISSING: 403,
  APPROVAL_INVALID: 403,
  APPROVAL_SIMULATED: 403,
  APPROVAL_FOREIGN: 403,
  APPROVERS_REFUSED: 403,
  APPROVAL_EXPIRED: 403,
  POLICY_DENIED: 403,
  DEPLOYMENT_UNKNOWN: 404,
  PLAN_UNKNOWN: 404,
  QUESTION_UNKNOWN: 404,
  RUN_UNKNOWN: 404,
  DEPLOYMENT_BUSY: 409,
  OWNERSHIP_UNPROVEN: 409,
  TARGET_CHANGED: 409,
  PLAN_STALE: 409,
  PLAN_EXPIRED: 409,
  PLAN_REJECTED: 409,
  PLAN_APPLIED: 409,
  APPROVAL_USED: 409,
  RUN_NOT_RESUMABLE: 409,
  CREDENTIALS_REFUSED: 502,
  TARGET_MISMATCH: 502,
  CLOUD_DENIED: 502,
  CLOUD_THROTTLED: 503,
  CLOUD_CONFLICT: 502,
  CLOUD_NOT_FOUND: 502,
  CLOUD_INVALID: 502,
  CLOUD_LIMIT: 502,
  CLOUD_UNKNOWN_OUTCOME: 502,
  CLOUD_UNREACHABLE: 502,
  CLOUD_UNSUPPORTED: 502,
  HOME_NOT_WRITABLE: 507,
  DISK_FULL: 507,
  STORE_NEWER: 500,
  STORE_DAMAGED: 500,
  TRUST_INVALID: 500,
  TRUST_UNSIGNED: 500,
  CLOCK_BEHIND: 503,
  TRUST_CHANGED: 500,
  AUDIT_BROKEN: 500,
  INTERNAL: 500,
};

/** The status of an answer with these problems: that of the first one, since it is the one shown first. */
export function statusOf(problems: readonly Diagnostic[]): number {
  const first = problems[0];
  return first === undefined ? 500 : (statuses[first.code] ?? 422);
}
