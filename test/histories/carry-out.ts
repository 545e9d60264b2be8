import type { Result } from '../../src/kernel/result.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import { type Checked, checkRun, unexplained } from './check-run.ts';
import { close, type Deployment } from './deployment.ts';
import { type Disturbance, drawDisturbance } from './disturbance.ts';
import { wordsOf } from './history-failure.ts';
import { breakPromise, type Interference, interfere, isPlain, makeLookAlike, type Work } from './interference.ts';
import { checkStale } from './moved-world.ts';
import type { Scene } from './scene.ts';
import type { Snapshot } from './snapshot.ts';
import { checkUnit, effectsOf } from './unit-wish.ts';

/** Milliseconds within which a run ends, or waits, by itself, whatever was done to it. */
const PATIENCE = 40_000;

interface Open {
  readonly work: Work;
  readonly run: string;
  /** Steps that the report of the former round called done: they have nothing more to explain. */
  readonly settled: ReadonlySet<string>;
}

/** Approves and applies plans, at the same time when there are several, under a disturbance; resumes a run that did not succeed now and then. */
export async function carryOut(scene: Scene, deployments: readonly Deployment[], works: readonly Work[], disturbed: boolean): Promise<void> {
  const { random, stage } = scene;
  const { engine, kill } = stage.handle;
  const plans = works.map(({ plan }) => plan);
  const disturbance: Disturbance = disturbed ? drawDisturbance(random, kill !== null, plans) : { kind: 'none' };
  for (const { plan } of works) await approve(scene, plan);
  if (disturbance.kind === 'barred') return barred(scene, works, disturbance);
  const interference = disturbance.kind === 'stale' ? await interfere(scene, deployments, works) : null;
  if (disturbance.kind === 'unmet') await breakPromise(scene, deployments, works);
  const taken = disturbance.kind === 'foreign' ? await takeName(scene, works) : null;
  let before = await scene.truth();
  const effects = new Map(works.map(({ deployment }) => [deployment.name, effectsOf(stage.effects, deployment.name)]));
  await disturbance.begin?.(stage);
  scene.tell(`apply ${plans.map((plan) => plan.id).join(' and ')}${disturbance.kind === 'none' ? '' : ` with ${disturbance.words}`}`);
  const watch = disturbance.watch?.(stage, plans);
  const begun = await Promise.all(
    works.map(async (work) => ({
      work,
      run: await begin(scene, await engine.apply({ id: work.plan.id }).catch(lost), work.plan, { disturbance, taken, interference }),
    })),
  );
  if (watch !== undefined) scene.tell(await watch);
  for (const { work, run } of begun) work.deployment.made ||= run !== null;
  let open: Open[] = begun.flatMap(({ work, run }) => (run === null ? [] : [{ work, run, settled: new Set<string>() }]));
  for (let round = 0; ; round++) {
    const { reports, cancelled } = await endAll(scene, open, disturbance);
    await disturbance.end?.(stage);
    const after = await scene.truth();
    const checked = open.map((one, index) => {
      const report = reports[index] as Run;
      return { ...one, report, checked: checkReport(scene, one, report, { ...disturbance, ...(cancelled ? { mayBeUnknown: true } : {}) }, before, after) };
    });
    const problems = checked.flatMap((one) => one.checked.problems);
    problems.push(
      ...unexplained(
        before,
        after,
        checked.map((one) => one.checked),
      ),
    );
    for (const { work, report } of checked) {
      if (interference !== null && round === 0) problems.push(...checkStale({ plan: work.plan, ...work.deployment }, report, interference.moved));
      const { name, unit } = work.deployment;
      problems.push(...checkUnit(work.plan, report, unit, effects.get(name) ?? new Map(), effectsOf(stage.effects, name), round));
    }
    scene.must(problems);
    for (const { work, report, checked: result } of checked) close(work.deployment, report, result, stage.effects, after);
    before = after;
    const resumable = checked.filter(({ report }) => (report.status === 'failed' || report.status === 'cancelled') && round === 0 && random.chance(0.6));
    if (resumable.length === 0) break;
    for (const { run } of resumable) {
      scene.tell(`resume ${run}`);
      scene.valueOf(await engine.resume({ id: run }), `resume ${run}`);
    }
    open = resumable.map(({ work, run, report }) => ({
      work,
      run,
      settled: new Set(report.nodes.filter((step) => step.status === 'done').map((step) => step.step)),
    }));
  }
  for (const { work, run } of begun) {
    if (run !== null && random.chance(0.2)) scene.refused(await engine.apply({ id: work.plan.id }), ['PLAN_APPLIED'], `apply ${work.plan.id} a second time`);
  }
  if (interference?.estranged === true) await interference.undo();
  if (taken !== null) await scene.clear(taken.key);
}

