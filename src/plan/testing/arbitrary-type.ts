import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { Property, ResourceType, Shape } from '../../model/resource-type.ts';
import type { Dice } from './ideal-cloud.ts';

/** A shape with its members written out, and what may be said of each. */
type Tree =
  | { readonly kind: 'string' | 'integer' | 'boolean' | 'json' }
  | { readonly kind: 'array'; readonly items: Tree; readonly order: 'kept' | 'lost' | 'unknown' }
  | { readonly kind: 'map'; readonly values: Tree }
  | { readonly kind: 'object'; readonly members: readonly Member[] };
type Mark = 'none' | 'createOnly' | 'readOnly' | 'writeOnly';
interface Member {
  readonly name: string;
  readonly tree: Tree;
  readonly mark: Mark;
}

/** A random resource type with an arbitrary for the properties it can be asked for. */
export interface TypeSample {
  readonly type: ResourceType;
  readonly properties: fc.Arbitrary<JsonObject>;
}

const word = fc.constantFrom('a', 'b', 'c', 'dd', 'e/f', 'g~h');
const leaf: fc.Arbitrary<Tree> = fc.constantFrom<Tree>({ kind: 'string' }, { kind: 'integer' }, { kind: 'boolean' }, { kind: 'json' });
const memberNames = ['A', 'B', 'C/D', 'E~'];

function treeArb(depth: number, marks: readonly Mark[]): fc.Arbitrary<Tree> {
  if (depth === 0) return leaf;
  const below = treeArb(depth - 1, marks);
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('array' as const), items: below, order: fc.constantFrom('kept' as const, 'lost' as const, 'unknown' as const) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('map' as const), values: below }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('object' as const), members: membersArb(memberNames, below, marks) }) },
  );
}

function membersArb(names: readonly string[], tree: fc.Arbitrary<Tree>, marks: readonly Mark[]): fc.Arbitrary<Member[]> {
  const mark = fc.oneof({ weight: 5, arbitrary: fc.constant<Mark>('none') }, { weight: 2, arbitrary: fc.constantFrom(...marks) });
  return fc.subarray([...names], { minLength: 1 }).chain((chosen) => fc.tuple(...chosen.map((name) => fc.record({ name: fc.constant(name), tree, mark }))));
}

/** `marks` says which kinds of marked properties may occur. */
export function typeSample(marks: readonly Mark[] = ['none', 'createOnly', 'readOnly', 'writeOnly']): fc.Arbitrary<TypeSample> {
  return fc
    .record({
      members: membersArb(['P', 'Q', 'R', 'S'], treeArb(3, marks), marks),
      source: fc.constantFrom('base' as const, 'schema' as const),
      tagged: fc.boolean(),
    })
    .map(({ members, source, tagged }) => ({ type: compile(members, source, tagged), properties: propertiesOf(members, tagged) }));
}

function compile(members: readonly Member[], source: 'base' | 'schema', tagged: boolean): ResourceType {
  const definitions: Record<string, Record<string, Property>> = {};
  const marked: Record<Mark, string[]> = { none: [], createOnly: [], readOnly: [], writeOnly: [] };
  const shapeOf = (tree: Tree, pattern: string): Shape => {
    switch (tree.kind) {
      case 'array':
        return {
          kind: 'array',
          items: shapeOf(tree.items, `${pattern}/*`),
          ...(tree.order === 'lost' ? { unordered: true as const } : tree.order === 'kept' ? { ordered: true as const } : {}),
        };
      case 'map':
        return { kind: 'map', values: shapeOf(tree.values, `${pattern}/*`) };
      case 'object': {
        const definition = `D${Object.keys(definitions).length}`;
        const shape: Record<string, Property> = {};
        definitions[definition] = shape;
        for (const member of tree.members) shape[member.name] = { shape: place(member, pattern) };
        return { kind: 'object', definition };
      }
      default:
        return { kind: tree.kind };
    }
  };
  const place = (member: Member, pattern: string): Shape => {
    const pointer = `${pattern}/${member.name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    marked[member.mark].push(pointer);
    return shapeOf(member.tree, pointer);
  };
  const properties: Record<string, Property> = {};
  for (const member of members) properties[member.name] = { shape: place(member, '') };
  if (tagged) {
    definitions['Tag'] = { Key: { shape: { kind: 'string' } }, Value: { shape: { kind: 'string' } } };
    properties['Tags'] = { shape: { kind: 'array', items: { kind: 'object', definition: 'Tag' } } };
  }
  return {
    name: 'AWS::Test::Thing',
    identifier: ['Arn'],
    properties,
    attributes: { Arn: { shape: { kind: 'string' } } },
    definitions,
    ...(tagged ? { tags: { property: 'Tags', variant: 'standard' as const } } : {}),
    stateful: false,
    createOnly: marked.createOnly,
    conditionalCreateOnly: [],
    readOnly: marked.readOnly,
    writeOnly: marked.writeOnly,
    source,
  };
}

function valueArb(tree: Tree): fc.Arbitrary<Json> {
  switch (tree.kind) {
    case 'string':
      return word;
    case 'integer':
      return fc.integer({ min: 1, max: 4 });
    case 'boolean':
      return fc.boolean();
    case 'json':
      return fc.dictionary(word, fc.integer({ min: 1, max: 3 }), { maxKeys: 2 });
    case 'array':
      return fc.array(valueArb(tree.items), { maxLength: 4 });
    case 'map':
      return fc.dictionary(word, valueArb(tree.values), { maxKeys: 3 });
    case 'object':
      return membersValue(tree.members);
    default:
      return tree satisfies never;
  }
}

function membersValue(members: readonly Member[]): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(...members.map((member) => fc.option(member.mark === 'readOnly' ? fc.constant(undefined) : valueArb(member.tree), { nil: undefined, freq: 3 })))
    .map((values) => Object.fromEntries(members.flatMap((member, index) => (values[index] === undefined ? [] : [[member.name, values[index] as Json]]))));
}

function propertiesOf(members: readonly Member[], tagged: boolean): fc.Arbitrary<JsonObject> {
  const plain = membersValue(members);
  if (!tagged) return plain;
  const tags = fc.uniqueArray(fc.record({ Key: fc.constantFrom('team', 'cost', 'env'), Value: word }), { selector: (tag) => tag.Key, maxLength: 3 });
  return fc.tuple(plain, fc.option(tags, { nil: undefined })).map(([properties, list]) => (list === undefined ? properties : { ...properties, Tags: list }));
}

/** Replayable dice from a list of numbers. */
export const dice: fc.Arbitrary<Dice> = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 16, maxLength: 16 }).map((numbers) => {
  let turn = 0;
  return () => numbers[turn++ % numbers.length] ?? 0;
});
