import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { TypeRegistry } from '../ports/type-registry.ts';
import { nearestTypes } from './nearest-types.ts';
import { overlayType } from './overlay-type.ts';
import { PackedFile, packedIndexName } from './packed-file.ts';
import { parseSchema } from './parse-schema.ts';
import { awsRegions } from './regions.ts';

/** The generated base: beside the compiled code's folder, whether this runs from `src` or from `dist`. */
const baseFolder = join(import.meta.dirname, '..', '..', 'dist', 'registry-data');

/** Parsed types kept in memory; the largest take a megabyte each, so not all are kept. */
const keptTypes = 256;

export interface RegistryOptions {
  /** Folder of imported and described schemas, see `importSchemas`; it need not exist. Without it there is no overlay. */
  readonly overlay?: string;
}

export interface LocalTypeRegistry extends TypeRegistry {
  /** Looks at the overlay folder again: call it after schemas were imported or described. */
  refresh(): void;
  /** Closes the data files. */
  close(): void;
}

/**
 * Opens the registry: only indexes are read, a type is read when it is asked for. Throws when the base was not built
 * (`npm run build` makes it) or the overlay's index cannot be read.
 */
export function loadRegistry(options: RegistryOptions = {}): LocalTypeRegistry {
  const base = PackedFile.open(baseFolder);
  let overlay = openOverlay(options.overlay);
  let sorted: readonly string[] | null = null;
  const parsed = new Map<string, Result<ResourceType>>();

  const read = (name: string): Result<ResourceType> => {
    const text = base.text(name);
    const known = text === undefined ? undefined : (JSON.parse(text) as ResourceType);
    const raw = overlay?.text(name);
    if (raw !== undefined) {
      const schema = parseSchema(JSON.parse(raw));
      return schema.ok ? ok(overlayType(known, schema.value)) : schema;
    }
    return known === undefined ? unknown(name, names()) : ok(known);
  };
  const names = (): readonly string[] => {
    sorted ??= [...new Set([...base.names(), ...(overlay?.names() ?? [])])].sort();
    return sorted;
  };

  return {
    type(name) {
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
    names,
    regions: () => awsRegions,
    refresh() {
      overlay?.close();
      overlay = openOverlay(options.overlay);
      sorted = null;
      parsed.clear();
    },
    close() {
      overlay?.close();
      base.close();
    },
  };
}

function openOverlay(folder: string | undefined): PackedFile | null {
  return folder !== undefined && existsSync(join(folder, packedIndexName)) ? PackedFile.open(folder) : null;
}

function unknown(name: string, names: readonly string[]): Result<never> {
  const near = nearestTypes(name, names);
  const shown = name.length > 200 ? `${name.slice(0, 200)}…` : name;
  const fix =
    near.length === 0 ? 'use a CloudFormation type name such as AWS::S3::Bucket, or import the schema of a private type' : `did you mean ${near.join(' or ')}?`;
  return fail(problem('TYPE_UNKNOWN', `there is no resource type ${shown}`, fix, { at: shown }));
}
