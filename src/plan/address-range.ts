import { networkOf } from '../kernel/ip-network.ts';

/** Each range of addresses that holds this one, in whatever spelling, as comparable texts: itself first, all addresses of its version last. Null where it is not one in CIDR notation. */
export function rangesAround(cidr: string): string[] | null {
  const [, width = '', bits = '', prefix = ''] = /^(\d+):(\d+)\/(\d+)$/.exec((cidr.includes('/') && networkOf(cidr)) || '') ?? [];
  if (width === '') return null;
  const [length, hosts, address] = [Number(prefix), Number(width) - Number(prefix), BigInt(bits)];
  return Array.from({ length: length + 1 }, (_, less) => `${width}:${address >> BigInt(hosts + less)}/${length - less}`);
}

/** Whether two ranges have an address in common; false where one is no range. */
export function rangesOverlap(one: string, other: string): boolean {
  const [around, otherAround] = [rangesAround(one), rangesAround(other)];
  if (around === null || otherAround === null) return false;
  return around.includes(otherAround[0] ?? '') || otherAround.includes(around[0] ?? '');
}
