import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../kernel/digest.ts';
import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { pointerOf, valueAt } from '../kernel/pointer.ts';
import type { ResourceType, Shape } from '../model/resource-type.ts';
import { loadRegistry } from '../registry/registry.ts';
import { type Applied, diffProperties } from './diff-properties.ts';
import { type Marks, marksBelow, marksOf } from './marks.ts';
import { dice, typeSample } from './testing/arbitrary-type.ts';
import { applyPatch, asReturned, readAgain } from './testing/ideal-cloud.ts';
import { withUnchangedWriteOnly, writeOnlyValues } from './write-only.ts';

const appliedAs = (type: ResourceType, properties: JsonObject): Applied => ({
  properties,
  writeOnlyDigests: Object.fromEntries(writeOnlyValues(type, properties).map(({ pointer, value }) => [pointer, digestOf(value)])),
});

/** A type, what was applied before, what is wanted now, what is live (what was applied, or, drifted, anything), and the provider's whims. */
const history = (marks?: Parameters<typeof typeSample>[0]) =>
  typeSample(marks).chain(({ type, properties }) =>
    fc.record({ type: fc.constant(type), before: properties, now: properties, drifted: fc.option(properties), dice }),
  );

describe('diffProperties, as laws', () => {
  it('finds nothing after its patch was applied, whatever the provider adds, hides or reorders', () => {
    fc.assert(
      fc.property(history(), ({ type, before, now, drifted, dice }) => {
        const live = asReturned(type, drifted ?? before, dice);
        const { differences, patch } = diffProperties(type, now, live, appliedAs(type, before));
        const replaced = differences.some((difference) => difference.forcesReplace);
        const after = asReturned(type, replaced ? now : applyPatch(readAgain(type, live, dice), patch), dice);
        expect(diffProperties(type, now, after, appliedAs(type, now)).differences).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds nothing in a resource as the provider returns it right after its creation', () => {
    fc.assert(
      fc.property(history(), ({ type, now, dice }) => {
        expect(diffProperties(type, now, asReturned(type, now, dice), appliedAs(type, now))).toEqual({ differences: [], patch: [], deviations: [] });
        expect(diffProperties(type, now, asReturned(type, now, dice), null)).toEqual({ differences: [], patch: [], deviations: [] });
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing but what differs, where the write-only values that stay are known', () => {
    fc.assert(
      fc.property(history(['none', 'writeOnly', 'readOnly']), ({ type, before, now, drifted, dice }) => {
        const live = asReturned(type, drifted ?? before, dice);
        const { differences, patch } = diffProperties(type, now, live, appliedAs(type, before));
        const known = withUnchangedWriteOnly(type, live, now, differences);
        const after = applyPatch(known, patch);
        const changed = Object.keys({ ...known, ...after }).filter((name) => !sameJson(known[name], after[name]));
        expect(changed.filter((name) => !differences.some(({ path }) => path === `/${name}` || path.startsWith(`/${name}/`)))).toEqual([]);
        expect(after).toEqual(patch.length === 0 ? known : applyPatch(live, patch));
      }),
      { numRuns: 2000 },
    );
  });

  it('patches exactly when something differs, and hands every write-only value to the update', () => {
    fc.assert(
      fc.property(history(['none', 'writeOnly', 'readOnly']), ({ type, before, now, drifted, dice }) => {
        const live = asReturned(type, drifted ?? before, dice);
        const { differences, patch } = diffProperties(type, now, live, appliedAs(type, before));
        expect(patch.length > 0).toBe(differences.length > 0);
        for (const op of patch) expect(patch.filter((other) => op.path.startsWith(`${other.path}/`))).toEqual([]);
        if (patch.length === 0) return;
        const handed = applyPatch(live, patch);
        for (const { pointer, value } of writeOnlyValues(type, now)) {
          expect(valueAt(handed, pointer)).toEqual(value);
          expect(patch.filter((op) => pointer === op.path || pointer.startsWith(`${op.path}/`)).length).toBe(1);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('names a write-only value that is not the one last written, without showing it', () => {
    fc.assert(
      fc.property(history(['none', 'writeOnly']), ({ type, now, dice }) => {
        const hidden = writeOnlyValues(type, now);
        fc.pre(hidden.length > 0);
        const applied = appliedAs(type, now);
        const [first] = hidden as [(typeof hidden)[0]];
        const forgotten = { ...applied, writeOnlyDigests: { ...applied.writeOnlyDigests, [first.pointer]: digestOf('former') } };
        const { differences } = diffProperties(type, now, asReturned(type, now, dice), forgotten);
        expect(differences).toEqual([{ path: first.pointer, before: digestOf('former'), after: digestOf(first.value), forcesReplace: false, sensitive: true }]);
      }),
    );
  });

  it('removes what was applied before and is no longer wanted, at any depth of objects, and nothing else', () => {
    fc.assert(
      fc.property(history(['none']), ({ type, before, now, dice }) => {
        const live = asReturned(type, before, dice);
        const handed = applyPatch(live, diffProperties(type, now, live, appliedAs(type, before)).patch);
        const check = (was: JsonObject, wanted: JsonObject, had: JsonObject, has: JsonObject): void => {
          for (const key of Object.keys(had)) {
            if (Object.hasOwn(wanted, key)) {
              const parts = [was[key], wanted[key], had[key], has[key]].map((part) => part ?? null);
              if (parts.every(isJsonObject)) check(...(parts as [JsonObject, JsonObject, JsonObject, JsonObject]));
            } else expect(Object.hasOwn(has, key)).toBe(!Object.hasOwn(was, key));
          }
        };
        const { Tags: _before, ...was } = before;
        const { Tags: _now, ...wanted } = now;
        const { Tags: _live, ...had } = live;
        check(was, wanted, had, handed);
      }),
      { numRuns: 1000 },
    );
  });

  it('names one changed leaf by its pointer, and only that', () => {
    fc.assert(
      fc.property(
        history(['none', 'createOnly']).chain((sample) => fc.record({ sample: fc.constant(sample), pick: fc.nat(1000) })),
        ({ sample: { type, now }, pick }) => {
          const leaves = leavesOf(type, now);
          fc.pre(leaves.length > 0);
          const path = leaves[pick % leaves.length] as string;
          const live = applyPatch(now, [{ op: 'replace', path, value: 'something else' }]);
          const { differences, patch, deviations } = diffProperties(type, now, live, appliedAs(type, now));
          const moved = { path, before: 'something else', after: valueAt(now, path), forcesReplace: false };
          // What nobody can change is told, and not replaced.
          if (isCreateOnly(type, path)) expect([differences, deviations, patch]).toMatchObject([[], [moved], []]);
          else expect([differences, deviations, patch]).toMatchObject([[moved], [], [{ path }]]);
          // The other way about it is the wish that changed.
          const wish = diffProperties(type, live, now, appliedAs(type, now));
          expect(wish.differences).toMatchObject([{ path, after: 'something else', forcesReplace: isCreateOnly(type, path) }]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never names a read-only place', () => {
    fc.assert(
      fc.property(history(), ({ type, before, now, drifted, dice }) => {
        for (const { path } of diffProperties(type, now, asReturned(type, drifted ?? before, dice), appliedAs(type, before)).differences) {
          let marks: Marks = marksOf(type);
          for (const segment of path.split('/').slice(1)) {
            marks = marksBelow(marks, segment.replaceAll('~1', '/').replaceAll('~0', '~'));
            expect(marks.readOnly).toBe(false);
          }
        }
      }),
    );
  });

  it('gives a new item of a list what could not be changed later, but for what is never told as well, and leaves what was there as it was', () => {
    const type: ResourceType = {
      name: 'AWS::Test::Thing',
      identifier: ['Arn'],
      properties: { P: { shape: { kind: 'array', items: { kind: 'object', definition: 'Item' } } } },
      attributes: { Arn: { shape: { kind: 'string' } } },
      definitions: { Item: { Name: { shape: { kind: 'string' } }, Secret: { shape: { kind: 'string' } }, Key: { shape: { kind: 'string' } } } },
      createOnly: ['/P/*/Name', '/P/*/Key'],
      conditionalCreateOnly: [],
      readOnly: [],
      writeOnly: ['/P/*/Secret', '/P/*/Key'],
      stateful: false,
      source: 'schema',
    } as unknown as ResourceType;
    const first = { Name: 'one', Secret: 's' };
    const second = { Name: 'two', Secret: 't', Key: 'k' };
    const { patch } = diffProperties(type, { P: [first, second] }, { Arn: 'a', P: [{ Name: 'one' }] }, appliedAs(type, { P: [first] }));
    expect(patch).toEqual([{ op: 'add', path: '/P', value: [first, { Name: 'two', Secret: 't' }] }]);
  });

  it('does not depend on the order in which members are written', () => {
    fc.assert(
      fc.property(history(), ({ type, before, now, drifted, dice }) => {
        const live = asReturned(type, drifted ?? before, dice);
        const turned = diffProperties(type, backwards(now) as JsonObject, backwards(live) as JsonObject, appliedAs(type, backwards(before) as JsonObject));
        const straight = diffProperties(type, now, live, appliedAs(type, before));
        expect(sameJson(turned, straight)).toBe(true);
      }),
    );
  });
});

/** The same value with the members of every object in the opposite order. */
function backwards(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(backwards);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member)]),
  );
}

/** Pointers of the scalars that are reached through objects, maps and lists of known order. */
function leavesOf(type: ResourceType, properties: JsonObject): string[] {
  const found: string[] = [];
  const walk = (value: Json, shape: Shape | undefined, path: readonly string[]): void => {
    if (shape?.kind === 'json') return;
    if (Array.isArray(value)) {
      if (shape?.kind !== 'array' || shape.ordered !== true) return;
      for (const [index, item] of value.entries()) walk(item as Json, shape.items, [...path, String(index)]);
    } else if (isJsonObject(value)) {
      const definition = shape?.kind === 'object' ? (type.definitions[shape.definition] ?? {}) : {};
      for (const [key, member] of Object.entries(value)) walk(member, shape?.kind === 'map' ? shape.values : definition[key]?.shape, [...path, key]);
    } else found.push(pointerOf(path));
  };
  for (const [name, value] of Object.entries(properties)) if (name !== 'Tags') walk(value, type.properties[name]?.shape, [name]);
  return found;
}

function isCreateOnly(type: ResourceType, pointer: string): boolean {
  let marks = marksOf(type);
  return pointer
    .split('/')
    .slice(1)
    .some((segment) => {
      marks = marksBelow(marks, segment.replaceAll('~1', '/').replaceAll('~0', '~'));
      return marks.createOnly;
    });
}

describe('a part of a name that is no longer asked for', () => {
  const compared = (name: string, before: JsonObject, now: JsonObject) => {
    const type = loadRegistry().type(name);
    if (!type.ok) throw new Error(name);
    return diffProperties(type.value, now, before, appliedAs(type.value, before)).patch;
  };

  it('is taken away where it can be changed, and is the provider’s to keep where it cannot', () => {
    const record = { HostedZoneId: 'Z1', Name: 'a.example.org.', Type: 'A', TTL: '60', ResourceRecords: ['1.2.3.4'] };
    expect(compared('AWS::Route53::RecordSet', { ...record, SetIdentifier: 'one' }, record)).toEqual([{ op: 'remove', path: '/SetIdentifier' }]);
    expect(compared('AWS::SQS::Queue', { QueueName: 'jobs', DelaySeconds: 5 }, { DelaySeconds: 5 })).toEqual([]);
  });
});
