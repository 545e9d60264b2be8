import type { Binding, Observed, ResourceBinding } from '../model/observed.ts';
import { formerBinding } from '../plan/former-binding.ts';

/** The books without doubts, and what is observed under the nodes they now name. */
export interface Settled {
  readonly books: readonly Binding[];
  readonly observed: ReadonlyMap<string, Observed>;
  /** Nodes of which a creation may still come to light, by the type that was asked for. */
  readonly unseen: ReadonlyMap<string, string>;
}

/** Milliseconds for which a listing may lack what was made before it: well above what AWS's services are known for (minutes, of IAM and tagging). */
const listingLag = 15 * 60_000;

/**
 * Settles creations of unknown outcome by what was observed since, for a plan: the books themselves are written only by a run.
 * 1. One that is not there did not happen: it is passed over. So is one where something stands under its name that does not say that it is ours, while the node keeps what was to be replaced.
 * 2. One that is there is found by its tags, to be taken over by its node.
 * 3. One that was to replace another, and is there, has replaced it: it takes over the node, and what it replaced waits to be deleted.
 * 4. Where something stands under the name that it would have, and nothing on it says that it is ours, nobody can tell: it stays doubtful, for the plan to offer or to tell it.
 * What could not be read stays doubtful, and takes no part in the plan. So does, for the time that a listing may lag, what only a listing could show. What no look could ever show stays in
 * the books, for the plan to strike it.
 */
export function settleDoubts(
  bindings: readonly Binding[],
  observed: ReadonlyMap<string, Observed>,
  now: number,
  wanted: ReadonlySet<string> = new Set(),
): Settled {
  const doubts = bindings.filter((binding): binding is ResourceBinding => binding.kind === 'resource' && binding.doubtful === true);
  if (doubts.length === 0) return { books: bindings, observed, unseen: new Map() };
  const books = new Map(bindings.map((binding) => [binding.node as string, binding]));
  const seen = new Map(observed);
  const unseen = new Map<string, string>();
  for (const doubt of doubts) {
    const found = observed.get(doubt.node);
    if (found?.kind === 'unread' && found.never === true) continue;
    if (mayBeIt(doubt, found) && (doubt.formerly === undefined || !wanted.has(doubt.formerly))) {
      books.set(doubt.node, { ...doubt, applied: {}, writeOnlyDigests: {} });
      continue;
    }
    books.delete(doubt.node);
    if (doubt.formerly !== undefined) seen.delete(doubt.node);
    const node = doubt.formerly ?? doubt.node;
    if (found?.kind !== 'live' || found.ownership !== 'found') {
      if (found?.kind === 'absent' && doubt.identifier === '' && doubt.askedAt !== undefined && now - Date.parse(doubt.askedAt) < listingLag)
        unseen.set(node, doubt.type);
      continue;
    }
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
  return { books: [...books.values()], observed: seen, unseen };
}

/** Whether what was found is where the creation would have put it, and does not say whose it is, or says another's. */
function mayBeIt(doubt: ResourceBinding, found: Observed | undefined): boolean {
  return found?.kind === 'live' && found.ownership === 'foreign' && found.identifier === doubt.identifier;
}

function withoutDoubt({ doubtful: _, formerly: __, askedAt: ___, ...binding }: ResourceBinding): ResourceBinding {
  return binding;
}
