import { describe, expect, it } from 'vitest';
import type { ResourceChange } from '../../src/model/plan.ts';
import { behind, swallows } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import type { Thing } from './scripted-cloud.ts';
import type { Stage } from './stage.ts';

const text = (wanted: string) => ({ label: { type: 'Label', properties: { Text: wanted } } }) as const;
const paints =
  (color: string) =>
  ({ cloud }: Stage) =>
    Object.assign((cloud.thing('label') as Thing).properties as object, { Color: color });
const together = (stage: Stage) => stage.cloud.together.set('AWS::Toy::Label', ['Text', 'Color']);

const carried: readonly Case[] = [
  {
    name: 'writes it as it is',
    first: text('a'),
    world: (stage) => {
      together(stage);
      paints('red')(stage);
    },
    draft: text('b'),
    given: ({ cloud }, { changes }) => {
      expect(changes).toMatchObject([{ action: 'update', besides: ['Color'], before: { Text: 'a', Color: 'red' } }]);
      cloud.when('update label', (request) => {
        expect(request.mutation).toMatchObject({ live: { Text: 'a', Color: 'red' } });
        return request.honest();
      });
    },
    expect: { run: 'succeeded', sent: ['Update label'] },
    also: ({ cloud }) => expect(cloud.thing('label')?.properties).toMatchObject({ Text: 'b', Color: 'red' }),
  },
  ...['set', 'changed'].map(
    (how): Case => ({
      name: `rests on it: the plan is stale where it was ${how} meanwhile`,
      first: text('a'),
      world: (stage) => {
        together(stage);
        if (how === 'changed') paints('red')(stage);
      },
      draft: text('b'),
      given: paints('blue'),
      expect: { run: 'stale', sent: [] },
    }),
  ),
  {
    name: 'sends nothing again where it was changed after the first sending',
    first: text('a'),
    world: (stage) => {
      together(stage);
      paints('red')(stage);
    },
    draft: text('b'),
    given: (stage) =>
      stage.cloud.when(
        'update label',
        behind(() => paints('blue')(stage), swallows),
      ),
    expect: { run: 'failed', tries: { 'update label': 'A' } },
  },
  {
    name: 'is not what somebody asks for, nor what a change of something else leaves alone',
    first: { label: { type: 'Label', properties: { Text: 'a', Color: 'red' } } },
    world: together,
    draft: { label: { type: 'Label', properties: { Text: 'a', Color: 'blue' } } },
    given: (_, { changes }) => expect((changes[0] as ResourceChange).besides).toBeUndefined(),
    expect: { run: 'succeeded', sent: ['Update label'] },
  },
];

describe('what nobody asks for and a call sets along with what is changed', () => {
  it.each(carried)('$name', (one) => runCase(one));
});
