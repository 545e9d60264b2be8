import { z } from 'zod';

/** What an intent leaves open and nobody can know but whoever asked. */
export const question = z.object({
  /** Where the words stand that it is about: `intent:3`. With the slot it names the question. */
  at: z.string(),
  slot: z.string(),
  /** What is asked. */
  text: z.string(),
  /** An answer is a value; the letter of an option stands for its value. */
  options: z.array(z.object({ letter: z.string().regex(/^[a-z]$/), value: z.string(), text: z.string() })).min(1),
  /** Whether a value that no option has may be given. */
  open: z.boolean(),
  /** The value of one of the options. */
  default: z.string(),
  /** Why silence takes the default; null where it is arbitrary and silence does not take it. */
  because: z.string().nullable(),
});
export type Question = z.infer<typeof question>;

/** A value for the slot of a question; `by` where an AI agent chose it, which whoever approves the plan is told. */
export const answer = z.object({ at: z.string(), slot: z.string(), value: z.string(), by: z.literal('agent').optional() });
export type Answer = z.infer<typeof answer>;
