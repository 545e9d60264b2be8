import { spawnSync } from 'node:child_process';
import type { Plan } from '../src/model/plan.ts';
import { type Moto, startMoto } from '../test/native/moto.ts';
import { motoBinary } from '../test/native/third-party.ts';
import { awsProviderMirror, startTerraformOverAws } from './aws-provider.ts';
import { type AwsScenario, awsScenarios } from './aws-scenarios.ts';
import { figures, limit, median, say } from './limits.ts';
import { type MeasuredEngine, startMeasuredEngine } from './measured-engine.ts';

const account = '123456789012';
const phases = ['plan', 'apply', 'plan unchanged', 'destroy'] as const;
type Phase = (typeof phases)[number];

/** Seconds that something took, and how many calls reached the cloud for it. */
interface Measured {
  readonly seconds: number;
  readonly calls: number;
}

type Measurements = Readonly<Record<Phase, Measured[]>>;

/** Each phase gives the seconds that it took. */
type Side = Readonly<Record<Phase, () => Promise<number>>>;

/** How many times as fast as Terraform each phase has to be. */
type Least = Partial<Readonly<Record<Phase, number>>>;

/** Asbuilt through services' own calls beside Terraform with its AWS provider: the same resources on the same emulator, from nothing to nothing. */
export async function measureAgainstAwsProvider(): Promise<void> {
  say('Terraform with its AWS provider beside Asbuilt’s native calls, each on a moto of its own that starts from nothing: plan, apply, plan again, destroy.');
  const missing = whatIsMissing();
  if (missing !== null) {
    say(`  not compared: ${missing}`);
    return;
  }
  say('Each phase is measured for both before the next begins, so that the machine is as fast for the one as for the other; the median of the ratios counts.');
  say('Of Asbuilt it is the time from the request to the running engine to its answer, of Terraform that of its process, as people use both.');
  await compare(awsScenarios.vpc, 3, { plan: 1, apply: 6, 'plan unchanged': 10, destroy: 10 });
  await compare(awsScenarios.withoutQueues, 1, {});
  await compare(awsScenarios.stores, 1, { apply: 8, 'plan unchanged': 3, destroy: 3 });
  say(
    'What bounds it: moto answers one call at a time, so the number of calls does. A bucket is read with eight, one a setting, for a plan that keeps it; a removal',
  );
  say('reads what was asked for and whose it is, for the plan and again just before the deletion. Terraform looks once, and deletes.');
}

function whatIsMissing(): string | null {
  if (spawnSync('terraform', ['version']).status !== 0) return 'terraform is not installed';
  if (awsProviderMirror() === null) return 'no AWS provider found';
  return motoBinary() === null ? 'moto_server is not installed' : null;
}

async function compare(scenario: AwsScenario, rounds: number, least: Least): Promise<void> {
  say(`${scenario.what[0]?.toUpperCase()}${scenario.what.slice(1)}${rounds > 1 ? `, ${rounds} times` : ''}:`);
  const [ourMoto, theirMoto] = await Promise.all([startMoto(), startMoto()]);
  for (const moto of [ourMoto, theirMoto]) await warm(moto);
  const engine = await startMeasuredEngine(ourMoto.url, account, { dialect: 'native', simulated: false });
  const terraform = await startTerraformOverAws(awsProviderMirror() ?? '', theirMoto.url, scenario.configuration);
  const asbuilt = asbuiltSide(engine, scenario);
  const ours = nothingMeasured();
  const theirs = nothingMeasured();
  for (let round = 0; round < rounds; round++) {
    for (const phase of phases) {
      // What only reads can be repeated at no cost.
      for (let times = phase === 'plan unchanged' && rounds === 1 ? 3 : 1; times > 0; times--) {
        theirs[phase].push(await measured(theirMoto, terraform[phase]));
        ours[phase].push(await measured(ourMoto, asbuilt[phase]));
      }
    }
    for (const moto of [ourMoto, theirMoto]) await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  }
  await engine.end();
  await Promise.all([ourMoto.stop(), theirMoto.stop()]);
  for (const phase of phases) report(scenario, phase, ours[phase], theirs[phase], least[phase]);
}

function report(scenario: AwsScenario, phase: Phase, ours: readonly Measured[], theirs: readonly Measured[], least: number | undefined): void {
  const seconds = (side: readonly Measured[]) => figures(side.map((one) => one.seconds));
  const calls = (side: readonly Measured[]) => median(side.map((one) => one.calls));
  const ratio = median(theirs.map((their, index) => their.seconds / (ours[index]?.seconds ?? Number.NaN)));
  say(
    `  ${phase.padEnd(14)} terraform ${seconds(theirs)} s, ${calls(theirs)} calls; asbuilt ${seconds(ours)} s, ${calls(ours)} calls; ${ratio.toFixed(1)} times as fast`,
  );
  if (least === undefined) return;
  const promised = least === 1 ? 'not slower than' : `at least ${least} times as fast as`;
  limit(`${scenario.what}: ${phase} ${promised} Terraform’s AWS provider`, ratio >= least, ratio.toFixed(1));
}

/** Signing the approval and waiting for the run’s end are in the seconds. */
function asbuiltSide(engine: MeasuredEngine, scenario: AwsScenario): Side {
  const size = scenario.draft.length;
  const planned = async (expected: 'create' | 'unchanged') => {
    const { plan, seconds } = await engine.plan(scenario.name);
    if (plan.summary[expected] !== size) throw new Error(`a plan of ${size} that are ${expected} is not that: ${JSON.stringify(plan.summary)}`);
    return { plan, seconds };
  };
  let approvable: Plan | null = null;
  return {
    plan: async () => {
      const { plan, seconds } = await planned('create');
      approvable = plan;
      return seconds;
    },
    apply: async () => {
      if (approvable === null) throw new Error('nothing is planned');
      return (await engine.apply(approvable)).seconds;
    },
    'plan unchanged': async () => (await planned('unchanged')).seconds,
    destroy: async () => {
      const { plan, seconds } = await engine.planRemoval(scenario.name);
      return seconds + (await engine.apply(plan)).seconds;
    },
  };
}

/** Moto loads every service that has tags, some seconds of work, when its index of tags is asked for the first time. That is no time of the cloud’s. */
async function warm({ url }: Moto): Promise<void> {
  const scope = 'test/20260101/us-east-1/tagging/aws4_request';
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: '{}',
  });
  if (!answer.ok) throw new Error(`moto did not tell its tags: ${answer.status} ${await answer.text()}`);
}

function nothingMeasured(): Measurements {
  return { plan: [], apply: [], 'plan unchanged': [], destroy: [] };
}

async function measured(moto: Moto, phase: () => Promise<number>): Promise<Measured> {
  const before = await moto.calls();
  const seconds = await phase();
  return { seconds, calls: (await moto.calls()) - before };
}
