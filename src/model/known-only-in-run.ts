/** The name of reasons of a verdict that no rule gives by itself: whether one holds depends on a value that exists only in the run. */
export const knownOnlyInRun = 'known-only-in-run';
