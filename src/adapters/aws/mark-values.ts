import { randomBytes } from 'node:crypto';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { AwsCall } from '../../model/call.ts';
import type { Mutation } from '../../ports/cloud.ts';

/*
 * The tables that turn a mutation into calls work on texts: they put values together, take them apart and stand them into documents. A value that does not exist yet
 * goes through them as a mark, a text between two private-use characters that nothing escapes, and is named again in what comes out. A number that nobody else
 * knows is part of it: no text of a user or of the provider is taken for a mark.
 */
const open = `\uE000${randomBytes(8).toString('hex')}`;
const close = '\uE001';

/** A value of the resource itself that only its creation brings to light. */
export function ownMark(name: string): string {
  return `${open}own:${encodeURIComponent(name)}${close}`;
}

/** Each of the items that a fresh read finds in a property. */
export function eachMark(property: string): string {
  return `${open}each:${encodeURIComponent(property)}${close}`;
}

/** The mutation with every `$from`, `$join`, `$call`, `$secret` and `$hidden` as marks. */
export function withMarks(mutation: Mutation): Mutation {
  switch (mutation.op) {
    case 'create':
      return { ...mutation, properties: marked(mutation.properties) as JsonObject };
    case 'update':
      return {
        ...mutation,
        desired: marked(mutation.desired) as JsonObject,
        // What is not read back and does not change is taken from what is wanted.
        live: marked(mutation.live) as JsonObject,
        patch: mutation.patch.map((operation) => (operation.op === 'remove' ? operation : { ...operation, value: marked(operation.value) })),
      };
    case 'delete':
      return mutation;
    default:
      return mutation satisfies never;
  }
}

/** The call with every mark as what it stands for. */
export function withNames(call: AwsCall): AwsCall {
  const input = named(call.input) as JsonObject;
  return input === call.input ? call : { ...call, input };
}

/** A value with its references to what does not exist yet as marks. */
export function marked(value: Json): Json {
  if (Array.isArray(value)) return value.map(marked);
  if (!isJsonObject(value)) return value;
  const from = value['$from'];
  if (isJsonObject(from)) return `${open}from:${encodeURIComponent(String(from['node']))}:${encodeURIComponent(String(from['attribute']))}${close}`;
  // Whatever stands for a text as a whole goes through as it is.
  if (['$secret', '$hidden', '$call'].some((name) => Object.hasOwn(value, name))) return `${open}whole:${encodeURIComponent(canonicalJson(value))}${close}`;
  const join = value['$join'];
  if (Array.isArray(join)) return join.map((part: Json) => (typeof part === 'string' ? part : String(marked(part)))).join('');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member)]));
}

/** A value with its marks as what they stand for. */
export function named(value: Json): Json {
  if (typeof value === 'string') return value.includes(open) ? unmarked(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(named);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const members = Object.entries(value as JsonObject).map(([key, member]) => [key, named(member)] as const);
  return members.some(([key, member]) => member !== (value as JsonObject)[key]) ? Object.fromEntries(members) : value;
}

const mark = new RegExp(`${open}(own|each|from|whole):([^${close}:]*)(?::([^${close}]*))?${close}`, 'u');

function standIn(kind: string | undefined, first: string, second: string): Json {
  if (kind === 'from') return { $from: { node: first, attribute: second } };
  return kind === 'whole' ? (JSON.parse(first) as Json) : { [`$${kind}`]: first };
}

function unmarked(text: string): Json {
  const parts: Json[] = [];
  let rest = text;
  for (let match = mark.exec(rest); match !== null; match = mark.exec(rest)) {
    if (match.index > 0) parts.push(rest.slice(0, match.index));
    const [whole, kind, first = '', second = ''] = match;
    parts.push(standIn(kind, decodeURIComponent(first), decodeURIComponent(second)));
    rest = rest.slice(match.index + whole.length);
  }
  if (parts.length === 0) return text;
  if (rest !== '') parts.push(rest);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { $join: parts };
}
