import { fits } from '../../catalog/shape-at.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { pointerOf } from '../../kernel/pointer.ts';
import type { NamedFamily } from '../../knowledge/closure-rules.ts';
import { placeName } from '../../model/property-name.ts';
import type { Property, Shape } from '../../model/resource-type.ts';
import { partitionOf } from '../../model/target.ts';
import { type Closing, explain, typeRef } from './closing.ts';
import { isPart, type Part, type Referent, roleType } from './drafting.ts';
import { fillRule, fillValue, referredBy } from './fill-rule.ts';
import { findNeed } from './find-need.ts';
import { kindTarget, type Target, targetsOf } from './find-target.ts';
import { fitsText, fitText, sampleText } from './fit-text.ts';
import { isNameOf, nameFor } from './give-name.ts';
import { isOwnIdentifier } from './name-property.ts';
import { ownValues } from './network.ts';

type Path = readonly (string | number)[];
type Members = Readonly<Record<string, Property>>;

/** A value that was found for a property; `open` where nothing explains it. */
interface Found {
  readonly value: Json;
  readonly entry: string;
  readonly because: string;
  readonly open?: true;
}

/** Nothing that is required is nested deeper. */
const deepest = 12;

/** The members with everything that is required of them, at any depth of what is there. */
export function fillMembers(closing: Closing, part: Part, known: Members, value: JsonObject, path: Path, definition = ''): JsonObject {
  if (path.length > 2 * deepest) return value;
  const out: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    const shape = Object.hasOwn(known, name) ? known[name]?.shape : undefined;
    out[name] = shape === undefined ? member : fillInside(closing, part, shape, member, [...path, name]);
  }
  const parents = path.length === 0 ? (part.type.parents ?? []) : [];
  for (const [name, property] of Object.entries(known)) {
    if ((property.required !== true && !parents.includes(name)) || Object.hasOwn(out, name) || part.type.readOnly.includes(pointerOf([...path, name])))
      continue;
    // Who assumes a role is known when all are there that refer to it.
    if (name === 'AssumeRolePolicyDocument' && part.type.name === roleType) continue;
    // What others are told of a part follows from what it has so far.
    if (path.length === 0) part.properties = { ...part.properties, ...out };
    out[name] = required(closing, part, name, property, property.shape, [...path, name]);
  }
  for (const name of lacking(part.type.alternatives?.[definition], out)) {
    const property = known[name];
    if (property === undefined) continue;
    if (path.length === 0) part.properties = { ...part.properties, ...out };
    out[name] = required(closing, part, name, property, property.shape, [...path, name]);
  }
  return out;
}

/** What is missing of the alternative that is nearest to what is there: the one that has most of its members, else the first. */
function lacking(alternatives: readonly (readonly string[])[] | undefined, there: JsonObject): readonly string[] {
  const lacks = (alternatives ?? []).map((set) => ({ set, missing: set.filter((name) => there[name] === undefined) }));
  if (lacks.some(({ missing }) => missing.length === 0)) return [];
  const begun = lacks.filter(({ set, missing }) => missing.length < set.length);
  return (begun[0] ?? lacks[0])?.missing ?? [];
}

function fillInside(closing: Closing, part: Part, shape: Shape, value: Json, path: Path): Json {
  switch (shape.kind) {
    case 'object':
      return isJsonObject(value) ? fillMembers(closing, part, part.type.definitions[shape.definition] ?? {}, value, path, shape.definition) : value;
    case 'array':
      return Array.isArray(value) ? (value as readonly Json[]).map((item, index) => fillInside(closing, part, shape.items, item, [...path, index])) : value;
    case 'map':
      return isJsonObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillInside(closing, part, shape.values, item, [...path, key])]))
        : value;
    default:
      return value;
  }
}

/** A value for a required property. Whatever is not explained is noted as open. */
function required(closing: Closing, part: Part, name: string, property: Property, shape: Shape, path: Path): Json {
  const found = explained(closing, part, name, property, shape, path);
  if (found !== null) {
    tell(closing, part, found, property, path);
    return found.value;
  }
  switch (shape.kind) {
    case 'object':
      return closing.making.length > deepest || isWithin(path, name)
        ? {}
        : fillMembers(closing, part, part.type.definitions[shape.definition] ?? {}, {}, path, shape.definition);
    case 'array': {
      const least = Math.max(shape.minItems ?? 1, 1);
      if (isWithin(path, name)) return [];
      return Array.from({ length: least }, (_, index) => required(closing, part, name, property, shape.items, [...path, index]));
    }
    case 'union':
      return required(closing, part, name, property, shape.of.find(({ kind }) => kind !== 'string') ?? shape.of[0] ?? { kind: 'json' }, path);
    case 'map':
      return {};
    default: {
      const value = plainest(closing, shape, path);
      tell(closing, part, { value, entry: typeRef(part), because: 'it is required', open: true }, property, path);
      return value;
    }
  }
}

