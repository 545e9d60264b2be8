import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import type { Property, ResourceType, Shape } from './resource-type.ts';
import { matchPattern } from './schema-pattern.ts';

export interface ValidateOptions {
  /** Values may be `{"$from": …}`, `{"$join": […]}`, `{"$call": […]}` or `{"$secret": […]}`; then only their place is checked. */
  readonly references: boolean;
  /** Required properties may be absent, at any depth: the value will be merged with others. */
  readonly partial?: boolean;
}

/** A document with more problems than this is not a mistyped one; the rest is not looked for. */
const mostProblems = 100;

/** Definitions may hold themselves; no service takes values nested deeper. */
const deepest = 64;

/**
 * Whether the properties may be given for the type: every name known and not read-only, every value of its shape,
 * everything required there. Problems are PROPERTY_UNKNOWN, PROPERTY_INVALID and PROPERTY_MISSING, at most 100, each at its JSON
 * pointer. Linear in the size of the value.
 *
 * Values are taken as Cloud Control takes them, which converts nothing: a number is not a string, "true" is not a boolean.
 * (CloudFormation templates convert scalars before the provider sees them; what we send does not pass through there.)
 * Two allowances, both true of the providers: 5.0 is the integer 5, since JSON does not tell them apart, and a free JSON
 * document may be given as its text. `format` and `default` are informative and not checked.
 */
export function validateProperties(type: ResourceType, properties: JsonObject, options: ValidateOptions): Diagnostic[] {
  const check = new Check(type, options);
  check.members(type.properties, properties, '', '', 0);
  return check.problems;
}

class Check {
  readonly problems: Diagnostic[] = [];
  readonly #type: ResourceType;
  readonly #options: ValidateOptions;
  readonly #readOnly: ReadonlySet<string>;

  constructor(type: ResourceType, options: ValidateOptions) {
    this.#type = type;
    this.#options = options;
    this.#readOnly = new Set(type.readOnly);
  }

