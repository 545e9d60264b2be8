import type { NodeAt } from './target.ts';

/** A place in one short text: `111111111111/us-east-1`, `main/web`. Apart from the schemas, for those who show a place without loading them. */
export function placeText(at: NodeAt): string {
  switch (at.cloud) {
    case 'aws':
      return `${at.account}/${at.region}`;
    case 'kubernetes':
      return `${at.cluster}/${at.namespace}`;
    default:
      return at satisfies never;
  }
}