/** Whether a definition holds itself: the same name twice above it. */
function isWithin(path: Path, name: string): boolean {
  return path.filter((segment) => segment === name).length > 2;
}

function tell(closing: Closing, part: Part, found: Found, property: Property, path: Path): void {
  const at = pointerOf(path);
  if (found.open === true) closing.open.push({ part, pointer: at, what: property.description ?? '' });
  else explain(closing, part, found.entry, `gives {node} ${placeName(at)}: ${found.because}`);
}

function explained(closing: Closing, part: Part, name: string, property: Property, shape: Shape, path: Path): Found | null {
  return (
    ownName(closing, part, shape, path) ??
    byReference(closing, part, name, shape, kindTarget(part.type, name, property, closing.context.types)) ??
    byFamily(closing, part, name, shape) ??
    byReference(closing, part, name, shape, targetsOf(part.type, name, property, closing.context.types)) ??
    byName(closing, part, shape, path) ??
    byRegistry(part, property, shape, path)
  );
}

/** What the families of the knowledge base say of a property of that name. */
function byFamily(closing: Closing, part: Part, name: string, shape: Shape): Found | null {
  for (const family of closing.context.knowledge.closure.families) {
    if (!family.name.test(name) || family.on?.test(part.type.name) === false) continue;
    if (family.form !== null && !(shape.kind === 'string' && family.form.test(shape.pattern ?? ''))) continue;
    const found = ofFamily(closing, part, name, shape, family);
    if (found !== null) return found;
  }
  return null;
}

function ofFamily(closing: Closing, part: Part, name: string, shape: Shape, { rule, entry }: NamedFamily): Found | null {
  const { because, need, attribute, value, arbitrary } = rule;
  const scope = { context: closing.context, self: part, locals: new Map<string, readonly Referent[]>(), values: ownValues(closing, part) };
  if (need !== undefined && attribute !== undefined) {
    if (shape.kind !== 'string' && (shape.kind !== 'array' || shape.items.kind !== 'string')) return null;

    const found = findNeed(closing, part, { need, slot: name, because, entry, properties: fillRule(need.properties, scope) });
    if (found === null) return null;
    for (const one of found) if (isPart(one)) closing.drafting.use(part.node, one.node);
    const all = found.map((one) =>
      attribute.includes('${') ? fillValue(attribute, { ...scope, locals: new Map([['it', [one]]]) }) : referredBy(one, attribute),
    );
    return { value: shape.kind === 'array' ? all : (all[0] ?? null), entry, because };
  }
  const filled = fillValue(value ?? null, scope);
  if (!allows(part, shape, filled)) return null;
  return { value: filled, entry, because, ...(arbitrary ? { open: true as const } : {}) };
}

/** Whether a value is of a shape, as far as it is plain. */
function allows(part: Part, shape: Shape, value: Json): boolean {
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' && (value.includes('${') || fitsText(shape, value));
    case 'integer':
    case 'number':
      return typeof value === 'number' && value >= (shape.minimum ?? value) && value <= (shape.maximum ?? value) && (shape.enum?.includes(value) ?? true);
    case 'boolean':
      return typeof value === 'boolean';
    case 'json':
      return typeof value === 'object';
    case 'array':
      return Array.isArray(value) && value.length >= (shape.minItems ?? 0) && (value as readonly Json[]).every((item) => allows(part, shape.items, item));
    case 'map':
      return isJsonObject(value) && Object.values(value).every((item) => allows(part, shape.values, item));
    case 'object':
      return isJsonObject(value) && Object.keys(value).every((name) => Object.hasOwn(part.type.definitions[shape.definition] ?? {}, name));
    case 'union':
      return shape.of.some((one) => allows(part, one, value));
    default:
      shape satisfies never;
      return false;
  }
}

/** The first of the targets of which there is one, or one can be made. */
function byReference(closing: Closing, part: Part, name: string, shape: Shape, targets: readonly Target[]): Found | null {
  if (shape.kind !== 'string' && shape.kind !== 'json') return null;
  if (shape.kind === 'string' && shape.enum !== undefined) return null;
  // What is there already comes before what would have to be made.
  const inOrder = [...targets].sort((a, b) => Number(closing.drafting.of(b.type).length > 0) - Number(closing.drafting.of(a.type).length > 0));
  for (const target of inOrder) {
    const type = closing.context.types.type(target.type);
    if (!type.ok) continue;
    const because = `needs it for ${name}`;
    const need = { type: target.type, count: 1, least: false, shared: target.type !== 'AWS::IAM::Role', properties: {} };
    const found = findNeed(closing, part, { need, slot: name, because, entry: typeRef(part), properties: {} });
    const [one] = found ?? [];
    if (one === undefined) continue;
    if (isPart(one)) closing.drafting.use(part.node, one.node);
    const value = referredBy(one, target.attribute);
    if (isPart(one) && !fits({ kind: 'string' }, shape)) continue;
    return { value, entry: typeRef(part), because: `it refers to ${isPart(one) ? one.node : one.called}` };
  }
  return null;
}

