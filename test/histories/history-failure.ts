import type { Diagnostic } from '../../src/kernel/diagnostic.ts';

/** A problem found, with the story so far. */
export class HistoryFailure extends Error {
  override readonly name = 'HistoryFailure';
  readonly seed: number;

  constructor(seed: number, story: readonly string[], problems: readonly string[]) {
    super(
      [
        `history ${seed}`,
        ...story.map((line) => `  · ${line}`),
        ...problems.map((line) => `  ✗ ${line}`),
        `replay: npm run test:histories -- --seed ${seed}`,
      ].join('\n'),
    );
    this.seed = seed;
  }
}

/** A problem as one line of a story. */
export function wordsOf({ code, message, at, cause }: Diagnostic): string {
  return `${code}${at === undefined ? '' : ` at ${at}`}: ${message}${cause === undefined ? '' : ` (${cause})`}`;
}
