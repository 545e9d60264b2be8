import { z } from 'zod';
import { lossesOf } from '../../../engine/consent.ts';
import { problem } from '../../../kernel/diagnostic.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { pageOf } from '../page.ts';
import { quoteAbout } from '../quote.ts';
import { receiptOf } from '../receipt.ts';
import { nodeView, showNode } from '../show-node.ts';
import { changeRow, planOverview, planParts, showGroupMembers, showLoss, showPart } from '../show-plan.ts';
import { cursor, tool } from '../tool.ts';
import { aboutPlan, approveAnew, tellPlan } from './planning.ts';

/** The rest is the part `to_confirm` of the plan. */
const lossesShown = 5;

export const planId = z.string().describe('p_…');

export const getPlan = tool({
  name: 'get_plan',
  title: 'Show a plan',
  operation: 'plan',
  world: false,
  detail: 'As a whole, its changes in groups. Then one of: group (g1 …) for its changes, node for one change with its values, part for what else there is.',
  input: {
    plan: planId,
    group: z.string().optional(),
    node: z.string().optional(),
    part: z.enum(planParts).optional(),
    cursor,
  },
  output: z.union([
    planOverview,
    z.object({ group: z.string(), changes: z.array(changeRow) }),
    nodeView,
    z.object({ part: z.string(), rows: z.array(z.record(z.string(), z.string())) }),
  ]),
  async call({ plan: id, group, node, part, cursor: from }, { engine, caller }) {
    if ([group, node, part].filter((each) => each !== undefined).length > 1)
      return fail(problem('INPUT_INVALID', 'only one of group, node and part can be shown at once', 'give one of them'));
    const stored = await engine.plan({ id, ...(part === 'sources' ? { sources: 'yes' as const } : {}) }, caller);
    if (!stored.ok) return stored;
    const { plan, sources } = stored.value;
    const quote = quoteAbout(plan);
    const about = aboutPlan(stored.value, caller, 'read', quote);
    if (group !== undefined) {
      const page = showGroupMembers(plan, group, quote, from);
      if (page === null)
        return fail(problem('INPUT_INVALID', `plan ${id} has no group ${JSON.stringify(group)}`, 'give one that get_plan lists', { at: 'group' }));
      return page.ok ? ok({ ...about, data: { group, changes: page.value.rows }, cursor: page.value.cursor }) : page;
    }
    if (node !== undefined) {
      const shown = showNode(plan, node, quote, from);
      if (shown === null)
        return fail(problem('INPUT_INVALID', `plan ${id} has no node ${JSON.stringify(node)}`, 'give one that a group lists', { at: 'node' }));
      return shown.ok ? ok({ ...about, ...shown.value }) : shown;
    }
    if (part !== undefined) {
      const page = showPart(plan, part, sources ?? [], quote, from);
      return page.ok ? ok({ ...about, data: { part, rows: page.value.rows }, cursor: page.value.cursor }) : page;
    }
    return tellPlan(stored.value, caller, 'read', quote, from);
  },
});

export const listPlans = tool({
  name: 'list_plans',
  title: 'List plans',
  operation: 'plans',
  world: false,
  detail: '',
  input: { state: z.enum(['open', 'approved', 'rejected', 'applied']).optional(), cursor },
  output: z.object({
    plans: z.array(
      z.object({
        plan: z.string(),
        deployment: z.string(),
        state: z.string(),
        created: z.string(),
        expires: z.string(),
        expired: z.literal(true).optional(),
        counts: z.record(z.string(), z.number()),
      }),
    ),
  }),
  async call({ state, cursor: from }, { engine, caller }) {
    const listed = await engine.plans({}, caller);
    if (!listed.ok) return listed;
    const quote = quoteAbout();
    const wanted = listed.value.plans.filter((plan) => state === undefined || plan.state === state);
    const page = pageOf(
      inOrder(wanted, newestFirst),
      newestFirst,
      (plan) => ({
        plan: plan.id,
        deployment: plan.deployment,
        state: plan.state,
        created: plan.createdAt,
        expires: plan.expiresAt,
        ...(plan.expired && plan.state !== 'applied' && plan.state !== 'rejected' ? { expired: true as const } : {}),
        counts: Object.fromEntries(Object.entries(plan.summary).filter(([, count]) => (count ?? 0) > 0)),
      }),
      from,
    );
    if (!page.ok) return page;
    return ok({
      receipt: receiptOf(caller, 'read', quote),
      next: 'Show one of them.',
      next_tool: 'get_plan',
      data: { plans: page.value.rows },
      cursor: page.value.cursor,
    });
  },
});

/** A key that is the smaller the newer a thing is. */
export function newestFirst({ createdAt, startedAt, id }: { readonly createdAt?: string; readonly startedAt?: string; readonly id: string }): string {
  const at = Date.parse(createdAt ?? startedAt ?? '');
  return `${String(9_999_999_999_999 - at).padStart(13, '0')} ${id}`;
}

/** Sorted by its keys, as a list that is told in pages has to be. */
export function inOrder<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export const requestApproval = tool({
  name: 'request_approval',
  title: 'Say how a person approves a plan',
  operation: 'plan',
  world: false,
  detail:
    'No tool approves, and nothing that you or your client answer is an approval. Show your user the command, and to_confirm: what they will have to name; they run it in their own terminal. Then look with get_plan.',
  input: { plan: planId },
  output: z.object({
    plan: z.string(),
    digest: z.string(),
    state: z.string(),
    expires: z.string(),
    command: z.string().nullable(),
    to_confirm: z.array(z.object({ node: z.string(), what: z.string() })),
    to_confirm_in_all: z.number().int(),
  }),
  async call({ plan: id }, { engine, caller }) {
    const stored = await engine.plan({ id }, caller);
    if (!stored.ok) return stored;
    const { plan, state, refused } = stored.value;
    if (refused !== null && !approveAnew.has(refused.code)) return fail(refused);
    const quote = quoteAbout(plan);
    const about = aboutPlan(stored.value, caller, 'read', quote);
    const losses = lossesOf(plan);
    const open = about.next_tool === 'request_approval';
    const command = `asbuilt approve ${plan.id}`;
    return ok({
      ...about,
      ...(open ? { next: `A person approves it in their own terminal: ${command}`, next_tool: 'get_plan' } : {}),
      data: {
        plan: plan.id,
        digest: plan.digest,
        state,
        expires: plan.expiresAt,
        command: open ? command : null,
        to_confirm: losses.slice(0, lossesShown).map((loss) => showLoss(loss, quote)),
        to_confirm_in_all: losses.length,
      },
    });
  },
});
