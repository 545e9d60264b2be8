import { describe, expect, it } from 'vitest';
import { checkApproval } from '../../src/engine/check-approval.ts';
import { trustedApprovers } from '../../src/engine/trusted-approvers.ts';
import type { Plan } from '../../src/model/plan.ts';
import { granted, Stage } from '../engine/stage.ts';

describe('an approval that is checked again', () => {
  it('before each of a run’s mutations, is not looked for in the changes of the plan, of which there may be thousands', async () => {
    const stage = new Stage();
    const stored = await stage.plan({ a: {}, b: {} });
    let looks = 0;
    const plan: Plan = new Proxy(stored, {
      get(target, name) {
        if (name === 'changes') looks++;
        return target[name as keyof Plan];
      },
    });
    const record = await stage.store.plan(stored.id);
    const question = {
      plan,
      bytes: record?.bytes ?? '',
      approval: await stage.sign(stored),
      trusted: await trustedApprovers(stage.ports),
      verifier: stage.ports.verifier,
      now: stage.clock.now(),
      run: { id: 'r_1', startedAt: new Date(stage.clock.now()).toISOString() },
      usedBy: 'r_1',
    };
    granted(checkApproval(question));
    const first = looks;
    for (let step = 0; step < 10; step++) granted(checkApproval(question));
    expect({ again: looks - first, first: first > 0 }).toEqual({ again: 0, first: true });
    await stage.close();
  });
});
