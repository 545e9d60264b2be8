import { z } from 'zod';
import { differenceText } from '../../engine/difference-text.ts';
import { isAsking } from '../../engine/run-report.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { MemberDifference } from '../../model/member.ts';
import { readAfresh } from '../../model/read-afresh.ts';
import type { Run, RunStep } from '../../model/run.ts';
import { fixForAgent } from './fix-for-agent.ts';
import { pageOf, placesIn, viewLimit } from './page.ts';
import type { Quote } from './quote.ts';

const causeLimit = 400;
const checksShown = 5;
const differencesShown = 5;

const stepRow = z.object({
  node: z.string(),
  op: z.string(),
  status: z.string(),
  identifier: z.string().optional(),
  attempts: z.number().int().optional(),
  /** Of a gate: what a person is asked, and who has opened it. */
  asks: z.string().optional(),
  opened_by: z.string().optional(),
  /** What it would change that was not approved: a person decides. */
  differs: z.array(z.string()).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  cause: z.string().optional(),
  fix: z.string().optional(),
});

export const runView = z.object({
  run: z.string(),
  plan: z.string(),
  deployment: z.string(),
  status: z.string(),
  ended: z.boolean(),
  started: z.string(),
  seconds: z.number().nullable(),
  counts: z.record(z.string(), z.number().int()),
  cause: z.object({ code: z.string(), message: z.string(), cause: z.string().optional() }).optional(),
  /** `read`: steps of which a fresh read has shown what they were for; `passed` and `failed`: what controls promise besides. */
  verified: z.object({ read: z.number().int(), passed: z.number().int(), failed: z.array(z.object({ node: z.string(), check: z.string() })) }),
  /** What was taken from the records, and why. */
  struck: z.array(z.object({ node: z.string(), check: z.string() })).optional(),
  steps: z.array(stepRow),
  /** What a person runs to let it go on. */
  command: z.string().optional(),
});

/** What became of a run: counts, and the steps that a reader must know of (those that failed, are unknown or under way), or all of them. */
export function showRun(run: Run, which: 'notable' | 'all', quote: Quote, cursor?: string): Result<{ data: z.infer<typeof runView>; cursor: string | null }> {
  const steps = which === 'all' ? run.nodes : run.nodes.filter(({ status }) => status !== 'done' && status !== 'pending' && status !== 'skipped');
  const page = pageOf(steps, placesIn(steps), (step) => showStep(step, quote), cursor, viewLimit);
  if (!page.ok) return page;
  const counts: Record<string, number> = {};
  for (const { status } of run.nodes) counts[status] = (counts[status] ?? 0) + 1;
  const failed = run.verification.filter(({ passed }) => !passed);
  const struck = run.status === 'succeeded' ? run.verification.filter((one) => one.struck === true) : [];
  const shown = (checks: Run['verification']) => checks.slice(0, checksShown).map(({ node, check }) => ({ node: quote.called(node), check: quote(check) }));
  const data = {
    run: run.id,
    plan: run.plan,
    deployment: run.deployment,
    status: run.status,
    ended: run.endedAt !== null,
    started: run.startedAt,
    seconds: run.seconds,
    counts,
    ...(run.cause === undefined ? {} : { cause: said(run.cause, quote) }),
    verified: {
      read: readAfresh(run),
      passed: run.verification.length - failed.length,
      failed: shown(failed),
    },
    ...(struck.length === 0 ? {} : { struck: shown(struck) }),
    steps: [...page.value.rows],
    ...(run.next === null || run.next === `asbuilt runs watch ${run.id}` ? {} : { command: run.next }),
  };
  return ok({ data, cursor: page.value.cursor });
}

function showStep(step: RunStep, quote: Quote): z.infer<typeof stepRow> {
  const { node, op, status, identifier, attempts, ask, opened, difference, error } = step;
  const differs = difference === undefined || !isAsking(step) ? [] : difference.differences;
  return {
    node: quote.called(node),
    op,
    status,
    ...(identifier === null ? {} : { identifier: quote.called(identifier) }),
    ...(attempts > 1 ? { attempts } : {}),
    ...(ask === undefined ? {} : { asks: quote(ask, causeLimit) }),
    ...(opened === undefined ? {} : { opened_by: quote.called(opened.by) }),
    ...(differs.length === 0 ? {} : { differs: shownDifferences(differs, quote) }),
    ...(error === undefined ? {} : { ...said(error, quote), fix: quote(fixForAgent(error.fix).text, causeLimit) }),
  };
}

function shownDifferences(differences: readonly MemberDifference[], quote: Quote): string[] {
  const shown = differences.slice(0, differencesShown).map((one) => quote(differenceText(one), 300));
  return differences.length > shown.length ? [...shown, `and ${differences.length - shown.length} more`] : shown;
}

function said({ code, message, cause }: NonNullable<Run['cause']>, quote: Quote) {
  return { code, message: quote(message, causeLimit), ...(cause === undefined ? {} : { cause: quote(cause, causeLimit) }) };
}
