import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import { behind, does, endsUnclear, fails, failsAfter, lies, loses, notYet, refuses, stale, swallows, takes } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import { forever, type Thing } from './scripted-cloud.ts';
import { granted, type Stage } from './stage.ts';

const small = { box: { properties: { Size: 1 } } };
const large = { box: { properties: { Size: 2 } } };
const both = { box: { properties: { Size: 2 } }, other: { dependsOn: ['box'] } };
const gives =
  (properties: object) =>
  ({ cloud }: Stage) =>
    Object.assign((cloud.thing('box') as Thing).properties as object, properties);
const madeAgain = ({ cloud }: Stage) => {
  const { type, properties } = cloud.thing('box') as Thing;
  cloud.remove('box');
  cloud.make(type, { ...properties });
};
const size = (wanted: number) => (stage: Stage) => expect(stage.cloud.thing('box')?.properties['Size']).toBe(wanted);
/** What the books hold as last written. */
const applied = async ({ store }: Stage) => {
  const binding = await store.bindingOf('shop', 'box');
  return binding?.kind === 'resource' ? binding.applied['Size'] : undefined;
};

const updates: readonly Case[] = [
  {
    name: 'sends what differs and keeps what was written',
    first: small,
    draft: large,
    expect: { run: 'succeeded', steps: { box: 'done' }, sent: ['Update box'], books: { box: 'box' } },
    also: async (stage) => {
      size(2)(stage);
      expect(await applied(stage)).toBe(2);
    },
  },
  {
    name: 'does not take a property that was to go for gone because nobody said what came of it',
    first: small,
    draft: { box: {} },
    given: ({ cloud }) => cloud.when('update box', endsUnclear('had none')),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_INVALID' }, books: { box: 'box' } },
    also: async (stage) => {
      size(1)(stage);
      expect(await applied(stage)).toBe(1);
    },
  },
  {
    name: 'takes it for gone where a look shows that it is',
    first: small,
    draft: { box: {} },
    given: ({ cloud }) => cloud.when('update box', endsUnclear('took effect')),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async (stage) => expect(await applied(stage)).toBeUndefined(),
  },
  ...[swallows, loses].map(
    (effect): Case => ({
      name: `sends nothing again over what somebody else has changed meanwhile, ${effect === loses ? 'after it took effect' : 'before it could'}`,
      first: small,
      draft: large,
      given: (stage) =>
        stage.cloud.when(
          'update box',
          behind(() => gives({ Size: 9 })(stage), effect),
        ),
      expect: { run: 'failed', steps: { box: 'unknown PLAN_STALE' }, tries: { 'update box': 'A' }, books: { box: 'box' } },
      also: size(9),
    }),
  ),
  {
    name: 'sends nothing again over what somebody else has changed of what the provider named',
    first: { net: { type: 'Net', properties: { Note: 'old' } } },
    draft: { net: { type: 'Net', properties: { Note: 'new' } } },
    given: (stage) =>
      stage.cloud.when(
        'update net',
        behind(() => Object.assign(stage.cloud.thing('net')?.properties as object, { Note: 'theirs' }), swallows),
      ),
    expect: { run: 'failed', steps: { net: 'unknown PLAN_STALE' }, tries: { 'update net': 'A' } },
    also: (stage) => expect(stage.cloud.thing('net')?.properties['Note']).toBe('theirs'),
  },
  {
    name: 'is refused once, with a way on, what makes something besides that is there already',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) =>
      cloud.when('delete box', () => ({ status: 'failed', problem: problem('CLOUD_CONFLICT', 'a snapshot of that name exists', 'adopt it'), exists: true })),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_CONFLICT' }, tries: { 'delete box': 'A' }, things: ['box'], books: { box: 'box' } },
    also: (_, run) => expect(run.nodes[0]?.error?.fix).toContain(`asbuilt runs resume ${run.id}`),
  },
  {
    name: 'changes nothing of what somebody made again while nobody knew how the change had gone',
    first: small,
    draft: large,
    given: (stage) =>
      stage.cloud.when(
        'update box',
        behind(() => madeAgain(stage), swallows),
      ),
    expect: { run: 'failed', steps: { box: 'failed PLAN_STALE' }, tries: { 'update box': 'A' }, things: ['box'] },
    also: size(1),
  },
  {
    name: 'writes down, and sends nothing, where only what becomes of it on removal changes',
    first: small,
    draft: { box: { properties: { Size: 1 }, retain: true } },
    expect: { run: 'succeeded', steps: { box: 'done' }, sent: [], books: { box: 'box' } },
    also: async (stage) => {
      expect(await stage.store.bindingOf('shop', 'box')).toMatchObject({ retain: true, applied: { Size: 1 } });
      const removal = granted(await stage.engine.destroy({ deployment: 'shop' }));
      expect(removal.changes).toMatchObject([{ action: 'none', reason: 'retained' }]);
    },
  },
  {
    name: 'stops the run when the live value moved after the plan was made',
    first: small,
    draft: both,
    given: gives({ Size: 9 }),
    expect: {
      run: 'stale',
      cause: 'PLAN_STALE',
      steps: { box: 'failed PLAN_STALE', other: 'skipped RUN_PARTLY_DONE' },
      sent: [],
      audit: ['run.begun', 'step.denied', 'step.ended', 'run.ended'],
    },
    also: size(9),
  },
  {
    name: 'begins nothing else of a run that is stale, whether it waits for the stale step or not',
    first: small,
    draft: { ...large, zebra: {} },
    given: gives({ Size: 9 }),
    expect: { run: 'stale', cause: 'PLAN_STALE', steps: { box: 'failed PLAN_STALE', zebra: 'skipped PLAN_STALE' }, sent: [] },
  },
  {
    name: 'stops when what was to be changed is gone',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.remove('box'),
    expect: { run: 'stale', steps: { box: 'failed PLAN_STALE' }, sent: [] },
  },
  {
    name: 'stops when it was made again, the very same, by somebody else',
    first: small,
    draft: large,
    given: madeAgain,
    expect: { run: 'stale', steps: { box: 'failed PLAN_STALE' }, sent: [] },
    also: size(1),
  },
  {
    name: 'goes on when only something moved that the change does not rest on',
    first: small,
    draft: large,
    given: gives({ NetId: 'net-9' }),
    expect: { run: 'succeeded', sent: ['Update box'] },
  },
  {
    name: 'waits for a read that does not come, before anything is changed',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('read box', fails('CLOUD_UNREACHABLE'), fails('CLOUD_THROTTLED')),
    expect: { run: 'succeeded', sent: ['Update box'] },
  },
  {
    name: 'changes nothing that it may not read',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('read box', fails('CLOUD_DENIED')),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_DENIED' }, sent: [] },
  },
  {
    name: 'changes nothing of which it cannot learn whether it is the same creation',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('creation box', forever(fails('CLOUD_UNREACHABLE'))),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_UNREACHABLE' }, sent: [] },
  },
  {
    name: 'sends the same attempt again after a lost reply',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('update box', loses, swallows),
    expect: { run: 'succeeded', tries: { 'update box': "A A' A'" }, books: { box: 'box' } },
    also: size(2),
  },
  {
    name: 'looks at last whether a change without a reply took effect',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('update box', loses, forever(swallows)),
    expect: { run: 'succeeded', steps: { box: 'done' } },
  },
  {
    name: 'says unknown when it did not, and keeps what it knew',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('update box', forever(swallows)),
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_UNKNOWN_OUTCOME' }, books: { box: 'box' } },
    also: async (stage) => expect(await applied(stage)).toBe(1),
  },
  {
    name: 'does not believe a change that no read shows',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('update box', lies),
    expect: { run: 'failed', cause: 'VERIFY_FAILED', steps: { box: 'failed VERIFY_FAILED' }, books: { box: 'box' } },
    also: async (stage) => expect(await applied(stage)).toBe(1),
  },
  {
    name: 'tells a change that the provider says is done, and that became something else, as a deviation',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('update box', does({ Size: 7 })),
    expect: { run: 'succeeded', steps: { box: 'done' } },
    also: async ({ store }, run) => {
      expect(run.nodes[0]?.kept).toEqual([{ path: '/Size', asked: 2, found: 7, deviation: true }]);
      expect(await store.bindingOf('shop', 'box')).toMatchObject({ applied: { Size: 2 }, echo: { '/Size': 7 }, deviations: ['/Size'] });
    },
  },
  {
    name: 'does not believe a change that nobody says is done, and that became something else',
    first: small,
    draft: large,
    given: ({ cloud }) => cloud.when('update box', does({ Size: 7 }, loses), forever(swallows)),
    expect: { run: 'failed', steps: { box: 'unknown PLAN_STALE' }, tries: { 'update box': 'A' } },
    also: async (stage) => expect(await applied(stage)).toBe(1),
  },
  {
    name: 'waits for reads that still show what was before',
    first: small,
    draft: large,
    given: ({ cloud }) =>
      cloud.when(
        'update box',
        behind((_, there) => there.when('read box', stale({ Size: 1 }), stale({ Size: 1 }))),
      ),
    expect: { run: 'succeeded', steps: { box: 'done' } },
  },
  {
    name: 'fails without a further attempt when the change is refused',
    first: small,
    draft: both,
    given: ({ cloud }) => cloud.when('update box', refuses('CLOUD_INVALID')),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_INVALID', other: 'skipped RUN_PARTLY_DONE' }, tries: { 'update box': 'A' } },
  },
];

