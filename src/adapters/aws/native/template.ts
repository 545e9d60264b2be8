import { isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import type { AwsCall } from '../../../model/call.ts';
import { type Place, partitionOf } from '../../../model/target.ts';
import type { CallSpec } from './native-type.ts';
import { at, put } from './path.ts';

/** What `$` texts of a template refer to. */
export interface Scope {
  readonly place: Place;
  /** Properties, attributes and identifier parts of the resource. */
  readonly known: JsonObject;
  readonly item?: Json;
  readonly items?: readonly Json[];
  readonly key?: Json;
  readonly keys?: readonly Json[];
  readonly name?: string;
  readonly value?: Json;
}

/** A call from its specification: the template filled in, `input` laid over it member by member. */
export function callOf(spec: CallSpec, service: string, effect: AwsCall['effect'], scope: Scope, input: JsonObject = {}): AwsCall {
  const template = filled(spec.input ?? {}, scope);
  return {
    service: spec.service ?? service,
    operation: spec.operation,
    input: merged(isJsonObject(template) ? template : {}, input),
    target: scope.place,
    effect,
  };
}

/** The template with its `$` texts replaced; undefined where a text refers to nothing. */
function filled(template: Json, scope: Scope): Json | undefined {
  if (typeof template === 'string') return template.startsWith('$') ? lookedUp(template.slice(1), scope) : template;
  if (Array.isArray(template)) {
    const items = template.map((item: Json) => filled(item, scope)).filter((item) => item !== undefined);
    return items.length === 0 && template.length > 0 ? undefined : items;
  }
  if (!isJsonObject(template)) return template;
  const members = Object.entries(template).flatMap(([name, member]) => {
    const value = filled(member, scope);
    return value === undefined ? [] : [[name, value] as const];
  });
  return members.length === 0 && Object.keys(template).length > 0 ? undefined : Object.fromEntries(members);
}

function lookedUp(reference: string, scope: Scope): Json | undefined {
  if (reference.startsWith('$')) return reference;
  if (reference.startsWith('~')) return derivedText(reference.slice(1), scope.known, scope.place);
  if (reference.startsWith('.')) return at(scope.known, reference.slice(1));
  if (reference.startsWith('tag.')) return tagOf(scope.known, reference.slice('tag.'.length));
  if (reference.startsWith('item.')) return at(scope.item, reference.slice('item.'.length));
  switch (reference) {
    case 'region':
      return scope.place.region;
    case 'elsewhere':
      return scope.place.region === 'us-east-1' ? undefined : scope.place.region;
    case 'account':
      return scope.place.account;
    case 'token':
      return { $token: true };
    case 'item':
      return scope.item;
    case 'items':
      return scope.items === undefined ? undefined : [...scope.items];
    case 'key':
      return scope.key;
    case 'keys':
      return scope.keys === undefined ? undefined : [...scope.keys];
    case 'name':
      return scope.name;
    case 'value':
      return scope.value;
    default:
      throw new TypeError(`not a reference: $${reference}`);
  }
}

/** The value of a tag among the properties, whichever of the forms of tags the type has. */
export function tagOf(properties: JsonObject, name: string): string | undefined {
  const tags = properties['Tags'] ?? properties['TagSpecifications'];
  if (isJsonObject(tags)) return typeof tags[name] === 'string' ? tags[name] : undefined;
  if (!Array.isArray(tags)) return undefined;
  const flat = tags.flatMap((one: Json) => (isJsonObject(one) && Array.isArray(one['Tags']) ? one['Tags'] : [one]));
  const found = flat.find((tag: Json) => isJsonObject(tag) && tag['Key'] === name);
  return isJsonObject(found) && typeof found['Value'] === 'string' ? found['Value'] : undefined;
}

function merged(under: JsonObject, over: JsonObject): JsonObject {
  let result: Json = under;
  for (const [name, value] of Object.entries(over)) {
    const before = (result as JsonObject)[name];
    result = put(result, name, isJsonObject(before) && isJsonObject(value) ? merged(before, value) : value);
  }
  return result as JsonObject;
}

/** `{Name}`, `{region}`, `{account}` and `{partition}` in a text replaced; undefined while one of them is not known. */
export function derivedText(text: string, known: JsonObject, place: Place): string | undefined {
  let complete = true;
  const filledText = text.replace(/\{([A-Za-z0-9.]+)(!?)\}/g, (_, name: string, plain: string) => {
    if (plain === '!') return String(at(known, name) ?? '').replace(/[^A-Za-z0-9]+/g, '-');
    const value = name === 'region' ? place.region : name === 'account' ? place.account : name === 'partition' ? partitionOf(place.region) : at(known, name);
    if (value === undefined) complete = false;
    return String(value);
  });
  return complete ? filledText : undefined;
}
