import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { type Rewrite, rewrites } from '../tables/rewrites.ts';
import type { CompiledType } from './compiled-type.ts';
import { without } from './pointer-paths.ts';

/** What a read returns: everything but the write-only properties. */
export function readable(type: CompiledType, properties: JsonObject): JsonObject {
  return type.writeOnly.length === 0 ? properties : without(properties, type.writeOnly);
}

/**
 * Properties as the services keep them: what they rewrite is rewritten, a free JSON document that was given as its text is a document, and tags
 * come back in the order of their keys.
 */
export function asKept(type: CompiledType, properties: JsonObject, place: { readonly account: string; readonly region: string }): JsonObject {
  let kept: JsonObject = properties;
  for (const [path, how] of Object.entries(rewrites[type.type.name] ?? {}))
    kept = rewritten(kept, path.split('/'), (value) => rewrite(value, how, place)) as JsonObject;
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'string' && type.type.properties[name]?.shape.kind === 'json') {
      const document = documentOf(value);
      if (document !== null) kept = { ...kept, [name]: document };
    }
  }
  const tags = type.type.tags;
  const list = tags?.variant === 'standard' ? kept[tags.property] : undefined;
  if (tags !== undefined && Array.isArray(list)) kept = { ...kept, [tags.property]: [...(list as Json[])].sort(byKey) };
  return kept;
}

/** The value with everything at the path rewritten; the rest is shared. */
function rewritten(value: Json, [segment, ...rest]: readonly string[], change: (value: Json) => Json): Json {
  if (segment === undefined) return change(value);
  if (segment === '*') return Array.isArray(value) ? (value as Json[]).map((item) => rewritten(item, rest, change)) : value;
  const member = isJsonObject(value) ? value[segment] : undefined;
  return member === undefined ? value : { ...(value as JsonObject), [segment]: rewritten(member, rest, change) };
}

const protocols: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };

function rewrite(value: Json, how: Rewrite, place: { readonly account: string; readonly region: string }): Json {
  if (how === 'textMembers') return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, scalarText(member)])) : value;
  return typeof value === 'string' ? rewriteText(value, how, place) : value;
}

function scalarText(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function rewriteText(text: string, how: Exclude<Rewrite, 'textMembers'>, { account, region }: { readonly account: string; readonly region: string }): string {
  switch (how) {
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'dot':
      return text.endsWith('.') ? text : `${text}.`;
    case 'newline':
      return text.endsWith('\n') ? text : `${text}\n`;
    case 'keyId':
      return /^arn:[^:]+:kms:[^:]*:[^:]*:key\/(.+)$/.exec(text)?.[1] ?? text;
    case 'functionArn':
      return /^[A-Za-z0-9_-]+$/.test(text) ? `arn:aws:lambda:${region}:${account}:function:${text}` : text;
    case 'protocol':
      return protocols[text] ?? text.toLowerCase();
    default:
      return how satisfies never;
  }
}

function documentOf(text: string): Json | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function byKey(left: Json, right: Json): number {
  const a = keyOf(left);
  const b = keyOf(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(tag: Json): string {
  return isJsonObject(tag) && typeof tag['Key'] === 'string' ? tag['Key'] : '';
}
