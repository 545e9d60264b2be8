import { problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import type { ResourceType, Shape } from '../../src/model/resource-type.ts';
import type { TypeRegistry } from '../../src/ports/type-registry.ts';

const string: Shape = { kind: 'string' };
const tag = { Key: { shape: string, required: true }, Value: { shape: string, required: true } } as const;
const common = { definitions: { Tag: tag }, conditionalCreateOnly: [], writeOnly: [], source: 'schema' } as const;
const tagged = {
  properties: { Tags: { shape: { kind: 'array', items: { kind: 'object', definition: 'Tag' }, unordered: true } satisfies Shape } },
  tags: { property: 'Tags', variant: 'standard' },
} as const;

/** Named by whoever asks for it, with tags; another creation under its name has another birth. Of another kind, in whatever case, it is another thing of the same name. */
const box: ResourceType = {
  ...common,
  name: 'AWS::Toy::Box',
  identifier: ['Name'],
  properties: {
    ...tagged.properties,
    Name: { shape: string, required: true },
    Kind: { shape: string },
    Size: { shape: { kind: 'integer' } },
    NetId: { shape: string },
    Secret: { shape: string },
    KeyId: { shape: string },
  },
  attributes: { Arn: { shape: string } },
  tags: tagged.tags,
  stateful: false,
  createOnly: ['/Name', '/Kind'],
  readOnly: ['/Arn'],
  writeOnly: ['/Secret'],
  transforms: { '/Kind': '$lowercase(Kind)' },
};

/** Identified by the provider, with tags. It is made with one call and gets its note with another. */
const net: ResourceType = {
  ...common,
  name: 'AWS::Toy::Net',
  identifier: ['NetId'],
  properties: { ...tagged.properties, Name: { shape: string, required: true }, Cidr: { shape: string }, Note: { shape: string } },
  attributes: { NetId: { shape: string } },
  tags: tagged.tags,
  stateful: false,
  createOnly: ['/Cidr'],
  readOnly: ['/NetId'],
};

/** Identified by the provider, without tags: known only by being as asked. */
const rule: ResourceType = {
  ...common,
  name: 'AWS::Toy::Rule',
  identifier: ['RuleId'],
  properties: { Name: { shape: string, required: true }, Port: { shape: { kind: 'integer' } }, NetId: { shape: string } },
  attributes: { RuleId: { shape: string } },
  stateful: false,
  createOnly: ['/NetId'],
  readOnly: ['/RuleId'],
};

/** Named by whoever asks for it, without tags, and no read proves its creation: only its content tells whose it is. */
const label: ResourceType = {
  ...common,
  name: 'AWS::Toy::Label',
  identifier: ['Name'],
  properties: { Name: { shape: string, required: true }, Text: { shape: string }, Color: { shape: string } },
  attributes: {},
  stateful: false,
  createOnly: ['/Name'],
  readOnly: [],
};

/** Identified by the provider, which has no way to list it. */
const seal: ResourceType = {
  ...common,
  name: 'AWS::Toy::Seal',
  identifier: ['SealId'],
  properties: { Name: { shape: string, required: true } },
  attributes: { SealId: { shape: string } },
  unlistable: true,
  stateful: false,
  createOnly: ['/Name'],
  readOnly: ['/SealId'],
};

/** Identified by the provider, with tags. One of its doors comes or goes in an update, and it may list only the colors that its doors name; it can name other halls. */
const hall: ResourceType = {
  ...common,
  name: 'AWS::Toy::Hall',
  identifier: ['HallId'],
  properties: {
    ...tagged.properties,
    Name: { shape: string, required: true },
    Size: { shape: { kind: 'integer' } },
    Doors: { shape: { kind: 'array', items: { kind: 'object', definition: 'Door' } } },
    Colors: { shape: { kind: 'array', items: { kind: 'object', definition: 'Color' }, unordered: true } },
  },
  definitions: {
    Tag: tag,
    Door: { DoorName: { shape: string, required: true }, Color: { shape: string }, Width: { shape: { kind: 'integer' } }, HallId: { shape: string } },
    Color: { Color: { shape: string } },
  },
  attributes: { HallId: { shape: string } },
  tags: tagged.tags,
  stateful: false,
  createOnly: [],
  readOnly: ['/HallId'],
  limits: [{ list: 'Doors', key: 'DoorName', most: 1, anew: ['Color'], named: { list: 'Colors', by: 'Color' } }],
};

const types = new Map([box, net, rule, label, hall, seal].map((type) => [type.name, type]));

/** Six types of a made-up provider, small enough to know by heart. */
export const toyTypes: TypeRegistry = {
  type(name) {
    const type = types.get(name);
    return type === undefined ? fail(problem('TYPE_UNKNOWN', `no type ${name}`, 'use another')) : ok(type);
  },
  names: () => [...types.keys()].sort(),
  regions: () => ['eu-west-1', 'us-east-1'],
};
