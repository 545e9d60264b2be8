import { measureGraph } from './critical-path.ts';
import { figures, limit, median, say } from './limits.ts';
import { startMeasuredEngine, startSandboxProcess } from './measured-engine.ts';
import { startMeasuredTerraform } from './terraform.ts';

/**
 * The engine over the sandbox beside Terraform with resources that cost nothing, and against the critical path. `quick` measures 1,000 resources
 * instead of 5,000 (Terraform needs minutes for those).
 */
export async function measureOverSandbox(quick: boolean): Promise<void> {
  const sizes = quick ? [250, 1_000] : [500, 5_000];
  const [small = 0, large = 0] = sizes;
  const accounts = Array.from({ length: 8 }, (_, index) => String(100_000_000_000 + index));
  say(`${large} independent resources, in Terraform first (one block with a count), then over HTTP at zero simulated latency: plan, approve, apply.`);
  say('Then both plan unchanged, in turn, three times, so that the machine is as fast for the one as for the other; the median of the ratios counts.');
  const terraform = await startMeasuredTerraform(large);
  if (terraform === null) say('  terraform is not installed: not compared');
  else say(`  terraform ${large} terraform_data: apply ${terraform.apply.toFixed(1)} s`);
  const sandbox = await startSandboxProcess('infinity', accounts);
  const totals: number[] = [];
  let account = 0;
  for (const size of sizes) {
    const engine = await startMeasuredEngine(sandbox.endpoint, accounts[account++] ?? '');
    const planned = await engine.plan(`independent ${size}`);
    const applied = await engine.apply(planned.plan);
    const total = planned.seconds + applied.seconds;
    totals.push(total);
    say(
      `  asbuilt   ${size}: ${total.toFixed(1)} s (plan ${planned.seconds.toFixed(1)}, run ${applied.seconds.toFixed(1)}; ${((1000 * total) / size).toFixed(2)} ms a resource)`,
    );
    const ours: number[] = [];
    const theirs: number[] = [];
    const theirBlocks: number[] = [];
    for (let again = 0; again < 3; again++) {
      const { plan, seconds } = await engine.plan(`independent ${size}`);
      if (plan.summary.unchanged !== size) throw new Error(`a plan of ${size} unchanged is not empty: ${JSON.stringify(plan.summary)}`);
      ours.push(seconds);
      if (size !== large || terraform === null) continue;
      theirs.push(await terraform.plan());
      theirBlocks.push(await terraform.planBlocks());
    }
    const memory = engine.memory();
    await engine.end();
    say(`  asbuilt   ${size}: unchanged plan ${figures(ours)} s; peak memory: engine ${memory.engine.toFixed(0)} MB, Restate ${memory.restate.toFixed(0)} MB`);
    if (size !== large) continue;
    limit('engine memory below 350 MB', memory.engine < 350, `${memory.engine.toFixed(0)} MB`);
    if (terraform === null) continue;
    say(`  terraform ${size}: unchanged plan ${figures(theirs)} s; written as ${size} blocks ${figures(theirBlocks)} s`);
    const times = (seconds: readonly number[]): number => median(seconds.map((their, index) => their / (ours[index] ?? Number.NaN)));
    const apply = terraform.apply / total;
    const replan = times(theirs);
    say(`  unchanged plan against Terraform with a block for each resource, which it plans quickest: ${times(theirBlocks).toFixed(1)} times as fast`);
    // Terraform grows with the square of the number of resources: the ratios are promised for 5,000.
    if (quick) say(`  ratios at ${large}: apply ${apply.toFixed(1)}, unchanged plan ${replan.toFixed(1)} (the limits are for 5,000)`);
    else {
      limit('apply at least 10 times as fast as Terraform', apply >= 10, apply.toFixed(1));
      limit('unchanged plan at least 5 times as fast as Terraform', replan >= 5, replan.toFixed(2));
    }
  }
  await sandbox.end();
  const [perSmall = Number.NaN, perLarge = Number.NaN] = totals.map((total, index) => total / (sizes[index] ?? Number.NaN));
  limit(`time per resource flat from ${small} to ${large} (at most 1.25 times)`, perLarge / perSmall <= 1.25, (perLarge / perSmall).toFixed(2));

  say('Random graphs of 500 nodes with simulated durations, three at a time: the run against the critical path of what the sandbox drew.');
  const slow = await startSandboxProcess('2', accounts);
  const graphs = [1, 2, 3].map(async (seed) => {
    const own = accounts[account++] ?? '';
    const engine = await startMeasuredEngine(slow.endpoint, own);
    const { criticalSeconds, seconds, ratio } = await measureGraph(engine, slow.endpoint, own, 500, seed);
    await engine.end();
    say(`  seed ${seed}: critical path ${criticalSeconds.toFixed(1)} s, run ${seconds.toFixed(1)} s, ratio ${ratio.toFixed(3)}`);
    limit(`graph ${seed}: at most 1.06 of the critical path`, ratio <= 1.06, ratio.toFixed(3));
  });
  await Promise.all(graphs);
  await slow.end();

  say(
    'What bounds it: the engine is one process on one core, beside Restate and the sandbox on the others. Of its time in a run of 2,000 independent resources,',
  );
  say(
    'by a profile, a third is Restate’s protocol, a fifth its own work, an eighth the store, a seventh the AWS calls. Of an unchanged plan two thirds are reading,',
  );
  say('one HTTP call a resource, and a quarter is comparing and sealing. With longer operations the critical path bounds a run.');
}
