import { mergeProperties } from '../intent/merge-properties.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { PlanBody } from '../model/plan.ts';
import type { DraftResource, Ending } from '../model/proposal.ts';
import { appliedOf } from '../plan/applied-of.ts';
import { livePropertiesOf } from '../plan/planning-input.ts';
import { failedChecks } from '../plan/verify-node.ts';
import type { PlanOrder } from './plan-for.ts';

/** An order of which it is known what its words end, and the books with which that is planned. */
interface Settled {
  readonly order: PlanOrder;
  readonly books: readonly Binding[];
}

/**
 * Ends what the words take away from what is live, although it was never asked for here: what is to be in its place becomes a part of the wish, and a member that goes counts as applied, so that the diff
 * takes it out. What is not live as the words deny it stays as it is. INTENT_NOT_UNDERSTOOD where it is live and cannot be ended.
 */
export function settleEndings(order: PlanOrder, observed: ReadonlyMap<string, Observed>, books: readonly Binding[]): Result<Settled> {
  const met = new Map<string, readonly Ending[]>();
  for (const [node, endings] of order.endings ?? []) {
    const live = livePropertiesOf(observed, node);
    const own = live === null ? [] : endings.filter((ending) => isLive(ending, node, live));
    if (own.length > 0) met.set(node, own);
  }
  if (met.size === 0) return ok({ order, books });
  const problems: Diagnostic[] = [];
  const known = books.map((binding) => {
    const live = livePropertiesOf(observed, binding.node);
    const gone = presentOf(met.get(binding.node) ?? [], live ?? {});
    if (binding.kind !== 'resource' || gone.length === 0 || appliedOf(binding) === null) return binding;
    return { ...binding, applied: { ...Object.fromEntries(gone.map((name) => [name, live?.[name] ?? null])), ...binding.applied } };
  });
  for (const [node, endings] of met) {
    const binding = known.find((one) => one.node === node);
    const isKnown = binding?.kind === 'resource' && appliedOf(binding) !== null;
    for (const ending of endings) {
      const left = isKnown ? [] : presentOf([ending], livePropertiesOf(observed, node) ?? {});
      if (ending.refused !== undefined) problems.push(cannotEnd(node, ending, ending.refused));
      else if (left.length > 0)
        problems.push(cannotEnd(node, ending, { refused: `${left.join(', ')} is there, and nothing says what was asked of it`, fix: takeOver }));
    }
  }
  if (problems.length > 0) return fail(...problems);
  const endingsOf = (node: string): readonly Ending[] => met.get(node) ?? [];
  return ok({
    order: {
      ...order,
      desired: order.desired.map((node) => (node.kind === 'resource' ? ended(node, endingsOf(node.node)) : node)),
      checks: [...order.checks, ...[...met].flatMap(([node, endings]) => endings.flatMap((ending) => checksOf(node, ending)))],
      evidence: evidenceWith(order, met),
      draft:
        order.draft === null
          ? null
          : {
              ...order.draft,
              resources: order.draft.resources.map((resource): DraftResource => {
                const own = endingsOf(resource.node);
                return { ...ended(resource, own), checks: [...resource.checks, ...own.flatMap(promisesOf)] };
              }),
            },
    },
    books: known,
  });
}

const takeOver = 'first ask for it without these words and apply that; then say them once more';

/** Whether a resource that is live has what the words take away. */
function isLive(ending: Ending, node: string, live: JsonObject): boolean {
  const { told, control } = ending;
  const tells = told.length > 0 && failedChecks(told.map((one) => ({ ...one, node, control })) as PlanBody['checks'], live).length === 0;
  return tells || presentOf([ending], live).length > 0;
}

/** The members to be taken out that are there. */
function presentOf(endings: readonly Ending[], live: JsonObject): string[] {
  return endings.flatMap(({ removes }) => removes.filter((name) => (live[name] ?? false) !== false));
}

function ended<N extends Pick<DesiredNode & { kind: 'resource' }, 'properties'>>(node: N, endings: readonly Ending[]): N {
  if (endings.length === 0) return node;
  const removed = new Set(endings.flatMap(({ removes }) => removes));
  const kept = Object.fromEntries(Object.entries(node.properties).filter(([name]) => !removed.has(name)));
  const layers = [kept, ...endings.map(({ properties }) => properties)].map((properties) => ({ properties, words: '', rank: 'base' as const }));
  return { ...node, properties: mergeProperties(layers).properties };
}

function promisesOf({ control, checks }: Ending): DraftResource['checks'] {
  return checks.map((check) => ({ ...check, control })) as DraftResource['checks'];
}

function checksOf(node: string, ending: Ending): PlanBody['checks'] {
  return promisesOf(ending).map((check) => ({ node, ...check })) as PlanBody['checks'];
}

/** What was said of an ending before it was known is said of each of its nodes as it is. */
function evidenceWith(order: PlanOrder, met: ReadonlyMap<string, readonly Ending[]>): PlanOrder['evidence'] {
  const all = [...(order.endings ?? [])].flatMap(([node, endings]) => endings.map((ending) => ({ ending, isMet: met.get(node)?.includes(ending) === true })));
  const settled = all.filter(({ ending }) => all.some((other) => other.isMet && other.ending.words === ending.words && other.ending.entry === ending.entry));
  const isSaid = (words: string, entry: string): boolean => settled.some(({ ending }) => ending.words === words && ending.entry === entry);
  return [
    ...order.evidence.filter(({ words, entry }) => !isSaid(words, entry)),
    ...settled.map(({ ending: { words, entry, effect, otherwise }, isMet }) => ({ words, entry, effect: isMet ? effect : otherwise })),
  ];
}

function cannotEnd(node: string, { words }: Ending, { refused, fix }: { readonly refused: string; readonly fix: string }): Diagnostic {
  return problem('INTENT_NOT_UNDERSTOOD', `"${words}" is not so of ${node}, as it is live, and it cannot be made so: ${refused}`, fix, { at: node });
}