export async function approve(scene: Scene, plan: Plan): Promise<void> {
  const { handle } = scene.stage;
  const approval = scene.valueOf(await handle.approve(plan), `sign ${plan.id}`);
  scene.valueOf(await handle.engine.approve({ id: plan.id, approval }), `approve ${plan.id}`);
}

/** A target changes after the approval and before the run: the approval is void, also once the target is what it was. Nothing runs. */
async function barred(scene: Scene, works: readonly Work[], disturbance: Disturbance): Promise<void> {
  const { stage, random } = scene;
  const before = await scene.truth();
  scene.tell(await stage.ground.change(random));
  for (const { plan } of works)
    scene.refused(await stage.handle.engine.apply({ id: plan.id }), ['TARGET_CHANGED'], `apply ${plan.id} at a target that changed`);
  await disturbance.end?.(stage);
  for (const { plan } of works)
    scene.refused(await stage.handle.engine.apply({ id: plan.id }), ['PLAN_REJECTED'], `apply ${plan.id} once its target was put back`);
  scene.must(unexplained(before, await scene.truth(), []));
}

/** What somebody else made under a name that a plan is about to use, and whether it carries the tags of the plan's node. */
interface Taken {
  readonly key: string;
  readonly plan: string;
  readonly copied: boolean;
}

/** Somebody else takes a name that a plan is about to use; null when it uses none that can be taken. */
async function takeName(scene: Scene, works: readonly Work[]): Promise<Taken | null> {
  for (const { deployment, plan } of works) {
    for (const step of plan.steps) {
      const wish = deployment.draft.get(step.node);
      if (step.op !== 'create' || wish === undefined || !isPlain(wish)) continue;
      const copied = scene.random.chance(0.4);
      return { key: await makeLookAlike(scene, deployment, wish, copied), plan: plan.id, copied };
    }
  }
  return null;
}

function checkReport(scene: Scene, { work, settled }: Open, report: Run, disturbance: Disturbance, before: Snapshot, after: Snapshot): Checked {
  scene.tell(
    `${report.id} ${report.status}: ${report.nodes.map((step) => `${step.step} ${step.status}`).join(', ')}${report.cause === undefined ? '' : ` (${wordsOf(report.cause)})`}`,
  );
  scene.stage.ends.count(report);
  const { name, draft, former, books, leftovers } = work.deployment;
  return checkRun(
    {
      deployment: name,
      draft,
      former,
      report,
      books,
      leftovers,
      settled,
      mayBeUnknown: disturbance.mayBeUnknown === true,
      mayLie: disturbance.mayLie === true,
    },
    before,
    after,
  );
}

/** The run of a plan that was applied; null when a fault kept it from beginning. When the engine died before it answered, the run may not have begun: then it is applied again. */
async function begin(
  scene: Scene,
  applied: Result<{ readonly run: string }> | null,
  plan: Plan,
  { disturbance, taken, interference }: { readonly disturbance: Disturbance; readonly taken: Taken | null; readonly interference: Interference | null },
): Promise<string | null> {
  if (applied !== null) {
    const [refusal] = applied.ok ? [] : applied.problems;
    if (refusal?.code.startsWith('CLOUD_') === true && (disturbance.kind === 'fault' || disturbance.kind === 'outage')) {
      scene.tell(`the run of ${plan.id} could not begin: ${wordsOf(refusal)}`);
      return null;
    }
    // What is to be made stands already, with the tags of its node: the plan is of another world.
    if (refusal?.code === 'PLAN_STALE' && taken?.copied === true && taken.plan === plan.id) {
      scene.tell(`the run of ${plan.id} could not begin: ${wordsOf(refusal)}`);
      return null;
    }
    // What somebody moved is what values of the plan were taken from.
    const takes = interference?.deployment.name === plan.deployment && plan.taken?.some(({ node }) => node === interference.node) === true;
    if (refusal?.code === 'PLAN_STALE' && takes) {
      scene.tell(`the run of ${plan.id} could not begin: ${wordsOf(refusal)}`);
      return null;
    }
    return scene.valueOf(applied, `apply ${plan.id}`).run;
  }
  const { engine } = scene.stage.handle;
  const runs = scene.valueOf(await engine.runs({}), 'runs').runs;
  const known = runs.find((run) => run.plan === plan.id);
  return known === undefined ? scene.valueOf(await engine.apply({ id: plan.id }), `apply ${plan.id} again`).run : known.id;
}

