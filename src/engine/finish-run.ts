import { concurrently } from '../graph/concurrently.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { struckFor } from '../model/changes-nothing.ts';
import type { Binding } from '../model/observed.ts';
import { placeText } from '../model/place-text.ts';
import type { Plan } from '../model/plan.ts';
import type { Run, RunStatus, RunStep } from '../model/run.ts';
import { openPlan } from '../plan/seal-plan.ts';
import { failedChecks } from '../plan/verify-node.ts';
import type { RunHead, Write } from '../ports/store.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { findTwins } from './find-twins.ts';
import { patiently } from './patient-read.ts';
import { reachTargets } from './reach-targets.ts';
import { firstOf, notThere } from './refuse-step.ts';
import { reopenPlaces } from './reopen-places.ts';
import { driverOf, type RunContexts } from './run-context.ts';
import { stillGone } from './still-gone.ts';
import { stillStruck } from './still-struck.ts';
import { stillThere } from './still-there.ts';

type Verification = Run['verification'];

/**
 * Reads every node afresh that the plan promises something of, and says what was found, nodes whose step did not succeed left out; and looks for second
 * resources where the run may have made some, and for what counts as gone.
 */
export async function verifyRun(run: string, round: number, contexts: RunContexts, ports: EnginePorts): Promise<Verification> {
  const head = await ports.store.runHead(run);
  const opened = await contexts.of(run);
  if (!opened.ok || head?.status === 'paused' || head?.round !== round) return [];
  const { plan } = opened.value;
  const done = new Map((await ports.store.steps(run)).map((step) => [step.node as string, step.status === 'done']));
  const checksOf = Map.groupBy(plan.checks, (check) => check.node);
  const nodes = [...checksOf.keys()].filter((node) => done.get(node) ?? true);
  const found = await concurrently(nodes, readWidth, async (node): Promise<Verification> => {
    const checks = checksOf.get(node) ?? [];
    const read = await outputsOf(plan, run, node, ports);
    if (!read.ok) return checks.map((check) => ({ node, check: nameOf(check), passed: false, problem: unread(node, firstOf(read.problems)) }));
    const outputs = read.value;
    if (outputs === null) return checks.map((check) => ({ node, check: nameOf(check), passed: false }));
    const failed = new Map<string, Json | undefined>(failedChecks(checks, outputs).map((failure) => [nameOf(failure.check), failure.found]));
    return checks.map((check) => {
      const name = nameOf(check);
      const value = failed.get(name);
      return { node, check: name, passed: !failed.has(name), ...(value === undefined ? {} : { found: value }) };
    });
  });
  return [
    ...found.flat(),
    ...(await findTwins(opened.value, ports)),
    ...(await stillGone(opened.value, ports)),
    ...(await stillStruck(opened.value, ports)),
    ...(await stillThere(opened.value, round, ports)),
  ];
}

async function outputsOf({ deployment, targets }: Plan, run: string, node: string, ports: EnginePorts): Promise<Result<JsonObject | null>> {
  const binding = await ports.store.bindingOf(deployment, node);
  if (binding === null) return ok(null);
  // Reached anew each time: a sandbox may have moved to another address meanwhile.
  return patiently(async () => {
    const target = reachTargets(targets, ports.targets(), run).get(binding.at.target) ?? null;
    return target === null ? fail(notThere(binding.at.target)) : driverOf(binding, ports).outputs(binding, target);
  }, ports);
}

/** What could not be looked at is not called wrong. */
function unread(node: string, cause: Diagnostic): Diagnostic {
  return { ...cause, message: `${node} could not be read again to verify it: ${cause.message}`, at: node };
}

function nameOf(check: { readonly control: string; readonly pointer: string }): string {
  return `${check.control} ${check.pointer}`;
}

