import type { DesiredNode } from '../model/desired.ts';
import type { Binding } from '../model/observed.ts';
import type { Coverage } from '../model/plan.ts';
import { isChild, thingOf } from './bind-found.ts';

/**
 * What the records themselves leave open, in the words of a plan's coverage. `stored` are the records as they were, `books` with what was found for them; `unseen` are creations that
 * had no answer, by node the type.
 */
export function unreadInBooks(
  desired: readonly DesiredNode[],
  stored: readonly Binding[],
  books: readonly Binding[],
  unseen: ReadonlyMap<string, string>,
): Coverage['unread'] {
  return [...unwished(desired, books), ...leftOut(stored, books), ...mayAppear(unseen)];
}

/** Before a wish has named them again, nothing tells which of the rebuilt nodes were to be kept on removal. */
function unwished(desired: readonly DesiredNode[], books: readonly Binding[]): Coverage['unread'] {
  const rebuilt = books.filter((binding) => binding.kind === 'resource' && binding.rebuilt !== undefined && !binding.retain).length;
  if (desired.length > 0 || rebuilt === 0) return [];
  return [
    { scope: `what was to be kept on removal, of ${rebuilt} whose records were rebuilt`, reason: 'no tag says it; the same wish, asked again before, does' },
  ];
}

/** Creations that had no answer, and that only a listing could show. */
function mayAppear(unseen: ReadonlyMap<string, string>): Coverage['unread'] {
  const reason = 'a creation of it had no answer, and no listing shows it yet: it may still come to light';
  return [...unseen].map(([node, type]) => ({ scope: `${node} (${type})`, reason }));
}

/** What was found below a node that is wanted, and no wish has named. */
function leftOut(bindings: readonly Binding[], books: readonly Binding[]): Coverage['unread'] {
  const kept = new Set(books.map(thingOf));
  return bindings.filter(isChild).flatMap((binding) => {
    if (kept.has(thingOf(binding))) return [];
    const reason = `it was found below ${binding.rebuilt.under} when the books were rebuilt, has no tags, and no node of the wish is it: it is kept`;
    return [{ scope: `${binding.type} ${binding.identifier}`, reason }];
  });
}
