import type { DesiredNode } from '../model/desired.ts';
import type { Binding } from '../model/observed.ts';
import { placeText } from '../model/place-text.ts';

/** What a node would have to become, where it is wanted as something else or elsewhere than it is; null where it stays what it is. */
export function movedFrom(desired: DesiredNode, binding: Binding | null): string | null {
  if (binding === null) return null;
  const now = what(desired);
  const before = what(binding);
  return now === before ? null : `${desired.node} is a ${before} and cannot become a ${now}`;
}

function what(node: DesiredNode | Binding): string {
  return `${node.kind === 'resource' ? node.type : `${node.engine} unit`} in ${placeText(node.at)}`;
}
