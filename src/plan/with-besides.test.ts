import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { withBesides } from './with-besides.ts';

const type = { name: 'AWS::Toy::Rule', properties: {}, createOnly: [], readOnly: [], writeOnly: [], definitions: {} } as unknown as ResourceType;
const live = { Name: 'tick', Schedule: 'rate(5 minutes)', State: 'DISABLED', Tags: [{ Key: 'a', Value: 'b' }] };
const draft = {
  kind: 'resource',
  node: 'rule',
  type: type.name,
  at: { target: 'main' },
  action: 'update',
  before: { Name: 'tick', Schedule: 'rate(5 minutes)' },
  after: { Name: 'tick', Schedule: 'rate(7 minutes)' },
  differences: [{ path: '/Schedule', before: 'rate(5 minutes)', after: 'rate(7 minutes)', forcesReplace: false, sensitive: false }],
  patch: [{ op: 'replace', path: '/Schedule', value: 'rate(7 minutes)' }],
  basis: 'before',
} as unknown as ResourceDraft;
const observed = new Map([['rule', { kind: 'live', properties: live }]]) as never;
const kept = (more: Partial<ResourceDraft> = {}, along = ['Name', 'Schedule', 'State', 'Role']) =>
  withBesides({ ...draft, ...more } as ResourceDraft, type, { observed, restsOn: (_, __, properties) => (properties.includes('Schedule') ? along : []) });

describe('what nobody asked for, and an update would take away', () => {
  it('is written again as it is live, and the change rests on it', () => {
    const made = kept();
    expect(made).toMatchObject({ besides: ['Role', 'State'], before: { ...draft.before, State: 'DISABLED' }, after: draft.after });
    expect(made.basis).not.toBe(kept({}, ['Name', 'Schedule', 'State', 'Tags']).basis);
  });

  it('is nothing where the call takes nothing away, or nothing is updated', () => {
    expect(kept({}, [])).toEqual(draft);
    expect(kept({ action: 'create' })).not.toHaveProperty('besides');
    expect(kept({ patch: [] })).toEqual({ ...draft, patch: [] });
  });
});
