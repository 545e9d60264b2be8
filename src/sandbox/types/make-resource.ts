import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { Property, Shape } from '../../model/resource-type.ts';
import { type AttributeForm, attributeForms } from '../tables/attribute-forms.ts';
import { idForms } from '../tables/id-forms.ts';
import { idPrefixes } from '../tables/id-prefixes.ts';
import { generatedNames, namedAfter, refNames, unnamed } from '../tables/ref-names.ts';
import { addressIn, zoneId } from './addresses.ts';
import { attributeByRule, identifierByRule } from './attribute-rules.ts';
import { assumedArn, type CompiledType } from './compiled-type.ts';
import { complete } from './complete.ts';
import { Draw } from './draw.ts';
import { physicalName } from './physical-name.ts';
import { textAt, valuesAt, withMember, without } from './pointer-paths.ts';
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
  /** The properties of what a text refers to; null where that is not there. */
  readonly referred: (text: string) => JsonObject | null;
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
  readonly #referred: Circumstances['referred'];
  #properties: JsonObject;
  #arn: string | null = null;
  #resource: string | null = null;
  /** What is being made right now, so that forms that need each other end. */
  readonly #making = new Set<string>();

  constructor(type: CompiledType, asked: JsonObject, { account, region, at, ordinal, seed, uid, referred }: Circumstances) {
    this.account = account;
    this.region = region;
    this.at = at;
    this.ordinal = ordinal;
    this.draw = new Draw(seed, uid);
    this.#type = type;
    this.#referred = referred;
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
      case 'ownId':
        return this.#ownId();
      case 'defaultPath':
        return '/';
      case 'resolverDirection':
        return this.#properties['Direction'] === 'OUTBOUND' ? 'out' : 'in';
      case 'zone':
        return `${this.region}a`;
      case 'zoneId':
        return zoneId(textAt(this.#properties, ['AvailabilityZone']) ?? `${this.region}a`);
      case 'loadBalancerKind':
        return { network: 'net', gateway: 'gwy' }[String(this.#properties['Type'])] ?? 'app';
      case 'scope':
        return this.#properties['Scope'] === 'CLOUDFRONT' ? 'global' : 'regional';
      case 'privateAddress':
        return this.#privateAddress();
      case 'secondaryAddresses':
        return JSON.stringify(this.#secondaryAddresses());
      case 'privateAddress-':
      case 'publicAddress-':
        return this.lookup(name.slice(0, -1))?.replaceAll('.', '-') ?? null;
      case 'publicAddress':
        return this.#isPublic() ? this.draw.once('public', (draw) => `203.0.113.${1 + Math.floor(draw.fraction() * 254)}`) : null;
      case 'nameWithoutSlash':
        return this.lookup('Name')?.replace(/^\//, '') ?? null;
      default: {
        const [own = '', beyond] = name.split('.');
        if (beyond !== undefined) return this.#beyond(own, name.slice(own.length + 1).split('.'));
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

  /** What is told by what a property refers to, or by what that refers to in turn. */
  #beyond(own: string, names: readonly string[]): string | null {
    let text = textAt(this.#properties, own.split('/'));
    for (const name of names) {
      const other = text === null ? null : this.#referred(text);
      if (other === null) return null;
      text = name === 'ownAccount' ? this.account : textAt(other, name.split('/'));
    }
    return text;
  }

  /** An address in the subnet, the same one wherever it is told. */
  #privateAddress(): string {
    const given = textAt(this.#properties, ['PrivateIpAddress']);
    if (given !== null) return given;
    const cidr = this.lookup('SubnetId.CidrBlock') ?? this.lookup('NetworkInterfaces/0/SubnetId.CidrBlock') ?? '10.0.0.0/16';
    return this.draw.once('private', (draw) => addressIn(cidr, draw.fraction()));
  }

  /** Those that were given beside the primary one, and as many as were asked for. */
  #secondaryAddresses(): string[] {
    const given = this.#properties['PrivateIpAddresses'];
    const others = (Array.isArray(given) ? (given as Json[]) : []).flatMap((one) =>
      isJsonObject(one) && one['Primary'] !== true && typeof one['PrivateIpAddress'] === 'string' ? [one['PrivateIpAddress']] : [],
    );
    const cidr = this.lookup('SubnetId.CidrBlock') ?? '10.0.0.0/16';
    const count = Number(this.#properties['SecondaryPrivateIpAddressCount'] ?? 0);
    const drawn = Array.from({ length: count }, (_, index) => this.draw.once(`secondary ${index}`, (draw) => addressIn(cidr, draw.fraction())));
    return [...others, ...drawn];
  }

  #isPublic(): boolean {
    const asked = valuesAt(this.#properties, ['NetworkInterfaces', '*', 'AssociatePublicIpAddress'])[0];
    if (asked !== undefined) return asked === true;
    const subnet = textAt(this.#properties, ['SubnetId']);
    return subnet !== null && this.#referred(subnet)?.['MapPublicIpOnLaunch'] === true;
  }

  /** Names that AWS makes up: parts of the identifier, and the create-only name of the thing itself. */
  #name(): void {
    for (const [name, property] of Object.entries(this.#type.type.properties)) {
      if (this.#properties[name] !== undefined || property.shape.kind !== 'string' || !this.#isNamed(name, property)) continue;
      const other = namedAfter[this.#type.type.name]?.[name];
      const given = other === undefined ? null : textAt(this.#properties, other.split('/'));
      if (given !== null) {
        this.#set(name, given);
        continue;
      }
      const fifo = (name === 'QueueName' && this.#properties['FifoQueue'] === true) || (name === 'TopicName' && this.#properties['FifoTopic'] === true);
      this.#set(name, `${physicalName(this.#type.kind, property.shape, this.draw)}${fifo ? '.fifo' : ''}`);
    }
  }

  /** Whether AWS makes up a value for the property: it is fixed, and the name of the thing itself rather than of another. */
  #isNamed(name: string, property: Property): boolean {
    const { type, kind } = this.#type;
    const inIdentifier = type.identifier.includes(name);
    if (generatedNames[type.name] === name) return true;
    if (unnamed[type.name] === name) return false;
    if (!(inIdentifier || type.createOnly.includes(`/${name}`)) || /(Arn|Id|ID|Type|Source|Direction)$|^SetIdentifier$/.test(name)) return false;
    if (name === 'Name' || name === `${kind}Name` || (kind.endsWith('Group') && name === 'GroupName')) return true;
    return property.refs === undefined && (inIdentifier || (type.arn ?? '').includes(`\${${name}}`));
  }

  #addDefaults(updating: boolean): void {
    this.#properties = complete(this.#type, this.#properties, updating, (value) => this.#filled(value));
  }

  #addAttributes(): void {
    for (const [name, property] of Object.entries(this.#type.type.attributes)) this.#attribute(name, property.shape);
  }

  /** The value with its templates filled; null for one that needs what does not exist. */
  #filled(value: Json): Json {
    if (typeof value === 'string' && value.startsWith('{=')) return Number(this.lookup(value.slice(2, -1)) ?? 0);
    // `${…}` is a service's own notation.
    if (typeof value === 'string') return value.includes('{') && !value.includes('${') ? fill(value, this) : value;
    if (Array.isArray(value)) {
      const items = (value as Json[]).flatMap((item) =>
        typeof item === 'string' && item.startsWith('{*') ? this.#each(item.slice(2, -1)) : [this.#filled(item)],
      );
      return items.includes(null) || (items.length === 0 && value.length > 0) ? null : items;
    }
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#filled(member)]));
    return value;
  }

  /** `List.Name`: what each of the list refers to says there, once. */
  #each(expression: string): string[] {
    const [list = '', name = ''] = expression.split('.');
    const told = valuesAt(this.#properties, [list, '*']).map((text) => {
      const other = typeof text === 'string' ? this.#referred(text) : null;
      return other === null ? null : textAt(other, name.split('/'));
    });
    return [...new Set(told)].filter((text) => text !== null);
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
    const form = attributeForms[type.name]?.[name] ?? idForms[type.name]?.[name];
    if (form !== undefined) return this.#formed(form, shape);
    const named = name === 'Id' ? refNames[type.name] : undefined;
    const text = named === undefined ? null : this.lookup(named);
    if (text !== null) return text;
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
    const { type } = this.#type;
    const known = textAt(this.#properties, name.split('/'));
    if (known !== null) return known;
    const value = this.#properties[name];
    if (typeof value === 'boolean') return String(value);
    // What the caller may leave out and AWS does not make up is not there.
    if (/Type$|^SetIdentifier$/.test(name) && type.properties[name]?.required !== true && type.properties[name] !== undefined) return '';
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
    this.#arn = stated?.startsWith('arn:') ? stated : (fill(this.#type.arn, this) ?? fill(assumedArn(this.#type), this) ?? '');
    this.#making.delete('arn');
    return this.#arn;
  }

  /** The short name of the thing: what stands last in its ARN and first in its host names. */
  #ownName(): string {
    this.#resource ??= this.#findName();
    return this.#resource;
  }

  /** The id that the service gave it, where it has one. */
  #ownId(): string | null {
    const { type, kind } = this.#type;
    const given = [`${kind}Id`, 'Id', ...type.identifier].find(
      (name) => type.attributes[name] !== undefined && !/(Arn|ARN)$/.test(name) && !this.#making.has(name),
    );
    const value = given === undefined ? null : this.lookup(given);
    return value?.startsWith('arn:') === true ? null : value;
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
