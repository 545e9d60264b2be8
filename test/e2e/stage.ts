import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ComposedEngine, composeEngine } from '../../src/app/compose-engine.ts';
import { namedTarget } from '../../src/app/load-targets.ts';
import { localCallers } from '../../src/app/local-callers.ts';
import { localApprover } from '../../src/app/local-keys.ts';
import { readSettings } from '../../src/app/settings.ts';
import { lossesOf } from '../../src/engine/consent.ts';
import type { Engine, EngineClient } from '../../src/engine/engine.ts';
import type { Result } from '../../src/kernel/result.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Target } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { asCaller } from '../as-caller.ts';
import { proposed } from '../proposed.ts';

export const account = '123456789012';

/** The engine as `asbuilt up` composes it, in this process, with a sandbox that can be stopped and started again, and a shorter patience. */
export class Stage {
  readonly home = mkdtempSync(join(tmpdir(), 'asbuilt-stage-'));
  /** What the engine has written to its log. */
  readonly log: string[] = [];
  readonly #registry = loadRegistry();
  #sandbox: Sandbox | null = null;
  #engine: ComposedEngine | null = null;
  #port = 0;

  /** The engine as its user's command line reaches it. */
  get engine(): EngineClient {
    return asCaller(this.composed, localCallers('tester').cli);
  }

  /** The engine as a door reaches it. */
  get composed(): Engine {
    if (this.#engine === null) throw new Error('the engine is not started');
    return this.#engine.engine;
  }

  /** What agents' writes were answered with, as the engine keeps it. */
  get answers(): ComposedEngine['answers'] {
    if (this.#engine === null) throw new Error('the engine is not started');
    return this.#engine.answers;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async startSandbox(speed: number): Promise<void> {
    this.#sandbox = await startSandbox({
      port: this.#port,
      file: join(this.home, 'sandbox.db'),
      accounts: [account, '111111111111'],
      speed,
      types: this.#registry,
    });
    this.#port = Number(new URL(this.#sandbox.endpoint).port);
  }

  async stopSandbox(): Promise<void> {
    await this.#sandbox?.close();
    this.#sandbox = null;
  }

  async startEngine(targets: Readonly<Record<string, Partial<Target>>> = {}, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const usual: Target = { cloud: 'aws', account, region: 'us-east-1', endpoint: this.endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true };
    const configured = [namedTarget('local', usual), ...Object.entries(targets).map(([name, more]) => namedTarget(name, { ...usual, ...more }))];
    const composed = await composeEngine({
      settings: { home: this.home, packageRoot: join(import.meta.dirname, '..', '..'), env, user: 'tester' },
      targets: () => configured,
      targetFaults: () => [],
      defaultTarget: 'local',
      health: async () => ({ version: '0', home: this.home, pid: process.pid, uptimeSeconds: 0, restate: true, sandbox: null, targets: ['local'] }),
      log: (message) => {
        this.log.push(message);
        process.stderr.write(`${message}\n`);
      },
      adjust: { ports: (ports) => ({ ...ports, patience: { retry: 3_000, consistency: 2_000, slice: 1_000 } }) },
    });
    this.#engine = value(composed);
  }

  async stopEngine(): Promise<void> {
    await this.#engine?.close();
    this.#engine = null;
  }

  /** The plan for a sentence; with a name, of that deployment. */
  async plan(intent: string, name?: string): Promise<Plan> {
    return proposed(await this.engine.ask({ intent: { intent, ...(name === undefined ? {} : { name }) } })).plan;
  }

  /** A person’s yes, with every name that it has to say, or with these. */
  async sign(plan: Plan, names: readonly string[] = lossesOf(plan).map(({ node }) => node)): Promise<Approval> {
    return value(
      await value(await localApprover(readSettings({ ASBUILT_HOME: this.home }, this.home, ''))).sign(
        plan,
        value(await this.engine.plan({ id: plan.id })).auditHead,
        names,
      ),
    );
  }

  async approve(plan: Plan): Promise<void> {
    value(await this.engine.approve({ id: plan.id, approval: await this.sign(plan) }));
  }

  async ended(run: string): Promise<ResponseOf<'run'>> {
    for (;;) {
      const report = value(await this.engine.run({ id: run }));
      if (report.endedAt !== null) return report;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async control(method: string, path: string, body?: object): Promise<unknown> {
    const reply = await fetch(`${this.endpoint}/_sandbox/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!reply.ok) throw new Error(await reply.text());
    return reply.json();
  }

  async live(type: string): Promise<readonly { identifier: string; properties: Record<string, unknown> }[]> {
    return ((await this.control('GET', `resources?type=${type}`)) as { resources: { identifier: string; properties: Record<string, unknown> }[] }).resources;
  }

  async end(): Promise<void> {
    await this.stopEngine();
    await this.stopSandbox();
    this.#registry.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problems.map((one) => `${one.code}: ${one.message} ${one.cause ?? ''}`).join('\n'));
  return result.value;
}

export function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : (result.problems[0]?.code ?? 'no problem');
}