const pair = { net: { type: 'Net' }, box: { properties: { NetId: '${net.NetId}' } } } as const;

const deletions: readonly Case[] = [
  {
    name: 'removes what hangs on another first, and everything from the books',
    first: pair,
    draft: 'destroy',
    expect: { run: 'succeeded', sent: ['Delete box', 'Delete net'], things: [], books: {} },
  },
  {
    name: 'does not remove what is no longer what the plan showed',
    first: { ...pair, box: { ...pair.box, properties: { ...pair.box.properties, Size: 1 } } },
    draft: 'destroy',
    given: gives({ Size: 9 }),
    expect: { run: 'stale', steps: { box: 'failed PLAN_STALE', net: 'skipped RUN_PARTLY_DONE' }, sent: [], things: ['box', 'net'] },
  },
  {
    name: 'removes what somebody gave a setting that nobody asked for, where that takes a call of its own to see',
    first: { box: {} },
    draft: 'destroy',
    given: gives({ Size: 9 }),
    expect: { run: 'succeeded', sent: ['Delete box'], things: [], books: {} },
  },
  {
    name: 'takes for removed, and leaves alone, what somebody made again under the name while nobody knew how the deletion had gone',
    first: small,
    draft: 'destroy',
    given: (stage) =>
      stage.cloud.when(
        'delete box',
        behind(() => stage.cloud.make('AWS::Toy::Box', { Name: 'box' }), loses),
      ),
    expect: { run: 'succeeded', steps: { box: 'done' }, tries: { 'delete box': 'A' }, things: ['box'], books: {} },
  },
  {
    name: 'forgets what is gone already, though it sends nothing',
    first: small,
    world: ({ cloud }) => cloud.remove('box'),
    draft: 'destroy',
    expect: { run: 'succeeded', steps: {}, sent: [], books: {} },
  },
  {
    name: 'does not remove what somebody else made again under the name',
    first: small,
    draft: 'destroy',
    given: madeAgain,
    expect: { run: 'stale', steps: { box: 'failed PLAN_STALE' }, sent: [], things: ['box'], books: { box: 'box' } },
  },
  {
    name: 'takes it as removed when it is gone by then',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) => cloud.remove('box'),
    expect: { run: 'succeeded', steps: { box: 'done' }, books: {} },
  },
  {
    name: 'does not call a thing removed that is still to be seen, and keeps it in the books',
    first: pair,
    draft: 'destroy',
    given: ({ cloud }) => cloud.when('delete box', lies),
    expect: {
      run: 'failed',
      cause: 'VERIFY_FAILED',
      steps: { box: 'unknown VERIFY_FAILED', net: 'skipped RUN_PARTLY_DONE' },
      books: { box: 'box', net: 'net' },
    },
  },
  {
    name: 'waits for reads that still show what was removed',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) => {
      const { properties } = cloud.thing('box') as Thing;
      const shows = () => ({ ok: true, value: { kind: 'live', properties } });
      cloud.when(
        'delete box',
        behind((_, there) => there.when('read box', shows, shows)),
      );
    },
    expect: { run: 'succeeded', books: {} },
  },
  {
    name: 'does not take a failed read for absence',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) =>
      cloud.when(
        'delete box',
        behind((_, there) => there.when('read box', forever(fails('CLOUD_DENIED')))),
      ),
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_DENIED' }, books: { box: 'box' } },
  },
  {
    name: 'repeats a removal without a reply, and takes "not found" for its own work',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) => {
      cloud.knowsTokens = false;
      cloud.when('delete box', loses);
    },
    expect: { run: 'succeeded', tries: { 'delete box': "A A'" }, books: {}, things: [] },
  },
  {
    name: 'does not take "not found" for a removal when the thing is still to be seen',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) => cloud.when('delete box', refuses('CLOUD_NOT_FOUND')),
    expect: { run: 'failed', steps: { box: 'unknown VERIFY_FAILED' }, books: { box: 'box' }, things: ['box'] },
  },
  {
    name: 'does not take "not found" for a removal when reads that lag agree for a moment',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) =>
      cloud.when(
        'delete box',
        behind((_, there) => there.when('read box', notYet, notYet), refuses('CLOUD_NOT_FOUND')),
      ),
    expect: { run: 'failed', steps: { box: 'unknown VERIFY_FAILED' }, books: { box: 'box' }, things: ['box'] },
  },
  {
    name: 'says unknown when no reply to a removal ever comes and the thing is still there',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) => cloud.when('delete box', forever(swallows)),
    expect: { run: 'failed', steps: { box: 'unknown CLOUD_UNKNOWN_OUTCOME' }, books: { box: 'box' } },
  },
  {
    name: 'tries again while something else still holds it',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) => cloud.when('delete box', refuses('CLOUD_CONFLICT'), takes(30)),
    expect: { run: 'succeeded', tries: { 'delete box': 'A B' }, books: {} },
  },
  {
    name: 'does not try for ever where each attempt is taken, and ends because something else holds it',
    first: small,
    draft: 'destroy',
    given: ({ cloud }) => cloud.when('delete box', forever(failsAfter(1, 'CLOUD_CONFLICT'))),
    expect: { run: 'failed', steps: { box: 'failed CLOUD_CONFLICT' }, books: { box: 'box' } },
  },
  {
    name: 'forgets what was gone before the plan was made',
    first: { ...small, other: {} },
    world: ({ cloud }) => cloud.remove('box'),
    draft: 'destroy',
    expect: { run: 'succeeded', steps: { other: 'done' }, sent: ['Delete other'], books: {} },
  },
  {
    name: 'does not touch what was made again under the name before the plan was made',
    first: { ...small, other: {} },
    world: madeAgain,
    draft: 'destroy',
    expect: { run: 'succeeded', sent: ['Delete other'], things: ['box'], books: {} },
  },
  {
    name: 'keeps what is retained',
    first: { box: { retain: true }, other: {} },
    draft: 'destroy',
    expect: { run: 'succeeded', sent: ['Delete other'], things: ['box'], books: { box: 'box' } },
  },
  {
    name: 'removes what is no longer wanted, after what let go of it',
    first: pair,
    draft: { box: {} },
    expect: { run: 'succeeded', sent: ['Update box', 'Delete net'], things: ['box'], books: { box: 'box' } },
  },
];

