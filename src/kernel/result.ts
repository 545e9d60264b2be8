import type { Diagnostic } from './diagnostic.ts';

/** An expected outcome: a value, or the problems that kept us from one. A bug throws instead. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Diagnostic[] };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(...problems: readonly Diagnostic[]): Result<never> {
  return { ok: false, problems };
}

/** All values, or every problem of every failed result: one bad node does not hide the next. */
export function all<T>(results: readonly Result<T>[]): Result<T[]> {
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return { ok: false, problems };
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}
