import { problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { ResponseOf } from '../model/operations.ts';
import type { Durable } from '../ports/journal.ts';
import { StoreFailure } from '../ports/store-failure.ts';
import { applyPlan, resumeRun } from './apply-plan.ts';
import { ask } from './ask.ts';
import { approvePlan, rejectPlan, storedPlan } from './decide.ts';
import { destroy } from './destroy.ts';
import type { Engine } from './engine.ts';
import type { EnginePorts } from './engine-ports.ts';
import { eventStream } from './event-stream.ts';
import { cancelRun, listPlans, listRuns, showRun } from './runs.ts';
import { showDeployment } from './show-deployment.ts';

/** How many audit entries one request gets. */
const auditPage = 500;

/** The engine in this process. `health` is the host's knowledge of its own processes. */
export function createEngine(ports: EnginePorts, durable: Durable, health: () => Promise<ResponseOf<'health'>>): Engine {
  return {
    ask: kept((request) => ask(request, ports)),
    destroy: kept((request) => destroy(request, ports)),
    plans: kept(() => listPlans(ports)),
    plan: kept(async ({ id }) => {
      const opened = await storedPlan(id, ports);
      return opened.ok ? ok({ plan: opened.value.plan, state: opened.value.record.state, why: opened.value.record.why }) : opened;
    }),
    approve: kept((request) => approvePlan(request, ports)),
    reject: kept((request) => rejectPlan(request, ports)),
    apply: kept((request) => applyPlan(request, ports, durable)),
    runs: kept(() => listRuns(ports)),
    run: kept((request) => showRun(request, ports)),
    cancel: kept((request) => cancelRun(request, ports)),
    resume: kept((request) => resumeRun(request, ports, durable)),
    show: kept((request) => showDeployment(request, ports)),
    deployments: kept(async () => {
      // One whose last resource was removed is over: its name stays known to `show` and `destroy`, which say that nothing is left.
      const held = new Set((await ports.store.allBindings()).map((binding) => binding.deployment as string));
      return ok({ deployments: (await ports.store.deployments()).filter((deployment) => held.has(deployment.name)) } as ResponseOf<'deployments'>);
    }),
    audit: kept(async ({ from }) => ok({ entries: [...(await ports.store.audit(Number(from ?? 1), auditPage))] } as ResponseOf<'audit'>)),
    verifyAudit: kept(async () => {
      const verified = await ports.store.verifyAudit();
      if (verified.ok) return ok({ entries: verified.entries, head: verified.head });
      return fail(
        problem('AUDIT_BROKEN', `audit entry ${verified.seq}: ${verified.reason}`, 'keep the data folder as evidence and compare it with a backup', {
          at: `audit ${verified.seq}`,
        }),
      );
    }),
    health: kept(async () => ok(await health())),
    events: (run, signal) =>
      eventStream(ports.events, run, async () => (run === null ? false : ((await ports.store.runHead(run))?.endedAt ?? null) !== null), signal),
  };
}

/** Announces every run that has not ended: those that were under way when an engine died, or whose announcement was lost. */
export async function carryOn(ports: EnginePorts, durable: Durable): Promise<void> {
  for (const head of await ports.store.liveRuns()) await durable.start(head.deployment, head.id, head.round);
}

/** A use case whose store cannot write answers with that problem; it is no bug of the engine. */
function kept<Q, A>(useCase: (request: Q) => Promise<Result<A>>): (request: Q) => Promise<Result<A>> {
  return async (request) => {
    try {
      return await useCase(request);
    } catch (failure) {
      if (failure instanceof StoreFailure) return fail(failure.problem);
      throw failure;
    }
  };
}
