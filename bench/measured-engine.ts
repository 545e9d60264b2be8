import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { rolldown } from 'rolldown';
import { engineFile, homeLayout, readJsonFile } from '../src/app/home-layout.ts';
import { localApprover } from '../src/app/local-keys.ts';
import { readSettings } from '../src/app/settings.ts';
import { lossesOf } from '../src/engine/consent.ts';
import type { EngineClient } from '../src/engine/engine.ts';
import type { Plan } from '../src/model/plan.ts';
import type { Target } from '../src/model/target.ts';
import { connectEngine } from '../src/surfaces/http/connect-engine.ts';
import { atExit } from './at-exit.ts';

export interface Process {
  readonly child: ChildProcess;
  end(): Promise<void>;
}

export async function startSandboxProcess(speed: string, accounts: readonly string[]): Promise<Process & { endpoint: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sandbox-under-bench.ts'), speed, ...accounts], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_NO_WARNINGS: '1' },
  });
  const end = endOf(child);
  const endpoint = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error('the sandbox ended')));
  });
  return { child, endpoint, end };
}

export interface MeasuredEngine extends Process {
  readonly client: EngineClient;
  /** Asks and returns the plan with the seconds it took. */
  plan(intent: string): Promise<{ plan: Plan; seconds: number }>;
  /** Plans the removal of a deployment. */
  planRemoval(deployment: string): Promise<{ plan: Plan; seconds: number }>;
  /** Approves and runs a plan to its end; the seconds from the approval to the end, and the run's id. */
  apply(plan: Plan): Promise<{ run: string; seconds: number }>;
  /** The engine's largest resident set so far, and Restate's, in MB. */
  memory(): { engine: number; restate: number };
}

/**
 * `how` is what the target says besides its account and endpoint; a simulated one over Cloud Control unless told otherwise. `understands`: sentences by the shipped rules, or only the names of drafts for measuring.
 */
export async function startMeasuredEngine(
  endpoint: string,
  account: string,
  how: Partial<Target> = { simulated: true },
  understands: 'drafts' | 'sentences' = 'drafts',
): Promise<MeasuredEngine> {
  const home = mkdtempSync(join(tmpdir(), 'asbuilt-bench-'));
  writeFileSync(join(home, 'targets.yaml'), JSON.stringify({ targets: { local: { account, region: 'us-east-1', endpoint, ...how } } }));
  const child = spawn(process.execPath, [...shippedFlags(), await bundled(), understands], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: home, ASBUILT_HOME: home, NODE_NO_WARNINGS: '1', ...shippedEnvironment() },
  });
  const end = endOf(child);
  const file = await until(() => readJsonFile(engineFile, homeLayout(home).engine));
  const client = connectEngine(file.url, file.token);
  return {
    child,
    client,
    async plan(intent) {
      const start = performance.now();
      const asked = value(await client.ask({ intent: { intent } }));
      if (asked.kind !== 'proposal') throw new Error(JSON.stringify(asked));
      return { plan: asked.plan, seconds: (performance.now() - start) / 1000 };
    },
    async planRemoval(deployment) {
      const start = performance.now();
      const plan = value(await client.destroy({ deployment }));
      return { plan, seconds: (performance.now() - start) / 1000 };
    },
    async apply(plan) {
      const start = performance.now();
      const approver = value(await localApprover(readSettings({ ASBUILT_HOME: home }, home, '')));
      const { auditHead } = value(await client.plan({ id: plan.id }));
      const consents = lossesOf(plan).map(({ node }) => node);
      value(await client.approve({ id: plan.id, approval: value(await approver.sign(plan, auditHead, consents)) }));
      const { run } = value(await client.apply({ id: plan.id }));
      const status = await until(async () => value(await client.runs({})).runs.find((line) => line.id === run && line.endedAt !== null)?.status ?? null);
      if (status !== 'succeeded') throw new Error(`the run ended as ${status}: ${JSON.stringify(value(await client.run({ id: run })).cause)}`);
      return { run, seconds: (performance.now() - start) / 1000 };
    },
    memory: () => ({ engine: peak(child.pid ?? 0), restate: peak(Number(readFileSync(join(homeLayout(home).restate, 'restate.pid'), 'utf8'))) }),
    async end() {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

let bundling: Promise<string> | null = null;

/** The engine in one file, as it is shipped: a process that strips the types of its sources keeps 20 MB for that. */
function bundled(): Promise<string> {
  bundling ??= (async () => {
    const bundle = await rolldown({ input: join(import.meta.dirname, 'engine-under-bench.ts'), platform: 'node', external: /^[^./]/ });
    // As deep as the files that look for the package's folder from where they are.
    const dir = join(import.meta.dirname, '..', 'dist', 'bench');
    await bundle.write({ dir, entryFileNames: '[name].js', codeSplitting: false });
    await bundle.close();
    return join(dir, 'engine-under-bench.js');
  })();
  return bundling;
}

/** What `bin/asbuilt` says of memory to an engine: to V8 as options, to the C library as variables. */
function shippedFlags(): string[] {
  return launcher().match(/--(max|min|no)-[a-z-]+(=\d+)?/g) ?? [];
}

function shippedEnvironment(): Record<string, string> {
  return Object.fromEntries([...launcher().matchAll(/\{(MALLOC_[A-Z_]+):=(\d+)\}/g)].map(([, name, value]) => [name, value]));
}

function launcher(): string {
  return readFileSync(join(import.meta.dirname, '..', 'bin', 'asbuilt'), 'utf8');
}

function peak(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

async function until<T>(look: () => T | null | Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** What ends a process that was started, which happens at the latest when the measurement ends. */
function endOf(child: ChildProcess): () => Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const ended = atExit(() => child.kill());
  return async () => {
    child.kill('SIGTERM');
    await gone;
    ended();
  };
}

function value<T>(result: { ok: true; value: T } | { ok: false; problems: readonly unknown[] }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