  /** `at` is where the value is; `rule` is the same place as the type's pointers write it, with `*` for items. */
  members(known: Readonly<Record<string, Property>>, value: JsonObject, at: string, rule: string, depth: number): void {
    for (const [name, member] of Object.entries(value)) {
      if (this.problems.length >= mostProblems) return;
      const place = `${at}/${escaped(name)}`;
      const property = Object.hasOwn(known, name) ? known[name] : undefined;
      if (this.#readOnly.has(`${rule}/${escaped(name)}`) || (property === undefined && rule === '' && Object.hasOwn(this.#type.attributes, name))) {
        this.#refuse(place, `${this.#named(place)} is set by the provider and cannot be given`, `leave ${name} out`);
      } else if (property === undefined) {
        this.#unknown(name, Object.keys(known), place);
      } else {
        this.#value(property.shape, member, place, `${rule}/${escaped(name)}`, depth);
      }
    }
    if (this.#options.partial === true) return;
    for (const [name, property] of Object.entries(known)) {
      if (property.required !== true || Object.hasOwn(value, name) || this.#readOnly.has(`${rule}/${escaped(name)}`)) continue;
      const place = `${at}/${escaped(name)}`;
      const what = property.description === undefined ? '' : `: ${property.description}`;
      this.#add(
        problem('PROPERTY_MISSING', `${this.#named(place)} is required and not given`, `give ${name}, ${described(property.shape)}${what}`, { at: place }),
      );
    }
  }

  #value(shape: Shape, value: Json, at: string, rule: string, depth: number): void {
    if (this.problems.length >= mostProblems) return;
    if (depth > deepest && typeof value === 'object')
      return this.#refuse(at, `${this.#named(at)} is nested more than ${deepest} levels deep`, 'nest it less deeply');
    if (value === null) return this.#refuse(at, `${this.#named(at)} is null`, `give ${described(shape)}, or leave it out`);
    if (this.#options.references && isReference(value)) return this.#reference(shape, value, at);
    switch (shape.kind) {
      case 'json':
        return;
      case 'string':
        return typeof value === 'string' ? this.#text(shape, value, at) : this.#wrong(shape, value, at);
      case 'boolean':
        return typeof value === 'boolean' ? undefined : this.#wrong(shape, value, at);
      case 'integer':
      case 'number':
        return typeof value === 'number' && (shape.kind === 'number' || Number.isInteger(value))
          ? this.#amount(shape, value, at)
          : this.#wrong(shape, value, at);
      case 'array':
        return isList(value) ? this.#list(shape, value, at, rule, depth) : this.#wrong(shape, value, at);
      case 'map':
        if (!isJsonObject(value)) return this.#wrong(shape, value, at);
        for (const [key, member] of Object.entries(value)) this.#value(shape.values, member, `${at}/${escaped(key)}`, `${rule}/*`, depth + 1);
        return;
      case 'object':
        if (!isJsonObject(value)) return this.#wrong(shape, value, at);
        return this.members(this.#type.definitions[shape.definition] ?? {}, value, at, rule, depth + 1);
      case 'union':
        return this.#union(shape, value, at, rule, depth);
      default:
        shape satisfies never;
    }
  }

  #text(shape: Extract<Shape, { kind: 'string' }>, value: string, at: string): void {
    if (shape.enum !== undefined && !shape.enum.includes(value)) {
      const near = nearest(value.slice(0, 100), shape.enum, 1);
      const fix = near[0] === undefined ? `use ${listed(shape.enum)}` : `did you mean ${near[0]}? It takes ${listed(shape.enum)}`;
      return this.#refuse(at, `${this.#named(at)} is ${shown(value)}, which is not one of its values`, fix);
    }
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = shape;
    if (value.length < minLength || value.length > maxLength) {
      const length = [...value].length;
      if (length < minLength)
        return this.#refuse(at, `${this.#named(at)} has ${length} characters, fewer than ${minLength}`, `use at least ${minLength} characters`);
      if (length > maxLength)
        return this.#refuse(at, `${this.#named(at)} has ${length} characters, more than ${maxLength}`, `use at most ${maxLength} characters`);
    }
    if (shape.pattern !== undefined && matchPattern(shape.pattern, value) === 'mismatch') {
      this.#refuse(at, `${this.#named(at)} is ${shown(value)}, which does not have the required form`, `use text that matches ${shape.pattern}`);
    }
  }

  #amount(shape: Extract<Shape, { kind: 'integer' | 'number' }>, value: number, at: string): void {
    if (shape.enum !== undefined && !shape.enum.includes(value)) {
      this.#refuse(at, `${this.#named(at)} is ${value}, which is not one of its values`, `use ${listed(shape.enum)}`);
    } else if (shape.minimum !== undefined && value < shape.minimum) {
      this.#refuse(at, `${this.#named(at)} is ${value}, less than ${shape.minimum}`, `use at least ${shape.minimum}`);
    } else if (shape.maximum !== undefined && value > shape.maximum) {
      this.#refuse(at, `${this.#named(at)} is ${value}, more than ${shape.maximum}`, `use at most ${shape.maximum}`);
    }
  }

