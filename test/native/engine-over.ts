import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeEngine } from '../../src/app/compose-engine.ts';
import { localCallers } from '../../src/app/local-callers.ts';
import { localApprover } from '../../src/app/local-keys.ts';
import { readSettings } from '../../src/app/settings.ts';
import { lossesOf } from '../../src/engine/consent.ts';
import type { EngineClient } from '../../src/engine/engine.ts';
import type { Patience } from '../../src/engine/engine-ports.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ok } from '../../src/kernel/result.ts';
import type { NamedAsks } from '../../src/model/named-asks.ts';
import type { Plan } from '../../src/model/plan.ts';
import { proposal } from '../../src/model/proposal.ts';
import type { Run } from '../../src/model/run.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { asCaller } from '../as-caller.ts';
import { proposed as proposedBy } from '../proposed.ts';

export interface EngineOver {
  readonly engine: EngineClient;
  /** Its data folder. */
  readonly home: string;
  /** A plan for these resources, not approved yet. */
  plan(
    deployment: string,
    resources: readonly { readonly node: string; readonly type: string; readonly properties: object }[],
    named?: NamedAsks,
  ): Promise<Plan>;
  /** Approves and applies, and waits until the run has ended. */
  apply(plan: Plan): Promise<Run>;
  resume(run: string): Promise<Run>;
  /** Cancels the run that the deployment has under way. */
  cancel(deployment: string): Promise<void>;
  close(): Promise<void>;
}

/** The real engine, with Restate, over a folder of its own and one target at a time; what an intent means is said by the test. */
export async function engineOver(target: NamedTarget | (() => NamedTarget), patience: Patience): Promise<EngineOver> {
  const current = typeof target === 'function' ? target : () => target;
  const home = mkdtempSync(join(tmpdir(), 'asbuilt-native-'));
  const composed = await composeEngine({
    settings: {
      home,
      packageRoot: join(import.meta.dirname, '..', '..'),
      env: { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' },
      user: 'tester',
    },
    targets: () => [current()],
    targetFaults: () => [],
    defaultTarget: null,
    health: async () => ({ version: '0', home, pid: process.pid, uptimeSeconds: 0, restate: true, sandbox: null, targets: [] }),
    log: (message) => process.stderr.write(`${message}\n`),
    adjust: {
      ports: (ports) => ({ ...ports, patience, resolver: { resolve: async (intent) => ok(proposal.parse(intent.params?.['proposal'])) } }),
    },
  });
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  const engine = asCaller(composed.value.engine, localCallers('tester').cli);
  const ended = async (run: string): Promise<Run> => {
    for (;;) {
      const report = value(await engine.run({ id: run }));
      if (report.endedAt !== null) return report;
      await sleep(50);
    }
  };
  return {
    engine,
    home,
    async plan(deployment, resources, named = {}) {
      const { name, regions } = current();
      const proposed = { kind: 'draft', deployment, target: name, region: regions[0], resources, evidence: [] };
      return proposedBy(
        await engine.ask({ intent: { intent: deployment, ...(named as JsonObject), params: { proposal: JSON.parse(JSON.stringify(proposed)) } } }),
      ).plan;
    },
    async apply(plan) {
      const approver = value(await localApprover(readSettings({ ASBUILT_HOME: home }, home, '')));
      const { auditHead } = value(await engine.plan({ id: plan.id }));
      const consents = lossesOf(plan).map(({ node }) => node);
      value(await engine.approve({ id: plan.id, approval: value(await approver.sign(plan, auditHead, consents)) }));
      return ended(value(await engine.apply({ id: plan.id })).run);
    },
    async resume(run) {
      value(await engine.resume({ id: run }));
      return ended(run);
    },
    async cancel(deployment) {
      const { runs } = value(await engine.runs({}));
      for (const { id, endedAt, deployment: of } of runs) if (of === deployment && endedAt === null) value(await engine.cancel({ id }));
    },
    async close() {
      await composed.value.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function value<T>(result: { ok: true; value: T } | { ok: false; problems: readonly unknown[] }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
