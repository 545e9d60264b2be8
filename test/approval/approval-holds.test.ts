import { describe, expect, it } from 'vitest';
import { approvalHolds } from '../../src/engine/approval-holds.ts';
import { codeOf } from '../e2e/stage.ts';
import { Stage } from '../engine/stage.ts';

describe('an approval with what the engine knows', () => {
  it.each([
    ['the run that used it', 'r_1', 'ok'],
    ['another run than the one that used it', 'r_2', 'APPROVAL_USED'],
    ['a run, though the records know of none that used it', null, 'APPROVAL_USED'],
  ])('asked for %s', async (_, usedBy, code) => {
    const stage = new Stage();
    const plan = await stage.plan({ box: {} });
    const approval = await stage.sign(plan);
    const record = await stage.store.plan(plan.id);
    const store = new Proxy(stage.store, {
      get: (known, name: keyof typeof stage.store) =>
        name === 'approvalUsedBy'
          ? async (nonce: string) => (nonce === approval.nonce ? usedBy : 'r_3')
          : (known[name] as (...given: unknown[]) => unknown).bind(known),
    });
    const run = { id: 'r_1', startedAt: new Date(stage.clock.now()).toISOString() };
    expect(codeOf(await approvalHolds(plan, record?.bytes ?? '', approval, run, { ...stage.ports, store }))).toBe(code);
    await stage.close();
  });
});
