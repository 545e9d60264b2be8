import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { type Expression, type Path, pathOf, pathsIn, typedEnvironment } from './cel.ts';
import { declare, typeOfSchema } from './cel-types.ts';
import type { RootType } from './check-expressions.ts';
import { memberSchema } from './json-schemas.ts';
import { parseTemplate } from './template-text.ts';

/** The schema of what a value with expressions comes to, as far as their types say it. `{}` where nothing does; a value that cannot be read is told elsewhere. */
export function schemaOfValue(value: Json, roots: ReadonlyMap<string, RootType>): JsonObject {
  if (typeof value === 'string') return schemaOfText(value, roots);
  if (typeof value === 'boolean') return { type: 'boolean' };
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  if (Array.isArray(value)) return { type: 'array', items: value.length === 0 ? {} : schemaOfValue(value[0] as Json, roots) };
  if (!isJsonObject(value)) return {};
  const properties = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, schemaOfValue(member, roots)]));
  return { type: 'object', properties, required: Object.keys(properties) };
}

function schemaOfText(text: string, roots: ReadonlyMap<string, RootType>): JsonObject {
  try {
    const [first, ...rest] = parseTemplate(text);
    return first === undefined || typeof first === 'string' || rest.length > 0 ? { type: 'string' } : schemaOfExpression(first, roots);
  } catch {
    return {};
  }
}

function schemaOfExpression({ text, ast }: Expression, roots: ReadonlyMap<string, RootType>): JsonObject {
  const path = pathOf(ast);
  if (path !== null) return schemaAt(path, roots);
  const environment = typedEnvironment();
  for (const name of new Set(pathsIn(ast).map(([root]) => String(root)))) {
    const root = roots.get(name);
    declare(environment, name, root?.kind === 'value' ? typeOfSchema(root.schema) : 'dyn');
  }
  const checked = environment.check(text);
  return checked.valid ? schemaOfType(checked.type ?? 'dyn') : {};
}

function schemaAt(path: Path, roots: ReadonlyMap<string, RootType>): JsonObject {
  const root = roots.get(String(path[0]));
  if (root?.kind !== 'value') return {};
  return path.slice(1).reduce<JsonObject>((schema, key) => memberSchema(schema, key) ?? {}, root.schema);
}

function schemaOfType(type: string): JsonObject {
  const item = /^list<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) return { type: 'array', items: schemaOfType(item) };
  if (type.startsWith('list')) return { type: 'array' };
  if (type.startsWith('map') || type.startsWith('$')) return { type: 'object', additionalProperties: true };
  const name = ({ string: 'string', int: 'integer', double: 'number', bool: 'boolean' } as Readonly<Record<string, string>>)[type];
  return name === undefined ? {} : { type: name };
}
