import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Many JSON values by name in two files of a folder, so that one value is read without the others:
 * a data file with one JSON text a line, and `index.json` with the byte range of each. The index names the data file,
 * whose name holds the digest of its contents: who has read an index never meets the bytes of another generation.
 */
export const packedIndex = z.object({
  format: z.literal(1),
  /** What the contents were made from; equal sources need no rebuild. */
  source: z.string(),
  data: z.string().regex(/^[a-z0-9.-]+$/),
  /** Name to byte offset and length in the data file. */
  entries: z.record(z.string(), z.tuple([z.int().nonnegative(), z.int().positive()])),
});
export type PackedIndex = z.infer<typeof packedIndex>;

export const packedIndexName = 'index.json';

/** An open packed folder. The data file stays open, so that it may be replaced and unlinked while it is read. */
export class PackedFile {
  readonly #entries: PackedIndex['entries'];
  readonly #descriptor: number;

  constructor(index: PackedIndex, descriptor: number) {
    this.#entries = index.entries;
    this.#descriptor = descriptor;
  }

  /** Throws what the file system throws, and SyntaxError or ZodError for an index that is not one. */
  static open(folder: string): PackedFile {
    const index = packedIndex.parse(JSON.parse(readFileSync(join(folder, packedIndexName), 'utf8')));
    return new PackedFile(index, openSync(join(folder, index.data), 'r'));
  }

  names(): string[] {
    return Object.keys(this.#entries);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#entries, name);
  }

  /** The JSON text of an entry, or undefined when there is none. Throws when the data file is shorter than its index says. */
  text(name: string): string | undefined {
    const range = this.has(name) ? this.#entries[name] : undefined;
    if (range === undefined) return undefined;
    const [offset, length] = range;
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const read = readSync(this.#descriptor, bytes, filled, length - filled, offset + filled);
      if (read === 0) throw new Error(`entry ${name} is cut off at byte ${offset + filled}`);
      filled += read;
    }
    return bytes.toString('utf8');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
