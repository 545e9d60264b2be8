import type { SchemaSource } from '../ports/schema-source.ts';
import { SchemaBatch, type SchemaImport } from './store-schemas.ts';

/** DescribeType is throttled at a few calls a second. */
const atOnce = 4;

/** Asks a source for the schemas of the types and stores them in the overlay folder, like an import. */
export async function describeTypes(overlay: string, types: readonly string[], source: SchemaSource): Promise<SchemaImport> {
  const batch = new SchemaBatch();
  const waiting = [...new Set(types)];
  const work = async (): Promise<void> => {
    for (let type = waiting.shift(); type !== undefined; type = waiting.shift()) {
      const answer = await source.schema(type);
      if (answer.ok) batch.add(answer.value, type, type);
      else for (const found of answer.problems) batch.note(found);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return batch.store(overlay);
}
