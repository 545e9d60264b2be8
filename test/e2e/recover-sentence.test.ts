import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage, value } from './stage.ts';

const wish = 'a bucket named reports, a table named orders with partition key id, and a queue named jobs with a dead-letter queue';
const change = 'make reports versioned';
const unchanged = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 4 };

describe('a deployment of several parts that was asked for in a sentence, and whose records are lost', () => {
  const stage = new Stage();

  beforeAll(async () => {
    await stage.startSandbox(Number.POSITIVE_INFINITY);
    await stage.startEngine({ local: { regions: ['us-east-1'] } });
  }, 60_000);
  afterAll(() => stage.end(), 60_000);

  it('is found again by the same words once it is recovered, and can be changed by other words from then on, not before', async () => {
    const made = await stage.plan(wish);
    await stage.approve(made);
    expect((await stage.ended(value(await stage.engine.apply({ id: made.id })).run)).status).toBe('succeeded');

    await stage.stopEngine();
    for (const end of ['', '-wal', '-shm']) rmSync(join(stage.home, `store.db${end}`), { force: true });
    await stage.startEngine({ local: { regions: ['us-east-1'] } });
    value(await stage.engine.recover({}));

    expect(await stage.engine.ask({ intent: { intent: change } })).toMatchObject({
      ok: true,
      value: {
        kind: 'refusal',
        problems: [{ code: 'INPUT_INVALID', message: expect.stringMatching(/were lost and rebuilt, and nothing says what was asked of bucket_reports$/) }],
      },
    });
    expect(await stage.engine.ask({ intent: { intent: 'what did the last run do?' } })).toMatchObject({
      value: { kind: 'answer', text: expect.stringMatching(/^What was run is not known: the records were lost/) },
    });
    expect(await stage.engine.ask({ intent: { intent: 'undo that' } })).toMatchObject({
      value: { kind: 'refusal', problems: [{ message: expect.stringMatching(/^what was changed is not known: the records were lost/) }] },
    });
    expect((await stage.plan(wish)).summary).toEqual(unchanged);
    const changed = await stage.plan(change);
    expect(changed.deployment).toBe(made.deployment);
    expect(changed.summary).toEqual({ ...unchanged, update: 1, unchanged: 3 });
  }, 120_000);
});
