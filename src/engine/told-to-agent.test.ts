import { expect, it } from 'vitest';
import type { Caller } from '../model/caller.ts';
import type { UnitChange } from '../model/plan.ts';
import { unitBindingOf } from './binding-of.ts';
import { outputsTold } from './told-to-agent.ts';

const person = { agent: null } as Caller;
const agent = { agent: 'agent' } as Caller;
const change = { node: 'seed', at: { target: 'main' }, engine: 'python', source: 'a'.repeat(64), retain: false } as unknown as UnitChange;

it('tells an agent of what a unit gave its names alone where it was given a secret', () => {
  const outputs = { reversed: 'drowssap', rows: 3 };
  const secretly = unitBindingOf('shop' as never, change, { p: { $secret: [{ name: 'db' }] } }, outputs);
  expect(outputsTold(secretly, agent)).toEqual({ reversed: '(withheld)', rows: '(withheld)' });
  expect(outputsTold(secretly, person)).toEqual(outputs);
  expect(outputsTold(unitBindingOf('shop' as never, change, { p: 'x' }, outputs), agent)).toEqual(outputs);
});
