import { describe, expect, it } from 'vitest';
import { problem } from '../../src/kernel/diagnostic.ts';
import { behind, ends, loses } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import type { Deaths } from './scheduler.ts';
import type { ScriptedCloud, Thing } from './scripted-cloud.ts';
import { type Draft, granted, Stage } from './stage.ts';

type Door = readonly [name: string, color: string];

const hall = (...doors: readonly Door[]): Draft => ({
  hall: {
    type: 'Hall',
    properties: {
      Doors: doors.map(([DoorName, Color]) => ({ DoorName, Color })),
      Colors: [...new Set(doors.map(([, color]) => color))].map((Color) => ({ Color })),
    },
  },
});
const oldDoors = hall(['north', 'red'], ['south', 'red'], ['attic', 'grey']);
/** One door goes, one is made anew in another color, two come, and something else changes. */
const newDoors: Draft = {
  hall: { type: 'Hall', properties: { ...hall(['north', 'red'], ['south', 'blue'], ['east', 'green'], ['west', 'blue'])['hall']?.properties, Size: 3 } },
};

const divided: Case = {
  name: 'an update in parts',
  first: oldDoors,
  draft: newDoors,
  expect: {
    run: 'succeeded',
    steps: { 'hall!1': 'done', 'hall!2': 'done', 'hall!3': 'done', 'hall!4': 'done', hall: 'done' },
    sent: Array.from({ length: 5 }, () => 'Update hall'),
  },
  also: async (stage) => {
    expect((stage.cloud.thing('hall') as Thing).properties).toMatchObject(newDoors['hall']?.properties as object);
    expect((await stage.plan(newDoors)).steps).toEqual([]);
  },
};

/** Two halls whose doors lead to each other, as literal ids: nothing else could make such a circle. */
const circle: Case = {
  name: 'a removal of what refers to each other',
  first: { one: { type: 'Hall' }, two: { type: 'Hall' } },
  world: async (stage) => {
    const idOf = (name: string): string => (stage.cloud.thing(name) as Thing).identifier;
    const to = (HallId: string) => ({ type: 'Hall' as const, properties: { Size: 1, Doors: [{ DoorName: 'door', HallId }] } });
    await stage.build({ one: to(idOf('two')), two: to(idOf('one')) });
  },
  draft: 'destroy',
  expect: {
    run: 'succeeded',
    steps: { 'one!empty': 'done', 'two!empty': 'done', one: 'done', two: 'done' },
    things: [],
    books: {},
  },
};

/** The same end, whichever journalled action the engine dies after. */
async function survivesEveryDeath(one: Case): Promise<void> {
  let before = 0;
  let all = 0;
  const counting: Deaths = {
    after: (actions) => {
      all = actions;
      return false;
    },
  };
  const given: Case['given'] = (stage, plan) => {
    before = all;
    return one.given?.(stage, plan);
  };
  await runCase({ ...one, given }, counting);
  expect(all - before).toBeGreaterThan(6);
  for (let at = before + 1; at <= all; at++) {
    let dead = false;
    await runCase(one, {
      after: (actions) => {
        if (dead || actions !== at) return false;
        dead = true;
        return true;
      },
    });
    expect(dead).toBe(true);
  }
}

