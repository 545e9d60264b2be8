import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import type { ResourceChange } from '../../src/model/plan.ts';
import { does, lies, stale } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { type Act, forever, type Thing } from './scripted-cloud.ts';
import type { Draft, Stage } from './stage.ts';

const small = { box: { properties: { Size: 1 } } };
const deviation = { path: '/Size', asked: 1, found: 7, deviation: true };

/** Reads that lack these properties. */
const hides =
  (...names: readonly string[]): Act =>
  async (request) => {
    const read = (await request.honest()) as { value: { properties?: JsonObject } };
    const { value } = read;
    if (value.properties === undefined) return read;
    const shown = Object.fromEntries(Object.entries(value.properties).filter(([name]) => !names.includes(name)));
    return ok({ kind: 'live', properties: shown });
  };

/** Reads that never say the same twice. */
const wavers = (): Act => {
  let reads = 0;
  return (request, cloud) => stale({ Size: 100 + reads++ })(request, cloud);
};

async function changeOf(stage: Stage, draft: Draft, edit: JsonObject = {}): Promise<ResourceChange> {
  stage.cloud.calm();
  const thing = stage.cloud.thing('box') as Thing;
  thing.properties = { ...thing.properties, ...edit };
  const [change] = (await stage.plan(draft)).changes;
  if (change?.kind !== 'resource') throw new Error('no change of a resource');
  return change;
}

