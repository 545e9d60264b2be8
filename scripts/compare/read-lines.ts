import { gunzipSync } from 'node:zlib';

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Null where the bytes are not UTF-8. */
  readonly text: string | null;
}

/**
 * The lines of a file that are not blank. Whether it is packed is told by its first bytes, not by its name. Throws where it is packed and damaged.
 */
export function linesOf(bytes: Buffer): Line[] {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const lines: Line[] = [];
  let number = 1;
  for (let from = 0; from < plain.length; number++) {
    const newline = plain.indexOf('\n', from);
    const end = newline < 0 ? plain.length : newline;
    const text = decoded(plain.subarray(from, end));
    if (text === null || text.trim() !== '') lines.push({ number, text });
    from = end + 1;
  }
  return lines;
}

// Bytes that are replaced by a mark would be compared as if they had been recorded.
function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
