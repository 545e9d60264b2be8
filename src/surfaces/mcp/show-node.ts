import { z } from 'zod';
import { segmentsOf } from '../../kernel/pointer.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Difference, Plan } from '../../model/plan.ts';
import { isSecretText } from '../../model/secret.ts';
import { hidingAt, isTold } from '../../model/secret-place.ts';
import { withheld } from '../../model/withhold.ts';
import { fixForAgent } from './fix-for-agent.ts';
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

interface Row {
  readonly difference?: z.infer<typeof differenceRow>;
  readonly value?: z.infer<typeof leafRow>;
}

/** Characters of JSON of differences and values on a page: with everything around them an answer stays below 1,500 tokens. */
const valuesLimit = 2_000;
const stepsShown = 3;
const itemsShown = 4;

function few<T>(items: readonly T[], told: (item: T) => string): string[] {
  return [...items.slice(0, itemsShown).map(told), ...(items.length > itemsShown ? [`and ${items.length - itemsShown} more`] : [])];
}

/** One change of a plan, with its values; null where the plan has no such node. A value is withheld where people keep secrets. */
export function showNode(plan: Plan, node: string, quote: Quote, cursor?: string): Result<{ data: z.infer<typeof nodeView>; cursor: string | null }> | null {
  const change = plan.changes.find((each) => each.node === node);
  if (change === undefined) return null;
  const sensitive = change.kind === 'resource' ? change.differences.filter((each) => each.sensitive).map(({ path }) => path) : [];
  const values = change.kind === 'unit' ? (change.inputs ?? {}) : change.action === 'create' || change.action === 'replace' ? (change.after ?? {}) : {};
  const differences = change.kind === 'resource' && change.action !== 'create' ? change.differences : [];
  // Made for the page alone: there may be thousands.
  const rows: (() => Row)[] = [
    ...differences.map((difference) => () => ({ difference: showDifference(difference, quote) })),
    ...leavesOf(values, sensitive, quote).map((value) => () => ({ value: value() })),
  ];
  const page = pageOf(rows, placesIn(rows), (row) => row(), cursor, valuesLimit);
  if (!page.ok) return page;
  const steps = plan.steps.filter((step) => step.node === change.node);
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
      ...(change.note === undefined ? {} : { note: quote(fixForAgent(change.note).text, 300) }),
      est_seconds: change.estimate,
      steps: steps.slice(0, stepsShown).map(({ op, after, calls }) => ({
        op,
        after: few(after, (step) => quote.called(step, 80)),
        calls: few(calls, ({ service, operation }) => quote.called(`${service} ${operation}`, 80)),
      })),
      differences: page.value.rows.flatMap(({ difference }) => (difference === undefined ? [] : [difference])),
      values: page.value.rows.flatMap(({ value }) => (value === undefined ? [] : [value])),
    },
  });
}

function showDifference(difference: Difference, quote: Quote): z.infer<typeof differenceRow> {
  const { path, forcesReplace } = difference;
  const hiding = difference.sensitive ? 'secret' : hidingAt(segmentsOf(path));
  const side = (name: 'before' | 'after') => {
    const value = difference[name];
    if (value === undefined) return {};
    return { [name]: isTold(value, hiding) || isSecretText(value) ? shortValue(value, quote) : withheld };
  };
  return { path: quote.called(path), ...side('before'), ...side('after'), ...(forcesReplace ? { forces_replace: true as const } : {}) };
}
