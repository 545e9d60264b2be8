import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { AwsCall } from '../../model/call.ts';

/** A call in the form the service takes it: documents written out as text, the token in its place. */
export function encodeCall(call: AwsCall, token: string): AwsCall {
  const input = encoded(call.input, token) as JsonObject;
  return input === call.input ? call : { ...call, input };
}

function encoded(value: Json, token: string): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => encoded(item, token));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (isJsonObject(value)) {
    const names = Object.keys(value);
    if (names.length === 1 && names[0] === '$json') return canonicalJson(value['$json']);
    if (names.length === 1 && names[0] === '$token') return token;
    const members = Object.entries(value).map(([name, member]) => [name, encoded(member, token)] as const);
    return members.some(([name, member]) => member !== value[name]) ? Object.fromEntries(members) : value;
  }
  return value;
}
