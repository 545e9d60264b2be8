import type { Diagnostic } from '../kernel/diagnostic.ts';

/** Why records could not be kept or read: DISK_FULL, HOME_NOT_WRITABLE, HOME_LOCKED or STORE_DAMAGED. The one thing an expected failure of the Store throws. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly problem: Diagnostic;

  constructor(problem: Diagnostic, cause?: unknown) {
    super(`${problem.code}: ${problem.message}`, { cause });
    this.problem = problem;
  }
}
