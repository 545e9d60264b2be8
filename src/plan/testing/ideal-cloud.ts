import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf, segmentsOf } from '../../kernel/pointer.ts';
import type { PatchOp } from '../../model/plan.ts';
import type { ResourceType, Shape } from '../../model/resource-type.ts';

type Mutable = { [key: string]: unknown };

/** Applies a patch as RFC 6902 says; throws where an operation has nothing to work on, as a provider would refuse it. */
export function applyPatch(document: JsonObject, patch: readonly PatchOp[]): JsonObject {
  const copy = copyOf(document) as Mutable;
  for (const op of patch) {
    const segments = segmentsOf(op.path);
    const last = segments.pop() as string;
    let parent: unknown = copy;
    for (const segment of segments) {
      if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, segment)) throw new Error(`${op.op} ${op.path}: no ${segment}`);
      parent = (parent as Mutable)[segment];
    }
    if (typeof parent !== 'object' || parent === null) throw new Error(`${op.op} ${op.path}: its parent is no container`);
    if (op.op !== 'add' && !Object.hasOwn(parent, last)) throw new Error(`${op.op} ${op.path}: nothing is there`);
    if (op.op === 'remove') delete (parent as Mutable)[last];
    else (parent as Mutable)[last] = copyOf(op.value);
  }
  return copy as JsonObject;
}

function copyOf(value: Json): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Randomness of a test: numbers in [0, 1), replayable by fast-check. */
export type Dice = () => number;

/**
 * What an idealised provider returns for a resource that was given these properties: write-only values are gone, and with them some objects that
 * held nothing else; defaults nobody asked for are there, sets and lists of unknown order come back shuffled, and numbers may come back as text.
 */
export function asReturned(type: ResourceType, properties: JsonObject, dice: Dice): JsonObject {
  const writeOnly = new Set(type.writeOnly);
  const back = (value: Json, shape: Shape | undefined, pattern: string): Json => {
    if (Array.isArray(value)) {
      const list = shape?.kind === 'array' ? shape : undefined;
      const items = (value as readonly Json[]).map((item) => back(item, list?.items, `${pattern}/*`));
      return list?.ordered === true ? items : shuffled(items, dice);
    }
    if (shape?.kind === 'json' || !isJsonObject(value)) return typeof value === 'number' && dice() < 0.2 ? String(value) : value;
    const definition = shape?.kind === 'object' ? (type.definitions[shape.definition] ?? {}) : {};
    const result: Record<string, Json> = {};
    for (const [key, member] of Object.entries(value)) {
      const below = shape?.kind === 'map' ? shape.values : definition[key]?.shape;
      const place = shape?.kind === 'map' ? `${pattern}/*` : pattern + pointerOf([key]);
      if (writeOnly.has(place)) continue;
      const returned = back(member, below, place);
      const emptied = isJsonObject(returned) && Object.keys(returned).length === 0 && Object.keys(member as JsonObject).length > 0;
      if (!emptied || dice() < 0.5) result[key] = returned;
    }
    if (shape?.kind === 'object' && dice() < 0.5) result['AddedByCloud'] = 'default';
    return result;
  };
  const result: Record<string, Json> = { Arn: 'arn:aws:test:::thing' };
  for (const [name, value] of Object.entries(properties)) if (!writeOnly.has(`/${name}`)) result[name] = back(value, type.properties[name]?.shape, `/${name}`);
  for (const name of Object.keys(type.properties)) {
    if (result[name] === undefined && !writeOnly.has(`/${name}`) && type.properties[name]?.shape.kind === 'string' && dice() < 0.3)
      result[name] = 'cloud-default';
  }
  return result;
}

/** The same live properties as another read may return them: only what has no order is in another one. */
export function readAgain(type: ResourceType, live: JsonObject, dice: Dice): JsonObject {
  const again = (value: Json, shape: Shape | undefined): Json => {
    if (Array.isArray(value)) {
      const list = shape?.kind === 'array' ? shape : undefined;
      const items = (value as readonly Json[]).map((item) => again(item, list?.items));
      return list?.ordered === true ? items : shuffled(items, dice);
    }
    if (shape?.kind === 'json' || !isJsonObject(value)) return value;
    const definition = shape?.kind === 'object' ? (type.definitions[shape.definition] ?? {}) : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, again(member, shape?.kind === 'map' ? shape.values : definition[key]?.shape)]),
    );
  };
  return Object.fromEntries(Object.entries(live).map(([name, value]) => [name, again(value, type.properties[name]?.shape)]));
}

export function shuffled<T>(items: readonly T[], dice: Dice): T[] {
  return items
    .map((item) => [dice(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
