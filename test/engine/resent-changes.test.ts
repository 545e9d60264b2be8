import { describe, expect, it } from 'vitest';
import { behind, loses, swallows } from './acts.ts';
import { type Case, runCase } from './run-case.ts';
import type { Thing } from './scripted-cloud.ts';
import type { Stage } from './stage.ts';

const small = { box: { properties: { Size: 1 } } };
const large = { box: { properties: { Size: 2 } } };
const gives =
  (properties: object) =>
  ({ cloud }: Stage) =>
    Object.assign((cloud.thing('box') as Thing).properties as object, properties);
const size = (wanted: number) => (stage: Stage) => expect(stage.cloud.thing('box')?.properties['Size']).toBe(wanted);

const resent: readonly Case[] = [
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
];

describe('a change that may have been sent before', () => {
  it.each(resent)('$name', (one) => runCase(one));
});
