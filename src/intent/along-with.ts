import type { DraftResource } from '../model/proposal.ts';

/** Nodes of a draft with what came along with one of them. */
export function alongWith(resources: readonly DraftResource[], named: Iterable<string>): Set<string> {
  const whole = new Set(named);
  const brought = Map.groupBy(resources, ({ of }) => of as string | undefined);
  // What is added while the set is gone through is gone through, too.
  for (const owner of whole) for (const { node } of brought.get(owner) ?? []) whole.add(node);
  return whole;
}
