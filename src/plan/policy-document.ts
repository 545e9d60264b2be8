import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { World } from './place.ts';

/** An IAM policy document by its form: statements, each with an effect. */
export function isPolicyDocument(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const statements = value['Statement'];
  const list = Array.isArray(statements) ? statements : [statements];
  return list.length > 0 && list.every((statement) => isJsonObject(statement) && typeof statement['Effect'] === 'string');
}

/**
 * The one form of all IAM policy documents that mean the same: single values become lists, lists are sorted,
 * actions are in lower case, an account id is its root principal, everyone is `*`. From the IAM policy grammar
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html): order has no meaning anywhere in it,
 * action names and condition keys ignore case, and the version is 2008-10-17 where none is given. `Sid` and `Id` do not change what is
 * allowed, but people name statements on purpose: they count, unless empty. So does what is said twice: somebody wrote it.
 */
export function canonicalPolicy(document: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(document)) {
    if (key === 'Statement') result[key] = sorted(listOf(value).map((statement) => (isJsonObject(statement) ? canonicalStatement(statement) : statement)));
    else if (value !== '') result[key] = value;
  }
  if (result['Version'] === undefined) result['Version'] = '2008-10-17';
  return result;
}

/** Whether two policy documents mean the same in the world that they are for. An `Id` or `Sid` that only the live one has was put there by the provider. */
export function samePolicy(desired: JsonObject, live: JsonObject, world: World): boolean {
  const wanted = canonicalPolicy(desired);
  const found = canonicalPolicy(live);
  if (canonicalJson(wanted) === canonicalJson(found)) return true;
  const named = withoutNamesOf(found, wanted);
  return canonicalJson(wanted) === canonicalJson(named) || canonicalJson(wanted) === canonicalJson(withShortApis(named, world));
}

function withoutNamesOf(found: JsonObject, wanted: JsonObject): JsonObject {
  const { Id, ...rest } = found;
  // Only a statement that was given no name is looked at without one: a name that somebody chose counts.
  const nameless = new Set(listOf(wanted['Statement']).flatMap((one) => (isJsonObject(one) && one['Sid'] === undefined ? [canonicalJson(one)] : [])));
  const statements = listOf(found['Statement']).map((one) => (nameless.has(canonicalJson(withoutSid(one))) ? withoutSid(one) : one));
  return { ...rest, ...(Id !== undefined && wanted['Id'] !== undefined ? { Id } : {}), Statement: sorted(statements) };
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
        result[key] = sorted(listOf(value).map((action) => (typeof action === 'string' ? action.toLowerCase() : action)));
        break;
      case 'Resource':
      case 'NotResource':
        result[key] = sorted(listOf(value));
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
    kinds.map(([kind, names]) => [kind, sorted(listOf(names).map((name) => (kind === 'AWS' && typeof name === 'string' ? accountOf(name) : name)))]),
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
      isJsonObject(keys) ? Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toLowerCase(), sorted(listOf(values).map(asText))])) : keys,
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

function sorted(values: readonly Json[]): readonly Json[] {
  const texts = values.map((value) => [canonicalJson(value), value] as const);
  return texts.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}

/**
 * API Gateway writes `execute-api:/stage/GET/path` out as the ARN of the API it is a policy of (developer guide, resource policies): both are the same
 * where the ARN is that of one API of this account and region, and ends alike.
 */
function withShortApis(document: JsonObject, { account, region }: World): JsonObject {
  const api = /^arn:[\w-]+:execute-api:([\w-]+):(\d{12}):[a-z0-9]{10}\//;
  const short = (resource: Json): Json =>
    typeof resource === 'string'
      ? resource.replace(api, (whole, of: string, by: string) => (of === (region ?? of) && by === (account ?? by) ? 'execute-api:/' : whole))
      : resource;
  const statement = (value: Json): Json => {
    if (!isJsonObject(value)) return value;
    const changed = Object.entries(value).map(([key, member]) => [key, /^(Not)?Resource$/.test(key) ? sorted(listOf(member).map(short)) : member] as const);
    return Object.fromEntries(changed);
  };
  return { ...document, Statement: sorted(listOf(document['Statement']).map(statement)) };
}

/**
 * Whether all that differs is that the live document names principals by the unique ids of roles and users, where the desired one names them by ARN.
 * That may be the same role, and may be one that was deleted: only IAM can tell.
 */
export function hidesPrincipals(desired: JsonObject, live: JsonObject): boolean {
  const wanted = canonicalPolicy(desired);
  const found = canonicalPolicy(live);
  const uniqueId = /^A(ROA|IDA)[A-Z0-9]{12,}$/;
  if (!principalsOf(found).some((name) => uniqueId.test(name))) return false;
  const cover = (document: JsonObject): string =>
    canonicalJson(canonicalPolicy(withPrincipals(document, (name) => (/^arn:[^:]+:iam::\d{12}:(role|user)\//.test(name) || uniqueId.test(name) ? '?' : name))));
  return cover(wanted) === cover(found);
}

function principalsOf(document: JsonObject): string[] {
  const names: string[] = [];
  withPrincipals(document, (name) => {
    names.push(name);
    return name;
  });
  return names;
}

function withPrincipals(document: JsonObject, change: (name: string) => string): JsonObject {
  const statements = listOf(document['Statement']).map((statement) => {
    const principal = isJsonObject(statement) ? statement['Principal'] : undefined;
    if (!isJsonObject(principal ?? null)) return statement;
    const { AWS, ...others } = principal as JsonObject;
    const names = listOf(AWS).map((name) => (typeof name === 'string' ? change(name) : name));
    return { ...(statement as JsonObject), Principal: { ...others, ...(AWS === undefined ? {} : { AWS: names }) } };
  });
  return { ...document, Statement: statements };
}
