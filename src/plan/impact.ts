import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { Plan } from '../model/plan.ts';
import { placeName } from '../model/property-name.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { AwsAt } from '../model/target.ts';
import { indexReferences, liveReferences, type Referable } from './live-references.ts';

/** A live resource that the plan updates, replaces or deletes. */
export interface Touched extends Referable {
  readonly action: 'update' | 'replace' | 'delete';
}

const happens = { update: 'updated', replace: 'replaced', delete: 'deleted' } as const;

/** A resource that the plan leaves, with what of it is known: what was applied to it, what is live, or what is asked for. */
export interface Bystander {
  readonly node: string;
  readonly type: string;
  readonly at: Pick<AwsAt, 'account' | 'region'>;
  readonly identifier: string;
  readonly properties: JsonObject;
  /** The same plan sees to it that it fits what is updated or replaced: only what is deleted is missed. */
  readonly asked: boolean;
}

/**
 * Which of them refer to what the plan touches, by its identifier, its ARN or another attribute. Resources that Asbuilt does not manage are not seen. Linear in the bystanders, by way of an index.
 */
export function impactOf(touched: readonly Touched[], bystanders: readonly Bystander[], typeOf: (name: string) => Result<ResourceType>): Plan['impact'] {
  const index = indexReferences(touched);
  const byKey = new Map(touched.map((resource) => [resource.key, resource]));
  const impacted: Plan['impact'] = [];
  for (const { node, type: name, at, identifier, properties, asked } of bystanders) {
    const type = typeOf(name);
    const told = new Set<string>();
    for (const { key, attribute, pointer } of liveReferences(index, type.ok ? type.value : undefined, properties, at)) {
      const resource = byKey.get(key);
      if (resource === undefined || told.has(key) || (asked && resource.action !== 'delete')) continue;
      told.add(key);
      impacted.push({ node, type: name, identifier, because: `its ${placeName(pointer)} is the ${attribute} of ${key}, which is ${happens[resource.action]}` });
    }
  }
  return impacted.sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : 0));
}
