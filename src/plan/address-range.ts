/** Each range of IPv4 addresses that holds this one, as comparable texts: itself first, all addresses last. Null where it is not one in CIDR notation. */
export function rangesAround(cidr: string): string[] | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (found === null) return null;
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = found.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || length > 32) return null;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return Array.from({ length: length + 1 }, (_, less) => `${Math.floor(address / 2 ** (32 - length + less))}/${length - less}`);
}

/** Whether two ranges have an address in common; false where one is no range. */
export function rangesOverlap(one: string, other: string): boolean {
  const [around, otherAround] = [rangesAround(one), rangesAround(other)];
  if (around === null || otherAround === null) return false;
  return around.includes(otherAround[0] ?? '') || otherAround.includes(around[0] ?? '');
}
