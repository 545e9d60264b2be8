/** Of words shorter than this, what they are a part of says nothing. */
const shortestPart = 3;

/** So many are compared letter by letter: among more, anybody may have named thousands to keep others waiting. */
const mostCompared = 2_000;

/**
 * The candidates most like a mistyped word, best first: at most `most`. A slip or two is a typing error; what is further away than a third of the word's
 * length is another word, and to offer it would be a guess.
 */
export function nearest(word: string, candidates: Iterable<string>, most = 3): string[] {
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const scored: { candidate: string; distance: number }[] = [];
  let compared = 0;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const isPart = wanted.length >= shortestPart && other.includes(wanted);
    if (Math.abs(other.length - wanted.length) > limit && !isPart) continue;
    if (++compared > mostCompared) break;
    const distance = isPart ? Math.min(1, Math.abs(other.length - wanted.length)) : editDistance(wanted, other, limit);
    if (distance <= limit) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, most).map((entry) => entry.candidate);
}

/** Optimal string alignment distance (insert, delete, substitute, swap neighbours); `limit + 1` when it is larger than `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(at(current, column - 1) + 1, at(previous, column) + 1, at(previous, column - 1) + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, at(beforePrevious, column - 2) + 1);
      }
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
