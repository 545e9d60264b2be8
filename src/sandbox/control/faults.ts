import { z } from 'zod';
import { Draw } from '../types/draw.ts';
import type { Ending } from '../world/live.ts';

/** Which calls a fault meets; what is left out matches everything, and a `*` at the end stands for any rest. */
const faultMatch = z
  .object({
    account: z.string().optional(),
    region: z.string().optional(),
    type: z.string().optional(),
    /** The API operation: `CreateResource`, `GetResourceRequestStatus`, `AssumeRole`, … */
    operation: z.string().optional(),
    /** The resource's identifier; for a create, the one the caller chose. */
    identifier: z.string().optional(),
  })
  .strict();

const faultEffect = z.discriminatedUnion('kind', [
  /** The call is refused with the named exception, without effect. */
  z
    .object({
      kind: z.literal('refuse'),
      code: z.string(),
      message: z.string().default('Injected by the sandbox.'),
      status: z.int().min(400).max(599).optional(),
    })
    .strict(),
  /** The asynchronous operation ends FAILED with the ErrorCode; `applied` leaves its effect behind, as after NotStabilized. */
  z
    .object({ kind: z.literal('fail'), code: z.string(), message: z.string().default('Injected by the sandbox.'), applied: z.boolean().default(false) })
    .strict(),
  z.object({ kind: z.literal('throttle') }).strict(),
  z.object({ kind: z.literal('deny') }).strict(),
  /** The reply comes later by real milliseconds, the asynchronous operation ends later by simulated seconds. */
  z.object({ kind: z.literal('delay'), milliseconds: z.number().min(0).max(600_000).default(0), seconds: z.number().min(0).default(0) }).strict(),
  /** The call takes effect and the reply's body is cut off. */
  z.object({ kind: z.literal('malformed') }).strict(),
  /** The connection breaks: before the call takes effect, or after, so that the reply alone is lost. */
  z.object({ kind: z.literal('drop'), when: z.enum(['before', 'after']) }).strict(),
]);

export const faultRule = z
  .object({
    match: faultMatch.default({}),
    effect: faultEffect,
    /** Matching calls that are let through first. */
    skip: z.int().min(0).default(0),
    /** How often it strikes; without it, until it is cleared. */
    times: z.int().min(1).optional(),
    /** The share of matching calls it strikes, drawn by `seed`. */
    probability: z.number().min(0).max(1).default(1),
    seed: z.union([z.string(), z.int()]).default(0),
  })
  .strict();
export type FaultRule = z.infer<typeof faultRule>;
export type FaultEffect = z.infer<typeof faultEffect>;

/** What a call is, as far as faults can tell calls apart. */
export interface FaultSubject {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  readonly type: string | null;
  readonly identifier: string | null;
}

/** What an injected fault makes of an asynchronous operation. */
export interface OperationFault {
  readonly ending?: Ending;
  readonly extraSeconds?: number;
}

export interface ActiveFault {
  readonly id: number;
  readonly rule: FaultRule;
  /** Calls it matched, and calls it struck. */
  matched: number;
  struck: number;
}

/** The injected faults, in the order they were added; the first that strikes a call decides. */
export class Faults {
  #active: (ActiveFault & { readonly draw: Draw })[] = [];
  #next = 1;

  add(rule: FaultRule): number {
    const id = this.#next++;
    this.#active.push({ id, rule, matched: 0, struck: 0, draw: new Draw('fault', rule.seed) });
    return id;
  }

  /** Removes one fault, or all; false when there is none of that id. */
  clear(id: number | null): boolean {
    const before = this.#active.length;
    this.#active = id === null ? [] : this.#active.filter((fault) => fault.id !== id);
    return id === null || this.#active.length < before;
  }

  list(): Omit<ActiveFault, 'draw'>[] {
    return this.#active.map(({ id, rule, matched, struck }) => ({ id, rule, matched, struck }));
  }

  get none(): boolean {
    return this.#active.length === 0;
  }

  strike(subject: FaultSubject): FaultEffect | null {
    for (const fault of this.#active) {
      if (!matches(fault.rule.match, subject)) continue;
      fault.matched++;
      const { skip, times, probability, effect } = fault.rule;
      if (fault.matched <= skip || (times !== undefined && fault.struck >= times)) continue;
      if (probability < 1 && fault.draw.fraction() >= probability) continue;
      fault.struck++;
      return effect;
    }
    return null;
  }
}

function matches(match: FaultRule['match'], subject: FaultSubject): boolean {
  return (['account', 'region', 'type', 'operation', 'identifier'] as const).every((name) => {
    const wanted = match[name];
    if (wanted === undefined) return true;
    const value = subject[name];
    if (value === null) return false;
    return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
  });
}

/** What the effect makes of the asynchronous operation that a call begins; null when it concerns the call alone. */
export function operationFault(effect: FaultEffect | null): OperationFault | null {
  if (effect?.kind === 'fail') return { ending: { kind: 'failure', code: effect.code, message: effect.message, effect: effect.applied ? 'applied' : 'none' } };
  if (effect?.kind === 'delay' && effect.seconds > 0) return { extraSeconds: effect.seconds };
  return null;
}
