import { ok } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { ResponseOf } from '../model/operations.ts';
import type { Durable } from '../ports/journal.ts';
import { applyPlan, resumeRun } from './apply-plan.ts';
import { answer, ask } from './ask.ts';
import { approveDifference, refuseDifference } from './await-agreement.ts';
import { approverChanger, listApprovers } from './change-approvers.ts';
import { approvePlan, rejectPlan, storedPlan } from './decide.ts';
import { destroy } from './destroy.ts';
import type { Engine, UseCases } from './engine.ts';
import type { EnginePorts } from './engine-ports.ts';
import { eventStream } from './event-stream.ts';
import { listTargets } from './find-target.ts';
import { guardEngine } from './guard-engine.ts';
import { addKnowledge, listKnowledge, reviewKnowledge, showKnowledge } from './knowledge-entries.ts';
import { listDeployments } from './list-deployments.ts';
import { whyRefused } from './plan-standing.ts';
import { recover } from './recover.ts';
import { renderScript } from './render-script.ts';
import { cancelRun, listPlans, listRuns, showRun } from './runs.ts';
import { knowledgeSearch } from './search-knowledge.ts';
import { showDeployment } from './show-deployment.ts';
import { sourcesTold } from './sources-told.ts';
import { auditTold, deploymentsTold, eventsTold, runTold } from './told-to-agent.ts';
import { compareAudit, verifyAudit } from './verify-audit.ts';
import { openGate } from './wait-at-gate.ts';

/** How many past events a reader gets that was away. */
const eventPage = 50_000;
/** How many audit entries one request gets. */
const auditPage = 500;

/** The engine in this process. `health` is the host's knowledge of its own processes. */
export function createEngine(ports: EnginePorts, durable: Durable, health: () => Promise<ResponseOf<'health'>>): Engine {
  const search = knowledgeSearch(ports);
  const useCases: UseCases = {
    ask: (request, caller) => ask(request, caller, ports),
    answer: (request, caller) => answer(request, caller, ports),
    destroy: (request, caller) => destroy(request, caller, ports),
    plans: () => listPlans(ports),
    plan: async ({ id, commands, sources }, caller) => {
      const opened = await storedPlan(id, ports);
      if (!opened.ok) return opened;
      const { plan, record } = opened.value;
      const auditHead = await ports.store.auditHead();
      const refused = await whyRefused(plan, record, ports);
      return ok({
        plan,
        state: record.state,
        why: record.why,
        refused,
        auditHead,
        commands: commands === 'yes' ? renderScript(plan, record.state, ports) : null,
        sources: sources === 'yes' ? await sourcesTold(plan, caller, ports) : null,
      });
    },
    approve: (request, caller) => approvePlan(request, caller, ports),
    reject: (request, caller) => rejectPlan(request, caller, ports),
    approvers: () => listApprovers(ports),
    changeApprovers: approverChanger(ports),
    apply: (request, caller) => applyPlan(request, caller, ports, durable),
    runs: () => listRuns(ports),
    run: async (request, caller) => {
      const shown = await showRun(request, ports);
      return shown.ok ? ok(await runTold(shown.value, caller, ports)) : shown;
    },
    cancel: (request, caller) => cancelRun(request, caller, ports, durable),
    resume: (request, caller) => resumeRun(request, caller, ports, durable),
    approveDifference: (request, caller) => approveDifference(request, caller, ports),
    refuseDifference: (request, caller) => refuseDifference(request, caller, ports),
    openGate: (request, caller) => openGate(request, caller, ports),
    show: (request, caller) => showDeployment(request, caller, ports),
    deployments: async (_, caller) => ok(await deploymentsTold(await listDeployments(ports), caller, ports)),
    // What reads expressions and schemas is large, and loaded when a catalog is first used.
    publish: async (request, caller) => (await import('./publish.ts')).publish(request, caller, ports),
    catalog: async (request, caller) => (await import('./catalog.ts')).listCatalog(request, caller, ports),
    catalogVersion: async (request, caller) => (await import('./catalog.ts')).showVersion(request, caller, ports),
    catalogDiff: async (request, caller) => (await import('./catalog.ts')).compareCatalogVersions(request, caller, ports),
    markVersion: async (request, caller) => (await import('./catalog.ts')).markVersion(request, caller, ports),
    planBlueprint: async (request, caller) => (await import('./plan-blueprint.ts')).planBlueprint(request, caller, ports),
    targets: async () => ok({ targets: listTargets(ports) }),
    recover: (request, caller) => recover(request, caller, ports),
    audit: async ({ from }, caller) => ok(auditTold({ entries: [...(await ports.store.audit(Number(from ?? 1), auditPage))] } as ResponseOf<'audit'>, caller)),
    verifyAudit: () => verifyAudit(ports),
    compareAudit: (request) => compareAudit(request, ports),
    knowledge: async () => listKnowledge(ports),
    searchKnowledge: ({ text, most }) => search(text, Number(most ?? 10)),
    showKnowledge: async (request) => showKnowledge(request, ports),
    addKnowledge: (request, caller) => addKnowledge(request, caller, ports),
    reviewKnowledge: (request, caller) => reviewKnowledge(request, caller, ports),
    health: async () => ok(await health()),
  };
  const ended = async (run: string | null): Promise<boolean> => (run === null ? false : ((await ports.store.runHead(run))?.endedAt ?? null) !== null);
  const recorded = async (run: string | null, after: number | undefined) => (after === undefined ? [] : ports.store.events(after, run, eventPage));
  const listen = (run: string | null, caller: Caller, signal: AbortSignal, after: number | undefined) => {
    const events = eventStream(
      ports.events,
      run,
      () => ended(run),
      () => recorded(run, after),
      signal,
    );
    return eventsTold(events, caller, ports);
  };
  return guardEngine(useCases, listen, ports);
}

/** Announces every run that has not ended: those that were under way when an engine died, or whose announcement was lost. */
export async function carryOn(ports: EnginePorts, durable: Durable): Promise<void> {
  for (const head of await ports.store.liveRuns()) {
    // What was paused because of the world around it may go on now: whether it may is asked before each of its steps.
    const resumed = head.status === 'paused' && (await ports.store.resumeRun(head.id, [])) === 'begun';
    await durable.start(head.deployment, head.id, resumed ? head.round + 1 : head.round);
  }
}
