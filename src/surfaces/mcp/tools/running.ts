import { z } from 'zod';
import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Run } from '../../../model/run.ts';
import { pageOf } from '../page.ts';
import { quoteAbout } from '../quote.ts';
import { receiptOf, targetsOfPlan, targetsOfRun } from '../receipt.ts';
import { runView, showRun } from '../show-run.ts';
import { cursor, idempotencyKey, type Reach, tool } from '../tool.ts';
import { inOrder, newestFirst, planId } from './plans.ts';

const runId = z.string().describe('r_…');
/** Seconds. Below what a call may take. */
const longestWait = 7;

export const applyPlan = tool({
  name: 'apply_plan',
  title: 'Run an approved plan',
  operation: 'apply',
  world: true,
  detail: 'Refused until a person has approved exactly this digest. Answers with the run at once; follow it with get_run.',
  input: { plan: planId, digest: z.string().describe('as get_plan shows it'), idempotency_key: idempotencyKey },
  output: z.object({ run: z.string(), begun: z.boolean() }),
  async call({ plan: id, digest }, { engine, caller }) {
    const stored = await engine.plan({ id }, caller);
    if (!stored.ok) return stored;
    const { plan } = stored.value;
    if (plan.digest !== digest)
      return fail(
        problem('INPUT_INVALID', `the digest is not that of plan ${plan.id}`, 'look at the plan with get_plan, and give the digest that it shows', {
          at: 'digest',
        }),
      );
    const applied = await engine.apply({ id }, caller);
    const run = applied.ok ? applied.value.run : await runOf(id, applied, { engine, caller });
    if (run === null) return applied as Result<never>;
    const quote = quoteAbout(plan);
    return ok({
      receipt: receiptOf(caller, 'run', quote, { plan: plan.id, targets: targetsOfPlan(plan, quote) }),
      next: applied.ok ? 'It has begun: follow it.' : 'It had begun before: follow it.',
      next_tool: 'get_run',
      data: { run, begun: applied.ok },
    });
  },
});

/** The run that a plan was applied by, where that is why another one is refused: what a repeated call is answered with. */
async function runOf(plan: string, refused: Result<unknown>, { engine, caller }: Pick<Reach, 'engine' | 'caller'>): Promise<string | null> {
  if (refused.ok || !['PLAN_APPLIED', 'APPROVAL_USED'].includes(refused.problems[0]?.code ?? '')) return null;
  const runs = await engine.runs({}, caller);
  return (runs.ok ? runs.value.runs.find((run) => run.plan === plan)?.id : undefined) ?? null;
}

export const getRun = tool({
  name: 'get_run',
  title: 'Follow a run',
  operation: 'run',
  world: false,
  detail: 'Counts of its steps, and those that failed, are unknown or under way. wait answers when the run ends, or after that many seconds.',
  input: {
    run: runId,
    wait: z.number().min(0).max(longestWait).optional().describe(`seconds, up to ${longestWait}`),
    steps: z.enum(['notable', 'all']).optional(),
    cursor,
  },
  output: runView,
  async call({ run: id, wait = 0, steps = 'notable', cursor: from }, reach) {
    const { engine, caller } = reach;
    const before = await engine.run({ id }, caller);
    if (!before.ok) return before;
    if (before.value.endedAt === null && wait > 0) await ended(id, wait, reach);
    const report = before.value.endedAt === null && wait > 0 ? await engine.run({ id }, caller) : before;
    if (!report.ok) return report;
    const run = report.value;
    const plan = await engine.plan({ id: run.plan }, caller);
    const quote = quoteAbout(run, plan.ok ? plan.value.plan : null);
    const shown = showRun(run, steps, quote, from);
    if (!shown.ok) return shown;
    return ok({
      receipt: receiptOf(caller, 'read', quote, { plan: run.plan, targets: targetsOfRun(run, quote) }),
      ...wayOn(run),
      ...shown.value,
    });
  },
});

/** Resolves when the run has ended, the seconds are over, or nobody waits for the answer any more. */
async function ended(id: string, seconds: number, { engine, caller, signal }: Reach): Promise<void> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  const events = await engine.events(id, caller, over);
  if (!events.ok) return;
  for await (const event of events.value) if (event.kind === 'run' && event.status === 'paused') return;
}

function wayOn({ status, next: command }: Pick<Run, 'status' | 'next'>): { next: string; next_tool: string | null } {
  switch (status) {
    case 'succeeded':
      return { next: 'It is done, and a fresh read shows it.', next_tool: null };
    case 'running':
    case 'cancelling':
      return { next: 'It goes on.', next_tool: 'get_run' };
    case 'awaiting-approval':
      return {
        next: 'A step waits for a person, at a gate or because it would change what was not approved: they look at it, and decide with command.',
        next_tool: 'get_run',
      };
    case 'paused':
      return { next: 'It waits for what cause says; once that is over, command lets it go on.', next_tool: 'get_run' };
    case 'stale':
      return { next: 'The world moved after the plan: plan again.', next_tool: 'create_plan' };
    default:
      if (command === null)
        return {
          next: 'It ended with something left to do that resuming it does not do: its steps say why. Plan again, and otherwise where the same would meet the same.',
          next_tool: 'create_plan',
        };
      return { next: 'It ended with something left to do: plan again what is left, or a person resumes it with command.', next_tool: 'create_plan' };
  }
}

export const listRuns = tool({
  name: 'list_runs',
  title: 'List runs',
  operation: 'runs',
  world: false,
  detail: '',
  input: { cursor },
  output: z.object({
    runs: z.array(
      z.object({ run: z.string(), plan: z.string(), deployment: z.string(), status: z.string(), started: z.string(), ended: z.string().nullable() }),
    ),
  }),
  async call({ cursor: from }, { engine, caller }) {
    const listed = await engine.runs({}, caller);
    if (!listed.ok) return listed;
    const page = pageOf(
      inOrder(listed.value.runs, newestFirst),
      newestFirst,
      ({ id, plan, deployment, status, startedAt, endedAt }) => ({ run: id, plan, deployment, status, started: startedAt, ended: endedAt }),
      from,
    );
    if (!page.ok) return page;
    const quote = quoteAbout();
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'Follow one of them.',
      next_tool: 'get_run',
      data: { runs: page.value.rows },
      cursor: page.value.cursor,
    });
  },
});

export const cancelRun = tool({
  name: 'cancel_run',
  title: 'Stop a run',
  operation: 'cancel',
  world: true,
  detail: 'Only one that you began. What was done stays.',
  input: { run: runId, idempotency_key: idempotencyKey },
  output: z.object({ run: z.string(), status: z.string() }),
  async call({ run: id }, { engine, caller }) {
    const cancelled = await engine.cancel({ id }, caller);
    if (!cancelled.ok) return cancelled;
    const report = await engine.run({ id }, caller);
    const quote = quoteAbout();
    return ok({
      receipt: receiptOf(caller, 'run', quote, report.ok ? { plan: report.value.plan, targets: targetsOfRun(report.value, quote) } : {}),
      next: 'Follow it to its end.',
      next_tool: 'get_run',
      data: { run: cancelled.value.run, status: cancelled.value.status },
    });
  },
});
