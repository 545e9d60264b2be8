import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage, value } from './stage.ts';

const stage = new Stage();
const buckets = Array.from({ length: 6 }, (_, index) => `back-${index}`);
const files = ['store.db', 'store.db-wal', 'store.db-shm'];

function copyRecords(from: (file: string) => string, to: (file: string) => string): void {
  for (const file of files) {
    rmSync(to(file), { force: true });
    if (existsSync(from(file))) copyFileSync(from(file), to(file));
  }
}
const live = (file: string) => join(stage.home, file);
const kept = (file: string) => join(stage.home, `${file}.kept`);

beforeAll(async () => {
  await stage.startSandbox(20);
  await stage.startEngine();
});
afterAll(() => stage.end());

describe('records that are put back to an earlier state, beside journals that have gone on', () => {
  it('end the run that they have as under way, with each resource made once', async () => {
    const intent = buckets.map((name) => `a bucket named ${name}`).join(' and ');
    const plan = await stage.plan(intent, 'back');
    await stage.approve(plan);
    const { run } = value(await stage.engine.apply({ id: plan.id }));
    // Until calls are under way.
    while (value(await stage.engine.run({ id: run })).nodes.every(({ status }) => status === 'pending'))
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(value(await stage.engine.run({ id: run })).endedAt).toBe(null);
    await stage.stopEngine();
    copyRecords(live, kept);
    await stage.startEngine();
    expect((await stage.ended(run)).status).toBe('succeeded');
    await stage.stopEngine();
    copyRecords(kept, live);
    await stage.startEngine();
    expect((await stage.ended(run)).status).toBe('succeeded');
    expect((await stage.live('AWS::S3::Bucket')).map(({ identifier }) => identifier).toSorted()).toEqual(buckets);
    expect((await stage.plan(intent, 'back')).summary).toMatchObject({ create: 0, update: 0, unchanged: buckets.length });
    expect(stage.log.filter((line) => line.includes('put back'))).toHaveLength(1);
  }, 120_000);
});
