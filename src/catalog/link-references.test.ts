import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { linkInputs, linkReferences, type Referable } from './link-references.ts';

const string = { shape: { kind: 'string' } } as const;
const vpc: ResourceType = {
  name: 'AWS::Toy::Vpc',
  identifier: ['VpcId'],
  properties: {
    Cidr: string,
    Size: { shape: { kind: 'integer' } },
    Zones: { shape: { kind: 'array', items: { kind: 'string' } } },
    Document: { shape: { kind: 'json' } },
  },
  attributes: { VpcId: string, 'Endpoint/Address': string },
  definitions: {},
  stateful: false,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: ['/VpcId'],
  writeOnly: [],
  source: 'schema',
};
const resource: Referable = { kind: 'resource', type: vpc, properties: {} };
const nodes = new Map<string, Referable | null>([
  ['network.vpc[0]', resource],
  ['queues["a}b"]', resource],
  ['migrate', { kind: 'unit', outputs: { rows: { type: 'integer' }, result: { type: 'object' } } }],
  ['silent', { kind: 'unit', outputs: {} }],
  ['strange', null],
  ['me', resource],
]);
const from = (node: string, attribute: string) => ({ $from: { node, attribute } });

function inputs(given: JsonObject): JsonObject {
  const { properties, problems } = linkInputs('me', given, nodes);
  expect(problems).toEqual([]);
  return properties;
}

function problems(given: JsonObject, of: 'inputs' | 'properties' = 'inputs') {
  const linked = of === 'inputs' ? linkInputs('me', given, nodes) : linkReferences('me', vpc, given, nodes);
  return linked.problems.map(({ code, at, message, fix }) => ({ code, at, message, fix }));
}

describe('linkInputs', () => {
  it('turns expressions into references, alone, within texts, and at any depth', () => {
    expect(inputs({ vpc: '${network.vpc[0].VpcId}', list: [{ deep: '<${queues["a}b"].Endpoint.Address}>' }], plain: '$${x}', size: 3, none: null })).toEqual({
      vpc: from('network.vpc[0]', 'VpcId'),
      list: [{ deep: { $join: ['<', from('queues["a}b"]', 'Endpoint.Address'), '>'] } }],
      plain: '${x}',
      size: 3,
      none: null,
    });
  });

  it('lets a list or an object stand where it is asked for, since no type says what an input takes', () => {
    expect(inputs({ zones: '${network.vpc[0].Zones}', document: '${network.vpc[0].Document}' })).toEqual({
      zones: from('network.vpc[0]', 'Zones'),
      document: from('network.vpc[0]', 'Document'),
    });
    expect(problems({ zones: 'in ${network.vpc[0].Zones}' })).toMatchObject([{ code: 'PROPERTY_INVALID', at: 'me/inputs/zones' }]);
  });

  it('refers to what another unit gives, and within it', () => {
    expect(inputs({ rows: '${migrate.rows}', deep: '${migrate.result.list}' })).toEqual({
      rows: from('migrate', 'rows'),
      deep: from('migrate', 'result.list'),
    });
  });

  it('names what a unit does not give, with the nearest that it gives', () => {
    expect(problems({ a: '${migrate.row}', b: '${migrate.constructor}', c: '${silent.rows}' })).toMatchObject([
      { code: 'REFERENCE_UNKNOWN', at: 'me/inputs/a', fix: 'did you mean rows?' },
      { code: 'REFERENCE_UNKNOWN', at: 'me/inputs/b', fix: 'it gives rows, result' },
      { code: 'REFERENCE_UNKNOWN', at: 'me/inputs/c', fix: 'declare it among its outputs' },
    ]);
  });

  it('names unknown nodes, those of another index, and itself', () => {
    expect(problems({ a: '${network.vpc[1].VpcId}', b: '${queues["ab"].VpcId}', c: '${me.VpcId}' })).toMatchObject([
      { code: 'REFERENCE_UNKNOWN', at: 'me/inputs/a', fix: expect.stringContaining('network.vpc[0]') },
      { code: 'REFERENCE_UNKNOWN', at: 'me/inputs/b', fix: expect.stringContaining('queues["a}b"]') },
      { code: 'GRAPH_CYCLE', at: 'me/inputs/c' },
    ]);
  });

  it('leaves to others to tell of a node whose type is not known', () => {
    expect(inputs({ a: '${strange.Anything}' })).toEqual({ a: from('strange', 'Anything') });
  });
});

describe('functions', () => {
  it('become calls that name the nodes, and are checked as references are', () => {
    expect(inputs({ a: '${select(1, split("/", migrate.rows))}', b: 'x-${base64(migrate.rows)}' })).toEqual({
      a: { $call: ['select', 1, { $call: ['split', '/', from('migrate', 'rows')] }] },
      b: { $join: ['x-', { $call: ['base64', from('migrate', 'rows')] }] },
    });
    expect(problems({ a: '${length(nobody.Things)}' })).toMatchObject([{ code: 'REFERENCE_UNKNOWN', at: 'me/inputs/a' }]);
  });

  it('give what fits where they stand', () => {
    expect(problems({ Size: '${split(",", queues["a}b"].Cidr)}' }, 'properties')).toMatchObject([{ code: 'PROPERTY_INVALID', at: 'me/properties/Size' }]);
    expect(problems({ Size: '${number(queues["a}b"].Cidr)}' }, 'properties')).toEqual([]);
  });
});

