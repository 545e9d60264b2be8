import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { Property, Shape } from '../../model/resource-type.ts';
import { statedDefault } from '../../model/stated-default.ts';
import { bags } from '../tables/bags.ts';
import { constantsAToK } from '../tables/constants-a-k.ts';
import { constantsLToZ } from '../tables/constants-l-z.ts';
import { type Default, defaults } from '../tables/defaults.ts';
import { dependentDefaults } from '../tables/dependent-defaults.ts';
import { allows } from './attribute-rules.ts';
import type { CompiledType } from './compiled-type.ts';
import { type PointerPath, valuesAt, withMember } from './pointer-paths.ts';

/** Nothing that a service takes is nested deeper. */
const deepest = 20;

/**
 * What AWS adds to properties when nobody asks for it: the table's facts, then what a type's documentation calls the default of a property, in every object that
 * is there. `fill` makes texts of templates.
 */
export function complete(type: CompiledType, properties: JsonObject, updating: boolean, fill: (value: Json) => Json): JsonObject {
  let known = properties;
  for (const [property, value] of Object.entries(constantsAToK[type.type.name] ?? constantsLToZ[type.type.name] ?? {}))
    known = withDefault(known, known, property.split('/'), { property, value }, fill);
  for (const fact of [...(defaults[type.type.name] ?? []), ...(dependentDefaults[type.type.name] ?? [])]) {
    if (updating && fact.atCreation === true) continue;
    known = withDefault(known, known, fact.property.split('/'), fact, fill);
  }
  for (const bag of bags[type.type.name] ?? [])
    if (bag.when === undefined || holds(known, known, bag.when, fill)) known = withEntries(known, bag.property, bag.key, bag.entries(known));
  return new Documented(type).members(type.type.properties, known, '', 0);
}

/** The value with the default set wherever its path leads and nothing stands. Objects on the way are not made. */
function withDefault(root: JsonObject, value: JsonObject, [segment = '', ...rest]: PointerPath, fact: Default, fill: (value: Json) => Json): JsonObject {
  if (rest.length === 0) {
    if (value[segment] !== undefined || fact.unless?.some((other) => value[other] !== undefined) || !holds(root, value, fact.when ?? {}, fill)) return value;
    const made = fill(fact.value);
    return made === null ? value : { ...value, [segment]: made };
  }
  const inner = value[segment];
  const next = rest[0] === '*' ? rest.slice(1) : rest;
  const entered = (member: Json): Json => (isJsonObject(member) ? withDefault(root, member, next, fact, fill) : member);
  if (Array.isArray(inner)) return changed(value, segment, eachItem(inner as Json[], entered));
  if (!isJsonObject(inner)) return value;
  if (rest[0] !== '*') return changed(value, segment, entered(inner));
  return changed(value, segment, eachMember(inner, entered));
}

/** Whether the properties beside (or, with a leading `/`, of the whole) have one of the values; null stands for one that is absent. */
function holds(root: JsonObject, beside: JsonObject, when: NonNullable<Default['when']>, fill: (value: Json) => Json): boolean {
  return Object.entries(when).every(([name, wanted]) => {
    const [found] = name.includes('.')
      ? [fill(`{${name}}`) ?? undefined]
      : name.startsWith('/')
        ? valuesAt(root, name.slice(1).split('/'))
        : valuesAt(beside, name.split('/'));
    return wanted.some((one) =>
      one === null ? found === undefined : typeof one === 'string' && one.endsWith('*') ? String(found ?? '').startsWith(one.slice(0, -1)) : found === one,
    );
  });
}

/** The list with an entry for every key of the service that nobody set. */
function withEntries(properties: JsonObject, property: string, key: string, entries: readonly JsonObject[]): JsonObject {
  const given = properties[property];
  const list = Array.isArray(given) ? (given as Json[]) : [];
  const set = new Set(list.map((item) => (isJsonObject(item) ? item[key] : null)));
  const added = entries.filter((entry) => !set.has(entry[key] ?? null));
  return added.length === 0 ? properties : withMember(properties, [property], [...list, ...added]);
}

/** Sets what the documentation calls the default of a property, where it fits the property. */
class Documented {
  readonly #type: CompiledType;
  readonly #hidden: ReadonlySet<string>;

  constructor(type: CompiledType) {
    this.#type = type;
    this.#hidden = type.undocumented;
  }

  members(known: Readonly<Record<string, Property>>, value: JsonObject, path: string, depth: number): JsonObject {
    if (depth > deepest) return value;
    let result = value;
    for (const [name, property] of Object.entries(known)) {
      const at = `${path}/${name}`;
      const given = value[name];
      if (given !== undefined) {
        const entered = this.#value(property.shape, given, at, depth + 1);
        if (entered !== given) result = { ...result, [name]: entered };
      } else if (property.default !== undefined && property.required !== true && !this.#hidden.has(at)) {
        const fallback = defaultOf(property);
        if (fallback !== null) result = { ...result, [name]: fallback };
      }
    }
    return result;
  }

  #value(shape: Shape, value: Json, path: string, depth: number): Json {
    if (shape.kind === 'object' && isJsonObject(value)) return this.members(this.#type.type.definitions[shape.definition] ?? {}, value, path, depth);
    if (shape.kind === 'array' && Array.isArray(value)) return eachItem(value as Json[], (item) => this.#value(shape.items, item, `${path}/*`, depth + 1));
    if (shape.kind === 'map' && isJsonObject(value)) return eachMember(value, (member) => this.#value(shape.values, member, `${path}/*`, depth + 1));
    return value;
  }
}

const parsed = new WeakMap<Property, Json>();

/** The documented default as a value of the property's shape; null when it is none. */
function defaultOf(property: Property): Json {
  let value = parsed.get(property);
  if (value === undefined) {
    value = parse(property.default ?? '', property.shape);
    parsed.set(property, value);
  }
  return value;
}

function parse(text: string, shape: Shape): Json {
  const value = statedDefault(text);
  switch (shape.kind) {
    case 'string': {
      const word = typeof value === 'string' ? value : text;
      return word !== '' && (shape.enum === undefined || shape.enum.includes(word)) && allows(shape, word) ? word : null;
    }
    case 'integer':
    case 'number':
      return typeof value === 'number' && value >= (shape.minimum ?? value) && value <= (shape.maximum ?? value) && (shape.enum?.includes(value) ?? true)
        ? value
        : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    default:
      return null;
  }
}

function eachItem(items: readonly Json[], change: (item: Json) => Json): readonly Json[] {
  const next = items.map(change);
  return next.every((item, index) => item === items[index]) ? items : next;
}

function eachMember(value: JsonObject, change: (member: Json) => Json): JsonObject {
  const next = Object.entries(value).map(([name, member]) => [name, change(member)] as const);
  return next.every(([name, member]) => member === value[name]) ? value : (Object.fromEntries(next) as JsonObject);
}

function changed(value: JsonObject, name: string, member: Json): JsonObject {
  return value[name] === member ? value : { ...value, [name]: member };
}