/** Closes the books of a run: its status follows from its steps, the cause it was stopped for, and the verification. */
export async function finishRun(run: string, round: number, verification: Verification, ports: EnginePorts): Promise<null> {
  const { store, clock } = ports;
  const head = await store.runHead(run);
  if (head === null || head.endedAt !== null || head.status === 'paused' || head.round !== round) return null;
  const { status, cause } = verdictOf(run, head.cause, head.status, await store.steps(run), verification);
  const at = new Date(clock.now()).toISOString();
  const duplicates = verification.flatMap(({ node, found, problem: why }): Write[] => {
    if (why?.code !== 'DUPLICATE_FOUND') return [];
    const data = { twins: found ?? null, message: why.message };
    return [{ kind: 'audit', event: { at, kind: 'duplicate.found', actor: 'engine', subject: `${run}/${node}`, data } }];
  });
  await store.commit([
    { kind: 'run-status', run, status, endedAt: at, verification, ...(cause === undefined ? {} : { cause }) },
    ...(await tidied(head, status === 'succeeded', ports)),
    ...duplicates,
    ...(await reopenPlaces(head, verification, ports)),
    { kind: 'audit', event: { at, kind: 'run.ended', actor: 'engine', subject: run, data: { status, ...(cause === undefined ? {} : { code: cause.code }) } } },
    { kind: 'event', event: { kind: 'run', run, status } },
  ]);
  return null;
}

/** The books without what another node has by now, and after a success without what the plan found gone already and without doubts that it found not to be there. */
async function tidied(head: RunHead, succeeded: boolean, { store }: EnginePorts): Promise<Write[]> {
  const record = await store.plan(head.plan);
  const opened = record === null ? null : openPlan(record.bytes);
  if (opened?.ok !== true) return [];
  const { changes, coverage } = opened.value.plan;
  const renamed = new Set(changes.filter(({ reason }) => reason === 'renamed').map(({ node }) => node as string));
  const gone = new Set(changes.filter(({ reason }) => struckFor.has(reason)).map(({ node }) => node as string));
  const unread = new Set(coverage.unread.map(({ scope }) => scope));
  const left = await store.bindings(head.deployment);
  const keyOf = (binding: Binding): string => (binding.kind === 'resource' ? `${binding.type} ${placeText(binding.at)} ${binding.identifier}` : '');
  const held = new Set(left.filter(({ node }) => !renamed.has(node)).map(keyOf));
  const isOver = (binding: Binding): boolean => {
    if (renamed.has(binding.node)) return succeeded || held.has(keyOf(binding));
    return (
      succeeded && (gone.has(binding.node) || (binding.kind === 'resource' && binding.doubtful === true && !unread.has(`${binding.node} (${binding.type})`)))
    );
  };
  return left.filter(isOver).map(({ deployment, node }) => ({ kind: 'unbind', deployment, node }));
}

function verdictOf(
  run: string,
  stopped: Diagnostic | undefined,
  status: RunStatus,
  steps: readonly RunStep[],
  verification: Verification,
): { status: RunStatus; cause?: Diagnostic } {
  const bad = steps.find((step) => step.status === 'failed' || step.status === 'unknown');
  if (stopped?.code === 'PLAN_STALE') return { status: 'stale', cause: stopped };
  if (bad !== undefined) return { status: 'failed', ...(bad.error === undefined ? {} : { cause: bad.error }) };
  if (steps.some((step) => step.status === 'skipped')) {
    return status === 'cancelling'
      ? { status: 'cancelled', cause: problem('RUN_CANCELLED', `run ${run} was cancelled`, `asbuilt runs resume ${run}`, { at: run }) }
      : { status: 'failed' };
  }
  const explained = verification.find((check) => !check.passed && check.problem !== undefined);
  if (explained?.problem !== undefined) return { status: 'failed', cause: explained.problem };
  const unmet = verification.find((check) => !check.passed);
  if (unmet !== undefined)
    return {
      status: 'failed',
      cause: problem('VERIFY_FAILED', `${unmet.node}: a fresh read does not show "${unmet.check}"`, `look at it: asbuilt runs show ${run}`, { at: unmet.node }),
    };
  return { status: 'succeeded' };
}
