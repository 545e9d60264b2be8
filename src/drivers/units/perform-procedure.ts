import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject, sameJson } from '../../kernel/json.ts';
import type { ProcedureStep } from '../../model/procedure.ts';
import { fillReferences, NoValue } from '../../model/procedure-references.ts';
import { fillWords, lookupIn, type Values, WordRefused } from './call-words.ts';
import { holdsBlotted } from './declared-outputs.ts';
import type { CallFailure } from './procedure-engine.ts';
import type { Next, Past } from './unit-engine.ts';

/** One start of the AWS CLI. */
export interface ProcedureCall {
  /** The step that it is of. */
  readonly step: string;
  readonly words: readonly string[];
  /** As it is written; what it refers to is in `values`. */
  readonly input: JsonObject | undefined;
  readonly query: string | null;
  readonly values: Values;
  readonly pause: number;
}

export interface Circumstances {
  /** What is known before the first step. */
  readonly values: Values;
  readonly token: string;
  readonly failure: (words: readonly string[], code: number, errors: string) => CallFailure;
  /** The problem of a procedure that ended so. */
  readonly ended: (kind: 'failed' | 'unknown', message: string, cause?: string) => Diagnostic;
}

type Performance = Generator<ProcedureCall, Exclude<Next, { kind: 'job' }>, Past>;
type Asking<T> = Generator<ProcedureCall, T, Past>;

/** Sendings of a call that certainly had no effect, and asks for what must hold after it. The pauses between them grow, from this many milliseconds. */
const mostTries = 5;
const firstPause = 500;

/** The end of a procedure, thrown where it comes. */
class Ended extends Error {
  readonly kind: 'failed' | 'unknown';
  readonly problem: Diagnostic;
  constructor(kind: 'failed' | 'unknown', problem: Diagnostic) {
    super(problem.message);
    this.kind = kind;
    this.problem = problem;
  }
}

/** What a procedure does, as a generator of its calls that is told how each of them ended. It is pure: the same answers lead to the same calls, so it is performed again from its beginning whenever it is looked at. */
export function* performProcedure(steps: readonly ProcedureStep[], outputs: JsonObject, circumstances: Circumstances): Performance {
  const done: string[] = [];
  let values: Values = { ...circumstances.values, token: circumstances.token };
  try {
    for (const step of steps) {
      const gives: JsonObject = yield* new StepRun(step, values, circumstances, done).perform();
      values = { ...values, [step.name]: gives };
      done.push(step.name);
    }
    return { kind: 'gave', outputs: fillReferences(outputs, lookupIn(values)) as JsonObject };
  } catch (error) {
    if (error instanceof Ended) return { kind: error.kind, problem: error.problem };
    if (error instanceof NoValue) return { kind: 'failed', problem: circumstances.ended('failed', `there is no ${error.message}${doneText(done)}`) };
    throw error;
  }
}

class StepRun {
  readonly #step: ProcedureStep;
  readonly #values: Values;
  readonly #around: Circumstances;
  readonly #done: readonly string[];

  constructor(step: ProcedureStep, values: Values, around: Circumstances, done: readonly string[]) {
    this.#step = step;
    this.#values = values;
    this.#around = around;
    this.#done = done;
  }

