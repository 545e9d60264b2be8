import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Property, Shape } from '../../model/resource-type.ts';
import { type AttributeForm, attributeForms } from '../tables/attribute-forms.ts';
import { defaults } from '../tables/defaults.ts';
import { idPrefixes } from '../tables/id-prefixes.ts';
import { attributeByRule, identifierByRule } from './attribute-rules.ts';
import type { CompiledType } from './compiled-type.ts';
import { Draw } from './draw.ts';
import { physicalName } from './physical-name.ts';
import { textAt, withMember, without } from './pointer-paths.ts';
import { fill, type TemplateContext } from './template.ts';

export interface Circumstances {
  readonly account: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Which version of its name it is, from 1. */
  readonly ordinal: number;
  readonly seed: string;
  readonly uid: number;
}

export interface MadeResource {
  readonly properties: JsonObject;
  readonly identifier: string;
  readonly arn: string;
}

/** The properties an update leaves: what was taken away falls back to its default, and attributes follow what they depend on. */
export function remakeProperties(type: CompiledType, next: JsonObject, circumstances: Circumstances): JsonObject {
  return new Maker(type, next, circumstances).remake();
}

/** What AWS makes of asked-for properties: a name where none was given, the defaults nobody asked for, the attributes, the identifier. */
export function makeResource(type: CompiledType, asked: JsonObject, circumstances: Circumstances): MadeResource {
  const maker = new Maker(type, asked, circumstances);
  return maker.make();
}

class Maker implements TemplateContext {
  readonly account: string;
  readonly region: string;
  readonly at: number;
  readonly ordinal: number;
  readonly draw: Draw;
  readonly #type: CompiledType;
  #properties: JsonObject;
  #arn: string | null = null;
  #resource: string | null = null;
  /** What is being made right now, so that forms that need each other end. */
  readonly #making = new Set<string>();

  constructor(type: CompiledType, asked: JsonObject, { account, region, at, ordinal, seed, uid }: Circumstances) {
    this.account = account;
    this.region = region;
    this.at = at;
    this.ordinal = ordinal;
    this.draw = new Draw(seed, uid);
    this.#type = type;
    this.#properties = asked;
  }