describe('names that stand for something else in plans and calls', () => {
  const reserved: Readonly<Record<string, JsonObject>> = {
    $from: { $from: { node: 'migrate', attribute: 'rows' } },
    $join: { $join: ['a', { $from: { node: 'migrate', attribute: 'rows' } }] },
    $own: { $own: 'VpcId' },
    $each: { $each: 'Versions' },
    $json: { $json: { a: 1 } },
    $token: { $token: true },
    $call: { $call: ['json', 1] },
  };

  it.each(Object.entries(reserved))('are refused in inputs and properties, at any depth and beside others: %s', (name, value) => {
    for (const kind of ['inputs', 'properties'] as const) {
      for (const [given, at] of [
        [{ Document: value }, '/Document'],
        [{ Document: { deep: [{ ...value, more: 1 }] } }, '/Document/deep/0'],
        [value, ''],
        [{ ...value, Cidr: 'x' }, ''],
      ] as const) {
        const [problem, ...rest] = problems(given, kind);
        expect(problem).toMatchObject({ code: 'PROPERTY_INVALID', at: `me/${kind}${at}`, message: expect.stringContaining(name) });
        expect(rest).toEqual([]);
      }
    }
  });

  it('are text where they are no names', () => {
    expect(inputs({ text: '$from', list: ['$own', '$token'], $fromage: 1, from: { $: 1 } })).toEqual({
      text: '$from',
      list: ['$own', '$token'],
      $fromage: 1,
      from: { $: 1 },
    });
  });
});

describe('linkReferences', () => {
  it('checks that a resource’s value fits, and takes a unit’s for what its author says', () => {
    expect(problems({ Size: '${queues["a}b"].Cidr}', Cidr: '${queues["a}b"].Zones}' }, 'properties')).toMatchObject([
      { code: 'PROPERTY_INVALID', at: 'me/properties/Size' },
      { code: 'PROPERTY_INVALID', at: 'me/properties/Cidr' },
    ]);
    expect(problems({ Size: '${migrate.rows}', Cidr: '${migrate.result.cidr}' }, 'properties')).toEqual([]);
  });
});

describe('a secret', () => {
  const secret = (...parts: unknown[]) => ({ $secret: parts });

  it('stands by its name in the place of the text, with the references that are in the same text', () => {
    expect(inputs({ url: "db://x:${secret('db')}@${network.vpc[0].VpcId}", whole: "${secret('ssm:/db')}" })).toEqual({
      url: secret('db://x:', { name: 'db' }, '@', from('network.vpc[0]', 'VpcId')),
      whole: secret({ name: 'ssm:/db' }),
    });
  });

  it('is named by what makes it, and by nothing else', () => {
    const made: ResourceType = { ...vpc, name: 'AWS::SecretsManager::Secret', identifier: ['VpcId'] };
    const referable = new Map<string, Referable>([
      ['login', { kind: 'resource', type: made, properties: {} }],
      ['net', { kind: 'resource', type: vpc, properties: {} }],
    ]);
    const linked = linkInputs('me', { a: "${secret('secretsmanager:*#p', login.VpcId)}" }, referable);
    expect(linked).toEqual({ properties: { a: secret({ name: 'secretsmanager:*#p', of: from('login', 'VpcId') }) }, problems: [] });
    for (const other of ['net.VpcId', 'login.CidrBlock'])
      expect(linkInputs('me', { a: `\${secret('secretsmanager:*', ${other})}` }, referable).problems[0]).toMatchObject({ code: 'EXPRESSION_INVALID' });
  });

  it.each(['$secret', '$hidden'])('is not written as %s', (name) => {
    expect(problems({ a: { [name]: ['x'] } })).toMatchObject([{ code: 'PROPERTY_INVALID', at: 'me/inputs/a' }]);
  });

  it('is no number, no name and no tag', () => {
    const named = { ...vpc, identifier: ['CidrBlock'], tags: { property: 'Tags', keys: {} } } as unknown as ResourceType;
    const linked = linkReferences('me', named, { CidrBlock: "${secret('a')}", Tags: [{ Key: 'a', Value: "${secret('a')}" }], Size: "${secret('a')}" }, nodes);
    expect(linked.problems.map(({ at }) => at)).toEqual(['me/properties/CidrBlock', 'me/properties/Tags/0/Value', 'me/properties/Size']);
  });

  it('is taken from no property of another node', () => {
    const given: Referable = { kind: 'resource', type: vpc, properties: { CidrBlock: "x ${secret('a')}", Zones: ['a'] } };
    const linked = linkInputs('me', { one: '${given.CidrBlock}', two: '${given.Zones}' }, new Map([['given', given]]));
    expect(linked.problems.map(({ code, at }) => [code, at])).toEqual([['PROPERTY_INVALID', 'me/inputs/one']]);
  });
});
