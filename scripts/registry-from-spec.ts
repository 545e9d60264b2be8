import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attribute, PropertyType, Resource, SpecDatabase, Property as SpecProperty, TypeDefinition } from '@aws-cdk/service-spec-types';
import type { Property, ResourceType, Shape } from '../src/model/resource-type.ts';
import { outermost } from '../src/registry/pointer-cover.ts';
import { rewrites, transformsOf } from '../src/registry/rewrites.ts';
import { supplementOf } from '../src/registry/supplement.ts';
import { documentedDefault } from './documented-default.ts';
import { documentedValues } from './documented-values.ts';
import { type PublishedForms, withForms } from './published-forms.ts';

/** Every resource type of the spec, sorted by name. */
export function typesFromSpec(db: SpecDatabase): ResourceType[] {
  const types = [...db.all('resource')].map((resource) => typeFromSpec(db, resource)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(types.map((type) => [type.name, type]));
  return types.map((type) => ({ ...type, ...transformsOf(type.transforms, referredTransforms(type, byName)) }));
}

interface SchemaFacts {
  readonly name: string;
  readonly transforms?: NonNullable<ResourceType['transforms']>;
  readonly unreturned?: readonly string[];
}

/** One line a type; made by build-schema-facts.ts. */
const published: ReadonlyMap<string, SchemaFacts> = new Map(
  readFileSync(join(import.meta.dirname, 'schema-facts.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SchemaFacts)
    .map((facts) => [facts.name, facts]),
);
/** One line a service; made by build-schema-facts.ts. */
const publishedForms: ReadonlyMap<string, PublishedForms> = new Map(
  readFileSync(join(import.meta.dirname, 'schema-forms.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => Object.entries((JSON.parse(line) as { types: Record<string, PublishedForms> }).types)),
);
const toLowerCase = '$lowercase($value)';

function unreturnedOf(...pointers: readonly (readonly string[])[]): Pick<ResourceType, 'unreturned'> {
  const all = outermost(pointers.flat());
  return all.length === 0 ? {} : { unreturned: all };
}

/** A name that is stored in lower case is so where it is referred to, too. */
function referredTransforms(type: ResourceType, byName: ReadonlyMap<string, ResourceType>): NonNullable<ResourceType['transforms']> {
  const folded = Object.entries(type.properties).filter(([, { refs }]) =>
    refs?.some(
      (ref) =>
        byName
          .get(ref.type)
          ?.transforms?.[`/${ref.property}`]?.split(' $OR ')
          .some((text) => text.startsWith('$lowercase(')) === true,
    ),
  );
  return Object.fromEntries(folded.map(([name]) => [`/${name}`, toLowerCase]));
}

type Properties = Record<string, Property>;

function typeFromSpec(db: SpecDatabase, resource: Resource): ResourceType {
  const reader = new SpecReader(db);
  const name = resource.cloudFormationType;
  const properties = reader.properties(resource.properties);
  const attributes: Properties = {};
  for (const [path, attribute] of Object.entries(resource.attributes)) {
    const key = path.replaceAll('.', '/');
    // Older specs list properties as attributes too, since templates may read them back: those can be asked for.
    if (!reader.isProperty(resource.properties, key.split('/'))) attributes[key] = reader.property(attribute);
  }
  const tags = resource.tagInformation;
  const tagProperty = tags === undefined ? undefined : properties[tags.tagPropertyName];
  if (tags !== undefined && tagProperty?.shape.kind === 'array') {
    properties[tags.tagPropertyName] = { ...tagProperty, shape: { ...tagProperty.shape, unordered: true } };
  }
  const replaced = reader.replacements(resource);
  const supplement = supplementOf(name);
  for (const [property, form] of Object.entries(supplement.names)) {
    const known = properties[property];
    if (known?.shape.kind === 'string') properties[property] = { ...known, shape: { ...known.shape, ...form } };
  }
  for (const [property, bounds] of Object.entries(supplement.bounds)) {
    const known = properties[property];
    if (known?.shape.kind === 'integer' || known?.shape.kind === 'number') properties[property] = { ...known, shape: { ...known.shape, ...bounds } };
  }
  for (const [property, fallback] of Object.entries(supplement.defaults)) {
    const known = properties[property];
    if (known !== undefined) properties[property] = { ...known, default: fallback };
  }
  const { forms, alternatives, parents, unlistable, unreadable } = publishedForms.get(name) ?? {};
  if (forms !== undefined) withForms({ properties, attributes, definitions: reader.definitions }, forms);
  return {
    name,
    ...described(resource.documentation),
    identifier: resource.primaryIdentifier ?? resource.cfnRefIdentifier ?? [],
    ...refOf(resource),
    properties,
    attributes,
    definitions: reader.definitions,
    ...(alternatives === undefined ? {} : { alternatives }),
    ...(parents === undefined ? {} : { parents }),
    ...(unlistable === undefined ? {} : { unlistable }),
    ...(unreadable === undefined ? {} : { unreadable }),
    ...(tags === undefined ? {} : { tags: { property: tags.tagPropertyName, variant: tags.variant } }),
    ...(resource.arnTemplate === undefined ? {} : { arn: resource.arnTemplate }),
    stateful: resource.isStateful === true || supplement.stateful,
    createOnly: replaced.always,
    conditionalCreateOnly: replaced.sometimes,
    readOnly: outermost(Object.keys(attributes).map((key) => `/${key}`)),
    writeOnly: outermost(supplement.writeOnly),
    ...transformsOf(published.get(name)?.transforms, rewrites[name], reader.lowered(resource)),
    ...unreturnedOf(published.get(name)?.unreturned ?? [], supplement.unreturned),
    source: 'base',
  };
}

function refOf({ primaryIdentifier, cfnRefIdentifier }: Resource): Pick<ResourceType, 'ref'> {
  return cfnRefIdentifier === undefined || primaryIdentifier === undefined || cfnRefIdentifier.join() === primaryIdentifier.join()
    ? {}
    : { ref: cfnRefIdentifier };
}

/** Translates one resource's shapes; collects the definitions it meets. */
class SpecReader {
  readonly definitions: Record<string, Properties> = {};
  readonly #db: SpecDatabase;

  constructor(db: SpecDatabase) {
    this.#db = db;
  }

  properties(from: Readonly<Record<string, SpecProperty>>): Properties {
    return Object.fromEntries(Object.entries(from).map(([name, property]) => [name, this.property(property)]));
  }

  property(from: SpecProperty | Attribute): Property {
    const { required, relationshipRefs, defaultValue = documentedDefault(from.documentation, from.type) } = from as Partial<SpecProperty>;
    const examples = required === true && defaultValue === undefined ? documentedValues(from.documentation, from.type) : undefined;
    return {
      shape: this.shape(from.type),
      ...(required === true ? { required } : {}),
      ...(examples === undefined ? {} : { examples }),
      ...described(from.documentation),
      ...(defaultValue === undefined ? {} : { default: defaultValue }),
      ...(relationshipRefs === undefined || relationshipRefs.length === 0
        ? {}
        : { refs: relationshipRefs.map((ref) => ({ type: ref.cloudFormationType, property: ref.propertyName.replaceAll('.', '/') })) }),
    };
  }

  shape(from: PropertyType): Shape {
    switch (from.type) {
      case 'string':
        return { kind: 'string', ...(from.allowedValues === undefined ? {} : { enum: from.allowedValues }) };
      case 'integer':
        return { kind: 'integer', ...(from.allowedValues === undefined ? {} : { enum: from.allowedValues }) };
      case 'number':
      case 'boolean':
      case 'json':
        return { kind: from.type };
      case 'date-time':
        return { kind: 'string', format: 'date-time' };
      case 'tag':
        this.definitions['Tag'] ??= { Key: { shape: { kind: 'string' }, required: true }, Value: { shape: { kind: 'string' }, required: true } };
        return { kind: 'object', definition: 'Tag' };
      case 'array':
        return { kind: 'array', items: this.shape(from.element) };
      case 'map':
        return { kind: 'map', values: this.shape(from.element) };
      case 'union':
        return this.#union(from.types);
      case 'ref':
        return { kind: 'object', definition: this.#define(this.#definition(from)) };
      case 'null':
        throw new Error('the spec holds a null type outside a union');
      default:
        from satisfies never;
        throw new Error(`the spec holds a type that is not known here: ${JSON.stringify(from)}`);
    }
  }

  #union(types: readonly PropertyType[]): Shape {
    const kept = types.filter((type) => type.type !== 'null').map((type) => this.shape(type));
    const [first] = kept;
    if (first === undefined) throw new Error('the spec holds an empty union');
    if (kept.length === 1) return first;
    // A document or its text is what `json` means.
    if (kept.every((shape) => shape.kind === 'json' || shape.kind === 'string')) return { kind: 'json' };
    return { kind: 'union', of: kept };
  }

  #definition(from: Extract<PropertyType, { type: 'ref' }>): TypeDefinition {
    return this.#db.get('typeDefinition', from.reference.$ref);
  }

  #define(definition: TypeDefinition): string {
    if (this.definitions[definition.name] === undefined) {
      const properties: Properties = {};
      // Set before it is filled: definitions may hold themselves.
      this.definitions[definition.name] = properties;
      Object.assign(properties, this.properties(definition.properties));
    }
    return definition.name;
  }

  /** Whether a path leads to something that can be asked for. */
  isProperty(properties: Readonly<Record<string, SpecProperty>>, [head, ...rest]: readonly string[]): boolean {
    const property = head === undefined || !Object.hasOwn(properties, head) ? undefined : properties[head];
    if (property === undefined) return false;
    if (rest.length === 0) return true;
    let type = property.type;
    while (type.type === 'array' || type.type === 'map') type = type.element;
    return type.type === 'ref' && this.isProperty(this.#definition(type).properties, rest);
  }

  /** The top-level properties of which the documentation says that they are stored in lower case. */
  lowered(resource: Resource): NonNullable<ResourceType['transforms']> {
    const says = /\b(stored as an? lower-?case|folded to lower-?case|converts (it|upper case characters) [a-z ]*lower ?case)/i;
    const names = Object.entries(resource.properties).filter(([, { documentation }]) => says.test(documentation ?? ''));
    return Object.fromEntries(names.map(([name]) => [`/${name}`, toLowerCase]));
  }

  /** What a change of forces, or may force, a new resource; nested properties included. */
  replacements(resource: Resource): { always: string[]; sometimes: string[] } {
    const always = (resource.additionalReplacementProperties ?? []).map((path) => `/${path.join('/')}`);
    const sometimes: string[] = [];
    const walk = (properties: Readonly<Record<string, SpecProperty>>, at: string, within: ReadonlySet<TypeDefinition>): void => {
      for (const [name, property] of Object.entries(properties)) {
        const pointer = `${at}/${name}`;
        if (property.causesReplacement === 'yes') always.push(pointer);
        else {
          if (property.causesReplacement === 'maybe') sometimes.push(pointer);
          enter(property.type, pointer, within);
        }
      }
    };
    const enter = (type: PropertyType, at: string, within: ReadonlySet<TypeDefinition>): void => {
      if (type.type === 'array' || type.type === 'map') enter(type.element, `${at}/*`, within);
      else if (type.type === 'union') for (const member of type.types) enter(member, at, within);
      else if (type.type === 'ref') {
        const definition = this.#definition(type);
        if (!within.has(definition)) walk(definition.properties, at, new Set(within).add(definition));
      }
    };
    walk(resource.properties, '', new Set());
    return { always: outermost(always), sometimes: outermost(sometimes) };
  }
}

const longestDescription = 280;

/** The first paragraph of a documentation text without its links, cut at a sentence or word when it is long. */
function described(markdown: string | undefined): { description?: string } {
  const paragraph = (markdown ?? '')
    .split('\n\n')
    .find((part) => part.trim() !== '' && !part.startsWith('>'))
    ?.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:])/g, '$1')
    .trim();
  if (paragraph === undefined || paragraph === '') return {};
  if (paragraph.length <= longestDescription) return { description: paragraph };
  const cut = paragraph.slice(0, longestDescription);
  const sentence = cut.lastIndexOf('. ');
  return { description: sentence > 60 ? cut.slice(0, sentence + 1) : `${cut.slice(0, cut.lastIndexOf(' '))} …` };
}
