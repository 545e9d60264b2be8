/**
 * Pairs each wanted item with a different found one, as many as possible. `keyOf` gives equal texts for items that are surely alike,
 * which settles nearly all of them at once; `covers` decides the rest, tried only within the same `bucketOf`
 * (items in different buckets never match). Answers, for each wanted item, the index of the found one, or -1.
 */
export function matchItems<T>(
  wanted: readonly T[],
  found: readonly T[],
  compare: { readonly keyOf: (item: T) => string; readonly bucketOf: (item: T) => string; readonly covers: (wanted: T, found: T) => boolean },
): number[] {
  const partner = wanted.map(() => -1);
  const taken = found.map(() => -1);
  const alike = groupBy(found, compare.keyOf);
  wanted.forEach((item, index) => {
    const candidate = alike.get(compare.keyOf(item))?.shift();
    if (candidate !== undefined) pair(index, candidate);
  });
  const open = partner.flatMap((match, index) => (match < 0 ? [index] : []));
  if (open.length === 0) return partner;
  const buckets = groupBy(found, compare.bucketOf);
  const candidates = new Map<number, number[]>();
  for (const start of open) extend(start, new Set());
  return partner;

  function pair(index: number, candidate: number): void {
    partner[index] = candidate;
    taken[candidate] = index;
  }

  // An augmenting path (Kuhn): an item may take another's partner when that one finds itself a new one.
  function extend(index: number, visited: Set<number>): boolean {
    for (const candidate of candidatesOf(index)) {
      if (visited.has(candidate)) continue;
      visited.add(candidate);
      const holder = taken[candidate] as number;
      if (holder < 0 || extend(holder, visited)) {
        pair(index, candidate);
        return true;
      }
    }
    return false;
  }

  function candidatesOf(index: number): readonly number[] {
    let list = candidates.get(index);
    if (list === undefined) {
      const item = wanted[index] as T;
      list = (buckets.get(compare.bucketOf(item)) ?? []).filter((candidate) => compare.covers(item, found[candidate] as T));
      candidates.set(index, list);
    }
    return list;
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  items.forEach((item, index) => {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  });
  return groups;
}
