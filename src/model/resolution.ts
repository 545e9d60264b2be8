import { z } from 'zod';
import { intent } from './intent.ts';
import { proposal } from './proposal.ts';
import { answer, question } from './question.ts';

/**
 * What was asked: the intent, where it is to be (`placed`: as somebody said, or by default), whether its words and its parameters are an AI agent's, and what was answered to the
 * questions that it raised. Whoever gave a value stays with it, whoever answers next.
 */
const asked = {
  intent,
  wordsBy: z.literal('agent').optional(),
  paramsBy: z.literal('agent').optional(),
  targets: z.record(z.string(), z.string()),
  placed: z.boolean().default(true),
  answers: z.array(answer),
};

/** What an intent came to, as it is recorded. A refusal is not: what was wrong may be mended. */
export const resolution = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('proposal'), ...asked, proposal }),
  z.object({ kind: z.literal('question'), ...asked, questions: z.array(question).min(1) }),
]);
export type Resolution = z.infer<typeof resolution>;
