import { z } from 'zod';
import { segmentsOf } from '../../kernel/pointer.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Difference, Plan } from '../../model/plan.ts';
import { isSecretText } from '../../model/secret.ts';
import { isSecretPlace, withheld } from '../../model/withhold.ts';
import { kindOf, whereOf } from './group-changes.ts';
import { leafRow, leavesOf, shortValue } from './leaves.ts';
import { pageOf, placesIn } from './page.ts';
import type { Quote } from './quote.ts';

const differenceRow = z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional(), forces_replace: z.literal(true).optional() });

export const nodeView = z.object({
  node: z.string(),
  action: z.string(),
  type: z.string(),
  where: z.string(),
  because: z.string(),
  risk: z.string(),
  identifier: z.string().optional(),
  ownership: z.string().optional(),
  note: z.string().optional(),
  est_seconds: z.object({ p50: z.number(), p90: z.number() }),
  steps: z.array(z.object({ op: z.string(), after: z.array(z.string()), calls: z.array(z.string()) })),
  differences: z.array(differenceRow),
  values: z.array(leafRow),
});

/** One change of a plan, with its values; null where the plan has no such node. A value is withheld where people keep secrets. */
export function showNode(plan: Plan, node: string, quote: Quote, cursor?: string): Result<{ data: z.infer<typeof nodeView>; cursor: string | null }> | null {
  const change = plan.changes.find((each) => each.node === node);
  if (change === undefined) return null;
  const sensitive = change.kind === 'resource' ? change.differences.filter((each) => each.sensitive).map(({ path }) => path) : [];
  const values = change.kind === 'unit' ? (change.inputs ?? {}) : change.action === 'create' || change.action === 'replace' ? (change.after ?? {}) : {};
  const leaves = leavesOf(values, sensitive, quote);
  const page = pageOf(leaves, placesIn(leaves), (leaf) => leaf, cursor);
  if (!page.ok) return page;
  const differences = change.kind === 'resource' && change.action !== 'create' ? change.differences : [];
  return ok({
    cursor: page.value.cursor,
    data: {
      node: quote.called(change.node),
      action: change.action,
      type: kindOf(change),
      where: whereOf(change),
      because: change.reason,
      risk: change.risk,
      ...(change.kind === 'resource' && change.identifier !== null ? { identifier: quote.called(change.identifier) } : {}),
      ...(change.kind === 'resource' && change.ownership !== null ? { ownership: change.ownership } : {}),
      ...(change.note === undefined ? {} : { note: quote(change.note) }),
      est_seconds: change.estimate,
      steps: plan.steps
        .filter((step) => step.node === change.node)
        .map(({ op, after, calls }) => ({
          op,
          after: after.slice(0, 20).map((step) => quote.called(step, 80)),
          calls: calls.slice(0, 20).map(({ service, operation }) => quote.called(`${service} ${operation}`, 80)),
        })),
      differences: differences.slice(0, 60).map((each) => showDifference(each, quote)),
      values: [...page.value.rows],
    },
  });
}

function showDifference(difference: Difference, quote: Quote): z.infer<typeof differenceRow> {
  const { path, forcesReplace } = difference;
  const secret = difference.sensitive || segmentsOf(path).some(isSecretPlace);
  const side = (name: 'before' | 'after') =>
    difference[name] === undefined ? {} : { [name]: secret && !isSecretText(difference[name]) ? withheld : shortValue(difference[name], quote) };
  return { path: quote.called(path), ...side('before'), ...side('after'), ...(forcesReplace ? { forces_replace: true as const } : {}) };
}
