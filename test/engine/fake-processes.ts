import type { JsonObject } from '../../src/kernel/json.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { Job, JobState, Processes } from '../../src/ports/processes.ts';
import { Died } from './died.ts';
import type { ManualClock } from './manual-clock.ts';

/** How a job goes: for so many seconds, and then as said; lost when its process is gone and left nothing. */
export interface Course {
  readonly seconds?: number;
  readonly ends?: { readonly code?: number; readonly phase?: string; readonly output?: JsonObject | string } | 'lost';
  /** The engine dies when it has just been started. */
  readonly engineDies?: boolean;
}

/** Programs that take a scripted course. A token is started once, as the port says. */
export class FakeProcesses implements Processes {
  readonly started: Job[] = [];
  readonly stopped: string[] = [];
  courses: Course[] = [];
  readonly #jobs = new Map<string, { readonly since: number; readonly course: Course }>();
  readonly #clock: ManualClock;
  #happens: { readonly at: number; readonly what: () => void } | null = null;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  /** Something happens when a job has run for so many seconds. */
  when(seconds: number, what: () => void): void {
    this.#happens = { at: seconds, what };
  }

  async start(job: Job): Promise<Result<null>> {
    if (!this.#jobs.has(job.token)) {
      const course = this.courses.shift() ?? {};
      this.started.push(job);
      this.#jobs.set(job.token, { since: this.#clock.now(), course });
      if (course.engineDies === true) throw new Died();
    }
    return ok(null);
  }

  async look(token: string): Promise<JobState> {
    const job = this.#jobs.get(token);
    if (job === undefined) return { kind: 'unknown-token' };
    if (this.stopped.includes(token)) return { kind: 'lost' };
    const { seconds = 0, ends = {} } = job.course;
    if (this.#happens !== null && this.#clock.now() - job.since >= this.#happens.at * 1_000) this.#happens.what();
    if (this.#clock.now() - job.since < seconds * 1_000) return { kind: 'running', milliseconds: this.#clock.now() - job.since };
    if (ends === 'lost') return { kind: 'lost' };
    const { code = 0, phase = 'apply', output = {} } = ends;
    return { kind: 'ended', code, phase, output: typeof output === 'string' ? output : JSON.stringify(output), errors: code === 0 ? '' : 'it went wrong' };
  }

  async input(token: string): Promise<JsonObject | null> {
    return this.started.find((job) => job.token === token)?.input ?? null;
  }

  async stop(token: string): Promise<void> {
    this.stopped.push(token);
  }

  async forget(token: string): Promise<void> {
    this.#jobs.delete(token);
  }
}
