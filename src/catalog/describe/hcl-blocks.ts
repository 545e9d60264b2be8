import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { SourceText } from './described.ts';

/** A file of a module: its text, and the same as HCL's own JSON form. */
export interface HclFile extends SourceText {
  readonly json: JsonObject;
}

/** The blocks of a kind with one label: HCL's JSON form has a list for each name. */
export function blocksOf(json: JsonObject, kind: string): (readonly [string, JsonObject])[] {
  const named = json[kind];
  if (!isJsonObject(named)) return [];
  return Object.entries(named).flatMap(([name, blocks]) => listOf(blocks).map((block) => [name, block] as const));
}

/** The blocks of a kind without a label, or what stands below one label. */
export function listOf(blocks: Json | undefined): readonly JsonObject[] {
  if (isJsonObject(blocks)) return [blocks];
  return Array.isArray(blocks) ? (blocks as readonly Json[]).filter(isJsonObject) : [];
}