  #list(shape: Extract<Shape, { kind: 'array' }>, value: readonly Json[], at: string, rule: string, depth: number): void {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = shape;
    if (value.length < minItems) this.#refuse(at, `${this.#named(at)} has ${value.length} items, fewer than ${minItems}`, `give at least ${minItems}`);
    if (value.length > maxItems) this.#refuse(at, `${this.#named(at)} has ${value.length} items, more than ${maxItems}`, `give at most ${maxItems}`);
    const before = this.problems.length;
    for (const [index, item] of value.entries()) {
      if (this.problems.length >= mostProblems) return;
      this.#value(shape.items, item, `${at}/${index}`, `${rule}/*`, depth + 1);
    }
    if (shape.unique === true && this.problems.length === before) this.#unique(value, at);
  }

  #unique(value: readonly Json[], at: string): void {
    const seen = new Map<string, number>();
    for (const [index, item] of value.entries()) {
      const text = canonicalJson(item);
      const first = seen.get(text);
      if (first !== undefined)
        return this.#refuse(`${at}/${index}`, `${this.#named(at)} holds the same item twice, at ${first} and ${index}`, 'remove one of the two');
      seen.set(text, index);
    }
  }

  /** One member that fits is enough. Of several objects the one that knows most of the given names is taken for the one that was meant. */
  #union(shape: Extract<Shape, { kind: 'union' }>, value: Json, at: string, rule: string, depth: number): void {
    const fitting = shape.of.filter((member) => fits(member, value));
    const [first, ...others] = fitting;
    if (first === undefined) return this.#wrong(shape, value, at);
    if (others.length === 0) return this.#value(first, value, at, rule, depth);
    if (isJsonObject(value)) {
      const known = fitting.map((member) =>
        member.kind === 'object' ? Object.keys(value).filter((name) => Object.hasOwn(this.#type.definitions[member.definition] ?? {}, name)).length : 0,
      );
      return this.#value(fitting[known.indexOf(Math.max(...known))] ?? first, value, at, rule, depth);
    }
    if (isList(value)) return this.#value(first, value, at, rule, depth);
    const before = this.problems.length;
    for (const member of fitting) {
      this.problems.length = before;
      this.#value(member, value, at, rule, depth);
      if (this.problems.length === before) return;
    }
  }

  /** The attribute's own type is not known here; a joined text, and a secret, can only be text. */
  #reference(shape: Shape, value: JsonObject, at: string): void {
    if (Object.hasOwn(value, '$from') || takesText(shape)) return;
    this.#refuse(at, `${this.#named(at)} is given a text`, `give ${described(shape)}`);
  }

  #unknown(name: string, known: readonly string[], at: string): void {
    const near = nearest(name.slice(0, 100), known);
    const choices = known.length <= 12 ? listed(known) : `one of the ${known.length} properties of ${this.#type.name}`;
    const fix = near.length > 0 ? `did you mean ${near.join(' or ')}?` : known.length === 0 ? 'leave it out: nothing can be given here' : `use ${choices}`;
    const parent = at.slice(0, at.lastIndexOf('/'));
    const where = parent === '' ? this.#type.name : `${this.#type.name} ${parent}`;
    this.#add(problem('PROPERTY_UNKNOWN', `${where} has no property ${name.slice(0, 100)}`, fix, { at }));
  }

  #wrong(shape: Shape, value: Json, at: string): void {
    this.#refuse(at, `${this.#named(at)} is ${shown(value)}, not ${described(shape)}`, conversion(shape, value) ?? `give ${described(shape)}`);
  }

  #refuse(at: string, message: string, fix: string): void {
    this.#add(problem('PROPERTY_INVALID', message, fix, { at }));
  }

  #add(found: Diagnostic): void {
    if (this.problems.length < mostProblems) this.problems.push(found);
  }

  #named(at: string): string {
    return `${this.#type.name} ${at}`;
  }
}

function escaped(name: string): string {
  return name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isReference(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === '$from' || keys[0] === '$join' || keys[0] === '$call' || keys[0] === '$secret');
}

function fits(shape: Shape, value: Json): boolean {
  switch (shape.kind) {
    case 'json':
      return true;
    case 'string':
    case 'boolean':
      return typeof value === shape.kind;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'array':
      return isList(value);
    case 'map':
    case 'object':
      return isJsonObject(value);
    case 'union':
      return shape.of.some((member) => fits(member, value));
    default:
      shape satisfies never;
      return false;
  }
}

function takesText(shape: Shape): boolean {
  return shape.kind === 'string' || shape.kind === 'json' || (shape.kind === 'union' && shape.of.some(takesText));
}

/** The shape in words, as it follows "give": "a string", "true or false", "a list of strings". */
function described(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return shape.enum === undefined ? 'a string' : listed(shape.enum);
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'json':
      return 'a JSON document';
    case 'array':
      return 'a list';
    case 'map':
      return 'an object of names and values';
    case 'object':
      return 'an object';
    case 'union':
      return [...new Set(shape.of.map(described))].join(' or ');
    default:
      shape satisfies never;
      return '';
  }
}

/** What to write instead, where the value is right but for its JSON type. */
function conversion(shape: Shape, value: Json): string | undefined {
  if (shape.kind === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `write it in quotes: "${value}"`;
  if (typeof value === 'string') {
    if (shape.kind === 'boolean' && (value === 'true' || value === 'false')) return `write ${value} without quotes`;
    if ((shape.kind === 'integer' || shape.kind === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return `write ${value} without quotes`;
  }
  if (shape.kind === 'array' && !isList(value)) return 'put it into a list: [ … ]';
  return undefined;
}

function listed(values: readonly (string | number)[]): string {
  const most = 20;
  const first = values.slice(0, most);
  if (values.length > most) return `${first.join(', ')} or ${values.length - most} more`;
  return first.length < 2 ? first.join('') : `${first.slice(0, -1).join(', ')} or ${first.at(-1)}`;
}

/** A value as it stands in a message: short, and without control characters. */
function shown(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
