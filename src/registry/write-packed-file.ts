import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type PackedIndex, packedIndexName } from './packed-file.ts';

/**
 * Writes a packed folder so that a reader, or a crash at any instant, finds either the former contents or the new ones:
 * data first, then the index over it by rename, both synced. Data files of former generations are removed last.
 */
export function writePackedFile(folder: string, source: string, texts: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  const entries: Record<string, [number, number]> = {};
  const chunks: Buffer[] = [];
  const digest = createHash('sha256');
  let offset = 0;
  for (const [name, text] of texts) {
    const line = Buffer.from(`${text}\n`);
    entries[name] = [offset, line.length - 1];
    offset += line.length;
    digest.update(line);
    chunks.push(line);
  }
  const data = `types-${digest.digest('hex').slice(0, 16)}.jsonl`;
  const index: PackedIndex = { format: 1, source, data, entries };
  writeSynced(folder, data, Buffer.concat(chunks));
  writeSynced(folder, packedIndexName, Buffer.from(JSON.stringify(index)));
  for (const file of readdirSync(folder)) if (/^types-[0-9a-f]+\.jsonl$/.test(file) && file !== data) rmSync(join(folder, file), { force: true });
}

function writeSynced(folder: string, name: string, bytes: Buffer): void {
  const temporary = join(folder, `${name}.${process.pid}.new`);
  const descriptor = openSync(temporary, 'w');
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, join(folder, name));
}