describe('an update that its provider takes only in parts', () => {
  it('is one step for each part, all of them signed, what goes first, and ends as asked', async () => {
    const stage = new Stage();
    await stage.build(oldDoors);
    const plan = await stage.plan(newDoors);
    expect(plan.changes).toMatchObject([{ action: 'update' }]);
    expect(plan.summary).toMatchObject({ update: 1 });
    expect(plan.steps.map(({ id, after, calls }) => [id, after, calls.length])).toEqual([
      ['hall!1', [], 1],
      ['hall!2', ['hall!1'], 1],
      ['hall!3', ['hall!2'], 1],
      ['hall!4', ['hall!3'], 1],
      ['hall', ['hall!4'], 1],
    ]);
    const doors = plan.steps.map(({ part }) => ((part?.after['Doors'] ?? []) as { DoorName: string }[]).map(({ DoorName }) => DoorName).join(' '));
    expect(doors).toEqual(['north south', 'north', 'north south', 'north south east', 'north south east west']);
    await stage.close();
  });

  it('ends as asked, and a later plan is empty', () => runCase(divided));

  it('comes to the same end whichever action its engine dies after', () => survivesEveryDeath(divided));

  it('goes on after the part whose reply was lost, and sends none twice', () =>
    runCase({
      ...divided,
      given: ({ cloud }) => cloud.when('update hall', (request) => request.honest(), loses),
      expect: { ...divided.expect, tries: { 'update hall': "A B B' C D E" } },
    }));

  it('leaves in the books what its parts have done when one fails, so that the next plan is the rest of it', () =>
    runCase({
      ...divided,
      given: ({ cloud }) =>
        cloud.when(
          'update hall',
          (request) => request.honest(),
          (request) => request.honest(),
          ends('CLOUD_DENIED'),
        ),
      expect: {
        run: 'failed',
        steps: { 'hall!1': 'done', 'hall!2': 'done', 'hall!3': 'failed CLOUD_DENIED', 'hall!4': 'skipped RUN_PARTLY_DONE', hall: 'skipped RUN_PARTLY_DONE' },
      },
      also: async (stage) => {
        const plan = await stage.plan(newDoors);
        expect(plan.steps.map(({ id }) => id)).toEqual(['hall!1', 'hall!2', 'hall']);
        await stage.approve(plan);
        expect(await stage.apply(plan)).toMatchObject({ status: 'succeeded' });
        expect((await stage.plan(newDoors)).steps).toEqual([]);
      },
    }));

  it('stops where somebody else changed between two parts what the rest of it rests on', () => {
    const tagged = (draft: Draft): Draft => ({ hall: { type: 'Hall', properties: { ...draft['hall']?.properties, Tags: [{ Key: 'team', Value: 'a' }] } } });
    const retag = ({ things }: ScriptedCloud) => {
      for (const thing of things.values()) thing.properties = { ...thing.properties, Tags: [{ Key: 'team', Value: 'b' }] };
    };
    return runCase({
      name: 'another tag',
      first: tagged(oldDoors),
      draft: tagged(newDoors),
      given: ({ cloud }) =>
        cloud.when(
          'update hall',
          (request) => request.honest(),
          behind((_, world) => retag(world)),
        ),
      expect: { run: 'failed', cause: 'VERIFY_FAILED', sent: ['Update hall', 'Update hall'] },
    });
  });

  it('is one step where no more than one item comes or goes', async () => {
    const stage = new Stage();
    await stage.build(oldDoors);
    expect((await stage.plan(hall(['north', 'red'], ['south', 'red']))).steps).toMatchObject([{ id: 'hall' }]);
    expect((await stage.plan(hall(['north', 'red'], ['south', 'red'], ['attic', 'grey'], ['east', 'red']))).steps).toMatchObject([{ id: 'hall' }]);
    await stage.close();
  });
});

describe('what refers to each other in a circle and is removed', () => {
  it('lets go by an update before anything of it is deleted', async () => {
    await runCase(circle);
  });

  it('comes to the same end whichever action its engine dies after', () => survivesEveryDeath(circle));

  it('has no step but its deletion where nothing refers to it', async () => {
    const stage = new Stage();
    await stage.build({ one: { type: 'Hall', properties: { Size: 1 } } });
    const plan = granted(await stage.engine.destroy({ deployment: 'shop' as never }));
    expect(plan.steps.map(({ id }) => id)).toEqual(['one']);
    await stage.close();
  });

  it('keeps in the books what it had, less what was emptied, when the run ends in between', () =>
    runCase({
      ...circle,
      given: ({ cloud }) => cloud.when('delete one', ends('CLOUD_DENIED')).when('delete two', ends('CLOUD_DENIED')),
      expect: { run: 'failed', things: ['one', 'two'] },
      also: async ({ store }) => expect(await store.bindingOf('shop', 'one')).toMatchObject({ applied: { Name: 'one', Size: 1, Doors: [] } }),
    }));
});

describe('what a dialect cannot do', () => {
  it('is told in the plan, before anything is approved', async () => {
    const stage = new Stage();
    stage.cloud.impossible.set('create box', problem('CLOUD_UNSUPPORTED', 'the native calls of it do not cover Size', 'leave it out'));
    expect((await stage.plan({ box: { properties: { Size: 1 } } })).obstacles).toEqual([
      { node: 'box', because: 'dialect', message: 'box: the native calls of it do not cover Size', fix: 'leave it out' },
    ]);
    expect((await stage.plan({ other: {} })).obstacles).toBeUndefined();
    await stage.close();
  });
});