  make(): MadeResource {
    const { type } = this.#type;
    this.#name();
    this.#addDefaults(false);
    this.#addAttributes();
    const parts = type.identifier.map((name) => this.#identifierPart(name));
    return { properties: this.#properties, identifier: parts.join('|'), arn: this.#ownArn() };
  }

  remake(): JsonObject {
    for (const [name, form] of Object.entries(attributeForms[this.#type.type.name] ?? {})) {
      if (typeof form === 'object' && 'when' in form && this.#properties[form.when] === undefined)
        this.#properties = without(this.#properties, [name.split('/')]);
    }
    this.#addDefaults(true);
    this.#addAttributes();
    return this.#properties;
  }

  lookup(name: string): string | null {
    switch (name) {
      case 'arn':
        return this.#ownArn();
      case 'resource':
        return this.#ownName();
      case 'defaultPath':
        return '/';
      case 'nameWithoutSlash':
        return this.lookup('Name')?.replace(/^\//, '') ?? null;
      default: {
        const path = name.split('/');
        const known = textAt(this.#properties, path);
        if (known !== null) return known;
        const attribute = this.#type.type.attributes[name];
        if (attribute === undefined || this.#making.has(name)) return null;
        this.#attribute(name, attribute.shape);
        return textAt(this.#properties, path);
      }
    }
  }

  /** Names that AWS makes up: parts of the identifier, and the create-only name of the thing itself. */
  #name(): void {
    for (const [name, property] of Object.entries(this.#type.type.properties)) {
      if (this.#properties[name] !== undefined || property.shape.kind !== 'string' || !this.#isNamed(name, property)) continue;
      const fifo = (name === 'QueueName' && this.#properties['FifoQueue'] === true) || (name === 'TopicName' && this.#properties['FifoTopic'] === true);
      this.#set(name, `${physicalName(this.#type.kind, property.shape, this.draw)}${fifo ? '.fifo' : ''}`);
    }
  }

  /** Whether AWS makes up a value for the property: it is fixed, and the name of the thing itself rather than of another. */
  #isNamed(name: string, property: Property): boolean {
    const { type, kind } = this.#type;
    const inIdentifier = type.identifier.includes(name);
    if (!(inIdentifier || type.createOnly.includes(`/${name}`)) || /(Arn|Id|ID)$/.test(name)) return false;
    if (name === 'Name' || name === `${kind}Name` || (kind.endsWith('Group') && name === 'GroupName')) return true;
    return property.refs === undefined && (inIdentifier || (type.arn ?? '').includes(`\${${name}}`));
  }

  #addDefaults(updating: boolean): void {
    for (const { property, value, unless, atCreation } of defaults[this.#type.type.name] ?? []) {
      if ((updating && atCreation === true) || this.#properties[property] !== undefined || unless?.some((other) => this.#properties[other] !== undefined))
        continue;
      this.#set(property, this.#filled(value));
    }
  }

  #addAttributes(): void {
    for (const [name, property] of Object.entries(this.#type.type.attributes)) this.#attribute(name, property.shape);
  }

  #filled(value: Json): Json {
    if (typeof value === 'string') return value.includes('{') ? (fill(value, this) ?? value) : value;
    if (Array.isArray(value)) return value.map((item: Json) => this.#filled(item));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#filled(member)]));
    return value;
  }

  #attribute(name: string, shape: Shape): void {
    const { type } = this.#type;
    const [root = ''] = name.split('/');
    // A read-only member of something that may be asked for is there only when that was asked for.
    const inInput = type.properties[root] !== undefined;
    if (name === root ? inInput : inInput && this.#properties[root] === undefined) return;
    if (textAt(this.#properties, name.split('/')) !== null || this.#making.has(name)) return;
    this.#making.add(name);
    const value = this.#attributeValue(name, shape);
    if (value !== null) this.#set(name, value);
    this.#making.delete(name);
  }

  #attributeValue(name: string, shape: Shape): Json | null {
    const { type } = this.#type;
    const form = attributeForms[type.name]?.[name];
    if (form !== undefined) return this.#formed(form, shape);
    const prefix = idPrefixes[type.name];
    if (prefix?.attribute === name) return `${prefix.prefix}${this.draw.hex(17)}`;
    if (type.identifier.includes(name)) return identifierByRule(name, shape, this.#type, this);
    return attributeByRule(name, shape, this.#type, this);
  }

  #formed(form: AttributeForm, shape: Shape): Json | null {
    if (typeof form === 'object' && 'value' in form) return form.value;
    if (typeof form === 'object' && this.#properties[form.when] === undefined) return null;
    const text = fill(typeof form === 'string' ? form : form.form, this);
    return text !== null && shape.kind === 'array' ? (JSON.parse(text) as Json) : text;
  }

  #identifierPart(name: string): string {
    const known = textAt(this.#properties, name.split('/'));
    if (known !== null) return known;
    const value = this.#properties[name];
    if (typeof value === 'boolean') return String(value);
    const made = identifierByRule(name, shapeOf(this.#type, name), this.#type, this);
    this.#set(name, made);
    return String(made);
  }

  #ownArn(): string {
    if (this.#arn !== null) return this.#arn;
    if (this.#making.has('arn')) return '';
    this.#making.add('arn');
    // `Arn` itself may be what the table forms differently from what others write; other types refer to it by that form.
    const stated = textAt(this.#properties, ['Arn']);
    this.#arn = stated?.startsWith('arn:') ? stated : (fill(this.#type.arn, this) ?? fill('arn:{partition}:sandbox:{region}:{account}:{uuid}', this) ?? '');
    this.#making.delete('arn');
    return this.#arn;
  }

  /** The short name of the thing: what stands last in its ARN and first in its host names. */
  #ownName(): string {
    this.#resource ??= this.#findName();
    return this.#resource;
  }

  #findName(): string {
    const { type, kind } = this.#type;
    const candidates = [`${kind}Name`, 'Name', `${kind}Id`, 'Id', ...type.identifier.toReversed()];
    for (const name of candidates) {
      if (/(Arn|ARN)$/.test(name) || this.#making.has(name)) continue;
      const value = this.lookup(name);
      if (value !== null && !value.startsWith('arn:')) return value;
    }
    return this.draw.uuid();
  }

  #set(name: string, value: Json): void {
    this.#properties = withMember(this.#properties, name.split('/'), value);
  }
}

function shapeOf(type: CompiledType, name: string): Shape | undefined {
  const property: Property | undefined = type.type.attributes[name] ?? type.type.properties[name];
  return property?.shape;
}
