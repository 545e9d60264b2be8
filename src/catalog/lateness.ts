import { type Expression, type Path, pathsIn } from './cel.ts';

/** Whether a value exists only after a step: `true` where it does; else the inputs with which it does, none where it is always known. */
export type Lateness = true | ReadonlySet<string>;

export const known: Lateness = new Set<string>();

/** The lateness of what several things are made of. */
export function latest(all: readonly Lateness[]): Lateness {
  if (all.includes(true)) return true;
  return new Set(all.flatMap((one) => (one === true ? [] : [...one])));
}

export function latenessOf(expressions: readonly Expression[], of: (path: Path) => Lateness): Lateness {
  return latest(expressions.flatMap(({ ast }) => pathsIn(ast).map(of)));
}

/** As it is kept with a version. */
export function lasting(lateness: Lateness): true | string[] {
  return lateness === true ? true : [...lateness].sort();
}

/** The inputs among paths whose values are computed with. */
export function mustKnow(demanded: readonly Path[], inputs: readonly string[]): string[] {
  const names = demanded.filter(([root]) => root === 'inputs').flatMap((path) => (path.length > 1 ? [String(path[1])] : inputs));
  return [...new Set(names)].sort();
}
