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
        // Backticks are how documentation sets a name apart; the quote would write each out.
        says: quote(description.replaceAll('`', ''), 200),
        score: Math.round(score * 100) / 100,
        ...(inForce ? {} : { draft: true as const }),
      }),
      undefined,
    );
    if (!page.ok) return page;
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'Read an entry, or say what is wanted in the words that were found.',
      next_tool: 'create_plan',
      data: { hits: page.value.rows, ...(problems.length === 0 ? {} : { words_alone: true as const }) },
    });
  },
});

/** Characters of an entry's text that are told; the rest is on the command line. */
const textShown = 6_000;

export const getKnowledge = tool({
  name: 'get_knowledge',
  title: 'Read a knowledge entry',
  operation: 'showKnowledge',
  world: false,
  detail: 'What the words of an intent do, as search_knowledge names it.',
  input: { entry: z.string().max(200).describe('as in control/private@1.0.0; without the version, the one that counts') },
  output: z.object({ entry: z.string(), counts: z.boolean(), reviewed: z.string().nullable(), versions: z.array(z.string()), text: z.string() }),
  async call({ entry }, { engine, caller }) {
    const shown = await engine.showKnowledge({ entry }, caller);
    if (!shown.ok) return shown;
    const quote = quoteAbout();
    const { entry: line, text, versions } = shown.value;
    const data = { entry: quote.called(line.entry, 120), counts: line.inForce, reviewed: line.reviewed?.on ?? null, versions, text: quote(text, textShown) };
    return ok({ receipt: receiptOf(caller, 'read', quote), next: 'Say what is wanted in its words.', next_tool: 'create_plan', data });
  },
});
