import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Property, ResourceType, Shape } from '../../src/model/resource-type.ts';
import { matchPattern } from '../../src/model/schema-pattern.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';
import type { SandboxClient } from './sandbox-client.ts';

/**
 * Makes the least resource of a type that is valid: its required properties, each as plain as its shape allows. What a required
 * property refers to is made first, in the sandbox.
 */
export class Synthesiser {
  readonly #registry: TypeRegistry;
  readonly #client: SandboxClient;
  readonly #made = new Map<string, Promise<JsonObject>>();
  readonly #making: string[] = [];
  #count = 0;

  constructor(registry: TypeRegistry, client: SandboxClient) {
    this.#registry = registry;
    this.#client = client;
  }

  async properties(type: ResourceType): Promise<JsonObject> {
    const properties = await this.#members(type, type.properties, 0);
    for (const [name, from] of Object.entries(taken[type.name] ?? {})) properties[name] = (await this.#dependency(from.type))[from.property] ?? null;
    return { ...properties, ...extra[type.name] };
  }

  /** Makes what a value refers to, by that name where names of its kind are chosen, and returns the value that refers to it. */
  async referable(target: { readonly type: string; readonly property: string }, value: string): Promise<string> {
    const type = this.#registry.type(target.type);
    if (!type.ok) throw new Error(`a reference leads to the unknown type ${target.type}`);
    if (type.value.properties[target.property] === undefined) {
      const made = await this.#make(target.type);
      return String(made[target.property] ?? made['$identifier']);
    }
    await this.#client.made(target.type, { ...(await this.properties(type.value)), [target.property]: value });
    return value;
  }

  async #members(type: ResourceType, members: Readonly<Record<string, Property>>, depth: number): Promise<{ [name: string]: Json }> {
    const made: { [name: string]: Json } = {};
    for (const [name, property] of Object.entries(members)) {
      if (property.required === true && extra[type.name]?.[name] === undefined && taken[type.name]?.[name] === undefined)
        made[name] = await this.#value(type, property, name, property.shape, depth);
    }
    return made;
  }

  async #value(type: ResourceType, property: Property, name: string, shape: Shape, depth: number): Promise<Json> {
    switch (shape.kind) {
      case 'string':
        return this.#text(property, name, shape);
      case 'integer':
      case 'number':
        return shape.enum?.[0] ?? shape.minimum ?? Math.min(1, shape.maximum ?? 1);
      case 'boolean':
        return true;
      case 'json':
        return {};
      case 'array': {
        const items: Json[] = [];
        for (let index = 0; index < Math.max(1, shape.minItems ?? 1); index++) items.push(await this.#value(type, property, name, shape.items, depth + 1));
        return items;
      }
      case 'map':
        return { key: await this.#value(type, property, name, shape.values, depth + 1) };
      case 'object':
        return depth > 20 ? {} : this.#members(type, type.definitions[shape.definition] ?? {}, depth + 1);
      case 'union':
        return this.#value(type, property, name, shape.of[0] ?? { kind: 'json' }, depth);
      default:
        return shape satisfies never;
    }
  }

  async #text(property: Property, name: string, shape: Shape & { readonly kind: 'string' }): Promise<string> {
    if (shape.enum !== undefined) return shape.enum[0] ?? '';
    const referred = await this.#referred(property, name);
    // Some properties take the thing in another form than it has: a bucket's address, not its name.
    if (referred !== null && (shape.pattern === undefined || matchPattern(shape.pattern, referred) !== 'mismatch')) return referred;
    const count = ++this.#count;
    const candidates = [
      `n${count}`,
      `name-${String(count).padStart(8, '0')}`,
      String(100_000_000_000 + count),
      `arn:aws:service:us-east-1:999999999999:thing/${count}`,
      '10.0.0.0/16',
      `https://example.com/${count}`,
    ];
    const { minLength = 1, maxLength = 1024, pattern } = shape;
    const fitting = candidates
      .map((text) => text.padEnd(minLength, 'x').slice(0, maxLength))
      .find((text) => pattern === undefined || matchPattern(pattern, text) !== 'mismatch');
    if (fitting !== undefined) return fitting;
    const [sample = ''] = fc.sample(
      fc.stringMatching(new RegExp(pattern ?? '', 'u')).filter((text) => text.length >= minLength && text.length <= maxLength),
      { numRuns: 1, seed: count },
    );
    // What has the form of an id refers to a thing, whether the registry says so or not.
    const formed = formedIds.find(([form]) => form.test(sample));
    return formed === undefined ? sample : String((await this.#dependency(formed[1]))[formed[2]]);
  }

  /** The value a reference needs: of a thing made for it; of another account where that would never end; null when it is no reference. */
  async #referred(property: Property, name: string): Promise<string | null> {
    if (/(Kms|KMS|kms).*(Id|ID|Arn|ARN|Identifier|Key)$/.test(name)) return 'alias/aws/s3';
    const [ref] = property.refs ?? [];
    if (ref === undefined) return null;
    if (this.#making.includes(ref.type)) return /(Arn|ARN)$/.test(ref.property) ? `arn:aws:service:us-east-1:999999999999:thing/${++this.#count}` : null;
    const made = await this.#dependency(ref.type);
    const value = made[ref.property];
    return typeof value === 'string' ? value : String(made['$identifier']);
  }

  #dependency(name: string): Promise<JsonObject> {
    const known = this.#made.get(name) ?? this.#make(name);
    this.#made.set(name, known);
    return known;
  }

  async #make(name: string): Promise<JsonObject> {
    const type = this.#registry.type(name);
    if (!type.ok) throw new Error(`a reference leads to the unknown type ${name}`);
    this.#making.push(name);
    const identifier = await this.#client.made(name, await this.properties(type.value));
    this.#making.pop();
    return { ...((await this.#client.get(name, identifier)) as JsonObject), $identifier: identifier };
  }
}

/** Forms of ids that stand in patterns, the types of what they name, and the attribute. */
const formedIds: readonly (readonly [RegExp, string, string])[] = [
  [/^vpc-/, 'AWS::EC2::VPC', 'VpcId'],
  [/^subnet-/, 'AWS::EC2::Subnet', 'SubnetId'],
  [/^sg-/, 'AWS::EC2::SecurityGroup', 'GroupId'],
  [/^i-/, 'AWS::EC2::Instance', 'InstanceId'],
];

/** What a type needs besides what its registry entry calls required. */
const extra: Readonly<Record<string, JsonObject>> = {
  'AWS::EC2::Route': { DestinationCidrBlock: '10.1.0.0/16' },
  'AWS::EC2::VPC': { CidrBlock: '10.0.0.0/16' },
  'AWS::KMS::Alias': { AliasName: 'alias/every-type' },
};

/** Properties whose reference is not the one the registry documents. */
const taken: Readonly<Record<string, Readonly<Record<string, { readonly type: string; readonly property: string }>>>> = {
  'AWS::IAM::RolePolicy': { RoleName: { type: 'AWS::IAM::Role', property: 'RoleName' } },
  'AWS::ApiGateway::Resource': {
    RestApiId: { type: 'AWS::ApiGateway::RestApi', property: 'RestApiId' },
    ParentId: { type: 'AWS::ApiGateway::RestApi', property: 'RootResourceId' },
  },
};
