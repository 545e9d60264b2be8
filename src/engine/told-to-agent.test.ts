import { expect, it } from 'vitest';
import type { Caller } from '../model/caller.ts';
import type { UnitChange } from '../model/plan.ts';
import { unitBindingOf } from './binding-of.ts';
import { auditTold, outputsTold } from './told-to-agent.ts';

const person = { agent: null } as Caller;
const agent = { agent: 'agent' } as Caller;
const change = { node: 'seed', at: { target: 'main' }, engine: 'python', source: 'a'.repeat(64), retain: false } as unknown as UnitChange;

it('tells an agent no number that was drawn for an entry of the audit log: with it what is withheld could be tried', () => {
  const told = {
    entries: [
      {
        at: '2026-01-01T00:00:00.000Z',
        kind: 'k',
        actor: 'a',
        subject: 's',
        data: {},
        seq: 1,
        blind: 'b'.repeat(32),
        previous: '0'.repeat(64),
        hash: '1'.repeat(64),
      },
    ],
  };
  expect(JSON.stringify(auditTold(told as never, agent))).not.toContain('bbb');
  expect(auditTold(told as never, person)).toEqual(told);
});

it('tells an agent of what a unit gave its names alone where it was given a secret', () => {
  const outputs = { reversed: 'drowssap', rows: 3 };
  const secretly = unitBindingOf('shop' as never, change, { p: { $secret: [{ name: 'db' }] } }, outputs);
  expect(outputsTold(secretly, agent)).toEqual({ reversed: '(withheld)', rows: '(withheld)' });
  expect(outputsTold(secretly, person)).toEqual(outputs);
  expect(outputsTold(unitBindingOf('shop' as never, change, { p: 'x' }, outputs), agent)).toEqual(outputs);
});
