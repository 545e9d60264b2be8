/** An IPv4 address block. */
interface Block {
  /** As a number of 32 bits. */
  readonly address: number;
  /** Leading bits that are fixed. */
  readonly bits: number;
}

/** Reads `10.0.0.0/16`; null where it is not a block or its address is not the block's first. */
export function parseBlock(text: string): Block | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return null;
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return null;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return address % 2 ** (32 - bits) === 0 ? { address, bits } : null;
}

/** Whether two blocks have addresses in common; what is no block has none. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseBlock(one), parseBlock(other)];
  if (a === null || b === null) return false;
  const size = 2 ** (32 - Math.min(a.bits, b.bits));
  return Math.floor(a.address / size) === Math.floor(b.address / size);
}

/** The `index`-th of `into` equal parts (a power of two) of a block. Throws where there is none: slots are checked before. */
export function partOf(block: string, into: number, index: number): string {
  const whole = parseBlock(block);
  const bits = Math.log2(into);
  if (whole === null || !Number.isInteger(bits) || index >= into || whole.bits + bits > 32) throw new RangeError(`no part ${index} of ${into} in ${block}`);
  const size = 2 ** (32 - whole.bits - bits);
  const address = whole.address + index * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${whole.bits + bits}`;
}
