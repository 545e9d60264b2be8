import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Kept } from './jobs.ts';
import type { Told } from './tool.ts';

/** Where answers to writes are kept, as JSON, by caller and key: beyond the end of the engine, for as long and as many as whoever keeps them says. */
export interface KeptAnswers {
  find(owner: string, key: string): Promise<{ readonly request: string; readonly answer: string } | null>;
  keep(owner: string, key: string, request: string, answer: string): Promise<void>;
  /** What became of a plan, with why a person rejected it; null where it is not known. */
  planned(plan: string): Promise<{ readonly state: string; readonly why: string | null } | null>;
}

/**
 * Answers of tools, kept. What failed did nothing that has to be remembered, and a plan that expired unused is no answer to whoever asks for it again; one that was applied stays
 * the answer, since a plan made anew would do once more what was asked for once; and one that a person has rejected is answered with that. An answer that cannot be kept is told all the
 * same, and `report` hears of it. `now` is in milliseconds.
 */
export function keptIn(answers: KeptAnswers, now: () => number, report: (error: unknown) => void): Kept<Result<Told>> {
  return {
    async find(owner, key) {
      const found = await answers.find(owner, key);
      if (found === null) return null;
      const told = JSON.parse(found.answer) as Told;
      const { until, receipt } = told;
      const { request } = found;
      const plan = receipt.plan === undefined ? null : await answers.planned(receipt.plan);
      if (plan?.state === 'rejected' && receipt.plan !== undefined) return { request, value: fail(rejected(receipt.plan, plan.why)), ended: false };
      const expired = until !== undefined && Date.parse(until) <= now();
      return { request, value: ok(told), ended: expired && plan?.state !== 'applied' };
    },
    async keep(owner, key, request, told) {
      if (told.ok) await answers.keep(owner, key, request, JSON.stringify(told.value)).catch(report);
    },
  };
}

function rejected(plan: string, why: string | null): Diagnostic {
  return problem('PLAN_REJECTED', `plan ${plan} was rejected: ${why ?? 'no reason given'}`, 'ask for something else, under another idempotency key', {
    at: plan,
  });
}
