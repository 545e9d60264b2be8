import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import { ahead, dies, diesAfter } from './acts.ts';
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

/** A unit that gives a policy document, and a box that is given it at a place that no name tells apart. */
const documented: Draft = {
  job: { unit: { outputs: { Doc: { type: 'string' } } } },
  box: { properties: { Kind: '${job.Doc}' } },
  after: { dependsOn: ['box'] },
};
const gives = (principal: string) => (stage: Stage) => {
  const statement = { Effect: 'Allow', Principal: principal, Action: '*', Resource: '*' };
  stage.processes.courses = [{ ends: { output: { Doc: JSON.stringify({ Statement: [statement] }) } } }];
};

const judged: readonly Case[] = [
  {
    name: 'is sent where the values that are known now say nothing that was not approved',
    draft: documented,
    given: gives('arn:aws:iam::1:root'),
    expect: { run: 'succeeded', steps: { job: 'done', box: 'done', after: 'done' } },
  },
  {
    name: 'is refused before anything is sent where they open what the approval did not name, and so is what waits for it',
    draft: documented,
    given: gives('*'),
    expect: {
      run: 'failed',
      cause: 'VALUE_NOT_APPROVED',
      steps: { job: 'done', box: 'failed VALUE_NOT_APPROVED', after: 'skipped RUN_PARTLY_DONE' },
      things: [],
      tries: { 'create box': '' },
      audit: ['run.begun', 'call.attempted', 'step.ended', 'step.denied', 'step.ended', 'run.ended'],
    },
    also: (_, { cause }) => expect(cause).toMatchObject({ at: 'box', message: expect.stringContaining('open-to-everyone') }),
  },
  {
    name: 'is refused again when the run is resumed',
    draft: documented,
    given: gives('*'),
    next: (stage, run) => stage.resume(run.id),
    expect: { run: 'failed', steps: { job: 'done', box: 'failed VALUE_NOT_APPROVED', after: 'skipped RUN_PARTLY_DONE' }, things: [] },
  },
  {
    name: 'is not sent again with others than those that were judged, and is looked for instead',
    draft: documented,
    given: (stage) => {
      gives('nobody')(stage);
      const doc = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] });
      const otherwise = async () => {
        const job = (await stage.store.bindings('shop')).find(({ node }) => node === 'job');
        if (job?.kind === 'unit') await stage.store.commit([{ kind: 'binding', binding: { ...job, outputs: { Doc: doc } } }]);
      };
      stage.cloud.when('create box', ahead(otherwise, dies));
    },
    expect: {
      run: 'failed',
      steps: { job: 'done', box: 'unknown CLOUD_UNKNOWN_OUTCOME', after: 'skipped RUN_PARTLY_DONE' },
      things: [],
      tries: { 'create box': 'A' },
    },
    also: (_, { cause }) => expect(cause?.cause).toContain('that was not known when plan'),
  },
  {
    name: 'is judged by what an update sends, too',
    first: { box: {} },
    draft: { job: { unit: { outputs: { Doc: { type: 'string' } } } }, box: { properties: { Size: 1, Secret: '${job.Doc}' } } },
    given: gives('*'),
    expect: { run: 'failed', steps: { job: 'done', box: 'failed VALUE_NOT_APPROVED' } },
    also: ({ cloud }) => expect(cloud.thing('box')?.properties['Size']).toBeUndefined(),
  },
  {
    name: 'goes on under a plan that was made once they were known',
    draft: documented,
    given: gives('*'),
    next: async (stage) => {
      const again = await stage.plan(documented);
      expect(again.verdict.reasons).toContainEqual(expect.objectContaining({ rule: 'open-to-everyone', at: 'box' }));
      await stage.approve(again);
      return stage.apply(again);
    },
    expect: { run: 'succeeded', steps: { box: 'done', after: 'done' }, things: ['after', 'box'] },
  },
];

describe('a step with a value that only its run knew', () => {
  it.each(judged)('$name', (one) => runCase(one));
});

describe('a step that needs a value of something else', () => {
  it.each(values)('$name', (one) => runCase(one));
});
