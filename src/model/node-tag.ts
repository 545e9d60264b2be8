/**
 * A node as the value of its `asbuilt:node` tag: `network.vpc+5B0+5D@AWS::EC2::VPC`. The address stands before the last `@`, the type after it, so that a copy of the
 * tags on a thing of another type (a snapshot, an instance of a group) is known as a copy. Letters, digits, `.`, `_` and `-` stand for themselves; every other
 * character is written as its UTF-8 bytes, each `+` and two hex digits: all of it is within what every AWS service takes as a tag value.
 */
export function nodeTagValue(address: string, type: string): string {
  return `${address.replace(/[^A-Za-z0-9._-]/gu, (character) => utf8(character).map(hexByte).join(''))}@${type}`;
}

/** The node and type that a tag value names; null for what `nodeTagValue` does not write. */
export function nodeOfTag(value: string): { readonly node: string; readonly type: string } | null {
  const split = value.lastIndexOf('@');
  if (split < 1 || split === value.length - 1) return null;
  const type = value.slice(split + 1);
  const encoded = value.slice(0, split);
  if (!/^(?:[A-Za-z0-9._-]|\+[0-9A-F]{2})+$/.test(encoded)) return null;
  let node: string;
  try {
    node = decodeURIComponent(encoded.replaceAll('+', '%'));
  } catch {
    return null;
  }
  return nodeTagValue(node, type) === value ? { node, type } : null;
}

function utf8(character: string): number[] {
  return encodeURIComponent(character) === character
    ? [character.charCodeAt(0)]
    : [...encodeURIComponent(character).matchAll(/%([0-9A-F]{2})/g)].map(([, hex]) => Number.parseInt(hex as string, 16));
}

function hexByte(byte: number): string {
  return `+${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
