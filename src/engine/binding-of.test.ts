import { expect, it } from 'vitest';
import { sha256 } from '../kernel/digest.ts';
import type { ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { writtenDigest } from '../plan/written-digest.ts';
import { bindingOf, partlyGiven } from './binding-of.ts';

const type: ResourceType = {
  name: 'Test::Kept::Secret',
  identifier: ['Name'],
  properties: {},
  attributes: {},
  definitions: {},
  stateful: false,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: [],
  writeOnly: ['/Password', '/Users/*/Password'],
  source: 'base',
};
const at = { target: 'sandbox', cloud: 'aws', account: '123456789012', region: 'us-east-1' };
const change = { kind: 'resource', node: 'secret', type: type.name, at, retain: true, action: 'create', differences: [] } as unknown as ResourceChange;

const keyed = (text: string) => sha256(`key ${text}`);

it('keeps keyed digests of write-only values and never the values', () => {
  const written = { Name: 'a', Password: 'hunter2', Users: [{ Name: 'x', Password: 'one' }, { Name: 'y' }] };
  const binding = bindingOf('web' as never, change, 'a', written, null, type, keyed);
  expect(JSON.stringify(binding)).not.toMatch(/hunter2|one/);
  expect(binding.applied).toEqual({ Name: 'a', Users: [{ Name: 'x' }, { Name: 'y' }] });
  expect(binding.writeOnlyDigests).toEqual({ '/Password': writtenDigest('hunter2', keyed), '/Users/0/Password': writtenDigest('one', keyed) });
  expect(binding.retain).toBe(true);
});

it('keeps the digest of what was written earlier and is asked for no more, until that is accepted or made anew', () => {
  const left = { path: '/Password', before: 'digest', forcesReplace: false, sensitive: true, deviates: true };
  const kept = (more: object) =>
    bindingOf('web' as never, { ...change, differences: [left], ...more } as never, 'a', { Name: 'a' }, null, type, keyed).writeOnlyDigests;
  expect(kept({ action: 'update' })).toEqual({ '/Password': 'digest' });
  expect(kept({ action: 'none', accepts: ['/Password'] })).toEqual({});
  expect(kept({ action: 'replace' })).toEqual({});
});

it('keeps which parts of what is hidden were given: those of the change, and on an update those at places at which nothing else is written', () => {
  const before = { partly: { '/A': 'a', '/B': 'b', '/L/0/K': 'l' } } as never;
  const written = (path: string, more: object = {}) => ({ path, forcesReplace: false, sensitive: false, ...more });
  const given = (action: string, differences: object[], parts = {}) => partlyGiven({ ...change, action, differences } as ResourceChange, parts, before);
  expect(given('update', [written('/A'), written('/B', { deviates: true })], { '/A': 'c' })).toEqual({ partly: { '/A': 'c', '/B': 'b', '/L/0/K': 'l' } });
  expect(given('update', [written('/A'), written('/L/1')])).toEqual({ partly: { '/B': 'b' } });
  expect(given('replace', [], { '/A': 'c' })).toEqual({ partly: { '/A': 'c' } });
  expect([given('create', []), given('adopt', [])]).toEqual([{}, {}]);
});
