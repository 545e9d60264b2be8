import { expect, it } from 'vitest';
import type { JsonObject } from '../kernel/json.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { sinceApplied } from './since-applied.ts';
import { deployment, wanted } from './testing/toy-cloud.ts';

const string = { shape: { kind: 'string' } } as const;
const role: ResourceType = {
  name: 'AWS::Toy::Role',
  identifier: ['RoleName'],
  properties: { RoleName: string, Note: string, Policies: { shape: { kind: 'array', items: { kind: 'string' }, unordered: true } } },
  attributes: {},
  definitions: {},
  stateful: false,
  createOnly: ['/RoleName'],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: [],
  source: 'schema',
};

function bound(name: string, identifier: string, applied: JsonObject, more: Partial<ResourceBinding> = {}): ResourceBinding {
  const { node, at } = wanted(name, role, {});
  const known = { applied, echo: {}, deviations: [], writeOnlyDigests: {}, outputs: {}, creation: null, retain: false, readBack: true } as const;
  return { kind: 'resource', deployment, node, type: role.name, at, identifier, ...known, ...more };
}

const own = bound('role', 'r', { RoleName: 'r', Note: 'a', Policies: ['one'] });
const since = (live: JsonObject, books = [own], binding = own) =>
  sinceApplied(binding, role, live, {}, books)?.map(({ path, deviates }) => [path, deviates === true]);

it('tells what somebody changed, and nothing of what was not asked for', () => {
  expect(since({ RoleName: 'r', Note: 'a', Policies: ['one'], Extra: 1 })).toEqual([]);
  expect(since({ RoleName: 'r', Note: 'b', Policies: ['one', 'foreign'] })).toEqual([
    ['/Note', false],
    ['/Policies', false],
  ]);
});

it('leaves to another node, of whatever deployment, what that put into a list', () => {
  const policy = bound('policy', 'two', { RoleName: 'r' });
  expect(since({ RoleName: 'r', Note: 'a', Policies: ['one', 'two'] }, [own, policy])).toEqual([]);
});

it('tells a deviation that stands since it was made as one, and cannot compare what the records do not hold', () => {
  const deviating = { ...own, echo: { '/Note': 'c' }, deviations: ['/Note'] };
  expect(since({ RoleName: 'r', Note: 'c', Policies: ['one'] }, [deviating], deviating)).toEqual([['/Note', true]]);
  const rebuilt = { ...own, applied: {} };
  expect(since({ RoleName: 'r' }, [rebuilt], rebuilt)).toBeUndefined();
  const doubtful = { ...own, doubtful: true } as const;
  expect(since({ RoleName: 'r' }, [doubtful], doubtful)).toBeUndefined();
});
