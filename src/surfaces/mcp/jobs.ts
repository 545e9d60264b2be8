import { digestOf } from '../../kernel/digest.ts';

/** What became of work that may outlast a call: its value, that it goes on, that its key stands for other work, or that there is too much under way. */
export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'working' } | { readonly kind: 'other' } | { readonly kind: 'full' };

export interface JobLimits {
  /** Milliseconds for which a call waits. Clients cut a call off at 60 s, and an answer is promised within 10. */
  readonly wait: number;
  /** Ended work that is remembered, of all callers together; the oldest goes first. */
  readonly remembered: number;
  /** Work of one caller that is under way. */
  readonly underWay: number;
}

export const usualLimits: JobLimits = { wait: 8_000, remembered: 256, underWay: 16 };

/** Milliseconds for which the answer to a read that nobody came for is kept: later it would tell of a world that has moved. */
const freshness = 30_000;

interface Job<T> {
  readonly owner: string;
  readonly request: string;
  readonly value: Promise<T>;
  ended: boolean;
}

/**
 * Work that is asked for again under the same key is not done again: a client cannot resume, so it repeats its call. Remembered while the engine runs; what a
 * repetition after that begins anew changes nothing by itself, since only an approved plan does, and once.
 */
export class Jobs<T> {
  readonly #limits: JobLimits;
  readonly #jobs = new Map<string, Job<T>>();

  constructor(limits: JobLimits = usualLimits) {
    this.#limits = limits;
  }

  /**
   * Does the work, or joins it. A write is remembered as long as `keep` says so of its value; a read is done anew once it was told. Work that throws is
   * forgotten, and its error is the caller's.
   */
  async do(owner: string, key: string, request: unknown, keep: (value: T) => boolean, work: () => Promise<T>): Promise<Outcome<T>> {
    const name = `${owner}\n${key}`;
    const digest = digestOf(request);
    const known = this.#jobs.get(name);
    if (known !== undefined && known.request !== digest) return { kind: 'other' };
    if (known === undefined && this.#underWay(owner) >= this.#limits.underWay) return { kind: 'full' };
    const job = known ?? this.#begin(name, owner, digest, work);
    const outcome = await this.#within(job.value);
    if (this.#jobs.get(name) !== job) return outcome;
    if (outcome.kind === 'done' && !keep(outcome.value)) this.#jobs.delete(name);
    if (outcome.kind === 'working') this.#dropWhenStale(name, job, keep);
    return outcome;
  }

  #dropWhenStale(name: string, job: Job<T>, keep: (value: T) => boolean): void {
    const drop = (value: T): void => {
      const timer = setTimeout(() => {
        if (this.#jobs.get(name) === job && !keep(value)) this.#jobs.delete(name);
      }, freshness);
      timer.unref();
    };
    job.value.then(drop, () => undefined);
  }

  #begin(name: string, owner: string, request: string, work: () => Promise<T>): Job<T> {
    const job: Job<T> = { owner, request, value: work(), ended: false };
    this.#jobs.set(name, job);
    job.value.then(
      () => {
        job.ended = true;
        this.#trim();
      },
      () => this.#jobs.delete(name),
    );
    return job;
  }

  #underWay(owner: string): number {
    return [...this.#jobs.values()].filter((job) => job.owner === owner && !job.ended).length;
  }

  #trim(): void {
    const ended = [...this.#jobs].filter(([, job]) => job.ended);
    for (const [name] of ended.slice(0, Math.max(0, ended.length - this.#limits.remembered))) this.#jobs.delete(name);
  }

  async #within(value: Promise<T>): Promise<Outcome<T>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome<T>>((resolve) => {
      timer = setTimeout(resolve, this.#limits.wait, { kind: 'working' });
    });
    try {
      return await Promise.race([value.then((done): Outcome<T> => ({ kind: 'done', value: done })), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
