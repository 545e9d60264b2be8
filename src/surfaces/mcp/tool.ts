import { z } from 'zod';
import type { Engine } from '../../engine/engine.ts';
import type { Result } from '../../kernel/result.ts';
import type { Caller } from '../../model/caller.ts';
import type { OperationName } from '../../model/operations.ts';
import type { Receipt } from './receipt.ts';

/** What a tool reaches: the engine, as one caller. */
export interface Reach {
  readonly engine: Engine;
  readonly caller: Caller;
  /** The call was given up by its client. */
  readonly signal: AbortSignal;
}

/** What a tool tells when it could do what was asked. */
export interface Told {
  readonly receipt: Receipt;
  /** In our words: what is to be done now. Never text from outside. */
  readonly next: string;
  /** The tool for that; null where there is none, or a person is to do it. */
  readonly next_tool: string | null;
  /** Everything else, and all that comes from outside: quoted. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly cursor?: string | null;
  /** Of a plan that can no longer be used from then on: a repeated call is done anew, unless it was applied. ISO 8601; never told. */
  readonly until?: string;
}

type Fields = Readonly<Record<string, z.ZodType>>;

export interface ToolSpec<I extends Fields> {
  /** verb_noun, at most 28 characters. */
  readonly name: string;
  readonly title: string;
  /** The operation that it is made of: its effect is the tool's. */
  readonly operation: OperationName;
  /** Beyond the operation's own summary, what an agent has to know to use it well. */
  readonly detail: string;
  readonly input: I;
  /** Of `data`. */
  readonly output: z.ZodType;
  /** Whether the provider is asked, or only what Asbuilt keeps. */
  readonly world: boolean;
  readonly call: (input: z.infer<z.ZodObject<I>>, reach: Reach) => Promise<Result<Told>>;
}

/** A tool whose input is still to be decoded. */
export interface Tool extends Omit<ToolSpec<Fields>, 'input' | 'call'> {
  readonly input: z.ZodObject;
  readonly call: (input: unknown, reach: Reach) => Promise<Result<Told>>;
}

/** What a write is repeated under. */
export const idempotencyKey = z
  .string()
  .regex(/^[\w-]{8,64}$/)
  .describe('8 to 64 letters, digits, - or _: new for each new request, the same to repeat one or to wait for it');
export const cursor = z.string().max(1_000).optional().describe('from the page before');

export function tool<I extends Fields>(spec: ToolSpec<I>): Tool {
  return { ...spec, input: z.object(spec.input).strict(), call: spec.call as Tool['call'] };
}
