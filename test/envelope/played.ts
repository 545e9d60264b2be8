import { ok } from '../../src/kernel/result.ts';
import type { Run } from '../../src/model/run.ts';
import { type Draft, granted, Stage } from '../engine/stage.ts';
import { type Answers, answersOf, type UnitCase } from './cases.ts';

const draft: Draft = {
  net: { type: 'Net' },
  job: { unit: { foresees: true, inputs: { net: '${net.NetId}', word: 'shop' }, outputs: {} } },
};

/** Both texts of each case; a value of the net stands in both worlds where the stage will have it. */
export async function answersFor(cases: readonly UnitCase[]): Promise<readonly Answers[]> {
  const stage = stageOf();
  await stage.build({ net: { type: 'Net' } });
  const net = stage.cloud.thing('net')?.identifier;
  await stage.close();
  const given = { word: 'shop' };
  return answersOf(cases, 'main', { ...given, net: { $from: { node: 'net', attribute: 'NetId', type: 'string' } } }, { ...given, net });
}

function stageOf(): Stage {
  const stage = new Stage();
  stage.targets = stage.targets.map((one) => ({ ...one, regions: ['us-east-1', 'eu-west-1'] }));
  return stage;
}

/** Plans, approves and applies a case on an engine of its own; a person refuses what waits, after what is to be seen then was seen. */
export async function played({ unknown, known }: Answers): Promise<{ readonly waited: string; readonly run: Run; readonly started: number }> {
  const stage = stageOf();
  try {
    stage.foresees = ({ inputs }) => ok(typeof inputs['net'] === 'object' ? unknown : known);
    const plan = await stage.plan(draft);
    await stage.approve(plan);
    let waited = 'no';
    stage.clock.later(60, async () => {
      const [live] = await stage.store.liveRuns();
      if (live === undefined) return;
      waited = (await stage.report(live.id)).status;
      granted(await stage.engine.refuseDifference({ id: live.id, step: 'job', why: 'not that' }));
    });
    const run = await stage.apply(plan);
    return { waited, run, started: stage.processes.started.length };
  } finally {
    await stage.close();
  }
}
