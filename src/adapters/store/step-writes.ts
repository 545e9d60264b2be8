import type { RunStep, StepStatus, StepWord } from '../../model/run.ts';
import type { Prepared } from './prepared-statements.ts';

/**
 * Writes to the steps of a run. `steps.waits` and `runs.open_steps` follow each change of status here and nowhere else:
 *
 * 1. `waits` of a step = how many of the steps it waits for are not `done` (one that was never written is not done).
 * 2. `open_steps` of a run = how many of its steps are `pending` or `running`.
 */
export function writeStep(prepared: Prepared, run: string, step: RunStep, after: readonly string[] | undefined): void {
  const before = prepared('SELECT status FROM steps WHERE run = ? AND step = ?').get(run, step.step)?.['status'] as StepStatus | undefined;
  const error = step.error === undefined ? null : JSON.stringify(step.error);
  // What a person decides in the run: a gate, or a difference. What is not there is left out.
  const { ask, difference } = step;
  const gate = ask === undefined && difference === undefined ? null : JSON.stringify({ ask, opened: step.opened, difference });
  const kept = step.kept === undefined ? null : JSON.stringify(step.kept);
  const retried = step.retried === undefined ? null : JSON.stringify(step.retried);
  const alike = step.alike === true ? 1 : null;
  if (before === undefined) {
    const waits = writeEdges(prepared, run, step.step, after ?? []);
    const counted = prepared('UPDATE runs SET step_count = step_count + 1 WHERE id = ? RETURNING step_count').get(run);
    if (counted === undefined) throw new Error(`step ${step.step} of run ${run}, which does not exist`);
    prepared(
      'INSERT INTO steps (run, step, position, node, op, type, place, status, attempts, identifier, seconds, error, gate, kept, retried, final_snapshot, alike, waits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      run,
      step.step,
      Number(counted['step_count']),
      step.node,
      step.op,
      step.type,
      step.place,
      step.status,
      step.attempts,
      step.identifier,
      step.seconds,
      error,
      gate,
      kept,
      retried,
      step.finalSnapshot ?? null,
      alike,
      waits,
    );
  } else {
    prepared(
      'UPDATE steps SET status = ?, attempts = ?, identifier = ?, seconds = ?, error = ?, gate = ?, kept = ?, retried = ?, alike = ? WHERE run = ? AND step = ?',
    ).run(step.status, step.attempts, step.identifier, step.seconds, error, gate, kept, retried, alike, run, step.step);
  }
  const opened = Number(isOpen(step.status)) - Number(before !== undefined && isOpen(before));
  if (opened !== 0) prepared('UPDATE runs SET open_steps = open_steps + ? WHERE id = ?').run(opened, run);
  const undone = Number(before === 'done') - Number(step.status === 'done');
  if (undone !== 0) {
    prepared('UPDATE steps SET waits = waits + ? WHERE run = ? AND step IN (SELECT step FROM step_edges WHERE run = ? AND needs = ?)').run(
      undone,
      run,
      run,
      step.step,
    );
  }
}

/**
 * Makes every step that has ended without being done pending again, and leaves alone what is still under way from before a pause. What a failed attempt left
 * behind, its error and duration, goes; identifier and attempts stay. So does a person's word, but for a no by which a step has ended: that has done what it was said for.
 */
export function reopenSteps(prepared: Prepared, run: string): void {
  prepared(
    "UPDATE steps SET gate = NULL WHERE run = ? AND status NOT IN ('done', 'running', 'pending') AND json_extract(gate, '$.difference.refused') IS NOT NULL",
  ).run(run);
  prepared("UPDATE steps SET status = 'pending', error = NULL, seconds = NULL WHERE run = ? AND status NOT IN ('done', 'running')").run(run);
  prepared("UPDATE runs SET open_steps = (SELECT count(*) FROM steps WHERE run = runs.id AND status <> 'done') WHERE id = ?").run(run);
}

/** See `Store.decide`. */
export function writeWord(prepared: Prepared, run: string, step: string, word: StepWord): boolean {
  const row = prepared("SELECT status, gate FROM steps WHERE run = ? AND step = ? AND status IN ('pending', 'running')").get(run, step);
  if (row === undefined) return false;
  const before = JSON.parse((row['gate'] as string | null) ?? '{}') as Asked;
  const after = word.to === 'gate' ? opened(before, word, row['status'] as StepStatus) : answered(before, word);
  if (after === null) return false;
  prepared('UPDATE steps SET gate = ? WHERE run = ? AND step = ?').run(JSON.stringify(after), run, step);
  return true;
}

type Asked = Pick<RunStep, 'ask' | 'opened' | 'difference'>;

/** A gate is opened once, when its run has come to it. */
function opened(before: Asked, word: Extract<StepWord, { to: 'gate' }>, status: StepStatus): Asked | null {
  if (before.ask === undefined || before.opened !== undefined || status !== 'running') return null;
  return { ...before, opened: word.opened };
}

/** A word holds for the answer that it was said to, and is the only one. */
function answered(before: Asked, { answer, word }: Extract<StepWord, { to: 'difference' }>): Asked | null {
  const { difference } = before;
  if (difference === undefined || difference.answer !== answer || difference.agreed !== undefined || difference.refused !== undefined) return null;
  return { ...before, difference: { ...difference, ...word } };
}

function writeEdges(prepared: Prepared, run: string, step: string, after: readonly string[]): number {
  let waits = 0;
  for (const needs of new Set(after)) {
    prepared('INSERT INTO step_edges (run, needs, step) VALUES (?, ?, ?)').run(run, needs, step);
    if (prepared('SELECT status FROM steps WHERE run = ? AND step = ?').get(run, needs)?.['status'] !== 'done') waits++;
  }
  return waits;
}

function isOpen(status: StepStatus): boolean {
  return status === 'pending' || status === 'running';
}
