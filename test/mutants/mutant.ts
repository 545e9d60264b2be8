/** What a change of the source would do away with. What touches the first six may not survive. */
export type About = 'approval' | 'ownership' | 'identity' | 'verification' | 'audit' | 'network' | 'effects' | 'run' | 'plan' | 'records' | 'words';

/** One deliberate fault: a text that stands once in a file, and what to put in its place. */
export interface Mutant {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** What is wrong then, in one clause. */
  readonly what: string;
  readonly about: About;
  /** Tests that see it and do not follow from the file's folder. */
  readonly tests?: readonly string[];
  /** Why no test can notice it; only for what touches none of `guarded`. */
  readonly survives?: string;
}

export const guarded: ReadonlySet<About> = new Set<About>(['approval', 'ownership', 'identity', 'verification', 'audit', 'network']);

type Row = readonly [find: string, replace: string, what: string, more?: Pick<Mutant, 'tests' | 'survives'>];

/** The mutants of one file. */
export function within(file: string, about: About, rows: readonly Row[]): Mutant[] {
  return rows.map(([find, replace, what, more]) => ({ file, about, find, replace, what, ...more }));
}
