import type { Result } from '../kernel/result.ts';
import type { Binding } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { indexReferences, liveReferences, type Referable } from './live-references.ts';

/** A live resource that the plan updates, replaces or deletes. */
export interface Touched extends Referable {
  readonly action: 'update' | 'replace' | 'delete';
}

const happens = { update: 'updated', replace: 'replaced', delete: 'deleted' } as const;

/**
 * Live resources of other deployments that refer to what the plan touches, by its identifier, its ARN or another attribute. Found in what
 * was applied to them, so resources that Asbuilt does not manage are not seen. Linear in the bindings, by way of an index.
 */
export function impactOf(
  deployment: string,
  touched: readonly Touched[],
  bindings: readonly Binding[],
  typeOf: (name: string) => Result<ResourceType>,
): Plan['impact'] {
  if (touched.length === 0) return [];
  const index = indexReferences(touched);
  const byKey = new Map(touched.map((resource) => [resource.key, resource]));
  const impacted: Plan['impact'] = [];
  for (const binding of bindings) {
    if (binding.deployment === deployment || binding.kind === 'unit') continue;
    const type = typeOf(binding.type);
    const told = new Set<string>();
    for (const { key, attribute, pointer } of liveReferences(index, type.ok ? type.value : undefined, binding.applied)) {
      const resource = byKey.get(key);
      if (resource === undefined || told.has(key)) continue;
      told.add(key);
      const because = `its ${pointer} is the ${attribute} of ${key}, which is ${happens[resource.action]}`;
      impacted.push({ node: `${binding.deployment}.${binding.node}`, type: binding.type, identifier: binding.identifier, because });
    }
  }
  return impacted.sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : 0));
}
