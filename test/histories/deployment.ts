import type { Run } from '../../src/model/run.ts';
import type { Books, Checked } from './check-run.ts';
import type { Draft } from './draft.ts';
import type { Former } from './expected-plan.ts';
import type { Snapshot } from './snapshot.ts';
import { type UnitRan, type UnitWish, unitInputsNow, unitNode } from './unit-wish.ts';

/** What is known of one deployment, without having read any of the engine's records. */
export interface Deployment {
  readonly name: string;
  draft: Draft;
  unit: UnitWish | null;
  former: Former;
  /** With which inputs the unit last ran. */
  ran: UnitRan;
  books: Books;
  /** Keys of what was replaced and is still there. */
  leftovers: ReadonlySet<string>;
  /** False once an outcome was left open: then what a plan should say is not known for certain. */
  certain: boolean;
  /** Whether the engine knows it: a deployment begins with its first run. */
  made: boolean;
}

export function newDeployment(name: string, draft: Draft, unit: UnitWish | null): Deployment {
  return { name, draft, unit, former: new Map(), ran: null, books: new Map(), leftovers: new Set(), certain: true, made: false };
}

/** Notes what a run that was found to tell the truth has done. */
export function close(deployment: Deployment, report: Run, checked: Checked, effects: string, after: Snapshot): void {
  deployment.books = checked.books;
  deployment.leftovers = checked.leftovers;
  const whole = report.nodes.every((step) => step.status === 'done');
  const former = new Map(deployment.former);
  for (const step of report.nodes) {
    const wish = deployment.draft.get(step.node);
    if (step.status !== 'done') continue;
    if (wish !== undefined && step.op !== 'delete' && step.op !== 'adopt') former.set(step.node, wish);
    if (wish === undefined) former.delete(step.node);
  }
  // What was taken over may be otherwise than asked.
  const sure = whole && report.nodes.every((step) => step.op !== 'adopt');
  deployment.former = sure ? new Map(deployment.draft) : former;
  deployment.certain = sure;
  const step = report.nodes.find(({ node }) => node === unitNode);
  if (step?.status !== 'done') return;
  const { unit, name, books } = deployment;
  if (step.op === 'run' && unit !== null) deployment.ran = unitInputsNow(unit, name, effects, books, after);
  else if (step.op === 'delete') deployment.ran = null;
}
