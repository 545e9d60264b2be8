import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { engineFile, homeLayout, readJsonFile } from '../../src/app/home-layout.ts';
import { localApprover } from '../../src/app/local-keys.ts';
import { readSettings } from '../../src/app/settings.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import { digestOf } from '../../src/kernel/digest.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import { connectEngine } from '../../src/surfaces/http/connect-engine.ts';
import { proposed } from '../proposed.ts';
import { effectsAddress, toldEffects } from '../unit-effects.ts';
import type { CrashPlan } from './crash-points.ts';
import type { CrashWorld, LiveResource } from './crash-world.ts';
import { procedureOf, resourceCount, sources, taggedCount } from './twelve-nodes.ts';

/** What one case found: nothing wrong, or what. */
export interface CaseResult {
  readonly name: string;
  readonly failures: readonly string[];
  /** Seconds from the restart (or the kill of Restate) until the run had ended. */
  readonly recovery: number;
  /** Every point the run passed, in a recording. */
  readonly points: readonly string[];
}

export interface CaseOrder {
  readonly name: string;
  readonly world: CrashWorld;
  readonly kill: Pick<CrashPlan, 'point' | 'phase' | 'victim'> | null;
  /** Injected once the plan is approved, where the world can be broken. */
  readonly faults?: readonly object[];
}

/** The longest a run may take to end by itself after the crash. */
const recoveryLimit = 30_000;

/**
 * One case: plan and approve, apply with the crash armed, start the engine again if it died, and wait. Then the provider's own list of live resources is the judge:
 * exactly one per node, and one of the procedure's call. Nothing looks at the world or repairs it in between.
 */
export async function runCase(order: CaseOrder): Promise<CaseResult> {
  const home = mkdtempSync(join(tmpdir(), 'asbuilt-crash-'));
  const record = join(home, 'points');
  const effects = await effectsAddress(basename(home));
  writeFileSync(record, '');
  writeFileSync(join(home, 'targets.yaml'), JSON.stringify({ targets: { local: order.world.target } }));
  const plan: CrashPlan = {
    record: order.kill === null ? record : '',
    point: order.kill?.point ?? '',
    phase: order.kill?.phase ?? 'before',
    victim: order.kill?.victim ?? 'engine',
    restatePidFile: join(homeLayout(home).restate, 'restate.pid'),
  };
  const failures: string[] = [];
  let engine = await launch(home, plan);
  try {
    const before = await order.world.live();
    const id = await approvedPlan(engine.client, home, effects, procedureOf(order.world.making));
    for (const fault of order.faults ?? []) await order.world.breakWith(fault);
    let run = await applied(engine.client, id);
    if (order.kill?.victim === 'engine') await exited(engine.process, 20_000);
    const start = performance.now();
    if (engine.process.exitCode !== null || engine.process.signalCode !== null) engine = await launch(home, { ...plan, point: '', record: '' });
    // The caller whose `apply` was cut off does what any caller would: it applies again. A run that had begun answers that its approval is used.
    run ??= (await applied(engine.client, id)) ?? (await onlyRun(engine.client));
    const report = await ended(engine.client, run, start);
    const recovery = (performance.now() - start) / 1000;
    if (report === null) failures.push(`the run had not ended after ${recoveryLimit / 1000} s`);
    else if (report.status !== 'succeeded') failures.push(`the run ended as ${report.status}: ${JSON.stringify(report.cause)}`);
    failures.push(...judge(before, await order.world.live()), ...judgeUnit(toldEffects(effects)));
    return { name: order.name, failures, recovery, points: readFileSync(record, 'utf8').split('\n').filter(Boolean) };
  } catch (error) {
    return {
      name: order.name,
      failures: [...failures, `${error instanceof Error ? error.stack : String(error)}\n${engine.output()}`],
      recovery: 0,
      points: [],
    };
  } finally {
    await stop(engine.process, home);
    rmSync(home, { recursive: true, force: true });
  }
}

