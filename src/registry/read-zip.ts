import { inflateRawSync } from 'node:zlib';

/** A file of a zip archive. `read` throws when the entry is damaged, encrypted, longer than `most` bytes or packed in an unknown way. */
export interface ZipEntry {
  readonly name: string;
  read(most: number): Buffer;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;
const endLength = 22;
const longestComment = 0xffff;

/**
 * The files of a zip archive, from its central directory (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16). Enough for the
 * archives that schemas come in: stored or deflated entries, no zip64, no encryption. Throws when it is not such an archive.
 */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) throw new Error('zip64 archives are not read');
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new Error(`the zip directory is damaged at byte ${at}`);
    const [nameLength, extraLength, commentLength] = [archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32)];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const packed = {
      encrypted: (archive.readUInt16LE(at + 8) & 1) === 1,
      method: archive.readUInt16LE(at + 10),
      length: archive.readUInt32LE(at + 20),
      offset: archive.readUInt32LE(at + 42),
    };
    if (!name.endsWith('/')) entries.push({ name, read: (most) => contents(archive, name, packed, most) });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - endLength - longestComment);
  for (let at = archive.length - endLength; at >= first; at--) if (archive.readUInt32LE(at) === endOfDirectory) return at;
  throw new Error('this is not a zip archive');
}

function contents(archive: Buffer, name: string, packed: { encrypted: boolean; method: number; length: number; offset: number }, most: number): Buffer {
  if (packed.encrypted) throw new Error(`${name} is encrypted`);
  if (archive.readUInt32LE(packed.offset) !== localHeader) throw new Error(`${name} is damaged`);
  const begin = packed.offset + 30 + archive.readUInt16LE(packed.offset + 26) + archive.readUInt16LE(packed.offset + 28);
  const bytes = archive.subarray(begin, begin + packed.length);
  if (packed.method === 8) return inflateRawSync(bytes, { maxOutputLength: most });
  if (packed.method !== 0) throw new Error(`${name} is packed by method ${packed.method}, which is not read`);
  if (bytes.length > most) throw new Error(`${name} is longer than ${most} bytes`);
  return bytes;
}
