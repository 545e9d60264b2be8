/** The pointers that no other pointer of the list contains, sorted: `/A` makes `/A/B` redundant. */
export function outermost(pointers: Iterable<string>): string[] {
  const kept: string[] = [];
  for (const pointer of [...new Set(pointers)].sort(bySegments)) {
    const last = kept.at(-1);
    if (last === undefined || !(pointer === last || pointer.startsWith(`${last}/`))) kept.push(pointer);
  }
  return kept;
}

/** Orders a pointer directly before everything beneath it; plain text order would put `/A-B` between `/A` and `/A/B`. */
function bySegments(left: string, right: string): number {
  const a = left.replaceAll('/', '\u0000');
  const b = right.replaceAll('/', '\u0000');
  return a < b ? -1 : a > b ? 1 : 0;
}