function judge(before: readonly LiveResource[], after: readonly LiveResource[]): string[] {
  const known = new Set(before.map((resource) => `${resource.type} ${resource.identifier}`));
  const made = after.filter((resource) => !known.has(`${resource.type} ${resource.identifier}`));
  const failures =
    made.length === resourceCount
      ? []
      : [`${made.length} resources are live, not ${resourceCount}: ${made.map((resource) => `${resource.type} ${resource.identifier}`).join(', ')}`];
  const owners = made.flatMap((resource) => (resource.node === null ? [] : [resource.node]));
  const twice = owners.filter((node, index) => owners.indexOf(node) !== index);
  if (twice.length > 0) failures.push(`twice: ${twice.join(', ')}`);
  if (owners.length !== taggedCount) failures.push(`${owners.length} resources carry a node's tag, not ${taggedCount}`);
  return failures;
}

/** What the unit did: it may not be repeated, so it has done it once. */
function judgeUnit({ length }: readonly string[]): string[] {
  return length === 1 ? [] : [`the unit ran ${length} times`];
}

async function launch(home: string, plan: CrashPlan): Promise<{ process: ChildProcess; client: EngineClient; output: () => string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'engine-under-test.ts'), JSON.stringify(plan)], {
    env: { PATH: process.env['PATH'], HOME: home, ASBUILT_HOME: home, NODE_COMPILE_CACHE: join(tmpdir(), 'asbuilt-test-compile-cache'), NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4000)));
  mkdirSync(home, { recursive: true });
  for (const start = performance.now(); performance.now() - start < 30_000; ) {
    const file = readJsonFile(engineFile, homeLayout(home).engine);
    if (file !== null && file.pid === child.pid) return { process: child, client: connectEngine(file.url, file.token), output: () => said };
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the engine ended before it was ready: ${said}`);
    await pause(15);
  }
  child.kill('SIGKILL');
  throw new Error(`the engine was not ready in time: ${said}`);
}

async function approvedPlan(engine: EngineClient, home: string, effects: string, procedure: SourceBundle): Promise<string> {
  const digest = digestOf(procedure);
  const { plan } = proposed(
    await engine.ask({ intent: { intent: 'twelve', params: { effects, procedure: digest } }, sources: { ...sources, [digest]: procedure } }),
  );
  const approver = value(await localApprover(readSettings({ ASBUILT_HOME: home }, home, '')));
  const { auditHead } = value(await engine.plan({ id: plan.id }));
  value(await engine.approve({ id: plan.id, approval: value(await approver.sign(plan, auditHead, [])) }));
  return plan.id;
}

/** The run's id, or null when the engine died under the call or says that the approval is used. */
async function applied(engine: EngineClient, id: string): Promise<string | null> {
  try {
    const answer = await engine.apply({ id });
    return answer.ok ? answer.value.run : null;
  } catch {
    return null;
  }
}

async function onlyRun(engine: EngineClient): Promise<string> {
  const { runs } = value(await engine.runs({}));
  const [first] = runs;
  if (first === undefined || runs.length !== 1) throw new Error(`there are ${runs.length} runs`);
  return first.id;
}

async function ended(engine: EngineClient, run: string, start: number) {
  while (performance.now() - start < recoveryLimit) {
    const report = await engine.run({ id: run }).catch(() => null);
    if (report?.ok && report.value.endedAt !== null) return report.value;
    await pause(20);
  }
  return null;
}

async function exited(child: ChildProcess, milliseconds: number): Promise<void> {
  for (const start = performance.now(); performance.now() - start < milliseconds; ) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    await pause(5);
  }
  throw new Error('the engine did not reach the point at which it was to die');
}

async function stop(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  try {
    process.kill(Number(readFileSync(join(homeLayout(home).restate, 'restate.pid'), 'utf8')), 'SIGKILL');
  } catch {
    // It had not been started, or is gone.
  }
}

function value<T>(result: { ok: true; value: T } | { ok: false; problems: readonly unknown[] }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
