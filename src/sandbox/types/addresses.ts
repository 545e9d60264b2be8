/** IPv4 networks, as far as the sandbox compares them. */
export interface Network {
  readonly first: number;
  readonly size: number;
}

/** Null for what is no IPv4 CIDR. */
export function networkOf(cidr: string): Network | null {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = parts;
  if ([a, b, c, d].some((octet) => octet > 255) || length > 32) return null;
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: address - (address % size), size };
}

export function overlap(one: Network, other: Network): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}

/** An address of the network that is neither one of the four that AWS keeps at its start nor the last. */
export function addressIn(cidr: string, fraction: number): string {
  const { first, size } = networkOf(cidr) ?? { first: 10 * 2 ** 24, size: 65_536 };
  const address = first + 4 + Math.floor(fraction * Math.max(1, size - 5));
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

const directions: Readonly<Record<string, string>> = { northeast: 'ne', northwest: 'nw', southeast: 'se', southwest: 'sw' };

/** The id of a zone, `use1-az1` of us-east-1a: which letter stands for which zone differs between accounts; here it never does. */
export function zoneId(zone: string): string {
  const [, area = '', direction = '', number = '', letter = 'a'] = /^([a-z]+(?:-gov|-iso[a-z]?)?)-([a-z]+)-(\d)([a-z])$/.exec(zone) ?? [];
  return `${area}${directions[direction] ?? direction.slice(0, 1)}${number}-az${letter.charCodeAt(0) - 96}`;
}
