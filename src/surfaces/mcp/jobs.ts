import { digestOf } from '../../kernel/digest.ts';

/** What became of work that may outlast a call: its value, that it goes on, that its key stands for other work, or that there is too much under way. */
export type Outcome<T> = Ended<T> | { readonly kind: 'working' } | { readonly kind: 'full' };
type Ended<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'other' };

/** What was done under a key, for longer than the engine runs. */
export interface Kept<T> {
  /** `ended`: what was done is of no use any more. */
  find(owner: string, key: string): Promise<{ readonly request: string; readonly value: T; readonly ended: boolean } | null>;
  /** Keeps the value, where it is one that has to be remembered. Never rejects: what is done is done, whether or not it can be written down. */
  keep(owner: string, key: string, request: string, value: T): Promise<void>;
}

export interface JobLimits {
  /** Milliseconds for which a call waits. Clients cut a call off at 60 s, and an answer is promised within 10. */
  readonly wait: number;
  /** Work of one caller that is under way. */
  readonly underWay: number;
}

export const usualLimits: JobLimits = { wait: 7_500, underWay: 16 };

/** Milliseconds for which what nobody came for is held: a read would later tell of a world that has moved, and a write that did something is kept elsewhere. */
const freshness = 30_000;

interface Job<T> {
  readonly owner: string;
  readonly request: string;
  readonly value: Promise<Ended<T>>;
  ended: boolean;
}

/**
 * Work that is asked for again under the same key is not done again: a client cannot resume, so it repeats its call. While it is under way it is joined; what a write
 * did is kept, before it is told, beyond the end of the engine.
 */
export class Jobs<T> {
  readonly #kept: Kept<T>;
  readonly #limits: JobLimits;
  readonly #jobs = new Map<string, Job<T>>();

  constructor(kept: Kept<T>, limits: JobLimits = usualLimits) {
    this.#kept = kept;
    this.#limits = limits;
  }

  /** Does the work, or joins it, or gives what it came to; without a key it is a read, which is joined by whoever asks the same. Work that throws is forgotten, and its error is the caller's. */
  async do(owner: string, key: string | null, request: unknown, work: () => Promise<T>): Promise<Outcome<T>> {
    const digest = digestOf(request);
    const name = `${owner}\n${key === null ? `read ${digest}` : `key ${key}`}`;
    const known = this.#jobs.get(name);
    if (known !== undefined && known.request !== digest) return { kind: 'other' };
    if (known === undefined && this.#underWay(owner) >= this.#limits.underWay) return { kind: 'full' };
    const job = known ?? this.#begin(name, owner, digest, key === null ? () => done(work()) : () => this.#once(owner, key, digest, work));
    const outcome = await this.#within(job.value);
    if (outcome.kind === 'working') this.#dropWhenStale(name, job);
    else this.#drop(name, job);
    return outcome;
  }

  async #once(owner: string, key: string, request: string, work: () => Promise<T>): Promise<Ended<T>> {
    const before = await this.#kept.find(owner, key);
    if (before !== null && before.request !== request) return { kind: 'other' };
    if (before !== null && !before.ended) return { kind: 'done', value: before.value };
    const value = await work();
    await this.#kept.keep(owner, key, request, value);
    return { kind: 'done', value };
  }

  #begin(name: string, owner: string, request: string, work: () => Promise<Ended<T>>): Job<T> {
    const job: Job<T> = { owner, request, value: work(), ended: false };
    this.#jobs.set(name, job);
    job.value.then(
      () => {
        job.ended = true;
      },
      () => this.#drop(name, job),
    );
    return job;
  }

  #drop(name: string, job: Job<T>): void {
    if (this.#jobs.get(name) === job) this.#jobs.delete(name);
  }

  #dropWhenStale(name: string, job: Job<T>): void {
    const later = () => void setTimeout(() => this.#drop(name, job), freshness).unref();
    job.value.then(later, () => undefined);
  }

  #underWay(owner: string): number {
    return [...this.#jobs.values()].filter((job) => job.owner === owner && !job.ended).length;
  }

  async #within(value: Promise<Ended<T>>): Promise<Ended<T> | { readonly kind: 'working' }> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<{ readonly kind: 'working' }>((resolve) => {
      timer = setTimeout(resolve, this.#limits.wait, { kind: 'working' });
    });
    try {
      return await Promise.race([value, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function done<T>(value: Promise<T>): Promise<Ended<T>> {
  return { kind: 'done', value: await value };
}
