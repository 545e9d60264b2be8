import { describe, expect, it } from 'vitest';
import { lossesOf } from '../../src/engine/consent.ts';
import { behind, ends, fails, forgets, honestly, loses, notYet, refuses, swallows } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { forever, type Thing } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

const box: Draft = { box: { properties: { Size: 1 } } };
const net = { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16' } } } as const;
const rule = { rule: { type: 'Rule', properties: { Port: 443 } } } as const;
/** The records are lost; what they named is not. */
const booksAreLost = async ({ store }: Stage) => {
  for (const { deployment, node } of await store.bindings('shop')) await store.commit([{ kind: 'unbind', deployment, node }]);
};
const moves = (name: string, properties: object) => (stage: Stage) => Object.assign((stage.cloud.thing(name) as Thing).properties as object, properties);
const madeAgain = ({ cloud }: Stage) => {
  const { type, properties } = cloud.thing('box') as Thing;
  cloud.remove('box');
  cloud.make(type, { ...properties });
};

const adoptions: readonly Case[] = [
  {
    name: 'takes over what carries its tags, and sends nothing',
    first: { ...box, ...net },
    world: booksAreLost,
    draft: { ...box, ...net },
    expect: {
      run: 'succeeded',
      steps: { box: 'done', net: 'done' },
      sent: [],
      books: { box: 'box', net: 'net' },
      audit: ['run.begun', 'step.ended', 'step.ended', 'run.ended'],
    },
  },
  {
    name: 'does not take over what moved after the plan was made',
    first: box,
    world: booksAreLost,
    draft: box,
    given: moves('box', { Size: 9 }),
    expect: { run: 'stale', steps: { box: 'failed PLAN_STALE' }, books: {}, sent: [] },
  },
  {
    name: 'does not take over what lost its tags after the plan was made',
    first: box,
    world: booksAreLost,
    draft: box,
    given: moves('box', { Tags: [] }),
    expect: { run: 'stale', steps: { box: 'failed PLAN_STALE' }, books: {} },
  },
  {
    name: 'does not take over what is gone by then',
    first: box,
    world: booksAreLost,
    draft: box,
    given: ({ cloud }) => cloud.remove('box'),
    expect: { run: 'stale', steps: { box: 'failed PLAN_STALE' }, books: {} },
  },
  {
    name: 'does not take over what goes between two looks',
    first: box,
    world: booksAreLost,
    draft: box,
    given: ({ cloud }) => cloud.when('read box', honestly, notYet),
    expect: { run: 'failed', steps: { box: 'failed PLAN_STALE' }, books: {} },
  },
  {
    name: 'takes over as it is what is not as asked, and changes it with the next plan',
    first: box,
    world: async (stage) => {
      await booksAreLost(stage);
      moves('box', { Size: 9 })(stage);
    },
    draft: box,
    next: async (stage, run) => {
      expect(run.status).toBe('succeeded');
      expect(stage.cloud.sent).toEqual([]);
      const binding = await stage.store.bindingOf('shop', 'box');
      expect(binding?.kind === 'resource' ? [binding.identifier, binding.applied] : null).toEqual(['box', {}]);
      return stage.build(box);
    },
    expect: { run: 'succeeded', sent: ['Update box'], books: { box: 'box' } },
  },
];

describe('a run that takes things over', () => {
  it.each(adoptions)('$name', (one) => runCase(one));
});

interface Planned {
  readonly name: string;
  readonly first?: Draft;
  readonly world: (stage: Stage) => unknown;
  readonly draft: Draft;
  /** The code of the refusal, or node → action and reason. */
  readonly comes: string | Readonly<Record<string, string>>;
}

const sightings: readonly Planned[] = [
  {
    name: 'refuses a name that somebody else’s thing has',
    world: ({ cloud }) => cloud.make('AWS::Toy::Box', { Name: 'box' }),
    draft: box,
    comes: 'OWNERSHIP_UNPROVEN',
  },
  {
    name: 'refuses a name that another node’s thing has',
    first: { other: { properties: { Name: 'box' } } },
    world: booksAreLost,
    draft: box,
    comes: 'OWNERSHIP_UNPROVEN',
  },
  {
    name: 'refuses what was made again under its name without its tags',
    first: box,
    world: (stage) => {
      madeAgain(stage);
      moves('box', { Tags: [] })(stage);
    },
    draft: { box: { properties: { Size: 2 } } },
    comes: 'OWNERSHIP_UNPROVEN',
  },
  {
    name: 'puts its tags back on what another deployment has put its own on, and is asked for that by name',
    first: net,
    world: moves('net', { Tags: [{ Key: 'asbuilt:deployment', Value: 'other' }] }),
    draft: { net: { type: 'Net', properties: { Cidr: '10.0.0.0/16', Note: 'hello' } } },
    comes: { net: 'update both' },
  },
  {
    name: 'puts its tags back where nobody has put others',
    first: net,
    world: moves('net', { Tags: [] }),
    draft: net,
    comes: { net: 'update tags-lost' },
  },
  {
    name: 'refuses what was made again under its name, its copied tags notwithstanding',
    first: box,
    world: madeAgain,
    draft: { box: { properties: { Size: 2 } } },
    comes: 'OWNERSHIP_UNPROVEN',
  },
  {
    name: 'does not take a failed read while listing for absence',
    first: net,
    world: async (stage) => {
      await booksAreLost(stage);
      stage.cloud.when('read net', fails('CLOUD_DENIED'));
    },
    draft: net,
    comes: 'CLOUD_DENIED',
  },
  {
    name: 'does not take a failed listing for absence',
    first: net,
    world: async (stage) => {
      await booksAreLost(stage);
      stage.cloud.when('list Net', fails('CLOUD_UNREACHABLE'));
    },
    draft: net,
    comes: 'CLOUD_UNREACHABLE',
  },
  {
    name: 'does not take a failed read of what it knows for absence',
    first: box,
    world: ({ cloud }) => cloud.when('read box', fails('CLOUD_DENIED')),
    draft: box,
    comes: 'CLOUD_DENIED',
  },
  {
    name: 'does not choose between two things with the same tags',
    first: net,
    world: async (stage) => {
      await booksAreLost(stage);
      const { type, properties } = stage.cloud.thing('net') as Thing;
      stage.cloud.make(type, properties);
    },
    draft: net,
    comes: 'GRAPH_CONFLICT',
  },
  {
    name: 'leaves alone what carries the tags of another node or another deployment',
    first: net,
    world: async (stage) => {
      await booksAreLost(stage);
      moves('net', {
        Tags: [
          { Key: 'asbuilt:deployment', Value: 'other' },
          { Key: 'asbuilt:node', Value: 'net@AWS::Toy::Net' },
        ],
      })(stage);
    },
    draft: net,
    comes: { net: 'create new' },
  },
  {
    name: 'finds what has no tags by its being as asked',
    first: rule,
    world: booksAreLost,
    draft: rule,
    comes: { rule: 'adopt found-by-tags' },
  },
  {
    name: 'makes again what is gone',
    first: { ...box, ...net },
    world: ({ cloud }) => cloud.remove('box'),
    draft: { ...box, ...net },
    comes: { box: 'create gone', net: 'none as-wished' },
  },
  {
    name: 'refuses an account that is not the target’s',
    world: ({ cloud }) => cloud.when('identify', fails('TARGET_MISMATCH')),
    draft: box,
    comes: 'TARGET_MISMATCH',
  },
];

describe('a plan', () => {
  it.each(sightings)('$name', async ({ first, world, draft, comes }) => {
    const stage = new Stage();
    if (first !== undefined) await stage.build(first);
    await world(stage);
    const answer = await stage.tryPlan(draft);
    if (typeof comes === 'string') expect(answer).toMatchObject({ ok: false, problems: [{ code: comes }] });
    else {
      const { kind, plan } = granted(answer) as { readonly kind: string; readonly plan: Awaited<ReturnType<Stage['plan']>> };
      expect(kind).toBe('proposal');
      expect(Object.fromEntries(plan.changes.map(({ node, action, reason }) => [node, `${action} ${reason}`]))).toEqual(comes);
    }
  });
});

describe('a thing in the books is, in a plan', () => {
  const ways: readonly (readonly [ownership: string, where: string, given: (stage: Stage) => unknown])[] = [
    ['made', 'what proves its creation is what it was', () => {}],
    ['tagged', 'nothing may prove its creation and its tags name it', ({ cloud }) => cloud.when('creation box', forever(fails('CLOUD_DENIED')))],
  ];
  it.each(ways)('%s where %s', async (ownership, _, given) => {
    const stage = new Stage();
    given(stage);
    await stage.build(box);
    const plan = await stage.plan({ box: { properties: { Size: 2 } } });
    expect(plan.changes.map((change) => change.kind === 'resource' && change.ownership)).toEqual([ownership]);
  });
});

const again = (draft: Draft) => async (stage: Stage) => {
  stage.cloud.calm();
  return stage.build(draft);
};

const doubts: readonly Case[] = [
  {
    name: 'takes over what was made although no reply came',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', loses, forever(swallows)).when('read box', forever(fails('CLOUD_DENIED'))),
    next: again(box),
    expect: { run: 'succeeded', sent: [], books: { box: 'box' }, things: ['box'] },
  },
  {
    name: 'makes what turned out not to be there',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: again(box),
    expect: { run: 'succeeded', sent: ['Create box'], books: { box: 'box' }, things: ['box'] },
  },
  {
    name: 'finds by its tags what only the provider could name',
    draft: net,
    given: ({ cloud }) => cloud.when('create net', loses, forever(swallows)).when('list Net', forever(fails('CLOUD_DENIED'))),
    next: again(net),
    expect: { run: 'succeeded', sent: [], books: { net: 'net' }, things: ['net'] },
  },
  {
    name: 'forgets a doubt about what is no longer wanted and is not there',
    draft: { ...box, other: {} },
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: again({ other: { properties: { Size: 3 } } }),
    expect: { run: 'succeeded', sent: ['Update other'], books: { other: 'other' }, things: ['other'] },
  },
  {
    name: 'removes what was made after all and is no longer wanted',
    draft: { ...box, other: {} },
    given: ({ cloud }) => cloud.when('create box', loses, forever(swallows)).when('read box', forever(fails('CLOUD_DENIED'))),
    next: again({ other: { properties: { Size: 3 } } }),
    expect: { run: 'succeeded', books: { other: 'other' }, things: ['other'] },
  },
  {
    name: 'keeps a doubt that it cannot settle, says so, and goes on with the rest',
    draft: { ...net, other: {} },
    given: ({ cloud }) => cloud.when('create net', forever(swallows)).when('list Net', forever(fails('CLOUD_DENIED'))),
    next: async (stage) => {
      stage.cloud.calm();
      stage.cloud.when('list Net', forever(fails('CLOUD_UNSUPPORTED')));
      const plan = await stage.plan({ other: { properties: { Size: 3 } } });
      expect(plan.coverage.unread.map(({ scope }) => scope)).toContain('net (AWS::Toy::Net)');
      await stage.approve(plan);
      return stage.apply(plan);
    },
    expect: { run: 'succeeded', sent: ['Update other'], books: { net: '?', other: 'other' } },
  },
  {
    name: 'does not take somebody else’s thing of that name for what it may have made, unless its name is said',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: async (stage, run) => {
      stage.cloud.calm();
      stage.cloud.make('AWS::Toy::Box', { Name: 'box', Size: 1 });
      expect(lossesOf(await stage.plan(box))).toMatchObject([{ node: 'box' }]);
      return run;
    },
    expect: { run: 'failed', books: { box: '?box' }, things: ['box'] },
  },
  {
    name: 'does not take it for what its own first attempt left either, when the run is resumed',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: (stage, run) => {
      stage.cloud.calm();
      stage.cloud.when(
        'create box',
        behind((_, there) => there.make('AWS::Toy::Box', { Name: 'box', Size: 1 }), ends('CLOUD_CONFLICT')),
      );
      return stage.resume(run.id);
    },
    expect: { run: 'failed', steps: { box: 'failed OWNERSHIP_UNPROVEN' }, books: {}, sent: ['Create box'], things: ['box'] },
  },
  {
    name: 'looks for a thing under the name that was asked for then, not under the one that is asked for now',
    draft: { box: { properties: { Name: 'old' } } },
    given: ({ cloud }) => cloud.when('create old', loses, forever(swallows)).when('read old', forever(fails('CLOUD_DENIED'))),
    next: again({ box: { properties: { Name: 'old', Size: 4 } } }),
    expect: { run: 'succeeded', books: { box: 'old' }, things: ['old'] },
  },
  {
    name: 'is what was asked for last, where several creations of the node have an unknown outcome, and is removed when it is no longer wanted',
    draft: { box: { properties: { Name: 'old' } } },
    given: ({ cloud }) => cloud.when('create old', forever(swallows)),
    next: async (stage) => {
      stage.cloud.calm();
      stage.cloud.when('create new', loses, forever(swallows)).when('read new', notYet, forever(fails('CLOUD_DENIED')));
      const plan = await stage.plan({ box: { properties: { Name: 'new' } }, other: {} });
      await stage.approve(plan);
      expect((await stage.apply(plan)).nodes).toMatchObject([{ status: 'unknown' }, { status: 'done' }]);
      return again({ other: { properties: { Size: 3 } } })(stage);
    },
    expect: { run: 'succeeded', books: { other: 'other' }, things: ['other'] },
  },
  {
    name: 'is nothing once a later creation is refused for certain',
    draft: box,
    given: ({ cloud }) => cloud.when('create box', forever(swallows)),
    next: async (stage, run) => {
      expect(run.nodes).toMatchObject([{ status: 'unknown' }]);
      stage.cloud.calm();
      stage.cloud.when('create box', refuses('CLOUD_DENIED'));
      const plan = await stage.plan(box);
      await stage.approve(plan);
      return stage.apply(plan);
    },
    expect: { run: 'failed', steps: { box: 'failed CLOUD_DENIED' }, books: {}, things: [] },
  },
];

describe('what may have been made', () => {
  it.each(doubts)('$name', (one) => runCase(one));
});

describe('what a check promises', () => {
  const checked = (more: object): Draft => ({ box: { properties: { Size: 1 }, checks: [{ control: 'roomy', pointer: '/NetId', ...more }] } });
  const promises: readonly Case[] = [
    {
      name: 'holds when a fresh read shows it',
      draft: { box: { properties: { Size: 1 }, checks: [{ control: 'sized', pointer: '/Size', equals: 1 }] } },
      expect: { run: 'succeeded', checks: { 'box sized /Size': true } },
    },
    {
      name: 'fails the run when a fresh read shows something else, though every step is done',
      draft: checked({ equals: 'net-1' }),
      expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'done' }, checks: { 'box roomy /NetId': false } },
    },
    {
      name: 'fails the run when it is about something that is gone',
      draft: { ...checked({ exists: false }), other: { dependsOn: ['box'] } },
      given: ({ cloud }) => cloud.when('create other', forgets('box')),
      expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'done', other: 'done' }, checks: { 'box roomy /NetId': false } },
    },
    {
      name: 'fails the run when it cannot be read, and says that instead of calling it wrong',
      draft: { ...checked({ exists: false }), other: { dependsOn: ['box'] } },
      given: ({ cloud }) =>
        cloud.when('create other', (request, there) => {
          there.when('read box', fails('CLOUD_DENIED'));
          return request.honest();
        }),
      expect: { run: 'failed', cause: 'CLOUD_DENIED', steps: { box: 'done', other: 'done' }, checks: { 'box roomy /NetId': false } },
    },
    {
      name: 'is asked also of what did not have to be changed',
      first: { box: { properties: { Size: 1 } } },
      draft: { box: { properties: { Size: 1 }, checks: [{ control: 'sized', pointer: '/Size', equals: 2 }] }, other: {} },
      expect: { run: 'failed', cause: 'VERIFY_FAILED', checks: { 'box sized /Size': false } },
    },
    {
      name: 'is not asked of what was not done',
      draft: { first: {}, box: { dependsOn: ['first'], checks: [{ control: 'sized', pointer: '/Size', equals: 2 }] } },
      given: ({ cloud }) =>
        cloud.when('create first', () => ({ status: 'failed', problem: { code: 'CLOUD_DENIED', message: 'no', fix: 'ask', retryable: false } })),
      expect: { run: 'failed', cause: 'CLOUD_DENIED', checks: {} },
    },
  ];
  it.each(promises)('$name', (one) => runCase(one));
});