  /** What the step gives. */
  *perform(): Asking<JsonObject> {
    const { holds } = this.#step;
    if (holds === undefined) return (yield* this.#send()).gives;
    const before = yield* this.#ask(holds, 0);
    if (before !== null) return before;
    const sent = yield* this.#send(holds);
    for (let tries = 0; tries < mostTries; tries++) {
      const after = yield* this.#ask(holds, tries === 0 ? 0 : firstPause * 2 ** (tries - 1));
      if (after !== null) return after;
    }
    if (sent.lost !== undefined) throw this.#end('unknown', 'nothing tells how it ended, and what it is for does not hold', sent.lost);
    throw this.#end('failed', 'it was done, and what it is for does not hold');
  }

  /** Sends the call until it was answered. With something to look at, one whose answer was lost is looked for. */
  *#send(holds?: ProcedureStep['holds']): Asking<{ readonly gives: JsonObject; readonly lost?: string }> {
    const { aws, input, gives } = this.#step;
    const words = this.#words(aws);
    const query = holds === undefined && Object.keys(gives).length > 0 ? queryOf(gives) : null;
    for (let tries = 1; ; tries++) {
      const past = yield this.#call(words, input, query, tries === 1 ? 0 : firstPause * 2 ** (tries - 2));
      if (past.kind === 'ended' && past.code === 0) return { gives: holds === undefined ? this.#given(givenBy(gives, past.output)) : {} };
      if (past.kind === 'lost') {
        if (holds !== undefined) return { gives: {}, lost: '' };
        throw this.#end('unknown', 'it was begun, and nothing tells how it ended');
      }
      const { kind, problem } = this.#around.failure(words, past.code, past.errors);
      if (kind === 'none' && tries < mostTries) continue;
      if (kind !== 'unknown') throw this.#end('failed', 'it failed', causeOf(problem));
      if (holds !== undefined) return { gives: {}, lost: causeOf(problem) };
      throw this.#end('unknown', 'nothing tells whether it was done', causeOf(problem));
    }
  }

  /** What the step gives, where what it is for holds; null where it does not. */
  *#ask(holds: NonNullable<ProcedureStep['holds']>, pause: number): Asking<JsonObject | null> {
    const { gives } = this.#step;
    const words = this.#words(holds.aws);
    const query = queryOf({ ...gives, '*': holds.query });
    for (let tries = 1; ; tries++) {
      const past = yield this.#call(words, holds.input, query, tries === 1 ? pause : firstPause * 2 ** (tries - 2));
      if (past.kind === 'ended' && past.code === 0) {
        const found = givenBy({ ...gives, '*': holds.query }, past.output);
        const { '*': held = null, ...rest } = found;
        const wanted = holds.equals === undefined ? undefined : fillReferences(holds.equals, lookupIn(this.#values));
        return (wanted === undefined ? isSomething(held) : sameJson(held, wanted)) ? this.#given(rest) : null;
      }
      // A read that was cut off may be asked again.
      const failure = past.kind === 'lost' ? null : this.#around.failure(words, past.code, past.errors);
      if (failure?.kind === 'missing') return null;
      if (failure?.kind === 'refused') throw this.#end('failed', 'what it is for cannot be read', causeOf(failure.problem));
      if (tries === mostTries) throw this.#end('unknown', 'what it is for cannot be read', failure === null ? undefined : causeOf(failure.problem));
    }
  }

  /** What it gives goes into later calls: with something cut out, they would send what nobody asked for. */
  #given(gives: JsonObject): JsonObject {
    const [told] = Object.entries(gives).find(([, value]) => holdsBlotted(value)) ?? [];
    if (told !== undefined) throw this.#end('failed', `it was done, and ${told}, which it gives, holds a secret that it was given`);
    return gives;
  }

  #words(words: readonly string[]): string[] {
    try {
      return fillWords(words, this.#values);
    } catch (error) {
      if (error instanceof WordRefused) throw this.#end('failed', error.message);
      throw error;
    }
  }

  #call(words: readonly string[], input: JsonObject | undefined, query: string | null, pause: number): ProcedureCall {
    // What it refers to has to be there before anything is started.
    fillReferences(input ?? {}, lookupIn(this.#values));
    return { step: this.#step.name, words, input, query, values: this.#values, pause };
  }

  #end(kind: 'failed' | 'unknown', what: string, cause?: string): Ended {
    const { name, aws } = this.#step;
    const message = `step ${name} (aws ${aws.slice(0, 2).join(' ')}): ${what}${doneText(this.#done)}`;
    return new Ended(kind, this.#around.ended(kind, message, cause));
  }
}

/** What the provider said of it. */
function causeOf({ cause, message }: Diagnostic): string {
  return cause ?? message;
}

function doneText(done: readonly string[]): string {
  return done.length === 0 ? '; nothing was done before' : `; done before: ${done.join(', ')}`;
}

/** One query that gives all of them, by name. */
function queryOf(queries: Readonly<Record<string, string>>): string {
  return `{${Object.entries(queries)
    .map(([name, query]) => `"${name}": (${query})`)
    .join(', ')}}`;
}

/** What a reply gives, by name; null where the call has none. */
function givenBy(queries: Readonly<Record<string, string>>, output: string): JsonObject {
  const read = parsed(output);
  return Object.fromEntries(Object.keys(queries).map((name) => [name, isJsonObject(read) ? (read[name] ?? null) : null]));
}

function isSomething(value: Json): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== null && value !== false && value !== '';
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
