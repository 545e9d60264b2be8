import { type Code, codes } from './codes.ts';

/**
 * What went wrong, where, and what to do about it. The one shape in which a problem is shown:
 * `at` names the place (`web.bucket`, `intent.region`, `/properties/BucketName`), `cause` carries the
 * provider's own words (untrusted text), `fix` is one sentence or one command.
 */
export interface Diagnostic {
  readonly code: Code;
  readonly message: string;
  readonly at?: string;
  readonly cause?: string;
  readonly fix: string;
  readonly retryable: boolean;
}

/** Builds a diagnostic; whether it is worth retrying comes from the code's registration. */
export function problem(code: Code, message: string, fix: string, more: { at?: string; cause?: string } = {}): Diagnostic {
  return { code, message, fix, retryable: codes[code].retryable, ...more };
}

/** The exit code for a list of problems: that of the first one, since it is the one shown first. */
export function exitCodeOf(problems: readonly Diagnostic[]): number {
  const first = problems[0];
  return first === undefined ? 1 : codes[first.code].exit;
}
