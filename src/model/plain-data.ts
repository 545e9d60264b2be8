import { canonicalJson, isJsonObject, type Json } from '../kernel/json.ts';

/** Members by which a value stands for another one, in wishes and in what is signed. Nobody gives them, and in what a provider tells they mean nothing. */
export const reservedMembers = ['$from', '$join', '$call', '$own', '$each', '$json', '$token', '$secret', '$hidden', '$unknown'] as const;

export function reservedIn(value: Json): string | undefined {
  return isJsonObject(value) ? reservedMembers.find((name) => Object.hasOwn(value, name)) : undefined;
}

/**
 * What a provider tells, as nothing but data: whoever may write a document could otherwise write references into plans, and have secrets filled in. An object with a member that is reserved becomes its own text; a value
 * without one is the very same.
 */
export function plainData<T extends Json>(value: T): T {
  return plain(value) as T;
}

function plain(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map(plain);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (reservedIn(value) !== undefined) return canonicalJson(value);
  const entries = Object.entries(value);
  const members = entries.map(([name, member]) => [name, plain(member as Json)] as const);
  return members.some(([, member], index) => member !== entries[index]?.[1]) ? Object.fromEntries(members) : value;
}