/** The name of the thing itself. */
function ownName(closing: Closing, part: Part, shape: Shape, path: Path): Found | null {
  if (shape.kind !== 'string' || shape.enum !== undefined || !isNameOf(part, path)) return null;
  const name = nameFor(shape, closing.context.deployment, part.node);
  return name === null ? null : { value: name, entry: typeRef(part), because: 'it is named after the node' };
}

/** Names of parts of it, and texts that only people read. */
function byName(closing: Closing, part: Part, shape: Shape, path: Path): Found | null {
  if (shape.kind !== 'string' || shape.enum !== undefined) return null;
  const { deployment } = closing.context;
  const last = String(path.at(-1));
  if (/^(Name|DisplayName|FriendlyName|Label|Title)$/.test(last) || (path.length > 1 && /Name$/.test(last)) || isOwnIdentifier(part.type, path)) {
    const name = nameFor(shape, deployment, part.node);
    return name === null ? null : { value: name, entry: typeRef(part), because: 'it is named after the node' };
  }
  if (!/(Description|Comment|Comments|Notes|Purpose|Summary|Reason)$/.test(last)) return null;
  const text = fitText(shape, [`${part.node} of ${deployment}`, part.node, deployment]);
  return text === null ? null : { value: text, entry: typeRef(part), because: 'it says whose it is' };
}

/** The documented default, the first of the values that it may have, the least. */
function byRegistry(part: Part, property: Property, shape: Shape, path: Path): Found | null {
  const entry = typeRef(part);
  const documented = property.default === undefined ? undefined : defaultOf(property.default, shape);
  if (documented !== undefined && allows(part, shape, documented)) return { value: documented, entry, because: 'the documented default' };
  switch (shape.kind) {
    case 'string': {
      const [first] = shape.enum ?? (property.examples ?? []).filter((value) => fitsText(shape, value));
      if (first === undefined) return null;
      if (shape.enum === undefined) {
        const several = (property.examples ?? []).length > 1;
        return { value: first, entry, because: 'the first that the documentation names', ...(several && !isFixed(part, path) ? {} : { open: true as const }) };
      }
      if (shape.enum?.length === 1) return { value: first, entry, because: 'its only value' };
      // What cannot be changed later is not settled in silence.
      return { value: first, entry, because: 'the first of its values, which can be changed', ...(isFixed(part, path) ? { open: true as const } : {}) };
    }
    case 'boolean':
      return { value: false, entry, because: 'off, where nobody asks for it' };
    case 'integer':
    case 'number':
      if (shape.minimum === undefined && shape.enum === undefined && isFixed(part, path)) return null;
      return { value: shape.enum?.[0] ?? Math.min(shape.maximum ?? 1, Math.max(shape.minimum ?? 1, 1)), entry, because: 'the least that is of use' };
    default:
      return null;
  }
}

/** Whether a later change of it would replace the resource. */
function isFixed({ type }: Part, path: Path): boolean {
  const pointer = pointerOf(path.map((segment) => (typeof segment === 'number' ? '*' : segment)));
  return type.createOnly.some((fixed) => pointer === fixed || pointer.startsWith(`${fixed}/`));
}

function defaultOf(text: string, shape: Shape): Json | undefined {
  let value: Json = text;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // A text as it is.
  }
  if (shape.kind === 'string' && typeof value !== 'string') return String(text);
  return value;
}

/** The plainest value of a shape about which nothing is known. */
function plainest({ context }: Closing, shape: Shape, path: Path): Json {
  switch (shape.kind) {
    case 'string': {
      const word = String(path.findLast((segment) => typeof segment === 'string') ?? 'value');
      const arn = `arn:${partitionOf(context.region)}:example:${context.region}:${context.account}:example/example`;
      const wanted = /(Arn|ARN)s?$/.test(word) ? [arn] : [`example-${word.toLowerCase()}`, word, '1', 'a', arn];
      return fitText(shape, wanted) ?? sampleText(shape, context) ?? 'example'.padEnd(shape.minLength ?? 0, '-');
    }
    case 'integer':
    case 'number':
      return Math.min(shape.maximum ?? 1, Math.max(1, shape.minimum ?? 1));
    case 'boolean':
      return false;
    default:
      return {};
  }
}
