import { maskedNetwork } from '../../../kernel/ip-network.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import { nestsTooDeep } from '../../../kernel/nesting.ts';
import type { Form, Mapping, Spot } from './native-type.ts';
import { at, put } from './path.ts';
import { flatRules, groupedRules } from './security-group-rules.ts';

function spotOf(spot: string | Spot): Spot {
  return typeof spot === 'string' ? { in: spot, out: spot } : spot;
}

/** The mapped properties as members of a call's input. */
export function toApi(mapping: Mapping, properties: JsonObject): JsonObject {
  let input: Json = {};
  for (const [property, either] of Object.entries(mapping)) {
    const spot = spotOf(either);
    const asked = at(properties, property);
    const value = asked === undefined ? spot.unasked : asked;
    if (value !== undefined && spot.in !== undefined) {
      input = put(input, spot.in, spot.as === undefined ? value : toForm(spot.as, value));
    }
  }
  return isJsonObject(input) ? input : {};
}

/**
 * The properties that a description tells. Empty texts of a `number-text` and absent members are nothing. Of what a call sets as a `whole`, an item of a list is told with
 * all that is in it: what no property is about, in the service's own words.
 */
export function fromApi(mapping: Mapping, description: Json, whole = false): JsonObject {
  return told(mapping, description, whole, {});
}

function told(mapping: Mapping, description: Json, whole: boolean, besides: JsonObject): JsonObject {
  let properties: Json = besides;
  for (const [property, either] of Object.entries(mapping)) {
    const spot = spotOf(either);
    if (spot.out === undefined) continue;
    const found = at(description, spot.out);
    if (found === undefined || found === null) continue;
    const form = spot.told ?? spot.as;
    const value = form === undefined ? found : fromForm(form, found, whole);
    if (!isNothing(value)) properties = put(properties, property, value);
  }
  return properties as JsonObject;
}

/** What a service says for "not set": nobody asks for an empty list or object, and the cloud does not tell it apart from none. */
function isNothing(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0) || (isJsonObject(value) && Object.keys(value).length === 0);
}

/** What of an item no property is about. */
function untold(mapping: Mapping, item: Json): JsonObject {
  const paths = Object.values(mapping).flatMap((spot) => spotOf(spot).out ?? []);
  const left = without(item, paths);
  return left !== undefined && isJsonObject(left) ? left : {};
}

/** A value without what is at these paths, and without what is nothing; undefined where that leaves nothing. */
function without(value: Json, paths: readonly string[]): Json | undefined {
  if (paths.includes('') || value === '' || isNothing(value)) return undefined;
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const below = paths.flatMap((path) => (path === name ? [''] : path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : []));
    const left = without(member as Json, below);
    return left === undefined ? [] : [[name, left] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** Names of the top-level properties that a mapping is about. */
export function propertiesOf(mapping: Mapping): string[] {
  return [...new Set(Object.keys(mapping).map((property) => property.split('.')[0] as string))];
}

/** Places in the properties that no call can be told, as dotted paths: they would be dropped without a word. */
export function unmapped(mapping: Mapping, value: JsonObject, under = ''): string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const whole = mapping[name];
    if (whole !== undefined) {
      const { as: form, bars } = spotOf(whole);
      if (bars === true) return [`${under}${name}`];
      const inner = typeof form === 'object' ? ('each' in form ? form.each : 'object' in form ? form.object : undefined) : undefined;
      if (inner === undefined) return [];
      const items: readonly Json[] = Array.isArray(member) ? member : [member];
      return items.flatMap((item, index) => (isJsonObject(item) ? unmapped(inner, item, `${under}${name}.${Array.isArray(member) ? `${index}.` : ''}`) : []));
    }
    const nested = Object.entries(mapping).filter(([property]) => property.startsWith(`${name}.`));
    if (nested.length === 0 || !isJsonObject(member)) return [`${under}${name}`];
    return unmapped(Object.fromEntries(nested.map(([property, spot]) => [property.slice(name.length + 1), spot])), member, `${under}${name}.`);
  });
}

