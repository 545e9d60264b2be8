import { placeText } from '../model/place-text.ts';
import type { NodeAt } from '../model/target.ts';

/** What of a node, wanted or bound, cannot become something else. */
type Kind = { readonly node: string; readonly at: NodeAt } & (
  | { readonly kind: 'resource'; readonly type: string }
  | { readonly kind: 'unit'; readonly engine: string }
);

/** What a node would have to become, where it is wanted as something else or elsewhere than it is; null where it stays what it is. */
export function movedFrom(desired: Kind, binding: Kind | null): string | null {
  if (binding === null) return null;
  const now = what(desired);
  const before = what(binding);
  return now === before ? null : `${desired.node} is a ${before} and cannot become a ${now}`;
}

function what(node: Kind): string {
  return `${node.kind === 'resource' ? node.type : `${node.engine} unit`} in ${placeText(node.at)}`;
}
