import { DueHeap } from './due-heap.ts';
import { isOpen, type Operation } from './live.ts';
import { Sequence } from './sequence.ts';

const hour = 3_600_000;
/** How long Cloud Control remembers a client token. */
export const clientTokenLife = 36 * hour;
/** How long it remembers a request at all. */
export const requestLife = 7 * 24 * hour;

/** Every resource request: by token, by place, by client token and by when it ends. */
export class OperationLog {
  readonly #byToken = new Map<string, Operation>();
  readonly #places = new Map<string, Sequence<string>>();
  readonly #clientTokens = new Map<string, string>();
  readonly #due = new DueHeap<string>();
  /** Oldest first, for forgetting. */
  #ages: { readonly at: number; readonly token: string }[] = [];
  #forgotten = 0;

  get(token: string): Operation | undefined {
    return this.#byToken.get(token);
  }

  all(): Iterable<Operation> {
    return this.#byToken.values();
  }

  /** Adds a request, or replaces its former version; `number` ascends. */
  put(operation: Operation): void {
    const known = this.#byToken.has(operation.token);
    this.#byToken.set(operation.token, operation);
    if (!known) {
      const place = `${operation.account}|${operation.region}`;
      const sequence = this.#places.get(place) ?? new Sequence<string>();
      this.#places.set(place, sequence);
      sequence.add(operation.number, operation.token);
      if (operation.clientToken !== null) this.#clientTokens.set(`${place}|${operation.clientToken}`, operation.token);
      this.#ages.push({ at: operation.acceptedAt, token: operation.token });
    }
    if (isOpen(operation)) this.#due.add(operation.dueAt, operation.token);
  }

  /** The request made under a client token that is still remembered. */
  underClientToken(account: string, region: string, clientToken: string, now: number): Operation | undefined {
    const operation = this.#byToken.get(this.#clientTokens.get(`${account}|${region}|${clientToken}`) ?? '');
    return operation !== undefined && now - operation.acceptedAt < clientTokenLife ? operation : undefined;
  }

  /** Requests of a place older than the numbered one, newest first. */
  *newestFirst(account: string, region: string, before: number): Generator<Operation> {
    for (const token of this.#places.get(`${account}|${region}`)?.before(before) ?? []) {
      const operation = this.#byToken.get(token);
      if (operation !== undefined) yield operation;
    }
  }

  /** Takes the next open request whose time has come. */
  takeDue(now: number): Operation | undefined {
    for (;;) {
      const token = this.#due.take(now);
      if (token === undefined) return undefined;
      const operation = this.#byToken.get(token);
      // An operation that was rescheduled or cancelled has a stale place in the heap.
      if (operation !== undefined && isOpen(operation) && operation.dueAt <= now) return operation;
    }
  }

  open(): Operation[] {
    return [...this.#byToken.values()].filter(isOpen);
  }

  /** Forgets what has ended and is older than AWS remembers; returns the tokens. */
  forget(now: number): string[] {
    const gone: string[] = [];
    for (; this.#forgotten < this.#ages.length; this.#forgotten++) {
      const age = this.#ages[this.#forgotten];
      if (age === undefined || now - age.at < requestLife) break;
      const operation = this.#byToken.get(age.token);
      if (operation === undefined || isOpen(operation)) continue;
      this.#byToken.delete(age.token);
      const place = `${operation.account}|${operation.region}`;
      this.#places.get(place)?.remove(operation.number);
      if (operation.clientToken !== null) {
        const key = `${place}|${operation.clientToken}`;
        if (this.#clientTokens.get(key) === operation.token) this.#clientTokens.delete(key);
      }
      gone.push(age.token);
    }
    if (this.#forgotten > 1000 && this.#forgotten * 2 > this.#ages.length) {
      this.#ages = this.#ages.slice(this.#forgotten);
      this.#forgotten = 0;
    }
    return gone;
  }

  clear(): void {
    this.#byToken.clear();
    this.#places.clear();
    this.#clientTokens.clear();
    this.#due.clear();
    this.#ages = [];
    this.#forgotten = 0;
  }
}
