import type { Json } from '../../src/kernel/json.ts';
import type { Durable, Journal, Next, RunProgram } from '../../src/ports/journal.ts';
import { Died } from './died.ts';

interface Announced {
  readonly run: string;
  readonly round: number;
}

interface Invocation extends Announced {
  /** Null for the one that drives the run. */
  readonly step: string | null;
  readonly deployment: string;
  /** What is on record of its journalled actions, in their order. */
  readonly journal: { readonly name: string; readonly result: Json }[];
  began: boolean;
}

/** When the process ends by itself: after a journalled action was carried out and before its result is on record. */
export interface Deaths {
  /** Asked after each action, with how many were carried out so far in all; the names are those of the engine. */
  after(actions: number, name: string): boolean;
}

/**
 * The durable runtime, as far as the run program relies on it: one run of a deployment at a time, one invocation for each step and round, a journal for each, and the
 * same invocation again on a new program after the process died. Everything happens one after the other, in the order in which it was announced.
 */
export class Scheduler implements Durable {
  /** Actions that were carried out, repeated ones too. */
  readonly actions: string[] = [];
  /** How often the process died. */
  died = 0;
  readonly #program: () => RunProgram;
  readonly #deaths: Deaths;
  readonly #seen = new Set<string>();
  readonly #queue: Invocation[] = [];
  readonly #waiting = new Map<string, Invocation>();
  #living: RunProgram;

  constructor(program: () => RunProgram, deaths: Deaths = { after: () => false }) {
    this.#program = program;
    this.#deaths = deaths;
    this.#living = program();
  }

  async start(deployment: string, run: string, round: number): Promise<void> {
    this.#announce({ deployment, run, round, step: null, journal: [], began: false });
  }

  async close(): Promise<void> {}

  /** Begins a round once more, as a runtime does that has lost what it had on record of it. */
  beginLate(run: string, round: number): Promise<readonly string[]> {
    return this.#living.begin(this.#journalOf({ deployment: '', run, round, step: null, journal: [], began: false }), run, round);
  }

  /** Executes a step as an earlier round announced it, which the runtime may have had in its queue all the time. */
  executeLate(run: string, step: string, round: number): Promise<Next> {
    return this.#living.execute(this.#journalOf({ deployment: '', run, round, step, journal: [], began: false }), run, step, round);
  }

  /** Ends a run as an earlier round would have, whose end the runtime may have had in its queue all the time. */
  finishLate(run: string, round: number): Promise<void> {
    return this.#living.finish(this.#journalOf({ deployment: '', run, round, step: null, journal: [], began: false }), run, round);
  }

  /** The process ends; what was under way goes on in a new one. */
  die(): void {
    this.died++;
    this.#living = this.#program();
  }

  /** Runs until nothing is left to do. Throws where a run waits for an end that nobody announces. */
  async drain(): Promise<void> {
    for (let left = 2_000; this.#queue.length > 0; left--) {
      if (left === 0) throw new Error('the run goes on for ever');
      const invocation = this.#queue.shift() as Invocation;
      try {
        await this.#invoke(invocation);
      } catch (error) {
        if (!(error instanceof Died)) throw error;
        this.die();
        this.#queue.unshift(invocation);
      }
    }
    if (this.#waiting.size > 0) throw new Error(`never ends: ${[...this.#waiting.keys()].join(', ')}`);
  }

  async #invoke(invocation: Invocation): Promise<void> {
    const { deployment, run, round, step } = invocation;
    const journal = this.#journalOf(invocation);
    if (step !== null) {
      const { ready, ended } = await this.#living.execute(journal, run, step, round);
      this.#announceAll(deployment, run, round, ready);
      const driving = this.#waiting.get(`${run}/${round}`);
      if (ended && driving !== undefined) {
        this.#waiting.delete(`${run}/${round}`);
        this.#queue.push(driving);
      }
      return;
    }
    if (!invocation.began) {
      const ready = await this.#living.begin(journal, run, round);
      invocation.began = true;
      if (ready.length > 0) {
        this.#waiting.set(`${run}/${round}`, invocation);
        this.#announceAll(deployment, run, round, ready);
        return;
      }
    }
    // The journal of what began it is on record; from here on it is another part of the same invocation.
    await this.#living.finish(journal, run, round);
  }

  #announceAll(deployment: string, run: string, round: number, steps: readonly string[]): void {
    for (const step of steps) this.#announce({ deployment, run, round, step, journal: [], began: false });
  }

  #announce(invocation: Invocation): void {
    const key = `${invocation.run}/${invocation.round}/${invocation.step ?? ''}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#queue.push(invocation);
  }

  #journalOf({ journal, began }: Invocation): Journal {
    // A run that began has its first entry behind it.
    let position = began ? 1 : 0;
    return {
      step: async <T>(name: string, action: () => Promise<T>): Promise<T> => {
        const recorded = journal[position];
        if (recorded !== undefined) {
          if (recorded.name !== name) throw new Error(`${name} stands where ${recorded.name} is on record`);
          position++;
          return recorded.result as T;
        }
        if (position > 1_000) throw new Error(`${name}: the step goes on for ever`);
        const result = await action();
        this.actions.push(name);
        if (this.#deaths.after(this.actions.length, name)) throw new Died();
        journal.push({ name, result: JSON.parse(JSON.stringify(result ?? null)) as Json });
        position++;
        return result;
      },
    };
  }
}
