import type { Diagnostic } from '../kernel/diagnostic.ts';

/**
 * Problems at the columns of the text that was written. An order is read as the wish that means it, whose columns nobody sees: what is at a word that stands once in what was written is there, anything else at
 * its beginning.
 */
export function placedInWritten(problems: readonly Diagnostic[], written: string, read: string): readonly Diagnostic[] {
  if (written === read) return problems;
  return problems.map((problem) => {
    const offset = /^intent:(\d+)$/.exec(problem.at ?? '')?.[1];
    if (offset === undefined) return problem;
    const word = /^["'`“]?([\w./@-]*[\w/@-])/u.exec(read.slice(Number(offset) - 1))?.[1];
    const [found, other] = word === undefined ? [] : [...written.matchAll(/[\w./@-]*[\w/@-]/gu)].filter(([one]) => one === word);
    return { ...problem, at: `intent:${found === undefined || other !== undefined ? 1 : found.index + 1}` };
  });
}
