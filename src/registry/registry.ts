import { statSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { TypeRegistry } from '../ports/type-registry.ts';
import { limitedLists } from './limited-lists.ts';
import { nearestTypes } from './nearest-types.ts';
import { overlayType } from './overlay-type.ts';
import { PackedFile, packedIndexName } from './packed-file.ts';
import { parseSchema } from './parse-schema.ts';
import { awsRegions } from './regions.ts';

/** The generated base: beside the compiled code's folder, whether this runs from `src` or from `dist`. */
const baseFolder = join(import.meta.dirname, '..', '..', 'dist', 'registry-data');

/** Parsed types kept in memory; the largest take a megabyte each, so not all are kept. */
const keptTypes = 256;

/** How long an overlay may have changed before it is noticed. */
const lookMilliseconds = 1_000;

export interface RegistryOptions {
  /** Folder of imported and described schemas, see `importSchemas`; it need not exist. Without it there is no overlay. */
  readonly overlay?: string;
}

export interface LocalTypeRegistry extends TypeRegistry {
  /** Closes the data files. */
  close(): void;
}

/**
 * Opens the registry: only indexes are read, a type is read when it is asked for. Throws when the base was not built
 * (`npm run build` makes it) or the overlay's index cannot be read. Schemas that are imported or described later, by another process
 * too, are seen a second after they were stored.
 */
export function loadRegistry(options: RegistryOptions = {}): LocalTypeRegistry {
  const base = PackedFile.open(baseFolder);
  let seen = stampOf(options.overlay);
  let overlay = openOverlay(options.overlay, seen);
  let looked = performance.now();
  let sorted: readonly string[] | null = null;
  const parsed = new Map<string, Result<ResourceType>>();

  const look = (): void => {
    if (options.overlay === undefined || performance.now() - looked < lookMilliseconds) return;
    looked = performance.now();
    const stamp = stampOf(options.overlay);
    if (stamp === seen) return;
    let changed: PackedFile | null;
    try {
      changed = openOverlay(options.overlay, stamp);
    } catch {
      // Replaced between its two files, or damaged: what was read before stays in use, and the next look tries again.
      return;
    }
    overlay?.close();
    overlay = changed;
    seen = stamp;
    sorted = null;
    parsed.clear();
  };
  const read = (name: string): Result<ResourceType> => {
    const text = base.text(name);
    const known = text === undefined ? undefined : (JSON.parse(text) as ResourceType);
    const raw = overlay?.text(name);
    if (raw !== undefined) {
      const schema = parseSchema(JSON.parse(raw));
      return schema.ok ? ok(limited(overlayType(known, schema.value))) : schema;
    }
    return known === undefined ? unknown(name, names()) : ok(limited(known));
  };
  const names = (): readonly string[] => {
    sorted ??= [...new Set([...base.names(), ...(overlay?.names() ?? [])])].sort();
    return sorted;
  };

  return {
    type(name) {
      look();
      const known = parsed.get(name);
      if (known !== undefined) {
        // Asked for again: the youngest now, so that what is used stays.
        parsed.delete(name);
        parsed.set(name, known);
        return known;
      }
      const result = read(name);
      if (result.ok) {
        parsed.set(name, result);
        const [oldest] = parsed.keys();
        if (parsed.size > keptTypes && oldest !== undefined) parsed.delete(oldest);
      }
      return result;
    },
    names() {
      look();
      return names();
    },
    regions: () => awsRegions,
    close() {
      overlay?.close();
      base.close();
    },
  };
}

function limited(type: ResourceType): ResourceType {
  const limits = limitedLists[type.name];
  return limits === undefined ? type : { ...type, limits };
}

/** Tells one index of the overlay from another; null where there is none. An index is replaced as a whole, so each is a file of its own. */
function stampOf(folder: string | undefined): string | null {
  const stat = folder === undefined ? undefined : statSync(join(folder, packedIndexName), { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}

function openOverlay(folder: string | undefined, stamp: string | null): PackedFile | null {
  return folder === undefined || stamp === null ? null : PackedFile.open(folder);
}

function unknown(name: string, names: readonly string[]): Result<never> {
  const near = nearestTypes(name, names);
  const shown = name.length > 200 ? `${name.slice(0, 200)}…` : name;
  const fix =
    near.length === 0 ? 'use a CloudFormation type name such as AWS::S3::Bucket, or import the schema of a private type' : `did you mean ${near.join(' or ')}?`;
  return fail(problem('TYPE_UNKNOWN', `there is no resource type ${shown}`, fix, { at: shown }));
}
