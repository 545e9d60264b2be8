import type { Diagnostic } from '../kernel/diagnostic.ts';

/**
 * Why steps under way do not get on: what the provider last answered to a call that is tried again. Only for whoever looks: nothing is decided by it, and after a restart a step that still
 * waits says so with its next try.
 */
export class Waits {
  readonly #causes = new Map<string, Diagnostic>();

  /** `null`: the step is heard again, or has ended. */
  note(run: string, step: string, cause: Diagnostic | null): void {
    const key = `${run}/${step}`;
    if (cause === null) this.#causes.delete(key);
    else this.#causes.set(key, cause);
  }

  of(run: string, step: string): Diagnostic | undefined {
    return this.#causes.get(`${run}/${step}`);
  }
}
