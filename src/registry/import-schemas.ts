import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { zipEntries } from './read-zip.ts';
import { SchemaBatch, type SchemaImport } from './store-schemas.ts';

/** No published schema comes near it; keeps a packed bomb from filling the memory. */
const longestSchema = 16 * 1024 * 1024;
const longestArchive = 512 * 1024 * 1024;

/** How many schemas are parsed, at about a millisecond each, before other work of the process gets its turn. */
const turn = 20;

/**
 * Imports CloudFormation schemas into the overlay folder: from a folder of `.json` files (its subfolders, too), or a
 * `.json`, `.jsonl`, `.jsonl.gz` or `.zip` file, as AWS publishes them or describe-type prints them. Schemas of types that
 * are already there are replaced, the others stay. What cannot be used is listed among the problems and left out.
 */
export async function importSchemas(overlay: string, path: string): Promise<SchemaImport> {
  const batch = new SchemaBatch();
  try {
    let count = 0;
    for (const { text, at } of schemaTexts(path)) {
      try {
        batch.add(text(), at);
      } catch (error) {
        batch.refuse(at, 'cannot be read', error);
      }
      if (++count % turn === 0) await setImmediate();
    }
  } catch (error) {
    batch.refuse(path, 'cannot be read', error);
  }
  return batch.store(overlay);
}

interface Found {
  readonly text: () => string;
  readonly at: string;
}

function* schemaTexts(path: string): Iterable<Found> {
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
      if (isSchemaFile(entry)) {
        const file = join(entry.parentPath, entry.name);
        yield { at: file, text: () => readFileSync(file, 'utf8') };
      }
    }
  } else if (path.endsWith('.zip')) {
    for (const entry of zipEntries(readFileSync(path))) {
      if (entry.name.endsWith('.json')) yield { at: `${path} ${entry.name}`, text: () => entry.read(longestSchema).toString('utf8') };
    }
  } else if (/\.jsonl(\.gz)?$/.test(path)) {
    const bytes = readFileSync(path);
    const lines = (path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: longestArchive }) : bytes).toString('utf8').split('\n');
    for (const [index, line] of lines.entries()) if (line.trim() !== '') yield { at: `${path}:${index + 1}`, text: () => line };
  } else {
    yield { at: path, text: () => readFileSync(path, 'utf8') };
  }
}

function isSchemaFile(entry: Dirent): boolean {
  return entry.isFile() && entry.name.endsWith('.json');
}
