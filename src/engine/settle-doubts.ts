import type { Binding, Observed, ResourceBinding } from '../model/observed.ts';
import { formerBinding } from './binding-of.ts';

/** The books without doubts, and what is observed under the nodes they now name. */
export interface Settled {
  readonly books: readonly Binding[];
  readonly observed: ReadonlyMap<string, Observed>;
}

/**
 * Settles creations of unknown outcome by what was observed since, for a plan: the books themselves are written only by a run.
 * 1. One that is not there, or is not ours, did not happen: it is passed over.
 * 2. One that is there is found by its tags, to be taken over by its node.
 * 3. One that was to replace another, and is there, has replaced it: it takes over the node, and what it replaced waits to be deleted.
 * What could not be read stays doubtful, and takes no part in the plan.
 */
export function settleDoubts(bindings: readonly Binding[], observed: ReadonlyMap<string, Observed>): Settled {
  const doubts = bindings.filter((binding): binding is ResourceBinding => binding.kind === 'resource' && binding.doubtful === true);
  if (doubts.length === 0) return { books: bindings, observed };
  const books = new Map(bindings.map((binding) => [binding.node as string, binding]));
  const seen = new Map(observed);
  for (const doubt of doubts) {
    books.delete(doubt.node);
    const found = observed.get(doubt.node);
    if (doubt.formerly !== undefined) seen.delete(doubt.node);
    if (found?.kind !== 'live' || found.ownership !== 'found') continue;
    const node = doubt.formerly ?? doubt.node;
    const replaced = doubt.formerly === undefined ? undefined : books.get(node);
    if (replaced?.kind === 'resource') {
      const former = formerBinding(replaced);
      books.delete(node);
      books.set(former.node, former);
      seen.set(former.node, observed.get(node) ?? { kind: 'absent' });
    }
    seen.set(node, found);
    if (!books.has(node)) books.set(node, { ...withoutDoubt(doubt), node, identifier: found.identifier, applied: {}, writeOnlyDigests: {} });
  }
  return { books: [...books.values()], observed: seen };
}

function withoutDoubt({ doubtful: _, formerly: __, ...binding }: ResourceBinding): ResourceBinding {
  return binding;
}
