import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { pointerOf, segmentsOf, valueAt, withValueAt } from '../../src/kernel/pointer.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { type Applied, diffProperties } from '../../src/plan/diff-properties.ts';
import { echoOf } from '../../src/plan/echo-of.ts';
import { namingProperties } from '../../src/plan/identity.ts';
import { marksBelow, marksOf } from '../../src/plan/marks.ts';
import { partialKeys } from '../../src/plan/partial-lists.ts';
import { isNothing } from '../../src/plan/same-wish.ts';
import { itemOrder } from '../../src/plan/shape-below.ts';
import { writtenDigest } from '../../src/plan/written-digest.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { diceOf, type Leaf, sampleOf } from './testing/sample-properties.ts';

/** Give it to see the same types and values again. */
const seed = Number(process.env['LAWS_SEED'] ?? randomInt(1_000_000_000));
const registry = loadRegistry();
const dice = diceOf(seed + 1);
afterAll(() => registry.close());

interface Drawn {
  readonly type: ResourceType;
  readonly properties: JsonObject;
  readonly leaf: Leaf | undefined;
}

const drawn: readonly Drawn[] = draw(220);

function draw(count: number): Drawn[] {
  const dice = diceOf(seed);
  const names = [...registry.names()];
  return Array.from({ length: count }, () => {
    const [name] = names.splice(Math.floor(dice() * names.length), 1) as [string];
    const type = registry.type(name);
    if (!type.ok) throw new Error(`${name} cannot be read`);
    const { properties, leaves } = sampleOf(type.value, dice);
    return { type: type.value, properties, leaf: leaves[Math.floor(dice() * leaves.length)] };
  });
}

