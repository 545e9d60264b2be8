import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { mapSecrets } from '../../model/secret.ts';
import { isFromRef, type Reference } from '../resolve-references.ts';

/** The JSON type of what a node gives, as far as it is known: `string`, `integer`, …, else `any`. */
export type TypeOfReference = (reference: Reference) => string;

/**
 * A unit's inputs as its plan phase is given them: what exists only later stays `{"$from": {"node", "attribute", "type"}}`, with its type, and a secret stays its name. Neither is
 * ever replaced by a value that somebody made up.
 */
export function phaseInputs(inputs: JsonObject, typeOf: TypeOfReference): JsonObject {
  return typed(withoutDigests(inputs), typeOf) as JsonObject;
}

/** The same secrets by their names alone: a phase that changes nothing has no use for more. */
export function withoutDigests<T extends Json>(value: T): T {
  return mapSecrets(value, ({ $secret }) => ({ $secret: $secret as unknown as Json })) as T;
}

function typed(value: Json, typeOf: TypeOfReference): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => typed(item, typeOf));
  if (!isJsonObject(value)) return value;
  if (isFromRef(value)) return { $from: { ...value.$from, type: typeOf(value.$from) } };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typed(member, typeOf)]));
}
