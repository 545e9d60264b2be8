import type { Binding, Observed } from '../model/observed.ts';
import type { Write } from '../ports/store.ts';
import { formerBinding } from './binding-of.ts';

/** The books without doubts, what is observed under the nodes they now name, and what must be written so that it stays that way. */
export interface Settled {
  readonly books: readonly Binding[];
  readonly observed: ReadonlyMap<string, Observed>;
  readonly writes: readonly Write[];
}

/**
 * Settles creations of unknown outcome by what was observed since:
 * 1. One that is not there, or is not ours, did not happen: it is forgotten.
 * 2. One that is there is the resource of its node.
 * 3. One that was to replace another, and is there, has replaced it: it takes over the node, and what it replaced waits to be deleted.
 * What could not be read stays doubtful, and takes no part in the plan.
 */
export function settleDoubts(bindings: readonly Binding[], observed: ReadonlyMap<string, Observed>): Settled {
  if (bindings.every((binding) => binding.doubtful !== true)) return { books: bindings, observed, writes: [] };
  const books = new Map(bindings.map((binding) => [binding.node as string, binding]));
  const seen = new Map(observed);
  const writes: Write[] = [];
  for (const binding of bindings) {
    if (binding.doubtful !== true) continue;
    books.delete(binding.node);
    const found = observed.get(binding.node);
    if (found === undefined || found.kind === 'unread') continue;
    if (binding.formerly !== undefined || found.kind === 'absent' || !found.owned)
      writes.push({ kind: 'unbind', deployment: binding.deployment, node: binding.node });
    if (found.kind === 'absent' || !found.owned) continue;
    const { doubtful: _, formerly, ...rest } = binding;
    const node = formerly ?? binding.node;
    const replaced = formerly === undefined ? undefined : books.get(node);
    if (replaced !== undefined) {
      const former = formerBinding(replaced);
      books.set(former.node, former);
      seen.set(former.node, observed.get(node) ?? { kind: 'absent' });
      writes.push({ kind: 'binding', binding: former });
    }
    const settled: Binding = { ...rest, node, identifier: found.identifier };
    books.set(node, settled);
    if (formerly !== undefined) seen.delete(binding.node);
    seen.set(node, found);
    writes.push({ kind: 'binding', binding: settled });
  }
  return { books: [...books.values()], observed: seen, writes };
}
