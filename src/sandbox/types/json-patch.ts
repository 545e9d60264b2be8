import { isJsonObject, type Json, type JsonObject, sameJson } from '../../kernel/json.ts';
import { segmentsOf } from '../../kernel/pointer.ts';

/** One RFC 6902 operation, checked. Cloud Control takes paths without the leading slash, too. */
export interface PatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: readonly string[];
  readonly from?: readonly string[];
  readonly value?: Json;
}

export type PatchResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });

/** Reads a patch document: a JSON array of operations. */
export function parsePatch(document: string): PatchResult<PatchStep[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return bad('the patch document is not valid JSON');
  }
  if (!Array.isArray(parsed)) return bad('the patch document is not an array of operations');
  const steps: PatchStep[] = [];
  for (const [index, entry] of parsed.entries()) {
    if (!isJsonObject(entry)) return bad(`operation ${index} is not an object`);
    const { op, path, from, value } = entry;
    if (typeof path !== 'string') return bad(`operation ${index} has no path`);
    const place = pathOf(path);
    switch (op) {
      case 'remove':
        steps.push({ op, path: place });
        break;
      case 'add':
      case 'replace':
      case 'test':
        if (value === undefined) return bad(`operation ${index} has no value`);
        steps.push({ op, path: place, value });
        break;
      case 'move':
      case 'copy':
        if (typeof from !== 'string') return bad(`operation ${index} has no from`);
        steps.push({ op, path: place, from: pathOf(from) });
        break;
      default:
        return bad(`operation ${index} is of an unknown kind: ${JSON.stringify(op ?? null)}`);
    }
  }
  return { ok: true, value: steps };
}

function pathOf(path: string): string[] {
  return segmentsOf(path === '' || path.startsWith('/') ? path : `/${path}`);
}

/** The document after every step, or the first step that cannot be made. The given document is not changed. */
export function applyPatch(document: JsonObject, steps: readonly PatchStep[]): PatchResult<JsonObject> {
  let current: Json = structuredClone(document) as Json;
  for (const step of steps) {
    const result = applyStep(current, step);
    if (!result.ok) return result;
    current = result.value;
  }
  return isJsonObject(current) ? { ok: true, value: current } : bad('the result is not an object');
}

function applyStep(document: Json, step: PatchStep): PatchResult<Json> {
  const shown = `/${step.path.join('/')}`;
  switch (step.op) {
    case 'add':
      return insert(document, step.path, step.value ?? null, shown);
    case 'remove':
      return remove(document, step.path, shown);
    case 'replace': {
      if (step.path.length === 0) return { ok: true, value: step.value ?? null };
      if (read(document, step.path) === undefined) return bad(`[REPLACE Operation] noSuchPath in source, path provided: ${shown}`);
      return set(document, step.path, step.value ?? null, shown);
    }
    case 'test':
      return sameJson(read(document, step.path), step.value)
        ? { ok: true, value: document }
        : bad(`[TEST Operation] value differs from expectations at ${shown}`);
    case 'copy':
    case 'move': {
      const from = step.from ?? [];
      const value = read(document, from);
      if (value === undefined) return bad(`[${step.op.toUpperCase()} Operation] noSuchPath in source, path provided: /${from.join('/')}`);
      const copied = structuredClone(value) as Json;
      if (step.op === 'copy') return insert(document, step.path, copied, shown);
      const removed = remove(document, from, `/${from.join('/')}`);
      return removed.ok ? insert(removed.value, step.path, copied, shown) : removed;
    }
    default:
      return step.op satisfies never;
  }
}

function read(document: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = document;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment) || (Array.isArray(current) && segment === 'length'))
      return undefined;
    current = (current as JsonObject)[segment];
  }
  return current;
}

/** The container of the last segment, which is changed in place: the document is our own copy. */
function holderOf(document: Json, path: readonly string[]): { [key: string]: Json } | Json[] | null {
  const holder = read(document, path.slice(0, -1));
  return typeof holder === 'object' && holder !== null ? (holder as { [key: string]: Json } | Json[]) : null;
}

function indexOf(segment: string, length: number, appendable: boolean): number | null {
  if (appendable && segment === '-') return length;
  if (!/^(0|[1-9]\d*)$/.test(segment)) return null;
  const index = Number(segment);
  return index < length || (appendable && index === length) ? index : null;
}

function insert(document: Json, path: readonly string[], value: Json, shown: string): PatchResult<Json> {
  const name = path.at(-1);
  if (name === undefined) return { ok: true, value };
  const holder = holderOf(document, path);
  if (holder === null) return bad(`[ADD Operation] noSuchPath in source, path provided: ${shown}`);
  if (Array.isArray(holder)) {
    const index = indexOf(name, holder.length, true);
    if (index === null) return bad(`[ADD Operation] index out of bounds: ${shown}`);
    holder.splice(index, 0, value);
  } else define(holder, name, value);
  return { ok: true, value: document };
}

function set(document: Json, path: readonly string[], value: Json, shown: string): PatchResult<Json> {
  const name = path.at(-1) ?? '';
  const holder = holderOf(document, path);
  if (holder === null) return bad(`noSuchPath in source, path provided: ${shown}`);
  if (Array.isArray(holder)) holder[Number(name)] = value;
  else define(holder, name, value);
  return { ok: true, value: document };
}

function remove(document: Json, path: readonly string[], shown: string): PatchResult<Json> {
  const name = path.at(-1);
  const holder = holderOf(document, path);
  if (name === undefined || holder === null || !Object.hasOwn(holder, name)) return bad(`[REMOVE Operation] noSuchPath in source, path provided: ${shown}`);
  if (Array.isArray(holder)) {
    const index = indexOf(name, holder.length, false);
    if (index === null) return bad(`[REMOVE Operation] index out of bounds: ${shown}`);
    holder.splice(index, 1);
  } else delete holder[name];
  return { ok: true, value: document };
}

/** Plain assignment would run the setter of a member named `__proto__`. */
function define(holder: { [key: string]: Json }, name: string, value: Json): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}
