import { type FunctionName, functionKinds, isFunctionName } from '../model/call-function.ts';

/** A function called on what may exist only after a step: `select(0, split(".", web.Endpoint))`. */
export interface Call<R> {
  readonly name: FunctionName;
  readonly args: readonly Argument<R>[];
}
export type Argument<R> = string | number | R | Call<R> | readonly Argument<R>[];

/** Calls within calls: more than anybody writes, and shallow enough for every reader of it. */
const deepest = 16;

/** What a text that is no reference says: a call, or a text in quotes. Null where it is neither. `reference` reads a reference, or gives null. */
export function parseCall<R>(text: string, reference: (text: string) => R | null): Call<R> | string | null {
  const reader = new Reader(text, reference);
  const value = reader.argument(0);
  return reader.ended && (typeof value === 'string' || (value !== null && isCall(value))) ? (value as Call<R> | string) : null;
}

export function isCall<R>(value: Argument<R>): value is Call<R> {
  return typeof value === 'object' && !Array.isArray(value) && 'args' in (value as object);
}

export const functionNames = Object.keys(functionKinds);

class Reader<R> {
  readonly #text: string;
  readonly #reference: (text: string) => R | null;
  #at = 0;

  constructor(text: string, reference: (text: string) => R | null) {
    this.#text = text;
    this.#reference = reference;
  }

  get ended(): boolean {
    this.#skip();
    return this.#at === this.#text.length;
  }

  argument(depth: number): Argument<R> | null {
    if (depth > deepest) return null;
    this.#skip();
    const next = this.#text[this.#at] ?? '';
    if (next === '"') return this.#quoted();
    if (next === '[') return this.#list('[', ']', depth);
    const number = this.#take(/-?\d+(?:\.\d+)?/y);
    if (number !== null) return Number(number);
    const name = this.#take(/[a-z][a-z0-9]*(?=\()/y);
    if (name !== null) {
      const args = isFunctionName(name) ? this.#list('(', ')', depth) : null;
      return args === null ? null : { name: name as FunctionName, args };
    }
    const path = this.#take(/(?:[A-Za-z0-9_.]|\[\d+\]|\["[^"\\]*"\])+/y);
    return path === null ? null : this.#reference(path);
  }

  #list(open: string, close: string, depth: number): Argument<R>[] | null {
    if (this.#text[this.#at] !== open) return null;
    this.#at++;
    const items: Argument<R>[] = [];
    for (;;) {
      this.#skip();
      if (items.length === 0 && this.#text[this.#at] === close) break;
      const item = this.argument(depth + 1);
      if (item === null) return null;
      items.push(item);
      this.#skip();
      if (this.#text[this.#at] === close) break;
      if (this.#text[this.#at] !== ',') return null;
      this.#at++;
    }
    this.#at++;
    return items;
  }

  #quoted(): string | null {
    const text = this.#take(/"(?:[^"\\]|\\.)*"/y);
    try {
      return text === null ? null : (JSON.parse(text) as string);
    } catch {
      return null;
    }
  }

  #take(form: RegExp): string | null {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #skip(): void {
    this.#take(/\s+/y);
  }
}