const appliedAs = (properties: JsonObject): Applied => ({ properties, writeOnlyDigests: {} });
const nothing = { differences: [], patch: [], deviations: [] };
const altered = (value: Json): Json => (typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value as string}other`);

describe(`the laws of the diff, over ${drawn.length} types drawn by LAWS_SEED=${seed}`, () => {
  it('equal is equal, with records and without', () => {
    for (const { type, properties } of drawn) {
      expect([type.name, diffProperties(type, properties, properties, null)]).toEqual([type.name, nothing]);
      expect([type.name, diffProperties(type, properties, properties, appliedAs(properties))]).toEqual([type.name, nothing]);
    }
  });

  it('a wish that changed is found where it did, and forces a replacement where nothing else changes it', () => {
    for (const { type, properties, leaf } of drawn) {
      if (leaf === undefined) continue;
      const path = pointerOf(leaf.path);
      const wish = withValueAt(properties, path, altered(valueAt(properties, path) as Json));
      const { differences, deviations } = diffProperties(type, wish, properties, appliedAs(properties));
      expect([type.name, path, differences.map((each) => [each.path, each.forcesReplace]), deviations]).toEqual([type.name, path, [[path, leaf.fixed]], []]);
    }
  });

  it('a live value that moved is put back, or told where nobody can change it; it never replaces anything', () => {
    for (const { type, properties, leaf } of drawn) {
      if (leaf === undefined) continue;
      const path = pointerOf(leaf.path);
      const live = withValueAt(properties, path, altered(valueAt(properties, path) as Json));
      for (const applied of [appliedAs(properties), null]) {
        const { differences, deviations, patch } = diffProperties(type, properties, live, applied);
        expect([type.name, path, [...differences, ...deviations].map((each) => [each.path, each.forcesReplace])]).toEqual([type.name, path, [[path, false]]]);
        expect([type.name, path, differences.length, patch.length]).toEqual([type.name, path, leaf.fixed ? 0 : 1, leaf.fixed ? 0 : 1]);
      }
    }
  });

  it('the order of a list counts against what was applied, unless none is kept, and against what is live only where one is', () => {
    for (const { type, properties } of drawn) {
      for (const [name, value] of Object.entries(properties)) {
        // Items that are objects may differ in what no read returns, or be told apart by a key of theirs.
        if (!Array.isArray(value) || value.some((item: Json) => typeof item === 'object') || partialKeys(type.name, name) !== null) continue;
        const shape = type.properties[name]?.shape;
        const order = itemOrder(type, name, shape?.kind === 'array' ? shape : undefined);
        const turned = { ...properties, [name]: [...value].reverse() };
        const same = JSON.stringify(value) === JSON.stringify(turned[name]);
        const moved = diffProperties(type, properties, turned, appliedAs(properties));
        expect([type.name, name, moved.differences.length + moved.deviations.length > 0]).toEqual([type.name, name, order === 'list' && !same]);
        const wished = diffProperties(type, turned, properties, appliedAs(properties)).differences;
        expect([type.name, name, wished.length > 0]).toEqual([type.name, name, order !== 'set' && !same]);
        if (order === 'unknown') expect([type.name, name, wished.filter((each) => each.forcesReplace)]).toEqual([type.name, name, []]);
      }
    }
  });

  it('what holds only empty things is as good as absent', () => {
    for (const { type, properties } of drawn) {
      const empty = Object.fromEntries(Object.keys(properties).map((name) => [name, emptied(properties[name] as Json)]));
      expect([type.name, diffProperties(type, empty, {}, null)]).toEqual([type.name, nothing]);
      expect([type.name, diffProperties(type, empty, {}, appliedAs(empty))]).toEqual([type.name, nothing]);
    }
  });

  it('after its echo was kept nothing is planned, whatever came back', () => {
    for (const { type, properties } of drawn) {
      // A key in capitals is another item of such a list.
      if (holdsPartial(type.name, properties)) continue;
      const live = shouted(properties) as JsonObject;
      const applied = { ...appliedAs(properties), ...echoOf(type, properties, live) };
      const { differences, patch } = diffProperties(type, properties, live, applied);
      expect([type.name, differences, patch]).toEqual([type.name, [], []]);
    }
  });

  it('a second plan after the patch is empty', () => {
    for (const { type, properties, leaf } of drawn) {
      if (leaf === undefined || leaf.fixed) continue;
      const path = pointerOf(leaf.path);
      const wish = withValueAt(properties, path, altered(valueAt(properties, path) as Json));
      const { patch } = diffProperties(type, wish, properties, appliedAs(properties));
      expect(patch).toEqual([{ op: 'replace', path, value: valueAt(wish, path) }]);
      expect(diffProperties(type, wish, wish, appliedAs(wish))).toEqual(nothing);
    }
  });

  it('numbers, booleans and documents are the same as text', () => {
    for (const { type, properties } of drawn) {
      const live = asTexts(properties) as JsonObject;
      expect([type.name, diffProperties(type, properties, live, null)]).toEqual([type.name, nothing]);
      expect([type.name, diffProperties(type, properties, live, appliedAs(properties))]).toEqual([type.name, nothing]);
    }
  });

  it('a text in another case is another text, unless the provider says that it rewrites it', () => {
    for (const { type, properties, leaf } of drawn) {
      const path = pointerOf(leaf?.path ?? []);
      const value = valueAt(properties, path);
      if (leaf === undefined || typeof value !== 'string' || transformAt(type, leaf) !== undefined) continue;
      const other = value.toUpperCase() === value ? value.toLowerCase() : value.toUpperCase();
      // Of digits alone there is no other case.
      if (other === value) continue;
      const wished = diffProperties(type, withValueAt(properties, path, other), properties, appliedAs(properties));
      const moved = diffProperties(type, properties, withValueAt(properties, path, other), null);
      for (const { differences, deviations } of [wished, moved])
        expect([type.name, [...differences, ...deviations].map((each) => each.path)]).toEqual([type.name, [path]]);
    }
  });

  it('what only the live resource has is the provider’s, until a wish before this one asked for it', () => {
    for (const { type, properties } of drawn) {
      const live = { ...sampleOf(type, dice).properties, ...properties };
      expect([type.name, diffProperties(type, properties, live, null)]).toEqual([type.name, nothing]);
      expect([type.name, diffProperties(type, properties, live, appliedAs(properties))]).toEqual([type.name, nothing]);
      // A name for life stays.
      const names = namingProperties(type).filter((name) => type.createOnly.includes(`/${name}`));
      const dropped = Object.keys(live).filter((name) => properties[name] === undefined && !names.includes(name) && !isNothing(live[name] as Json));
      const { differences, patch } = diffProperties(type, properties, live, appliedAs(live));
      expect([type.name, differences.map((each) => each.path)]).toEqual([type.name, dropped.map((name) => pointerOf([name])).sort()]);
      for (const op of patch) expect([type.name, op.op]).toEqual([type.name, 'remove']);
    }
  });

  it('an item of a list that came, went or is there twice is found', () => {
    for (const { type, properties } of drawn) {
      for (const [name, value] of Object.entries(properties)) {
        if (!Array.isArray(value) || partialKeys(type.name, name) !== null) continue;
        const items = value as readonly Json[];
        for (const changed of [items.slice(1), [...items, items[0] as Json]]) {
          const other = { ...properties, [name]: changed };
          for (const { differences, deviations } of [
            diffProperties(type, other, properties, appliedAs(properties)),
            diffProperties(type, properties, other, appliedAs(properties)),
            diffProperties(type, properties, other, null),
          ])
            expect([type.name, name, differences.length + deviations.length > 0]).toEqual([type.name, name, true]);
        }
      }
    }
  });

  it('what no read returns is known by its digest: the same is nothing, another is found and sent', () => {
    for (const { type, properties } of drawn) {
      for (const pointer of type.writeOnly) {
        const name = segmentsOf(pointer)[0] as string;
        if (segmentsOf(pointer).length > 1 || type.properties[name]?.shape.kind !== 'string' || type.readOnly.includes(pointer)) continue;
        const wish = { ...properties, [name]: 'one' };
        const applied: Applied = { properties, writeOnlyDigests: { [pointer]: writtenDigest('one', undefined) } };
        expect([type.name, diffProperties(type, wish, properties, applied)]).toEqual([type.name, nothing]);
        const { differences, patch } = diffProperties(type, { ...wish, [name]: 'two' }, properties, applied);
        const fixed = marksOf(type).members.get(name)?.createOnly === true;
        expect([type.name, differences.map((each) => [each.path, each.sensitive, each.forcesReplace])]).toEqual([type.name, [[pointer, true, fixed]]]);
        if (!fixed) expect([type.name, patch]).toEqual([type.name, [{ op: 'add', path: pointer, value: 'two' }]]);
      }
    }
  });

  it('tags of others stay, those of AWS are never sent, and ours are put back by their keys', () => {
    for (const { type, properties } of drawn) {
      const name = type.tags?.property ?? '';
      const marks = marksOf(type).members.get(name);
      if (type.tags?.variant !== 'standard' || marks?.createOnly === true || marks?.writeOnly === true || type.writeOnly.length > 0) continue;
      const wish = { ...properties, [name]: [{ Key: 'team', Value: 'shop' }] };
      const others = [
        { Key: 'aws:cloudformation:stack-name', Value: 's' },
        { Key: 'cost', Value: '1' },
      ];
      const live = (value: string): JsonObject => ({ ...properties, [name]: [...others, { Key: 'team', Value: value }] });
      expect([type.name, diffProperties(type, wish, live('shop'), appliedAs(wish))]).toEqual([type.name, nothing]);
      const { differences, patch } = diffProperties(type, wish, live('else'), appliedAs(wish));
      expect([type.name, differences.map((each) => each.path)]).toEqual([type.name, [`/${name}/team`]]);
      const value = [others[1], { Key: 'team', Value: 'shop' }];
      expect([type.name, patch]).toEqual([type.name, [{ op: 'replace', path: `/${name}`, value }]]);
    }
  });

  it('what came back otherwise is told in every plan until the wish or the live value moves there', () => {
    for (const { type, properties, leaf } of drawn) {
      if (leaf === undefined || typeof valueAt(properties, pointerOf(leaf.path)) !== 'string') continue;
      const path = pointerOf(leaf.path);
      const live = withValueAt(properties, path, 'nothing of the kind');
      const applied = { ...appliedAs(properties), ...echoOf(type, properties, live) };
      const told = diffProperties(type, properties, live, applied);
      expect([type.name, told.differences, told.deviations.map((each) => each.path)]).toEqual([type.name, [], [path]]);
      const wished = diffProperties(type, withValueAt(properties, path, 'another wish'), live, applied);
      expect([type.name, wished.differences.map((each) => each.path)]).toEqual([type.name, [path]]);
      expect([type.name, diffProperties(type, properties, properties, applied)]).toEqual([type.name, nothing]);
    }
  });
});

function transformAt(type: ResourceType, { path }: Leaf): string | undefined {
  return path.reduce((marks, key) => marksBelow(marks, key), marksOf(type)).transform;
}

/** Numbers and booleans as texts; what is free JSON stays what it is. */
function asTexts(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(asTexts);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asTexts(member)])) : value;
}

function holdsPartial(type: string, value: Json): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => holdsPartial(type, item));
  return isJsonObject(value) && Object.entries(value).some(([name, member]) => partialKeys(type, name) !== null || holdsPartial(type, member));
}

function emptied(value: Json): Json {
  if (Array.isArray(value)) return [];
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, emptied(member)])) : '';
}

/** Every text in capitals: what no law explains. */
function shouted(value: Json): Json {
  if (typeof value === 'string') return value.toUpperCase();
  if (Array.isArray(value)) return (value as readonly Json[]).map(shouted);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shouted(member)])) : value;
}
