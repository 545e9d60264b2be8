import { valueAt } from '../kernel/pointer.ts';
import type { Result } from '../kernel/result.ts';
import type { DesiredResource } from '../model/desired.ts';
import type { Binding, Observed, Ownership, ResourceBinding } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { appliedOf } from './applied-of.ts';
import { diffNode, type ResourceDraft } from './diff-node.ts';
import { formerBinding } from './former-binding.ts';
import { movedFrom } from './moved-from.ts';
import { nothingNamed } from './named.ts';
import { liveAttribute } from './planned-attribute.ts';
import type { PlanningInput } from './planning-input.ts';
import { attributePointer } from './read-attribute.ts';
import type { Lookup } from './resolve-references.ts';

/** Of which only a person says, by its name, that it is the node's. */
const doubts: ReadonlySet<Ownership> = new Set<Ownership>(['untagged', 'disputed', 'foreign']);

type Live = Extract<Observed, { kind: 'live' }>;

/**
 * A node whose replacement ended in its middle, and of which what it had before is asked for again: what the replacement has left behind is the node's once more, where it need not be made anew and what the
 * node has now would have to be. It is taken over, and what the node has now goes in its stead. `stored` are the books as they are, without what was settled for this plan.
 */
export function backToFormers(input: PlanningInput, stored: ReadonlyMap<string, Binding>): PlanningInput {
  const { about, named = nothingNamed } = input;
  const bindings = new Map(input.bindings);
  const observed = new Map(input.observed);
  const formersOf = Map.groupBy(
    [...bindings.values()].filter((binding) => binding.kind === 'resource' && binding.formerly !== undefined && binding.doubtful !== true),
    (binding) => (binding as ResourceBinding).formerly as string,
  ) as Map<string, ResourceBinding[]>;
  if (formersOf.size === 0) return input;
  const asked = input.desired.flatMap((wish) => {
    const { node } = wish;
    const isOut = named.accepts.has(node) || named.replaces.has(node) || (about?.has(node) === false && !named.adopts.has(node));
    return wish.kind === 'resource' && formersOf.has(node) && !isOut ? [wish] : [];
  });
  const settled = new Set<string>();
  // What refers to a node that is what it was before may be so, too.
  for (let size = -1; size !== settled.size; ) {
    size = settled.size;
    for (const wish of asked) if (!settled.has(wish.node) && takeBack(wish)) settled.add(wish.node);
  }
  return settled.size === 0 ? input : { ...input, bindings, observed };

  function takeBack(wish: DesiredResource): boolean {
    const { node } = wish;
    const type = input.typeOf(wish.type);
    const [now, seen, taken] = [bindings.get(node) ?? null, observed.get(node), named.adopts.get(node)];
    if (!type.ok || now?.kind === 'unit' || now?.doubtful === true || seen === undefined) return false;
    if (taken === undefined && !isMadeAnew(draftOf(wish, type.value, seen, now))) return false;
    const formers = (formersOf.get(node) ?? []).toSorted((a, b) => (a.node < b.node ? -1 : 1));
    for (const { formerly: _, ...former } of formers) {
      const [own, left] = [{ ...former, node }, observed.get(former.node)];
      if (left?.kind !== 'live' || left.identifier !== own.identifier || movedFrom(wish, own) !== null) continue;
      const again: Live = { ...left, ownership: 'found' };
      const isIt = taken === undefined ? left.ownership !== 'foreign' && isKept(draftOf(wish, type.value, again, own)) : left.identifier === taken;
      if (!isIt) continue;
      const held = stored.get(node);
      const isHeld = held?.kind === 'resource' && held.doubtful !== true && held.identifier === own.identifier;
      bindings.set(node, isHeld ? held : own);
      observed.set(node, isHeld || doubts.has(left.ownership) ? left : again);
      // What the books do not hold is nobody's in the plan either.
      if (!stored.has(former.node)) {
        bindings.delete(former.node);
        observed.delete(former.node);
      }
      if (now !== null && now.identifier !== own.identifier) {
        const leaves = formerBinding(now);
        bindings.set(leaves.node, leaves);
        observed.set(leaves.node, seen);
      }
      return true;
    }
    return false;
  }

  /** Where nothing is known of what was applied it is the wish that differs from what is live. */
  function draftOf(wish: DesiredResource, type: ResourceType, seen: Observed, binding: ResourceBinding | null): Result<ResourceDraft> {
    const { deployment, seal = (_, given) => given, keyed, guessed } = input;
    const aliases = input.aliasesAt?.(wish.at);
    return diffNode({
      deployment,
      node: wish.node,
      desired: wish,
      observed: seen,
      binding: binding !== null && appliedOf(binding) === null && seen.kind === 'live' ? { ...binding, applied: seen.properties } : binding,
      type,
      lookup,
      keeps: () => false,
      seal: (given) => seal(wish.node, given),
      ...(keyed === undefined ? {} : { keyed }),
      ...(guessed === undefined ? {} : { guessed }),
      ...(aliases === undefined ? {} : { aliases }),
    });
  }

  /** What a node gives now. */
  function lookup(...[node, attribute]: Parameters<Lookup>): ReturnType<Lookup> {
    const binding = bindings.get(node);
    if (binding?.kind === 'unit') return valueAt(binding.outputs, attributePointer(attribute));
    const wish = input.desired.find((one) => one.node === node);
    const type = wish?.kind === 'resource' ? input.typeOf(wish.type) : null;
    const seen = observed.get(node);
    return type?.ok === true && seen !== undefined ? liveAttribute(seen, type.value, attribute) : undefined;
  }
}

function isMadeAnew(draft: Result<ResourceDraft>): boolean {
  return draft.ok && (draft.value.action === 'create' || forces(draft.value));
}

function isKept(draft: Result<ResourceDraft>): boolean {
  return draft.ok && !forces(draft.value);
}

function forces({ differences }: ResourceDraft): boolean {
  return differences.some(({ forcesReplace }) => forcesReplace);
}
