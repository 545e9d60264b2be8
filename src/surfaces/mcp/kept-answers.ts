import { ok, type Result } from '../../kernel/result.ts';
import type { Kept } from './jobs.ts';
import type { Told } from './tool.ts';

/** Where answers to writes are kept, as JSON, by caller and key: beyond the end of the engine, for as long and as many as whoever keeps them says. */
export interface KeptAnswers {
  find(owner: string, key: string): Promise<{ readonly request: string; readonly answer: string } | null>;
  keep(owner: string, key: string, request: string, answer: string): Promise<void>;
  /** Whether a run of the plan was begun. */
  applied(plan: string): Promise<boolean>;
}

/**
 * Answers of tools, kept. What failed did nothing that has to be remembered, and a plan that expired unused is no answer to whoever asks for it again; one that was applied stays
 * the answer, since a plan made anew would do once more what was asked for once. An answer that cannot be kept is told all the same, and `report` hears of it. `now` is in milliseconds.
 */
export function keptIn(answers: KeptAnswers, now: () => number, report: (error: unknown) => void): Kept<Result<Told>> {
  return {
    async find(owner, key) {
      const found = await answers.find(owner, key);
      if (found === null) return null;
      const told = JSON.parse(found.answer) as Told;
      const { until, receipt } = told;
      const expired = until !== undefined && Date.parse(until) <= now();
      const ended = expired && !(receipt.plan !== undefined && (await answers.applied(receipt.plan)));
      return { request: found.request, value: ok(told), ended };
    },
    async keep(owner, key, request, told) {
      if (told.ok) await answers.keep(owner, key, request, JSON.stringify(told.value)).catch(report);
    },
  };
}
