/** What a value decides beside security: how many there are, in which zones, or how long things are kept. */
export type Extent = 'count' | 'zone' | 'lifetime';

/** Words of property names, by what they decide: after the names that the types of AWS have for scaling, placement and lifecycles. */
const words: readonly (readonly [Extent, ReadonlySet<string>])[] = [
  ['zone', new Set('availability az azs zone zones multi'.split(' '))],
  ['lifetime', new Set('lifecycle expiration expire expires expiry ttl days retain archive transition transitions'.split(' '))],
  ['count', new Set('count capacity desired replicas replica min max minimum maximum scaling shards shard concurrency instances'.split(' '))],
];

/** Which of them a value at a place decides; null for none. A word in any name on the way decides, as for security. */
export function extentOf(place: readonly string[]): Extent | null {
  const said = new Set(place.flatMap((name) => (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase())));
  return words.find(([, of]) => [...said].some((word) => of.has(word)))?.[0] ?? null;
}