const label = (Text: string, Color = 'red') => ({ box: { type: 'Label', properties: { Text, Color } } }) as const;
/** The sending has its effect, or not; then somebody puts something of their own in the place, and nobody hears of anything. */
const meanwhile = (verb: 'update' | 'delete', effect: typeof loses, theirs: object) => (stage: Stage) =>
  stage.cloud.when(
    `${verb} box`,
    behind(() => stage.cloud.make('AWS::Toy::Label', { Name: 'box', ...theirs }), effect),
  );
const holds = (properties: object) => (stage: Stage) => expect(stage.cloud.thing('box')?.properties).toMatchObject(properties);

const untagged: readonly Case[] = [
  {
    name: 'changes nothing of what holds neither what was there nor what was asked by now',
    first: label('old'),
    draft: label('new'),
    given: meanwhile('update', loses, { Text: 'theirs', Color: 'red' }),
    expect: { run: 'failed', steps: { box: 'failed PLAN_STALE' }, tries: { 'update box': 'A' }, sent: ['Update box'] },
    also: holds({ Text: 'theirs' }),
  },
  {
    name: 'sends a change again where what was there still stands',
    first: label('old'),
    draft: label('new'),
    given: ({ cloud }) => cloud.when('update box', swallows),
    expect: { run: 'succeeded', tries: { 'update box': "A A'" }, sent: ['Update box'] },
    also: holds({ Text: 'new' }),
  },
  {
    name: 'sends a change again where it stopped halfway',
    first: label('old', 'red'),
    draft: label('new', 'blue'),
    given: meanwhile('update', swallows, { Text: 'new', Color: 'red' }),
    expect: { run: 'succeeded', tries: { 'update box': "A A'" } },
    also: holds({ Text: 'new', Color: 'blue' }),
  },
  {
    name: 'leaves alone what holds nothing of what was to be removed any more, and forgets its own',
    first: label('old'),
    draft: 'destroy',
    given: meanwhile('delete', loses, { Text: 'theirs', Color: 'green' }),
    expect: { run: 'succeeded', steps: { box: 'done' }, tries: { 'delete box': 'A' }, things: ['box'], books: {} },
  },
  {
    name: 'neither removes what is only in part what it was nor calls it removed',
    first: label('old'),
    draft: 'destroy',
    given: meanwhile('delete', loses, { Text: 'theirs', Color: 'red' }),
    expect: { run: 'failed', steps: { box: 'unknown PLAN_STALE' }, tries: { 'delete box': 'A' }, things: ['box'], books: { box: 'box' } },
  },
  {
    name: 'does not take a single read that shows something else for the end of what was to be removed',
    first: label('old'),
    draft: 'destroy',
    given: ({ cloud }) =>
      cloud.when(
        'delete box',
        behind((_, there) => there.when('read box', stale({ Text: 'theirs', Color: 'green' })), swallows),
      ),
    expect: { run: 'succeeded', tries: { 'delete box': "A A'" }, things: [], books: {} },
  },
  {
    name: 'sends a removal again where what was there still stands',
    first: label('old'),
    draft: 'destroy',
    given: ({ cloud }) => cloud.when('delete box', swallows),
    expect: { run: 'succeeded', tries: { 'delete box': "A A'" }, things: [], books: {} },
  },
];

const reads: readonly Case[] = [
  {
    name: 'finds, in a copy that lags, only later what it made',
    first: small,
    draft: { ...small, other: { properties: { Size: 3 } } },
    given: ({ cloud }) => cloud.when('read other', notYet, notYet),
    expect: { run: 'succeeded', sent: ['Create other'] },
  },
];

describe('a run that changes things', () => {
  it.each(updates)('$name', (one) => runCase(one));
  it.each(reads)('$name', (one) => runCase(one));
});

describe('a run that removes things', () => {
  it.each(deletions)('$name', (one) => runCase(one));
});

describe('a run that repeats what it heard nothing of, where only its content tells whose a thing is', () => {
  it.each(untagged)('$name', (one) => runCase(one));
});
