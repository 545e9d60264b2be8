import { describe, expect, it } from 'vitest';
import { digestOf } from '../kernel/digest.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { diffProperties } from './diff-properties.ts';
import { echoOf } from './echo-of.ts';
import { writeOnlyValues } from './write-only.ts';

const string = { shape: { kind: 'string' } } as const;
const boolean = { shape: { kind: 'boolean' } } as const;

const type: ResourceType = {
  name: 'AWS::Toy::Door',
  identifier: ['Name'],
  properties: {
    Name: string,
    Width: string,
    PublicAccess: string,
    Guards: { shape: { kind: 'array', items: { kind: 'object', definition: 'Guard' } } },
    Action: { shape: { kind: 'object', definition: 'Action' } },
    Tags: { shape: { kind: 'array', items: { kind: 'object', definition: 'Tag' } } },
  },
  attributes: {},
  definitions: {
    Guard: { Who: string, Secret: string, Armed: boolean },
    Action: { Block: { shape: { kind: 'object', definition: 'Empty' } }, Allow: { shape: { kind: 'object', definition: 'Empty' } } },
    Empty: {},
    Tag: { Key: string, Value: string },
  },
  tags: { property: 'Tags', variant: 'standard' },
  stateful: false,
  createOnly: ['/Name'],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: ['/Guards/*/Secret'],
  transforms: { '/Name': '$lowercase(Name)' },
  source: 'schema',
};

/** What a later plan finds where the echo of a wish was kept. */
function later(wish: JsonObject, live: JsonObject) {
  const writeOnlyDigests = Object.fromEntries(writeOnlyValues(type, wish).map(({ pointer, value }) => [pointer, digestOf(value)]));
  const { differences, deviations } = diffProperties(type, wish, live, { properties: wish, writeOnlyDigests, ...echoOf(type, wish, live) });
  return { changes: differences.map(({ path }) => path), told: deviations.map(({ path }) => path) };
}

describe('the echo of what was applied', () => {
  it.each<{ says: string; wish: JsonObject; live: JsonObject; echo: JsonObject; kept?: object[]; told?: string[] }>([
    { says: 'is nothing where all came back as it was', wish: { Name: 'a', Width: 'b' }, live: { Name: 'a', Width: 'b', Lock: 'c' }, echo: {} },
    {
      says: 'of a rewritten value is what is there in its place, and is told as kept',
      wish: { Name: 'North' },
      live: { Name: 'north' },
      echo: { '/Name': 'north' },
      kept: [{ path: '/Name', asked: 'North', found: 'north' }],
    },
    { says: 'of another spelling of the same is not worth telling', wish: { Width: '5' }, live: { Width: 5 }, echo: { '/Width': 5 } },
    {
      says: 'of a value that nothing explains is a deviation',
      wish: { Width: 'wide' },
      live: { Width: 'narrow' },
      echo: { '/Width': 'narrow' },
      kept: [{ path: '/Width', asked: 'wide', found: 'narrow', deviation: true }],
      told: ['/Width'],
    },
    {
      says: 'of a list of which a part is there is a deviation of the list, without what is only written',
      wish: { Guards: [{ Who: 'a', Secret: 'x' }, { Who: 'b' }] },
      live: { Guards: [{ Who: 'a', Secret: 'shown' }] },
      echo: { '/Guards': [{ Who: 'a' }] },
      kept: [{ path: '/Guards', asked: [{ Who: 'a' }, { Who: 'b' }], found: [{ Who: 'a' }], deviation: true }],
      told: ['/Guards'],
    },
    {
      says: 'of what no read shows is told once',
      wish: { Width: 'wide' },
      live: {},
      echo: { '/Width': null },
      kept: [{ path: '/Width', asked: 'wide' }],
    },
    {
      says: 'of what no read shows is a deviation where it decides who gets in',
      wish: { PublicAccess: 'never' },
      live: {},
      echo: { '/PublicAccess': null },
      kept: [{ path: '/PublicAccess', asked: 'never', deviation: true }],
      told: ['/PublicAccess'],
    },
    {
      says: 'of one choice is a deviation where another is there',
      wish: { Action: { Block: {} } },
      live: { Action: { Allow: {} } },
      echo: { '/Action/Block': null },
      kept: [{ path: '/Action/Block', asked: {}, deviation: true }],
      told: ['/Action/Block'],
    },
    { says: 'of what is as good as absent is not worth telling', wish: { Action: {} }, live: {}, echo: { '/Action': null } },
    { says: 'of tags there is none', wish: { Tags: [{ Key: 'a', Value: 'b' }] }, live: { Tags: [{ Key: 'a', Value: 'b' }] }, echo: {} },
  ])('$says', ({ wish, live, echo, kept = [], told = [] }) => {
    expect(echoOf(type, wish, live)).toEqual({ echo, kept, deviations: told });
    expect(later(wish, live)).toEqual({ changes: [], told });
  });
});
