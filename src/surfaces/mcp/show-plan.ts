import { z } from 'zod';
import { type Loss, lossesOf, unvouchedIn } from '../../engine/consent.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { ResponseOf, ToldSource } from '../../model/operations.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { withoutSecretPlaces } from '../../model/withhold.ts';
import { fixForAgent } from './fix-for-agent.ts';
import { type ChangeGroup, groupChanges, kindOf, whereOf } from './group-changes.ts';
import { type Page, pageOf, placesIn, viewLimit } from './page.ts';
import type { Quote } from './quote.ts';

const namesShown = 3;
const nameLimit = 60;
const pathsShown = 4;
/** How it is known whose a thing is, where that is not beyond doubt. */
const toldOwnership: ReadonlySet<string> = new Set(['unproven', 'untagged', 'disputed', 'retagged', 'tags-lost']);

const group = z.object({
  group: z.string(),
  action: z.string(),
  type: z.string(),
  where: z.string(),
  count: z.number().int(),
  nodes: z.array(z.string()),
  risk: z.string().optional(),
  because: z.string().optional(),
  ownership: z.string().optional(),
  properties: z.array(z.string()).optional(),
  note: z.string().optional(),
});

export const planOverview = z.object({
  plan: z.string(),
  digest: z.string(),
  deployment: z.string(),
  state: z.enum(['open', 'approved', 'rejected', 'applied']),
  why: z.string().optional(),
  refused: z.string().optional(),
  expires: z.string(),
  asked: z.string(),
  counts: z.record(z.string(), z.number().int()),
  est_seconds: z.object({ p50: z.number(), p90: z.number() }),
  policy: z.string(),
  complete: z.boolean(),
  groups: z.array(group),
  more: z.record(z.string(), z.number().int()),
});

type Stored = Pick<ResponseOf<'plan'>, 'plan' | 'state' | 'why' | 'refused'>;

/** A plan as a whole: what it is, how much of what, and its changes in groups. */
export function showOverview(
  { plan, state, why, refused }: Stored,
  quote: Quote,
  cursor?: string,
): Result<{ data: z.infer<typeof planOverview>; cursor: string | null }> {
  const groups = groupChanges(plan.changes);
  const page = pageOf(groups, placesIn(groups), (each) => showGroup(each, quote), cursor, viewLimit);
  if (!page.ok) return page;
  const data = {
    plan: plan.id,
    digest: plan.digest,
    deployment: plan.deployment,
    state,
    ...(why === null ? {} : { why: quote(why) }),
    ...(refused === null ? {} : { refused: quote(`${refused.code}: ${refused.message}`) }),
    expires: plan.expiresAt,
    asked: quote(plan.intent, 160),
    counts: countsOf(plan),
    est_seconds: plan.estimate.seconds,
    policy: plan.verdict.decision,
    complete: plan.complete,
    groups: [...page.value.rows],
    more: Object.fromEntries(
      planParts.map((part) => [part, part === 'sources' ? unvouchedIn(plan).length : partOf[part](plan).length]).filter(([, count]) => count !== 0),
    ),
  };
  return ok({ data, cursor: page.value.cursor });
}