/** A property's value in the form the service takes it. */
function toForm(form: Form, value: Json): Json {
  if (typeof form === 'object') {
    if ('tagSpecification' in form) return [{ ResourceType: form.tagSpecification, Tags: value }];
    if ('pluck' in form) return Array.isArray(value) ? value.map((item: Json) => ({ [form.pluck]: item })) : value;
    if ('keys' in form) return renamed(value, form.keys);
    if ('tagsOf' in form)
      return Array.isArray(value) ? value.flatMap((one: Json) => (isJsonObject(one) && Array.isArray(one['Tags']) ? one['Tags'] : [])) : value;
    if ('without' in form) return value;
    if ('words' in form) return Object.entries(form.words).find(([, ours]) => ours === value)?.[0] ?? value;
    if ('each' in form) return Array.isArray(value) ? value.map((item: Json) => (isJsonObject(item) ? toApi(form.each, item) : item)) : value;
    return isJsonObject(value) ? toApi(form.object, value) : value;
  }
  switch (form) {
    case 'number-text':
    case 'boolean-text':
      return String(value);
    case 'json-text':
      return typeof value === 'string' ? value : { $json: value };
    case 'camel':
      return recased(value, (name) => name.charAt(0).toLowerCase() + name.slice(1));
    case 'tags-as-map':
      return Array.isArray(value)
        ? Object.fromEntries(value.flatMap((tag: Json) => (isJsonObject(tag) ? [[String(tag['Key']), tag['Value'] ?? '']] : [])))
        : value;
    case 'map-as-tags':
      // In the order of the keys: a plan that was stored and read again keeps no other.
      return isJsonObject(value)
        ? Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([Key, Value]) => ({ Key, Value }))
        : value;
    case 'ingress-rules':
      return groupedRules(value, 'ingress');
    case 'egress-rules':
      return groupedRules(value, 'egress');
    case 'list-of-one':
      return [value];
    case 'first-of-list':
      return Array.isArray(value) ? (value[0] ?? null) : value;
    case 'network':
      return typeof value === 'string' ? maskedNetwork(value) : value;
    case 'last-of-arn':
    case 'principal':
      return value;
    case 'text-number':
      return Number.isFinite(Number(value)) ? Number(value) : value;
    default:
      return form satisfies never;
  }
}

/** A property's value made of what the service told. */
export function fromForm(form: Form, value: Json, whole = false): Json {
  if (typeof form === 'object') {
    if ('tagSpecification' in form) return value;
    if ('pluck' in form) return Array.isArray(value) ? value.map((item: Json) => (isJsonObject(item) ? (item[form.pluck] ?? null) : item)) : value;
    if ('keys' in form) return renamed(value, Object.fromEntries(Object.entries(form.keys).map(([ours, theirs]) => [theirs, ours])));
    if ('tagsOf' in form) return Array.isArray(value) && value.length > 0 ? [{ ResourceType: form.tagsOf, Tags: value }] : [];
    if ('without' in form) return lessened(value, form.without);
    if ('words' in form) return Object.hasOwn(form.words, String(value)) ? (form.words[String(value)] as Json) : value;
    if ('each' in form) return Array.isArray(value) ? value.map((item: Json) => told(form.each, item, whole, whole ? untold(form.each, item) : {})) : value;
    return fromApi(form.object, value, whole);
  }
  switch (form) {
    case 'number-text':
      return typeof value === 'string' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    case 'boolean-text':
      return typeof value === 'string' ? value.toLowerCase() === 'true' : value;
    case 'json-text':
      return typeof value === 'string' ? parsed(value) : value;
    case 'camel':
      return recased(value, (name) => name.charAt(0).toUpperCase() + name.slice(1));
    case 'tags-as-map':
      return isJsonObject(value) ? toForm('map-as-tags', value) : value;
    case 'map-as-tags':
      return toForm('tags-as-map', value);
    case 'ingress-rules':
      return flatRules(value, 'ingress');
    case 'egress-rules':
      return flatRules(value, 'egress');
    case 'list-of-one':
      return Array.isArray(value) ? (value[0] ?? null) : value;
    case 'first-of-list':
      return [value];
    case 'text-number':
      return String(value);
    case 'network':
      return toForm(form, value);
    case 'principal':
      return isJsonObject(value) ? (Object.values(value)[0] ?? value) : value;
    case 'last-of-arn':
      return typeof value === 'string' ? (value.split(/[:/]/).at(-1) ?? value) : value;
    default:
      return form satisfies never;
  }
}

/** A document as text; IAM gives it percent-encoded (RFC 3986), as its API reference says. */
function parsed(text: string): Json {
  for (const candidate of text.startsWith('%7B') ? [decodeURIComponent(text)] : [text]) {
    if (nestsTooDeep(candidate)) return text;
    try {
      return JSON.parse(candidate) as Json;
    } catch {
      return candidate;
    }
  }
  return text;
}

function renamed(value: Json, names: Readonly<Record<string, string>>): Json {
  return recased(value, (name) => (Object.hasOwn(names, name) ? (names[name] as string) : name));
}

function lessened(value: Json, paths: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => lessened(item, paths));
  if (!isJsonObject(value)) return value;
  const left = Object.entries(value).filter(([name]) => !paths.includes(name));
  return Object.fromEntries(
    left.map(([name, member]) => [
      name,
      lessened(
        member,
        paths.flatMap((path) => (path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : [])),
      ),
    ]),
  );
}

function recased(value: Json, rename: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => recased(item, rename));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), recased(member, rename)])) as JsonObject;
}
