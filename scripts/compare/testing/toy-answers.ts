import { problem } from '../../../src/kernel/diagnostic.ts';
import { fail, ok } from '../../../src/kernel/result.ts';
import type { ResourceType } from '../../../src/model/resource-type.ts';
import type { TypeRegistry } from '../../../src/ports/type-registry.ts';
import { parseSchema } from '../../../src/registry/parse-schema.ts';
import { answersTo } from '../answers-to.ts';
import { linesOf } from '../read-lines.ts';

const text = { type: 'string' };

function typeOf(schema: object): ResourceType {
  const parsed = parseSchema(schema);
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** Named by the provider. */
export const net = {
  typeName: 'Toy::Net::Subnet',
  properties: { Id: text, Arn: text, Cidr: text, Zone: text, Note: text, Secret: text },
  primaryIdentifier: ['/properties/Id'],
  readOnlyProperties: ['/properties/Id', '/properties/Arn'],
  createOnlyProperties: ['/properties/Cidr'],
  writeOnlyProperties: ['/properties/Secret'],
  handlers: { create: {}, read: {}, update: {}, delete: {} },
};
/** Named by whoever asks for it. */
export const host = {
  typeName: 'Toy::Net::Host',
  properties: { Name: text, Subnet: text },
  primaryIdentifier: ['/properties/Name'],
  createOnlyProperties: ['/properties/Name'],
  handlers: { create: {}, read: {}, update: {}, delete: {} },
};

function registryOf(...schemas: readonly object[]): TypeRegistry {
  const types = new Map(schemas.map(typeOf).map((type) => [type.name, type]));
  return {
    type: (name) => {
      const type = types.get(name);
      return type === undefined ? fail(problem('TYPE_UNKNOWN', `no type ${name}`, 'use another')) : ok(type);
    },
    names: () => [...types.keys()],
    regions: () => [],
  };
}

/** What is known without schemas. */
const base = registryOf(net, host);
/** With schemas the zone cannot be changed, and the old subnet goes before the new one. */
const schema = registryOf({ ...net, createOnlyProperties: ['/properties/Cidr', '/properties/Zone'], replacementStrategy: 'delete_then_create' }, host);

type Answer = Record<string, unknown>;

/** What is answered to a file of these lines: texts as they are, anything else as JSON. */
export function answers(lines: readonly unknown[], { schemas = false, withRecords = false } = {}): Answer[] {
  const bytes = Buffer.from(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return [...answersTo(linesOf(bytes), { base, schema: schemas ? schema : null }, withRecords)] as Answer[];
}

/** The head of a line about a subnet. */
export const subnet = { kind: 'diff', type: net.typeName };
export const arn = 'arn:toy:1';
export const live = { Id: 'subnet-1', Arn: arn, Cidr: '10.0.0.0/24', Zone: 'a', Note: 'x' };
