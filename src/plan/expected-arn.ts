import { valueAt } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { partitionOf } from '../model/target.ts';
import type { ResourceDraft } from './diff-node.ts';

/**
 * The ARN that what is yet to be made will have, where all of it follows from its place and its names, and the attribute tells it; undefined where only the provider can. An expectation: it
 * may be compared with what is live, and is nothing to be sent.
 */
export function expectedArn({ action, after, at }: ResourceDraft, type: ResourceType, attribute: string): string | undefined {
  const ownArn = attribute === 'Arn' || (attribute.endsWith('Arn') && type.identifier.includes(attribute));
  if (action !== 'create' || after === null || type.arn === undefined || !ownArn) return undefined;
  let known = true;
  const place: Readonly<Record<string, string>> = { Partition: partitionOf(at.region), Region: at.region, Account: at.account };
  const arn = type.arn.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = place[name] ?? valueAt(after, `/${name}`);
    if (typeof value !== 'string' || value === '') known = false;
    return String(value);
  });
  return known ? arn : undefined;
}
