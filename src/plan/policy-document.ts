import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';

/** An IAM policy document by its form: statements, each with an effect. */
export function isPolicyDocument(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const statements = value['Statement'];
  const list = Array.isArray(statements) ? statements : [statements];
  return list.length > 0 && list.every((statement) => isJsonObject(statement) && typeof statement['Effect'] === 'string');
}

/**
 * The one form of all IAM policy documents that mean the same: single values become lists, lists are sorted and freed of repetitions,
 * actions are in lower case, an account id is its root principal, everyone is `*`. From the IAM policy grammar
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html): order has no meaning anywhere in it,
 * action names and condition keys ignore case, and the version is 2008-10-17 where none is given. `Sid` and `Id` do not change what is
 * allowed, but people name statements on purpose: they count, unless empty.
 */
export function canonicalPolicy(document: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(document)) {
    if (key === 'Statement') result[key] = sortedSet(listOf(value).map((statement) => (isJsonObject(statement) ? canonicalStatement(statement) : statement)));
    else if (value !== '') result[key] = value;
  }
  if (result['Version'] === undefined) result['Version'] = '2008-10-17';
  return result;
}

/** Whether two policy documents mean the same. An `Id` or `Sid` that only the live one has was put there by the provider. */
export function samePolicy(desired: JsonObject, live: JsonObject): boolean {
  const wanted = canonicalPolicy(desired);
  const found = canonicalPolicy(live);
  if (canonicalJson(wanted) === canonicalJson(found)) return true;
  return canonicalJson(wanted) === canonicalJson(withoutNamesOf(found, wanted));
}

function withoutNamesOf(found: JsonObject, wanted: JsonObject): JsonObject {
  const { Id, ...rest } = found;
  const named = listOf(wanted['Statement']).some((statement) => isJsonObject(statement) && statement['Sid'] !== undefined);
  return {
    ...rest,
    ...(Id !== undefined && wanted['Id'] !== undefined ? { Id } : {}),
    ...(named ? {} : { Statement: sortedSet(listOf(found['Statement']).map(withoutSid)) }),
  };
}

function withoutSid(statement: Json): Json {
  if (!isJsonObject(statement)) return statement;
  const { Sid: _, ...rest } = statement;
  return rest;
}

function canonicalStatement(statement: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(statement)) {
    switch (key) {
      case 'Sid':
        if (value !== '') result[key] = value;
        break;
      case 'Action':
      case 'NotAction':
        result[key] = sortedSet(listOf(value).map((action) => (typeof action === 'string' ? action.toLowerCase() : action)));
        break;
      case 'Resource':
      case 'NotResource':
        result[key] = sortedSet(listOf(value));
        break;
      case 'Principal':
      case 'NotPrincipal':
        result[key] = canonicalPrincipal(value);
        break;
      case 'Condition':
        if (isJsonObject(value)) {
          if (Object.keys(value).length > 0) result[key] = canonicalCondition(value);
        } else result[key] = value;
        break;
      default:
        result[key] = value;
    }
  }
  return result;
}

function canonicalPrincipal(principal: Json): Json {
  if (!isJsonObject(principal)) return principal;
  const kinds = Object.entries(principal);
  if (kinds.length === 1 && listOf(principal['AWS']).length === 1 && listOf(principal['AWS'])[0] === '*') return '*';
  return Object.fromEntries(
    kinds.map(([kind, names]) => [kind, sortedSet(listOf(names).map((name) => (kind === 'AWS' && typeof name === 'string' ? accountOf(name) : name)))]),
  );
}

// `123456789012` and `arn:aws:iam::123456789012:root` are the same principal.
function accountOf(principal: string): string {
  return /^arn:[^:]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function canonicalCondition(condition: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      isJsonObject(keys) ? Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toLowerCase(), sortedSet(listOf(values).map(asText))])) : keys,
    ]),
  );
}

// A condition's `true` and `"true"` are the same to IAM.
function asText(value: Json): Json {
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Json];
}

function sortedSet(values: readonly Json[]): readonly Json[] {
  const byText = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as Json);
}
