import { describe, expect, it } from 'vitest';
import { ok } from '../kernel/result.ts';
import type { Change } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { choicesIn } from './choices-in.ts';

const type = { name: 'AWS::Toy::Box', createOnly: ['/Key', '/Inner/Fixed'], readOnly: [], writeOnly: [] } as unknown as ResourceType;
const after = { Key: [{ Name: 'id' }, { Name: 'other' }], Inner: { Fixed: 'x', Free: 'y' }, Color: 'red', Policy: { Effect: 'Allow' }, Open: '0.0.0.0/0' };

function choices(places: readonly string[], given: Partial<Record<'action' | 'after' | 'differences', unknown>> = {}) {
  const change = { kind: 'resource', node: 'box', type: type.name, action: 'create', after, differences: [], ...given } as unknown as Change;
  return choicesIn([change], new Map([['box', { places }]]), () => ok(type)).map(({ property, because }) => [property, because]);
}

describe('what of an agent’s choices is asked for again', () => {
  it('is what stands at a create-only place, above one or below one, at the list that holds it, and once', () => {
    expect(choices(['/Key/*/Name', '/Key/*/Kind'])).toEqual([['/Key', 'unchangeable']]);
    expect(choices(['/Inner/Fixed'])).toEqual([['/Inner/Fixed', 'unchangeable']]);
    expect(choices(['/Inner'])).toEqual([['/Inner', 'unchangeable']]);
  });

  it('is what is of security', () => {
    expect(choices(['/Policy/Effect'])).toEqual([['/Policy/Effect', 'security']]);
    expect(choices(['/Open'])).toEqual([['/Open', 'security']]);
  });

  it('is nothing else, and nothing that is not there', () => {
    expect(choices(['/Color', '/Inner/Free', '/Missing'])).toEqual([]);
  });

  it('is only what the change sends', () => {
    const moved = [{ path: '/Policy', forcesReplace: false, sensitive: false }];
    expect(choices(['/Key'], { action: 'replace' })).toHaveLength(1);
    expect(choices(['/Policy/Effect'], { action: 'update', differences: moved })).toHaveLength(1);
    expect(choices(['/Open'], { action: 'update', differences: moved })).toEqual([]);
    for (const action of ['none', 'adopt']) expect(choices(['/Key'], { action })).toEqual([]);
    expect(choices(['/Key'], { action: 'delete', after: null })).toEqual([]);
  });

  it('has its value with it', () => {
    const change = { kind: 'resource', node: 'box', type: type.name, action: 'create', after, differences: [] } as unknown as Change;
    expect(choicesIn([change], new Map([['box', { places: ['/Key/*/Name'] }]]), () => ok(type))).toEqual([
      { node: 'box', property: '/Key', chosen: after.Key, because: 'unchangeable' },
    ]);
  });

  it('is what decides how many there are, in which zones, and how long things are kept', () => {
    const more = { DesiredCount: 3, AvailabilityZones: ['a'], MultiAZ: true, LifecycleConfiguration: { ExpirationInDays: 1 } };
    expect(
      choices(['/DesiredCount', '/AvailabilityZones/*', '/MultiAZ', '/LifecycleConfiguration/ExpirationInDays'], { after: { ...after, ...more } }),
    ).toEqual([
      ['/DesiredCount', 'count'],
      ['/AvailabilityZones', 'zone'],
      ['/MultiAZ', 'zone'],
      ['/LifecycleConfiguration/ExpirationInDays', 'lifetime'],
    ]);
  });

  it('is whatever is given to code that runs, with its value, and nothing where it does not run', () => {
    const unit = (action: string) => [{ kind: 'unit', node: 'move', action, inputs: { url: 'x', size: 7 } } as unknown as Change];
    const chosen = new Map([['move', { places: ['url', 'missing'], presence: { tier: 'prod' } }]]);
    expect(choicesIn(unit('run'), chosen, () => ok(type))).toEqual([
      { node: 'move', property: '/url', chosen: 'x', because: 'code' },
      { node: 'move', property: '', chosen: { tier: 'prod' }, because: 'count' },
    ]);
    expect(choicesIn(unit('none'), chosen, () => ok(type))).toEqual([]);
  });

  it('is what decides that new nodes are there, once, at the first of them', () => {
    const made = ['a', 'b', 'c'].map((node) => ({ kind: 'resource', node, type: type.name, action: 'create', after, differences: [] }));
    const stands = { kind: 'resource', node: '0', type: type.name, action: 'none', after, differences: [] };
    const chosen = new Map(['0', 'a', 'b', 'c'].map((node) => [node, { places: [], presence: { boxes: 4 } }]));
    expect(choicesIn([stands, ...made] as unknown as Change[], chosen, () => ok(type))).toEqual([
      { node: 'a', property: '', chosen: { boxes: 4 }, because: 'count', others: 2 },
    ]);
  });
});
