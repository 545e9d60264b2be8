import type { EngineEvent, RunEvent } from '../../engine/engine.ts';
import type { Run, RunStep, StepStatus } from '../../model/run.ts';
import type { Follower } from './follow-run.ts';
import { formatSeconds } from './format-time.ts';
import { LiveLines } from './live-lines.ts';
import { askingLines, isSpread, renderStep, waitingLine } from './render-run.ts';
import type { Session } from './session.ts';
import { joined, type Text, t } from './text.ts';

export interface RunProgress extends Follower {
  /** Leaves the terminal as it should stay. */
  end(): void;
}

const redrawMilliseconds = 100;
const stillMilliseconds = 30_000;
const runningShown = 6;

/**
 * A run's progress as the session speaks: events as they are for a program, lines drawn in place on a terminal, plain lines for
 * steps that ended elsewhere, with a sign of life every half minute.
 */
export function runProgress(session: Session, id: string): RunProgress {
  if (session.json) {
    return { begin: () => {}, event: (event) => session.data(event), lost: () => session.say(lostLine()), end: () => {} };
  }
  return session.live ? new LiveProgress(session, id) : new PlainProgress(session, id);
}

/** Where each step stands. */
class Standing {
  /** Whether it must be said of each step where it is. */
  #spread = false;
  readonly running = new Map<string, { readonly step: RunStep; readonly since: number }>();
  #counts: Record<StepStatus, number> = { pending: 0, running: 0, done: 0, failed: 0, skipped: 0, unknown: 0 };
  readonly #statuses = new Map<string, StepStatus>();

  /** When the run began. */
  begun: number;

  constructor(now: number) {
    this.begun = now;
  }

  begin(run: Run, now: number): void {
    this.begun = Date.parse(run.startedAt);
    this.#spread = isSpread(run);
    for (const step of run.nodes) this.set(step, now);
  }

  ended(step: RunStep): Text {
    return renderStep(step, this.#spread);
  }

  set(step: RunStep, now: number): void {
    const before = this.#statuses.get(step.step);
    if (before !== undefined) this.#counts[before]--;
    this.#statuses.set(step.step, step.status);
    this.#counts[step.status]++;
    if (step.status !== 'running' && step.waiting === undefined) this.running.delete(step.step);
    else this.running.set(step.step, { step, since: this.running.get(step.step)?.since ?? now });
  }

  summary(now: number): Text {
    const { done, failed, unknown, running } = this.#counts;
    const parts = [t`${done}/${this.#statuses.size} done`, t`${running} running`];
    if (failed > 0) parts.push(t`${failed} failed`.styled('red'));
    if (unknown > 0) parts.push(t`${unknown} unknown`.styled('red'));
    return joined([...parts, t`${formatSeconds(Math.round((now - this.begun) / 1000))}`], ' · ');
  }
}

class LiveProgress implements RunProgress {
  readonly #session: Session;
  readonly #lines: LiveLines;
  readonly #id: string;
  readonly #standing: Standing;
  readonly #timer: NodeJS.Timeout;
  #kept: Text[] = [];
  #lost = false;
  #over = false;

  constructor(session: Session, id: string) {
    this.#session = session;
    this.#id = id;
    this.#lines = new LiveLines(session.io);
    this.#standing = new Standing(session.io.now());
    this.#timer = setInterval(() => this.#draw(), redrawMilliseconds);
  }

  begin(run: Run): void {
    this.#standing.begin(run, this.#session.io.now());
    this.#kept.push(...run.nodes.flatMap((step) => askingLines(this.#id, step)));
    this.#draw();
  }

  event(event: EngineEvent | RunEvent): void {
    this.#lost = false;
    if (event.kind !== 'step') return;
    this.#standing.set(event.step, this.#session.io.now());
    if (isOver(event.step)) this.#kept.push(this.#standing.ended(event.step));
    else this.#kept.push(...askingLines(this.#id, event.step));
  }

  lost(): void {
    this.#lost = true;
  }

  end(): void {
    if (this.#over) return;
    clearInterval(this.#timer);
    this.#draw();
    this.#lines.clear();
    this.#over = true;
  }

  #draw(): void {
    if (this.#over) return;
    const now = this.#session.io.now();
    const running = [...this.#standing.running.values()];
    const shown = running
      .slice(0, runningShown)
      .map(({ step, since }) => t`  ${step.op} ${t`${step.node}`.styled('bold')}  ${step.type}  ${formatSeconds(Math.round((now - since) / 1000))}`);
    const more = running.length - shown.length;
    const lines = [
      ...shown,
      ...running.flatMap(({ step }) => waitingLine(step)).slice(0, 1),
      ...(more > 0 ? [t`  and ${more} more`.styled('dim')] : []),
      t`${t`Run ${this.#id}`.styled('dim')}  ${this.#standing.summary(now)}`,
      ...(this.#lost ? [lostLine()] : []),
    ];
    const kept = this.#kept;
    this.#kept = [];
    this.#lines.draw(lines, kept);
  }
}

class PlainProgress implements RunProgress {
  readonly #session: Session;
  readonly #id: string;
  readonly #standing: Standing;
  readonly #timer: NodeJS.Timeout;

  constructor(session: Session, id: string) {
    this.#session = session;
    this.#id = id;
    this.#standing = new Standing(session.io.now());
    this.#timer = setInterval(() => session.say(t`Run ${id}: ${this.#standing.summary(session.io.now())}`), stillMilliseconds);
  }

  begin(run: Run): void {
    this.#standing.begin(run, this.#session.io.now());
    this.#session.say(
      ...run.nodes.filter(isOver).map((step) => this.#standing.ended(step)),
      ...run.nodes.flatMap((step) => [...askingLines(this.#id, step), ...waitingLine(step)]),
    );
  }

  event(event: EngineEvent | RunEvent): void {
    if (event.kind !== 'step') return;
    this.#standing.set(event.step, this.#session.io.now());
    this.#timer.refresh();
    if (isOver(event.step)) this.#session.say(this.#standing.ended(event.step));
    else this.#session.say(...askingLines(this.#id, event.step), ...waitingLine(event.step));
  }

  lost(): void {
    this.#session.say(lostLine());
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

function isOver({ status }: RunStep): boolean {
  return status === 'done' || status === 'failed' || status === 'skipped' || status === 'unknown';
}

function lostLine(): Text {
  return t`The engine does not answer; waiting for it.`.styled('yellow');
}
