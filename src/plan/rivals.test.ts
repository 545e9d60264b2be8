import { describe, expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok } from '../kernel/result.ts';
import type { Binding } from '../model/observed.ts';
import type { ResourceChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { type Others, rivalsOf } from './rivals.ts';
import { store } from './testing/toy-cloud.ts';

const string = { shape: { kind: 'string' } } as const;
const type = (name: string, more: Partial<ResourceType>): ResourceType => ({ ...store, name, attributes: {}, createOnly: [], ...more });
const types = [
  type('AWS::Toy::Role', { identifier: ['RoleName'], properties: { RoleName: string }, arn: 'arn:${Partition}:toy::${Account}:role/${RoleName}' }),
  type('AWS::Toy::Queue', { identifier: ['QueueUrl'], properties: { QueueName: string }, arn: 'arn:${Partition}:toy:${Region}:${Account}:${QueueName}' }),
  type('AWS::Toy::Alias', {
    identifier: ['AliasArn'],
    properties: { Name: string, Parent: string, Note: string },
    createOnly: ['/Name', '/Parent'],
  }),
];
const typeOf = (name: string) => {
  const found = types.find((one) => one.name === name);
  return found === undefined ? fail(problem('TYPE_UNKNOWN', name, '')) : ok(found);
};
const target = (alias: string, url: string) => ({ alias, definition: { endpoint: { kind: 'url', url } } }) as never;
const targets = [target('main', 'http://one'), target('elsewhere', 'http://other')];
const change = (kind: string, after: JsonObject | null, more: object = {}) =>
  ({
    kind: 'resource',
    node: 'mine',
    type: `AWS::Toy::${kind}`,
    action: 'create',
    reason: 'new',
    at: { target: 'main', account: '1', region: 'r1' },
    identifier: null,
    after,
    ...more,
  }) as unknown as ResourceChange;
const bound = (kind: string, identifier: string, applied: JsonObject, more: object = {}): Others => ({
  running: [],
  bindings: [
    {
      kind: 'resource',
      deployment: 'other',
      node: 'theirs',
      type: `AWS::Toy::${kind}`,
      at: { target: 'there', account: '1', region: 'r1' },
      endpoint: { kind: 'url', url: 'http://one' },
      identifier,
      applied,
      ...more,
    } as unknown as Binding,
  ],
});
const met = (claim: ResourceChange, others: Others) => rivalsOf({ deployment: 'own', targets, changes: [claim] }, others, typeOf).has('mine');

describe('what another deployment has, too', () => {
  it('is one by its identifier, or by the name that it has or is asked for under', () => {
    expect(met(change('Queue', null, { action: 'delete', identifier: 'http://q/jobs' }), bound('Queue', 'http://q/jobs', {}))).toBe(true);
    expect(met(change('Queue', { QueueName: 'jobs' }), bound('Queue', 'http://q/jobs', { QueueName: 'jobs' }))).toBe(true);
    expect(met(change('Queue', { QueueName: 'jobs' }), bound('Queue', 'http://q/news', { QueueName: 'news' }))).toBe(false);
    expect(met(change('Role', { RoleName: 'jobs' }), bound('Queue', 'jobs', { RoleName: 'jobs' }))).toBe(false);
  });

  it('is another at another endpoint, in another account, and in another region unless the type knows none', () => {
    const queue = { QueueName: 'jobs' };
    expect(met(change('Queue', queue, { at: { target: 'elsewhere', account: '1', region: 'r1' } }), bound('Queue', 'u', queue))).toBe(false);
    expect(met(change('Queue', queue, { at: { target: 'elsewhere', account: '1', region: 'r1' } }), bound('Queue', 'u', queue, { endpoint: undefined }))).toBe(
      true,
    );
    expect(met(change('Queue', queue), bound('Queue', 'u', queue, { at: { target: 'there', account: '2', region: 'r1' } }))).toBe(false);
    expect(met(change('Queue', queue), bound('Queue', 'u', queue, { at: { target: 'there', account: '1', region: 'r2' } }))).toBe(false);
    expect(met(change('Role', { RoleName: 'a' }), bound('Role', 'a', {}, { at: { target: 'there', account: '1', region: 'r2' } }))).toBe(false);
    expect(met(change('Role', { RoleName: 'a' }), bound('Role', 'a', { RoleName: 'a' }, { at: { target: 'there', account: '1', region: 'r2' } }))).toBe(true);
  });

  it('has a name that only its parent makes unique, and a parent that is known', () => {
    const theirs = bound('Alias', 'arn', { Name: 'live', Parent: 'a', Note: 'theirs' });
    expect(met(change('Alias', { Name: 'live', Parent: 'a', Note: 'ours' }), theirs)).toBe(true);
    expect(met(change('Alias', { Name: 'live', Parent: 'b' }), theirs)).toBe(false);
    expect(met(change('Alias', { Name: 'live', Parent: { $from: { node: 'fn', attribute: 'Name' } } }), theirs)).toBe(false);
  });

  it('is what a run does that has not ended, and nothing that it leaves as it is', () => {
    const running = (one: ResourceChange): Others => ({
      bindings: [],
      running: [{ run: 'r_1', plan: { deployment: 'other' as never, targets, changes: [one as never] } }],
    });
    const ours = change('Queue', { QueueName: 'jobs' });
    expect(met(ours, running(ours))).toBe(true);
    expect(met(ours, running({ ...ours, action: 'none', reason: 'as-wished' }))).toBe(false);
    expect(met({ ...ours, action: 'none', reason: 'as-wished' }, running(ours))).toBe(false);
  });
});
