/** One text for all spellings of an IP address or network: host bits masked, IPv6 as RFC 5952 has it. Null when it is neither, or an IPv4 address alone. */
export function networkOf(text: string, keepHost = false): string | null {
  if (text.length > 64) return null;
  const [, address = '', prefix] = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const four = prefix === undefined ? null : bitsOfFour(address);
  const bits = four ?? (address.includes(':') ? bitsOfSix(address) : null);
  if (bits === null) return null;
  const width = four === null ? 128 : 32;
  const length = prefix === undefined ? width : Number(prefix);
  if (length > width) return null;
  const host = BigInt(width - length);
  return `${width}:${keepHost ? bits : (bits >> host) << host}/${length}`;
}

/** Of all addresses, by their width in bits: as much as two networks of `/8` (IPv6: `/16`), which no one owner's private network is. */
const large: ReadonlyMap<string, number> = new Map([
  ['32', 2 ** -7],
  ['128', 2 ** -15],
]);

/** Whether the networks among some texts, in whatever spelling, hold so much together that they are nobody's own: the halves of the world, each of them, or many a part. */
export function areEverywhere(texts: readonly string[]): boolean {
  const held = new Map<string, number>();
  for (const network of new Set(texts.map((text) => networkOf(text)))) {
    const [, width, length] = /^(\d+):\d+\/(\d+)$/.exec(network ?? '') ?? [];
    if (width !== undefined) held.set(width, (held.get(width) ?? 0) + 2 ** -Number(length));
  }
  return [...held].some(([width, share]) => share >= (large.get(width) ?? 1));
}

/** An IPv4 network as services keep it: with its host bits masked. Anything else is as it was. */
export function maskedNetwork(text: string): string {
  const [, address = '', prefix = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const bits = bitsOfFour(address);
  const length = Number(prefix);
  if (bits === null || length > 32) return text;
  const host = BigInt(32 - length);
  const masked = (bits >> host) << host;
  return `${[24n, 16n, 8n, 0n].map((shift) => (masked >> shift) & 0xffn).join('.')}/${length}`;
}

function bitsOfFour(address: string): bigint | null {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function bitsOfSix(address: string): bigint | null {
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[] | undefined];
  const last = (tail ?? head).at(-1);
  if (last?.includes('.') === true) {
    const four = bitsOfFour(last);
    if (four === null) return null;
    (tail ?? head).splice(-1, 1, (four >> 16n).toString(16), (four & 0xffffn).toString(16));
  }
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