/** The reports of runs once each has ended. One that waits is resumed when what it waits for is over, or cancelled before. */
async function endAll(
  scene: Scene,
  open: readonly Open[],
  disturbance: Disturbance,
): Promise<{ readonly reports: readonly Run[]; readonly cancelled: boolean }> {
  const { random, stage } = scene;
  const { engine, kill } = stage.handle;
  let cancelled = false;
  for (let pauses = 0; ; pauses++) {
    // Now and then nobody waits until what was under way has ended.
    const eager = random.chance(0.4);
    const reports = await Promise.all(open.map(({ run }) => settledReport(scene, run, eager)));
    const paused = reports.filter((report) => report.endedAt === null);
    if (paused.length === 0) return { reports, cancelled };
    if (pauses > 3) scene.must(paused.map(({ id }) => `${id} waits again and again`));
    for (const report of paused) {
      stage.ends.count(report);
      const code = report.cause?.code;
      scene.tell(`${report.id} waits: ${report.nodes.map((step) => `${step.step} ${step.status}`).join(', ')} (${code})`);
      if (code === undefined || disturbance.mayPause?.includes(code) !== true)
        scene.must([`${report.id} waits for ${report.cause?.message}, and nothing was moved`]);
    }
    const way = random.weighted({ resume: 5, early: pauses === 0 && disturbance.kind === 'change' ? 2 : 0, cancel: 1.5, kill: kill === null ? 0 : 4 });
    if (way === 'early') {
      // Until the target is as it was, it goes on no further.
      for (const { id } of paused) scene.refused(await engine.resume({ id }), ['TARGET_CHANGED', 'TARGET_MISMATCH'], `resume ${id} too early`);
    }
    if (way === 'cancel') {
      cancelled = true;
      for (const { id } of paused) scene.valueOf(await engine.cancel({ id }), `cancel ${id}`);
      scene.tell(`cancel ${paused.map(({ id }) => id).join(' and ')}`);
      continue;
    }
    await disturbance.end?.(stage);
    if (way === 'kill') {
      scene.tell('kill the engine: it goes on by itself');
      await kill?.(random.chance(0.4));
    } else {
      for (const { id } of paused) scene.valueOf(await engine.resume({ id }), `resume ${id}`);
      scene.tell(`resume ${paused.map(({ id }) => id).join(' and ')}`);
    }
  }
}

/** The report of a run once it has ended, or waits and, unless somebody is eager, has nothing under way any more. */
async function settledReport(scene: Scene, run: string, eager: boolean): Promise<Run> {
  const deadline = performance.now() + PATIENCE;
  for (let wait = 5; ; wait = Math.min(wait * 1.5, 200)) {
    const shown = await scene.stage.handle.engine.run({ id: run }).catch(lost);
    if (shown !== null) {
      const report = scene.valueOf(shown, `run ${run}`);
      if (report.endedAt !== null || (report.status === 'paused' && (eager || report.nodes.every((step) => step.status !== 'running')))) return report;
      if (performance.now() > deadline)
        scene.must([
          `${run} has not ended within ${PATIENCE / 1000} s: ${report.status}, ${report.nodes.map((step) => `${step.step} ${step.status}`).join(', ')}`,
        ]);
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** An engine that was killed does not answer. */
function lost(): null {
  return null;
}