/** How many changes of each action a plan really holds, counted anew. */
export function countsOf(plan: Plan): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of plan.changes) {
    const name = action === 'none' ? 'unchanged' : action;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function showGroup({ group: handle, action, changes }: ChangeGroup, quote: Quote): z.infer<typeof group> {
  const [first] = changes;
  if (first === undefined) throw new TypeError('a group without a change');
  const properties = first.kind === 'resource' && action !== 'create' ? pathsOf(first, quote) : [];
  return {
    group: handle,
    action,
    type: kindOf(first),
    where: whereOf(first),
    count: changes.length,
    nodes: [...changes.slice(0, namesShown).map(({ node }) => quote.called(node, nameLimit)), ...(changes.length > namesShown ? ['…'] : [])],
    ...(first.risk === 'reversible' ? {} : { risk: first.risk }),
    ...(first.reason === 'new' ? {} : { because: first.reason }),
    ...(first.kind === 'resource' && first.ownership !== null && toldOwnership.has(first.ownership) ? { ownership: first.ownership } : {}),
    ...(properties.length === 0 ? {} : { properties }),
    ...(first.note === undefined ? {} : { note: quote(fixForAgent(first.note).text, 300) }),
  };
}

function pathsOf(change: Extract<Change, { kind: 'resource' }>, quote: Quote): string[] {
  const paths = change.differences
    .slice(0, pathsShown)
    .map(({ path, forcesReplace }) => `${quote.called(path, nameLimit)}${forcesReplace ? ' (forces replace)' : ''}`);
  const more = change.differences.length - paths.length;
  return more > 0 ? [...paths, `and ${more} more`] : paths;
}

export const changeRow = z.object({ node: z.string(), identifier: z.string().optional(), properties: z.array(z.string()).optional() });

/** The changes of a group, one by one; null where the plan has no such group. */
export function showGroupMembers(plan: Plan, handle: string, quote: Quote, cursor?: string): Result<Page<z.infer<typeof changeRow>>> | null {
  const found = groupChanges(plan.changes).find((each) => each.group === handle);
  if (found === undefined) return null;
  return pageOf(found.changes, placesIn(found.changes), (change) => showRow(change, quote), cursor, viewLimit);
}

function showRow(change: Change, quote: Quote): z.infer<typeof changeRow> {
  if (change.kind === 'unit')
    return { node: quote.called(change.node), properties: Object.keys(change.inputs ?? {}).map((name) => quote.called(name, nameLimit)) };
  return {
    node: quote.called(change.node),
    ...(change.identifier === null ? {} : { identifier: quote.called(change.identifier) }),
    ...(change.differences.length === 0 || change.action === 'create' ? {} : { properties: pathsOf(change, quote) }),
  };
}

/** What else there is to know of a plan. */
export const planParts = ['understood', 'to_confirm', 'obstacles', 'not_read', 'impact', 'policy', 'deferred', 'members', 'sources'] as const;
type Part = (typeof planParts)[number];

/** What the person who approves has to name, and why. */
export function showLoss({ node, what }: Loss, quote: Quote): { readonly node: string; readonly what: string } {
  return { node: quote.called(node), what: quote(what, 300) };
}

type Row = (quote: Quote) => Readonly<Record<string, string>>;

const partOf: { readonly [P in Exclude<Part, 'sources'>]: (plan: Plan) => readonly Row[] } = {
  understood: ({ evidence }) =>
    evidence.map(
      ({ words, entry, effect }): Row =>
        (quote) => ({ words: quote(words), effect: quote(effect, 300), entry: quote.called(entry, 80) }),
    ),
  to_confirm: (plan) =>
    lossesOf(plan).map(
      (loss): Row =>
        (quote) =>
          showLoss(loss, quote),
    ),
  obstacles: ({ obstacles = [] }) =>
    obstacles.map(
      ({ node, because, message, fix }): Row =>
        (quote) => ({ node: quote.called(node), because, message: quote(message, 300), fix: quote(fix, 200) }),
    ),
  not_read: ({ coverage }) =>
    coverage.unread.map(
      ({ scope, reason }): Row =>
        (quote) => ({ scope: quote.called(scope), reason: quote(reason) }),
    ),
  impact: (plan) =>
    plan.impact.map(
      ({ node, type, identifier, because }): Row =>
        (quote) => ({
          node: quote.called(node),
          type: quote.called(type, 80),
          identifier: quote.called(identifier),
          because: quote(because),
        }),
    ),
  policy: ({ verdict }) =>
    verdict.reasons
      .filter(({ decision }) => decision !== 'allow')
      .map(
        ({ rule, decision, message, at }): Row =>
          (quote) => ({
            rule: quote.called(rule),
            decision,
            message: quote(message, 300),
            ...(at === undefined ? {} : { at: quote(at) }),
          }),
      ),
  deferred: (plan) =>
    plan.deferred.map(
      ({ node, because }): Row =>
        (quote) => ({ node: quote.called(node), because: quote(because, 300) }),
    ),
  members: ({ changes }) =>
    changes.flatMap((change) =>
      change.kind !== 'unit'
        ? []
        : (change.members ?? []).map(
            ({ action, type, name, place, properties }): Row =>
              (quote) => ({
                node: quote.called(change.node),
                change: quote(`${action} ${type} ${typeof name === 'string' ? name : JSON.stringify(name)}`, 300),
                where: quote.called(`${place.target}${place.region === undefined ? '' : `/${place.region}`}`),
                properties: quote(JSON.stringify(withoutSecretPlaces(properties)), 600),
              }),
          ),
    ),
};

/** What units run that nobody vouches for, in pieces of so many characters, one behind the other. */
function sourceRows(sources: readonly ToldSource[]): Row[] {
  return sources.flatMap(({ node, digest, files }) =>
    (files ?? [{ path: '', text: undefined }]).flatMap((file) => {
      const pieces = file.text?.match(/[\s\S]{1,1200}/gu) ?? [files === null ? 'it is not in the records any more' : 'no text, or empty'];
      return pieces.map(
        (piece): Row =>
          (quote) => ({ node: quote.called(node), source: digest.slice(0, 12), file: quote.called(file.path), text: quote(piece, 6 * 1200) }),
      );
    }),
  );
}

export function showPart(
  plan: Plan,
  part: Part,
  sources: readonly ToldSource[],
  quote: Quote,
  cursor?: string,
): Result<Page<Readonly<Record<string, string>>>> {
  const rows = part === 'sources' ? sourceRows(sources) : partOf[part](plan);
  return pageOf(rows, placesIn(rows), (row) => row(quote), cursor, viewLimit);
}
