import { z } from 'zod';
import { ok } from '../../../kernel/result.ts';
import { pageOf, placesIn } from '../page.ts';
import { quoteAbout } from '../quote.ts';
import { receiptOf } from '../receipt.ts';
import { tool } from '../tool.ts';

export const searchKnowledge = tool({
  name: 'search_knowledge',
  title: 'Search the knowledge base',
  operation: 'searchKnowledge',
  world: false,
  detail: 'Words or a question, such as "which type keeps objects?": resource types, and the entries that say what words in an intent mean.',
  input: { text: z.string().min(1).max(500), most: z.number().int().min(1).max(50).optional().describe('10 unless given') },
  output: z.object({
    hits: z.array(z.object({ ref: z.string(), kind: z.enum(['type', 'entry']), says: z.string(), score: z.number(), draft: z.literal(true).optional() })),
    words_alone: z.literal(true).optional(),
  }),
  async call({ text, most }, { engine, caller }) {
    const found = await engine.searchKnowledge({ text, ...(most === undefined ? {} : { most }) }, caller);
    if (!found.ok) return found;
    const quote = quoteAbout();
    const { hits, problems } = found.value;
    const page = pageOf(
      hits,
      placesIn(hits),
      ({ ref, kind, description, score, inForce }) => ({
        ref: quote.called(ref, 120),
        kind,
        says: quote(description, 200),
        score: Math.round(score * 100) / 100,
        ...(inForce ? {} : { draft: true as const }),
      }),
      undefined,
    );
    if (!page.ok) return page;
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'Say what is wanted in the words that were found.',
      next_tool: 'create_plan',
      data: { hits: page.value.rows, ...(problems.length === 0 ? {} : { words_alone: true as const }) },
    });
  },
});
