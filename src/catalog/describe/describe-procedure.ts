import type { Json, JsonObject } from '../../kernel/json.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { type Procedure, procedureFile } from '../../model/procedure.ts';
import { readReferences, referencesWithin } from '../../model/procedure-references.ts';
import { readProcedure } from '../../model/read-procedure.ts';
import { checkProcedure } from '../check-procedure.ts';
import type { Described, Note } from './described.ts';

/**
 * What a procedure takes and gives, read from it: each `${inputs.name}` that its calls refer to, and its outputs. What stands within a text is a text; of what is handed over whole no type is said, which is noted with its line.
 * SOURCE_UNUSABLE, CATALOG_INVALID or REFERENCE_UNKNOWN where it could not be run.
 */
export function describeProcedure(text: string): Result<Described & { readonly undo: boolean }> {
  const read = readProcedure(text);
  if (!read.ok) return read;
  const { procedure, place } = read.value;
  const properties: Record<string, JsonObject> = {};
  const notes: Note[] = [];
  const lineAt = (keys: readonly (string | number)[]): string => place(keys).split(' ', 1)[0] ?? procedureFile;
  for (const { keys, to } of referencesWithin({ steps: procedure.steps, outputs: procedure.outputs } as unknown as Json)) {
    const [name, ...deeper] = to?.root === 'inputs' ? to.path : [];
    if (name === undefined || properties[name]?.['type'] !== undefined) continue;
    const within = keys.includes('aws') || isWithin(procedure, keys);
    if (deeper.length === 0 && within) properties[name] = { type: 'string' };
    else if (deeper.length > 0) properties[name] = { type: 'object' };
    else properties[name] ??= {};
  }
  for (const [name, schema] of Object.entries(properties))
    if (schema['type'] === undefined) notes.push({ at: lineAt([]), message: `input ${name}: its type is not declared: it is handed over as it is` });
  for (const name of Object.keys(procedure.outputs)) notes.push({ at: lineAt(['outputs', name]), message: `output ${name}: its type is not declared` });
  const names = Object.keys(properties);
  const problems = checkProcedure(procedure, place, { inputs: names, outputs: Object.keys(procedure.outputs), undo: procedure.undo !== undefined });
  if (problems.length > 0) return { ok: false, problems };
  return ok({
    inputs: { type: 'object', properties, ...(names.length > 0 ? { required: names } : {}), additionalProperties: false },
    outputs: { type: 'object', properties: Object.fromEntries(Object.keys(procedure.outputs).map((name) => [name, {}])) },
    notes,
    undo: procedure.undo !== undefined,
  });
}

/** Whether the reference at those keys is a part of a text. */
function isWithin(procedure: Procedure, keys: readonly (string | number)[]): boolean {
  const text = keys.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], procedure);
  return typeof text === 'string' && (readReferences(text)?.length ?? 0) > 1;
}
