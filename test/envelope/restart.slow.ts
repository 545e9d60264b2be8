import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Run, RunStep } from '../../src/model/run.ts';
import { Checkout } from '../e2e/checkout.ts';
import { oneForEach, type UnitCase, unitFolder } from './cases.ts';

const cases = oneForEach();

/** The checkout's own command, its sandbox and the real python3: every case waits, the engine is killed, and people decide after it has come back. */
describe('runs that wait for a person while the engine is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-envelopes-'));
  const checkout = new Checkout(folder);
  const runs: string[] = [];
  /** What each waited with before the engine was killed, and after. */
  const before: (RunStep | undefined)[] = [];

  const job = async (run: string): Promise<{ readonly run: Run; readonly step: RunStep | undefined }> => {
    const report = await checkout.json<Run>('runs', 'show', run);
    return { run: report, step: report.nodes.find(({ step }) => step === 'job') };
  };
  const waited = async (run: string, until: (report: Run) => boolean): Promise<Run> => {
    for (;;) {
      const { run: report } = await job(run);
      if (until(report)) return report;
      if (report.endedAt !== null) throw new Error(JSON.stringify(report));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const engine = (): { readonly pid: number } => JSON.parse(readFileSync(join(checkout.home, 'engine.json'), 'utf8')) as { pid: number };

  beforeAll(async () => {
    expect((await checkout.run('up', '--sandbox', '--detach', '--speed', 'infinity', '--port', '0')).code).toBe(0);
    for (const [index, one] of cases.entries()) runs.push(await begun(checkout, folder, index, one));
    for (const run of runs) {
      await waited(run, ({ status }) => status === 'awaiting-approval');
      before.push((await job(run)).step);
    }
    const { pid } = engine();
    process.kill(pid, 'SIGKILL');
    expect((await checkout.run('up', '--sandbox', '--detach', '--speed', 'infinity', '--port', '0')).code).toBe(0);
    expect(engine().pid).not.toBe(pid);
  }, 600_000);
  afterAll(async () => {
    await checkout.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('wait for the very same afterwards, and nothing has begun', async () => {
    for (const [index, run] of runs.entries()) {
      const { run: report, step } = await job(run);
      expect([report.status, report.next]).toEqual(['awaiting-approval', `asbuilt runs approve ${run} job`]);
      expect(step?.difference).toEqual(before[index]?.difference);
      expect(step?.attempts).toBe(0);
    }
    expect(begunUnits(checkout.home)).toBe(0);
  }, 300_000);

  it('run as they were agreed to, once each, and end where they were refused', async () => {
    for (const [index, run] of runs.entries()) {
      const agreed = index % 2 === 0;
      const said = agreed ? await checkout.run('runs', 'approve', run, 'job') : await checkout.run('runs', 'refuse', run, 'job', '--why', 'not that');
      expect(said.code, said.err).toBe(0);
    }
    for (const [index, run] of runs.entries()) {
      const report = await waited(run, ({ endedAt }) => endedAt !== null);
      const step = report.nodes.find(({ step: name }) => name === 'job');
      if (index % 2 === 0) expect([report.status, step?.status, step?.attempts]).toEqual(['succeeded', 'done', 1]);
      else expect([report.status, step?.status, step?.error?.code]).toEqual(['failed', 'failed', 'DIFFERENCE_REFUSED']);
    }
    expect(begunUnits(checkout.home)).toBe(runs.filter((_, index) => index % 2 === 0).length);
    const { entries } = await checkout.json<ResponseOf<'audit'>>('audit', 'list');
    expect(entries.filter(({ kind }) => kind === 'envelope.left')).toHaveLength(cases.length);
    expect((await checkout.run('audit', 'verify')).code).toBe(0);
  }, 600_000);
});

/** Asks for a case, approves and applies it: the run. */
async function begun(checkout: Checkout, folder: string, index: number, one: UnitCase): Promise<string> {
  const here = join(folder, `case-${index}`);
  mkdirSync(here);
  cpSync(unitFolder, join(here, 'unit'), { recursive: true });
  writeFileSync(join(here, 'unit', 'case.json'), JSON.stringify(one));
  writeFileSync(join(here, 'unit', 'asbuilt.yaml'), 'foresees: true\noutputs: { changed: { type: integer } }\n');
  const nodes = {
    net: { type: 'AWS::SNS::Topic', properties: { TopicName: `case-${index}` } },
    job: { unit: 'python', source: './unit', inputs: { net: '${net.TopicArn}', word: 'shop' } },
  };
  const intent = join(here, 'intent.json');
  writeFileSync(intent, JSON.stringify({ name: `case_${index}`, nodes }));
  const { plan } = await checkout.json<Extract<ResponseOf<'ask'>, { kind: 'proposal' }>>('ask', '--file', intent);
  const approved = await checkout.run('approve', plan.id);
  if (approved.code !== 0) throw new Error(approved.out + approved.err);
  return (await checkout.json<ResponseOf<'apply'>>('apply', plan.id)).run;
}

/** How many units have begun their work: those whose job was more than the question what they would change. */
function begunUnits(home: string): number {
  const units = join(home, 'units');
  return readdirSync(units).filter((name) => 'members' in (JSON.parse(readFileSync(join(units, name, 'input.json'), 'utf8')) as object)).length;
}
