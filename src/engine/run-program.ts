import type { Next, RunProgram } from '../ports/journal.ts';
import { askPerson, awaitAgreement } from './await-agreement.ts';
import { endStep, isOver, nextAfter } from './end-step.ts';
import type { EnginePorts } from './engine-ports.ts';
import { finishRun, verifyRun } from './finish-run.ts';
import { performStep } from './perform-step.ts';
import { holdStep, type Prepared, prepareStep } from './prepare-step.ts';
import { firstOf } from './refuse-step.ts';
import { RunContexts } from './run-context.ts';
import { waitAtGate } from './wait-at-gate.ts';

/*
 * Invariants of a run:
 * 1. Before each mutation: the run still stands, the approval holds, targets and identity are as they were signed, and the live value is the one the plan was
 *    made from. The attempt is in the audit log and its token on disk before the call is sent.
 * 2. Every journalled action may be executed any number of times: what it decides it reads from the store and the provider, and what it
 *    writes it writes in one commit.
 * 3. A step ends once: as done, failed, skipped or unknown. What waits for a step that did not succeed is skipped in the same commit.
 * 4. A step that was sent never ends without a look at what came of it.
 * 5. A paused run begins nothing. What was sent before is followed to its end; the run goes on in a new round.
 * 6. A round ends when nothing of it is under way any more, also when the run has gone on in a later one meanwhile: that begins after it, so that no step is
 *    carried out twice at the same time. A round that is not the run's present one closes nothing and pauses nothing.
 */
type Advanced = { readonly waiting: true } | { readonly waiting: false; readonly next: Next };

export function createRunProgram(ports: EnginePorts): RunProgram {
  const contexts = new RunContexts(ports);
  return {
    begin: (journal, run, round) => journal.step('begin', () => readySteps(run, round, ports)),
    async execute(journal, run, step, round) {
      const prepared = await journal.step<Prepared>(`prepare ${step}`, () => prepareStep(run, step, round, contexts, ports));
      if (!prepared.go) return prepared.next;
      for (let slice = 0; ; slice++) {
        const advanced = await journal.step<Advanced>(`apply ${step} ${slice}`, () => advanceStep(run, step, round, contexts, ports));
        if (!advanced.waiting) return advanced.next;
      }
    },
    async finish(journal, run, round) {
      const verification = await journal.step('verify', () => verifyRun(run, round, contexts, ports));
      await journal.step('end', () => finishRun(run, round, verification, ports));
      contexts.close(run);
    },
  };
}

/** The steps that can start now. One that was under way when the engine died is among them: its invocation may be gone with the runtime's data. */
async function readySteps(run: string, round: number, { store }: EnginePorts): Promise<readonly string[]> {
  const head = await store.runHead(run);
  if (head?.round !== round) return [];
  const steps = await store.steps(run);
  const ready = new Set(head.status === 'paused' ? [] : await store.readySteps(run));
  return steps.filter((step) => step.status === 'running' || ready.has(step.step)).map((step) => step.step);
}

async function advanceStep(run: string, id: string, round: number, contexts: RunContexts, ports: EnginePorts): Promise<Advanced> {
  const record = await ports.store.stepOf(run, id);
  if (record === null) return { waiting: false, next: { ready: [], ended: true } };
  if (isOver(record.status)) return { waiting: false, next: await nextAfter(run, id, round, ports) };
  const opened = await contexts.of(run);
  if (!opened.ok) return { waiting: false, next: await endStep(run, record, null, { kind: 'unknown', problem: firstOf(opened.problems) }, round, ports) };
  const gate = opened.value.steps.get(id)?.gate;
  if (gate !== undefined) {
    const next = await waitAtGate(opened.value, record, gate, round, ports);
    return next === null ? { waiting: true } : { waiting: false, next };
  }
  // It waits for a person, or a person has just decided: nothing of it has begun.
  if (record.difference !== undefined && (await ports.store.operation(run, id)) === null) {
    const decided = await awaitAgreement(opened.value, record, round, ports);
    if (decided !== 'decided') return decided === null ? { waiting: true } : { waiting: false, next: decided };
    const prepared = await prepareStep(run, id, round, contexts, ports);
    return prepared.go ? { waiting: true } : { waiting: false, next: prepared.next };
  }
  const outcome = await performStep(opened.value, id, ports);
  if (outcome.kind !== 'waiting') ports.waits.note(run, id, null);
  switch (outcome.kind) {
    case 'waiting':
      return { waiting: true };
    case 'asks':
      await askPerson(opened.value, record, outcome.difference, ports);
      return { waiting: true };
    case 'paused':
      return { waiting: false, next: await holdStep(opened.value, record, outcome, round, ports) };
    default:
      return { waiting: false, next: await endStep(run, record, opened.value, outcome, round, ports) };
  }
}
