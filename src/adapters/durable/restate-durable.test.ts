import { appendFileSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunProgram } from '../../ports/journal.ts';
import { type RestateDurable, startRestateDurable } from './restate-durable.ts';

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-durable-'));
const began: string[] = [];
const executed: string[] = [];
const finished: string[] = [];
const restarts: string[] = [];
const logged: string[] = [];
/** What the records' audit log holds, the last one its end. */
let recorded = ['a', 'b', 'c'];
/** Whether a run can be closed. */
let closing = true;
const program: RunProgram = {
  async begin(journal, run) {
    return journal.step('begin', async () => {
      began.push(run);
      return ['first'];
    });
  },
  async execute(journal, _, step, round) {
    return journal.step(`execute ${step}`, async () => {
      executed.push(`${step} ${round}`);
      if (!closing) recorded.push(step);
      return step === 'first' ? { ready: ['second', 'third'], ended: false } : { ready: step === 'second' ? ['third'] : [], ended: step === 'third' };
    });
  },
  finish: (journal, run) =>
    journal.step('finish', async () => {
      if (!closing) throw new Error('not yet');
      finished.push(run);
    }),
};
let durable: RestateDurable;

async function start(): Promise<RestateDurable> {
  const clock = { now: Date.now, sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)) };
  const records = {
    head: async () => ({ seq: recorded.length, hash: recorded.at(-1) ?? '' }),
    has: async ({ seq, hash }: { seq: number; hash: string }) => recorded[seq - 1] === hash,
  };
  const started = await startRestateDurable({
    folder,
    program,
    records,
    clock,
    onRestart: () => restarts.push('restarted'),
    log: (message) => logged.push(message),
  });
  if (!started.ok) throw new Error(started.problems[0]?.message);
  return started.value;
}

beforeAll(async () => {
  durable = await start();
});
afterAll(async () => {
  await durable.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Addresses on which this process listens, as the kernel tells: hex, least significant byte first, with the port. */
function listening(): string[] {
  const own = new Set(
    readdirSync('/proc/self/fd').flatMap((file) => {
      try {
        return [readlinkSync(`/proc/self/fd/${file}`)];
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/self/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && own.has(`socket:[${fields[9]}]`))
      .map((fields) => fields[1] ?? ''),
  );
}

describe('the durable runtime', () => {
  it('begins a run, executes each step once though two announce it, and finishes', async () => {
    await durable.start('shop', 'r_1', 3);
    await durable.start('shop', 'r_1', 3);
    const steps = ['first 3', 'second 3', 'third 3'];
    await vi.waitFor(() => expect([executed.toSorted(), finished]).toEqual([steps, ['r_1']]), 20_000);
    expect(began).toEqual(['r_1']);
    expect(executed.toSorted()).toEqual(steps);
  });

  it.runIf(process.platform === 'linux')('listens on loopback and on no other address', () => {
    const addresses = listening().map((address) => address.split(':')[0]);
    expect(addresses.length).toBeGreaterThan(0);
    expect(new Set(addresses)).toEqual(new Set(['0100007F']));
  });

  it.runIf(process.platform === 'linux')('lets nobody but its own Restate server drive a run', async () => {
    for (const address of listening()) {
      const session = connect(`http://127.0.0.1:${Number.parseInt(address.split(':')[1] ?? '', 16)}`);
      const status = await new Promise<number>((resolve, reject) => {
        session.once('error', reject);
        const request = session.request({
          ':method': 'POST',
          ':path': '/invoke/asbuilt_run_v2/drive',
          'content-type': 'application/vnd.restate.invocation.v5',
        });
        request.once('response', (headers) => resolve(Number(headers[':status'])));
        request.once('error', reject);
        request.end();
      });
      session.destroy();
      expect(status).toBe(401);
    }
  });

  it('starts its server anew, and says so, when that tells that its store cannot write though there is room', async () => {
    const before = durable.pid();
    expect(await durable.healthy()).toBe(true);
    appendFileSync(
      join(folder, 'restate.log'),
      '\n  RocksDB background error: Err(Error { message: "IO error: No space left on device: While appending to file: 1.sst" })\n',
    );
    await vi.waitFor(() => expect(restarts).toEqual(['restarted']), 30_000);
    expect(durable.pid()).not.toBe(before);
    expect(await durable.healthy()).toBe(true);
    expect(logged.filter((message) => message.startsWith('Restate'))).toMatchObject([
      expect.stringContaining('No space left'),
      expect.stringContaining('anew'),
    ]);
    await durable.start('shop', 'r_2', 0);
    await vi.waitFor(() => expect(finished).toContain('r_2'), 20_000);
  }, 60_000);

  it.each([
    { what: 'go on', after: ['a', 'b', 'c', 'd'], again: [] },
    { what: 'were put back to an earlier state', after: ['a'], again: ['first 7', 'second 7', 'third 7'] },
    { what: 'are another history', after: ['a', 'x', 'y', 'z', 'z'], again: ['first 7', 'second 7', 'third 7'] },
  ])(
    'executes $again.length steps of a run that has ended when it is announced again where the records $what',
    async ({ after, again }) => {
      recorded = ['a', 'b', 'c'];
      await durable.close();
      rmSync(folder, { recursive: true, force: true });
      durable = await start();
      executed.length = 0;
      finished.length = 0;
      await durable.start('shop', 'r_7', 7);
      await vi.waitFor(() => expect(finished).toEqual(['r_7']), 20_000);
      await durable.close();
      recorded = after;
      executed.length = 0;
      durable = await start();
      await durable.start('shop', 'r_7', 7);
      await durable.start('other', 'r_8', 8);
      await vi.waitFor(() => expect(finished).toContain('r_8'), 20_000);
      await vi.waitFor(() => expect(executed.filter((step) => step.endsWith(' 7')).toSorted()).toEqual(again), 20_000);
    },
    60_000,
  );

  it('executes steps again that were recorded when records of an earlier moment of the same run are put back', async () => {
    recorded = ['a', 'b', 'c'];
    await durable.close();
    rmSync(folder, { recursive: true, force: true });
    durable = await start();
    closing = false;
    executed.length = 0;
    await durable.start('shop', 'r_9', 9);
    await vi.waitFor(() => expect(executed).toContain('third 9'), 20_000);
    await durable.close();
    recorded = ['a', 'b', 'c', 'first'];
    closing = true;
    executed.length = 0;
    durable = await start();
    await durable.start('shop', 'r_9', 9);
    await vi.waitFor(() => expect(finished).toContain('r_9'), 20_000);
    expect(executed.toSorted()).toEqual(['first 9', 'second 9', 'third 9']);
  }, 60_000);
});
