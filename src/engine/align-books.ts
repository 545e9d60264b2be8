import type { Binding } from '../model/observed.ts';
import type { AwsAt, NodeAt } from '../model/target.ts';
import { type Reach, samePlace } from './places.ts';

export interface Alignment {
  /** What the deployment's targets were called when the books were written: alias → reach; of a target that is no more, nothing. */
  readonly before: ReadonlyMap<string, Reach>;
  /** What they are called now. */
  readonly now: ReadonlyMap<string, Reach>;
  /** Where the nodes are wanted now. */
  readonly wanted: ReadonlyMap<string, NodeAt>;
}

/**
 * The books in the words of today's wish. What was bound is not moved by this; only what its place is called changes:
 * 1. A target that has another alias now keeps its nodes, where it reaches the same account at the same endpoint.
 * 2. What was rebuilt and seen in several regions has no region of its own: it lives in that one of them where it is wanted.
 */
export function alignBooks(bindings: readonly Binding[], { before, now, wanted }: Alignment): readonly Binding[] {
  return bindings.map((binding) => {
    if (binding.at.cloud !== 'aws' || binding.kind !== 'resource') return binding;
    const at = regionOf({ ...binding.at, target: aliasOf(binding.at, before, now) }, binding.rebuilt?.seenIn ?? [], wanted.get(binding.node));
    return samePlace(at, binding.at) ? binding : { ...binding, at };
  });
}

function aliasOf({ target, account }: AwsAt, before: Alignment['before'], now: Alignment['now']): string {
  if (now.get(target)?.account === account) return target;
  const known = before.get(target);
  if (known === undefined) return target;
  const same = [...now].filter(([, reach]) => reach.account === account && (reach.name === known.name || reach.endpoint === known.endpoint));
  return (same.find(([, { name }]) => name === known.name) ?? same[0])?.[0] ?? target;
}

function regionOf(at: AwsAt, seenIn: readonly string[], wanted: NodeAt | undefined): AwsAt {
  if (wanted?.cloud !== 'aws' || wanted.account !== at.account || wanted.target !== at.target) return at;
  return seenIn.includes(wanted.region) ? { ...at, region: wanted.region } : at;
}
