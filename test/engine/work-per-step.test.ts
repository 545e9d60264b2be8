import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { granted, Stage } from './stage.ts';

interface Work {
  readonly calls: number;
  /** Records that were answered. */
  readonly records: number;
}

/** What a run of so many nodes that wait for nobody asks of the store. */
async function workOf(nodes: number): Promise<Work> {
  const stage = new Stage();
  const counted = { calls: 0, records: 0 };
  const { store } = stage;
  const counting = new Proxy(store, {
    get(target, name: keyof Store) {
      const method = target[name] as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        const answer = await method.apply(target, given);
        counted.calls += 1;
        counted.records += Array.isArray(answer) ? answer.length : answer instanceof Map ? answer.size : 1;
        return answer;
      };
    },
  });
  const plan = await stage.plan(Object.fromEntries(Array.from({ length: nodes }, (_, index) => [`box${index}`, {}])));
  await stage.approve(plan);
  Object.assign(stage.ports, { store: counting });
  const { run } = granted(await stage.engine.apply({ id: plan.id }));
  await stage.durable.drain();
  Object.assign(stage.ports, { store });
  expect((await stage.report(run)).status).toBe('succeeded');
  await stage.close();
  return counted;
}

function perNode(from: Work, to: Work, nodes: number): Work {
  return { calls: (to.calls - from.calls) / nodes, records: (to.records - from.records) / nodes };
}

describe('what a run asks of the store', () => {
  it('is as much for each node of a large run as of a small one, and as much as here', async () => {
    const [few, more, many] = [await workOf(20), await workOf(40), await workOf(80)];
    // A run of thousands waits for this: more of it is a choice, and less of it is written down here.
    const usual = { calls: 20, records: 24 };
    expect({ few: perNode(few, more, 20), many: perNode(more, many, 40) }).toEqual({ few: usual, many: usual });
  });
});
