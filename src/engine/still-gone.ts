import { concurrently } from '../graph/concurrently.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { Run } from '../model/run.ts';
import { askAgain } from './ask-again.ts';
import { type EnginePorts, readWidth } from './engine-ports.ts';
import { indexedNodes, isArnOf, thingKey } from './indexed-nodes.ts';
import { patiently } from './patient-read.ts';
import { reachTargets } from './reach-targets.ts';
import { firstOf, notThere } from './refuse-step.ts';
import type { RunContext } from './run-context.ts';
import { observedAs } from './standing-of.ts';

/**
 * Of what a removal found gone already, and would strike from the books: whether it still is. It is looked at again, and the provider's index of tags, asked once for each
 * place, must not name it. An index may name for a while what is gone; until it does not, the books keep it.
 */
export async function stillGone(context: RunContext, ports: EnginePorts): Promise<Run['verification']> {
  const { deployment, targets: signed } = context.plan;
  const targets = reachTargets(signed, ports.targets(), context.run);
  const gone = new Set(context.plan.changes.filter(({ reason }) => reason === 'already-gone').map(({ node }) => node as string));
  const books = (await ports.store.bindings(deployment)).filter((binding): binding is ResourceBinding => binding.kind === 'resource');
  const bound = books.filter(({ node }) => gone.has(node));
  if (bound.length === 0) return [];
  const indexed = await indexedNodes(deployment, bound, targets, ports);
  return concurrently(bound, readWidth, async (binding) => {
    const { node, type: name, identifier, at } = binding;
    const entry = { node, check: `${name} ${identifier} is gone` };
    const not = (code: 'NODE_UNREAD' | 'PLAN_STALE', message: string) => ({
      ...entry,
      passed: false,
      problem: problem(code, `${node}: ${message}; the records keep it`, `look at it, and plan again in some minutes: ${askAgain(context.plan)}`, {
        at: node,
      }),
    });
    const target = targets.get(at.target) ?? null;
    if (target === null) return { ...entry, passed: false, problem: notThere(at.target) };
    const found = await patiently(() => observedAs(binding, target, ports), ports);
    if (!found.ok) return { ...entry, passed: false, problem: firstOf(found.problems) };
    if (found.value.kind === 'unread') return not('NODE_UNREAD', found.value.reason);
    // Somebody else's by now, whatever tags were copied to it: the index names that one.
    if (found.value.kind === 'live' && found.value.ownership === 'foreign') return { ...entry, passed: true, struck: true as const };
    if (found.value.kind === 'live' && found.value.identifier === identifier)
      return not('PLAN_STALE', `${identifier} was not found when the plan was made, and is there`);
    const others = [
      ...books.filter((other) => other !== binding && other.type === name).map((other) => other.identifier),
      ...(found.value.kind === 'live' ? [found.value.identifier] : []),
    ];
    const named = (indexed.arns.get(thingKey(binding)) ?? []).find((arn) => !others.some((other) => isArnOf(other, arn)));
    return named === undefined
      ? { ...entry, passed: true, struck: true as const }
      : not('NODE_UNREAD', `a read does not find ${identifier}, and the index of tags names it (${named})`);
  });
}
