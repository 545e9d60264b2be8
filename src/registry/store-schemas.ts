import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { PackedFile, packedIndexName } from './packed-file.ts';
import { parseSchema } from './parse-schema.ts';
import { writePackedFile } from './write-packed-file.ts';

/** How many schemas were stored, and what was wrong with the others: at most 50 problems, each with its place, and one that counts the rest. */
export interface SchemaImport {
  readonly count: number;
  readonly problems: readonly Diagnostic[];
}

const mostProblems = 50;

/** Collects schemas and stores them in the overlay folder in one go, beside those that are there. */
export class SchemaBatch {
  readonly #texts = new Map<string, string>();
  readonly #problems: Diagnostic[] = [];
  #unlisted = 0;

  /** Takes a schema's JSON text, or what describe-type printed about it. `at` says where it was found; with `only` it must be that type's. */
  add(text: string, at: string, only?: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
      // The output of `aws cloudformation describe-type` holds the schema as text.
      const wrapped = (json as { Schema?: unknown } | null)?.Schema;
      if (typeof wrapped === 'string') json = JSON.parse(wrapped);
    } catch (error) {
      return this.refuse(at, 'this is not JSON', error);
    }
    const parsed = parseSchema(json);
    if (!parsed.ok) for (const found of parsed.problems) this.note({ ...found, at: `${at} ${found.at ?? ''}`.trim() });
    else if (only !== undefined && parsed.value.name !== only)
      this.note(problem('INPUT_INVALID', `the schema given for ${only} is that of ${parsed.value.name}`, 'ask again', { at }));
    else this.#texts.set(parsed.value.name, JSON.stringify(json));
  }

  refuse(at: string, message: string, error: unknown): void {
    this.note(
      problem('INPUT_INVALID', `${at}: ${message}`, 'give CloudFormation schemas as .json, .jsonl, .jsonl.gz, .zip or a folder of .json files', {
        at,
        cause: String(error),
      }),
    );
  }

  note(found: Diagnostic): void {
    if (this.#problems.length < mostProblems) this.#problems.push(found);
    else this.#unlisted++;
  }

  /** Nothing is stored when it cannot be stored completely. */
  store(overlay: string): SchemaImport {
    if (this.#unlisted > 0)
      this.#problems.push(problem('INPUT_INVALID', `${this.#unlisted} more problems are not listed`, 'correct the ones above, then do it again'));
    if (this.#texts.size === 0) return { count: 0, problems: this.#problems };
    try {
      writePackedFile(overlay, 'schemas', new Map([...stored(overlay), ...this.#texts]));
      return { count: this.#texts.size, problems: this.#problems };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const full = code === 'ENOSPC' || code === 'EDQUOT';
      const found = full
        ? problem('DISK_FULL', `the schemas do not fit on the disk of ${overlay}`, 'free some space and import them again', {
            at: overlay,
            cause: String(error),
          })
        : problem('HOME_NOT_WRITABLE', `the schemas cannot be stored in ${overlay}`, 'make the folder writable and import them again', {
            at: overlay,
            cause: String(error),
          });
      return { count: 0, problems: [found, ...this.#problems] };
    }
  }
}

function stored(overlay: string): Map<string, string> {
  if (!existsSync(join(overlay, packedIndexName))) return new Map();
  const file = PackedFile.open(overlay);
  try {
    return new Map(file.names().map((name) => [name, file.text(name) ?? '']));
  } finally {
    file.close();
  }
}
