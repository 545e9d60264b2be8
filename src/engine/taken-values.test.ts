import { expect, it } from 'vitest';
import { problem } from '../kernel/diagnostic.ts';
import { withheld } from '../model/withhold.ts';
import type { RunContext } from './run-context.ts';
import { noteTaken, withoutTaken } from './taken-values.ts';

it('tells nothing that a step was given of what is hidden, however short, and no words that it is a part of', () => {
  const context = { taken: new Set<string>(), outputs: new Map([['pw', { Value: 'a.b' }]]) } as unknown as RunContext;
  const takes = [
    { pointer: '/Tier', from: 'pw.Value' },
    { pointer: '/Days', from: 'pw.Value' },
  ];
  const asked = { Tier: { $from: { node: 'pw', attribute: 'Value' } }, Days: { $call: ['number', { $from: { node: 'pw', attribute: 'Value' } }] } };
  noteTaken(context, { takes }, asked, { Tier: 'a.b', Days: 4815 });
  const told = withoutTaken(problem('CLOUD_INVALID', 'Tier is "a.b", "axb" or a.bc; 4815, not 48151', 'say a.b otherwise', { cause: '(4815)' }), context);
  expect([told.message, told.fix, told.cause]).toEqual([
    `Tier is "${withheld}", "axb" or a.bc; ${withheld}, not 48151`,
    `say ${withheld} otherwise`,
    `(${withheld})`,
  ]);
});