const cases: readonly Case[] = [
  {
    name: 'is its echo where the provider’s own word explains it: no later plan differs, however the wish is spelled, and the report says what is kept',
    draft: { box: { properties: { Kind: 'Large' } } },
    given: ({ cloud }) => cloud.when('create box', does({ Kind: 'large' })),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async (stage, run) => {
      expect(run.nodes[0]?.kept).toEqual([{ path: '/Kind', asked: 'Large', found: 'large' }]);
      expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ echo: { '/Kind': 'large' }, deviations: [], readBack: true });
      for (const Kind of ['Large', 'LARGE', 'large']) {
        expect(await changeOf(stage, { box: { properties: { Kind } } })).toMatchObject({ action: 'none', reason: 'as-wished', differences: [] });
      }
      expect(await changeOf(stage, { box: { properties: { Kind: 'Small' } } })).toMatchObject({ action: 'replace', reason: 'wish-changed' });
    },
  },
  {
    name: 'is a deviation where nothing explains it: the step is done, what waits for it begins, and later plans tell it until the wish or the world moves',
    draft: { ...small, last: { dependsOn: ['box'] } },
    given: ({ cloud }) => cloud.when('create box', does({ Size: 7 })),
    expect: { run: 'succeeded', steps: { box: 'done', last: 'done' }, books: { box: 'box', last: 'last' } },
    also: async (stage, run) => {
      expect(run.nodes[0]?.kept).toEqual([deviation]);
      const ended = (await stage.store.audit(1, 500)).find(({ kind, subject }) => kind === 'step.ended' && subject.endsWith('/box'));
      expect(ended?.data).toMatchObject({ status: 'done', deviations: ['/Size'] });
      const told = { action: 'none', reason: 'deviation', differences: [{ path: '/Size', before: 7, after: 1, deviates: true }] };
      expect(await changeOf(stage, small)).toMatchObject(told);
      expect((await stage.plan(small)).summary).toMatchObject({ unchanged: 1, deviating: 1 });
      expect(await changeOf(stage, { box: { properties: { Size: 2 } } })).toMatchObject({ action: 'update', reason: 'wish-changed' });
      expect(await changeOf(stage, small, { Size: 9 })).toMatchObject({ action: 'update', reason: 'live-moved' });
      expect(await changeOf(stage, small, { Size: 1 })).toMatchObject({ action: 'none', reason: 'as-wished' });
    },
  },
  {
    name: 'fails the run where a control promised it, though its step is done',
    draft: { box: { properties: { Size: 1 }, checks: [{ control: 'sized', pointer: '/Size', equals: 1 }] } },
    given: ({ cloud }) => cloud.when('create box', does({ Size: 7 })),
    expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'done' }, checks: { 'box sized /Size': false } },
  },
  {
    name: 'may still settle where the last reads do not agree: then no later value is put back',
    draft: small,
    given: ({ cloud }) => cloud.when('read box', forever(wavers())),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async (stage, run) => {
      expect(run.nodes[0]?.kept).toMatchObject([{ path: '/Size', asked: 1, deviation: true, settling: true }]);
      expect(await changeOf(stage, small, { Size: 50 })).toMatchObject({ action: 'none', reason: 'deviation', differences: [{ before: 50, deviates: true }] });
      expect(await changeOf(stage, { box: { properties: { Size: 2 } } })).toMatchObject({ action: 'update', reason: 'wish-changed' });
      expect(await changeOf(stage, small, { Size: 1 })).toMatchObject({ action: 'none', reason: 'as-wished' });
    },
  },
  {
    name: 'is no deviation where no read ever shows it: it is told once, and a changed wish is found',
    draft: { box: { properties: { Size: 1, NetId: 'n-1' } } },
    given: ({ cloud }) => cloud.when('read box', forever(hides('NetId'))),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async (stage, run) => {
      expect(run.nodes[0]?.kept).toEqual([{ path: '/NetId', asked: 'n-1' }]);
      const hidden = async (NetId: string) => {
        stage.cloud.calm();
        stage.cloud.when('read box', forever(hides('NetId')));
        return (await stage.plan({ box: { properties: { Size: 1, NetId } } })).changes[0];
      };
      expect(await hidden('n-1')).toMatchObject({ action: 'none', reason: 'as-wished' });
      expect(await hidden('n-2')).toMatchObject({ action: 'update', reason: 'wish-changed' });
    },
  },
  {
    name: 'is changed where no read ever showed it, though none shows that either',
    world: async (stage) => {
      stage.cloud.when('read box', forever(hides('NetId')));
      await stage.build({ box: { properties: { Size: 1, NetId: 'n-1' } } });
      stage.cloud.when('read box', forever(hides('NetId')));
    },
    draft: { box: { properties: { Size: 1, NetId: 'n-2' } } },
    given: ({ cloud }) => cloud.when('read box', forever(hides('NetId'))),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async ({ store }) =>
      expect(await store.bindingOf('shop', 'box')).toMatchObject({ applied: { NetId: 'n-2' }, echo: { '/NetId': null }, deviations: [] }),
  },
  {
    name: 'is not believed where a change gives it for the first time and no read shows it',
    first: small,
    draft: { box: { properties: { Size: 2, NetId: 'n-1' } } },
    given: ({ cloud }) => cloud.when('read box', forever(hides('NetId'))),
    expect: { run: 'failed', steps: { box: 'failed VERIFY_FAILED' } },
  },
  {
    name: 'is not what was asked where a read shows nothing of it: that is a failed creation',
    draft: { box: { properties: { Size: 1, NetId: 'n-1' } } },
    given: ({ cloud }) => cloud.when('read box', forever(hides('NetId', 'Size'))),
    expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'failed VERIFY_FAILED' }, books: { box: 'box' } },
  },
  {
    name: 'is somebody else’s thing, maybe, where it can bear no tags and what cannot be changed is not as asked: nothing proves that we made it',
    draft: { rule: { type: 'Rule', properties: { NetId: 'n-1', Port: 80 } } },
    given: ({ cloud }) => cloud.when('create rule', does({ NetId: 'n-2' })),
    expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { rule: 'failed VERIFY_FAILED' }, books: { rule: 'rule' } },
    also: async ({ store }) => expect(await store.bindingOf('shop', 'rule')).toMatchObject({ creation: null, deviations: [] }),
  },
  {
    name: 'is a deviation of a thing without tags where it can be changed',
    draft: { rule: { type: 'Rule', properties: { NetId: 'n-1', Port: 80 } } },
    given: ({ cloud }) => cloud.when('create rule', does({ Port: 81 })),
    expect: { run: 'succeeded', steps: { rule: 'done' } },
    also: async ({ store }) => expect(await store.bindingOf('shop', 'rule')).toMatchObject({ creation: { kind: 'identifier' }, deviations: ['/Port'] }),
  },
  {
    name: 'fails where a value that cannot be changed is another after an update: it may be another thing',
    first: { box: { properties: { Size: 1, Kind: 'x' } } },
    draft: { box: { properties: { Size: 2, Kind: 'x' } } },
    given: ({ cloud }) => cloud.when('update box', does({ Kind: 'y' })),
    expect: { run: 'failed', steps: { box: 'failed VERIFY_FAILED' } },
  },
  {
    name: 'is told again by a change that is about something else, which a known deviation does not hold up',
    world: async (stage) => {
      stage.cloud.when('create box', does({ Size: 7 }));
      await stage.build(small);
    },
    draft: { box: { properties: { Size: 1, NetId: 'n-1' } } },
    expect: { run: 'succeeded', steps: { box: 'done' }, asked: { 'read box': 2 } },
    also: async (stage, run) => {
      expect(run.nodes[0]?.kept).toEqual([deviation]);
      expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ deviations: ['/Size'] });
    },
  },
  {
    name: 'stays told when only whether it is kept on removal changes',
    world: async (stage) => {
      stage.cloud.when('create box', does({ Size: 7 }));
      await stage.build(small);
    },
    draft: { box: { ...small.box, retain: true } },
    expect: { run: 'succeeded', steps: { box: 'done' }, sent: [] },
    also: async (stage) => {
      expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ retain: true, applied: { Size: 1 }, echo: { '/Size': 7 }, deviations: ['/Size'] });
    },
  },
  {
    name: 'never holds what is only written, whatever a read shows of it',
    draft: { box: { properties: { Size: 1, Secret: 's3cret' } } },
    given: ({ cloud }) => cloud.when('create box', does({ Size: 7 })).when('read box', forever(stale({ Secret: 'sh0wn' }))),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async ({ store }, run) => {
      expect(JSON.stringify([run, await store.bindings('shop'), await store.audit(1, 500)])).not.toMatch(/s3cret|sh0wn/);
    },
  },
  {
    name: 'is nothing, of a change that no read shows, even where something else of it is shown',
    first: { box: { properties: { Size: 1, NetId: 'n-1' } } },
    draft: { box: { properties: { Size: 2, NetId: 'n-2' } } },
    given: ({ cloud }) => cloud.when('update box', does({ Size: 1 })),
    expect: { run: 'failed', steps: { box: 'failed VERIFY_FAILED' } },
    also: async ({ store }) => expect(await store.bindingOf('shop', 'box')).toMatchObject({ applied: { Size: 1, NetId: 'n-1' } }),
  },
  {
    name: 'is nothing of a creation that did not happen',
    draft: small,
    given: ({ cloud }) => cloud.when('create box', lies),
    expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'unknown VERIFY_FAILED' } },
  },
];

describe('what came back otherwise than it was asked for', () => {
  it.each(cases)('$name', (one) => runCase(one));
});
