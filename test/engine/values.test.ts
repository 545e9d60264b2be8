import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import { ahead, diesAfter } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import type { Act } from './scripted-cloud.ts';
import type { Draft, Stage } from './stage.ts';

/** A box that is made last, from a value of what is made first. */
const from = (value: string): Draft => ({
  net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } },
  other: {},
  box: { properties: { NetId: value }, dependsOn: ['other'] },
});
/** Happens between the first and the last, and then the engine dies: what it remembers is not what is there. */
const meanwhile = (happens: (stage: Stage) => unknown) => (stage: Stage) =>
  stage.cloud.when(
    'create other',
    ahead(() => happens(stage), diesAfter),
  );
/** A read of a thing that lacks what its provider is to give. */
const without =
  (attribute: string): Act =>
  async (request) => {
    const read = (await request.honest()) as { readonly value: { readonly properties: JsonObject } };
    const { [attribute]: _, ...properties } = read.value.properties;
    return ok({ kind: 'live', properties });
  };

const values: readonly Case[] = [
  {
    name: 'reads it again when the engine has died',
    draft: from('${net.NetId}'),
    given: meanwhile(() => {}),
    expect: { run: 'succeeded', steps: { net: 'done', other: 'done', box: 'done' } },
    also: ({ cloud }) => expect(cloud.thing('box')?.properties['NetId']).toBe(cloud.thing('net')?.identifier),
  },
  {
    name: 'takes from the identifier what no read tells',
    draft: from('${net.NetId}'),
    given: meanwhile(({ cloud }) => cloud.when('read net', without('NetId'))),
    expect: { run: 'succeeded', steps: { net: 'done', other: 'done', box: 'done' } },
    also: ({ cloud }) => expect(cloud.thing('box')?.properties['NetId']).toBe(cloud.thing('net')?.identifier),
  },
  {
    name: 'sends nothing and says what is gone, when that is not in the books any more',
    draft: from('${net.NetId}'),
    given: meanwhile(({ store }) => store.commit([{ kind: 'unbind', deployment: 'shop', node: 'net' }])),
    expect: { run: 'failed', steps: { net: 'done', other: 'done', box: 'failed REFERENCE_UNKNOWN' }, things: ['net', 'other'] },
    also: (_, { cause }) => expect(cause).toMatchObject({ at: 'net', fix: 'plan again' }),
  },
  {
    name: 'sends nothing and says what is gone, when somebody has removed that',
    draft: from('${net.NetId}'),
    given: meanwhile(({ cloud }) => cloud.remove('net')),
    expect: { run: 'failed', steps: { net: 'done', other: 'done', box: 'failed REFERENCE_UNKNOWN' }, things: ['other'] },
    also: (_, { cause }) => expect(cause).toMatchObject({ at: 'net', fix: 'plan again' }),
  },
  {
    name: 'sends nothing and says which value is missing, when that is there and does not have it',
    draft: { first: {}, other: {}, box: { properties: { NetId: '${first.Arn}' }, dependsOn: ['other'] } },
    given: meanwhile(({ cloud }) => cloud.when('read first', without('Arn'))),
    expect: { run: 'failed', steps: { first: 'done', other: 'done', box: 'failed REFERENCE_UNKNOWN' }, things: ['first', 'other'] },
    also: (_, { cause }) => expect(cause).toMatchObject({ at: 'first.Arn', fix: 'look at it: asbuilt show shop' }),
  },
];

describe('a step that needs a value of something else', () => {
  it.each(values)('$name', (one) => runCase(one));
});
