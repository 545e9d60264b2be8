import { valueAt } from '../kernel/pointer.ts';
import { type DraftResource, draftResource, type Evidence } from '../model/proposal.ts';
import { mergeProperties } from './merge-properties.ts';
import type { Group } from './understood.ts';

/** Lays what the words say of the properties of things that patterns make over what these make; what is said counts. */
export function giveProperties(
  resources: readonly DraftResource[],
  groups: readonly Group[],
): { readonly resources: readonly DraftResource[]; readonly evidence: readonly Evidence[] } {
  const evidence: Evidence[] = [];
  const given = resources.map((resource): DraftResource => {
    const group = resource.of === undefined ? groups.find(({ at, told }) => at === resource.said && told.length > 0) : undefined;
    if (group === undefined) return resource;
    for (const { words, pointer } of group.told)
      evidence.push({
        words,
        entry: `type/${resource.type}`,
        effect: `sets ${pointer.slice(1)} of ${resource.node} to ${JSON.stringify(valueAt(group.properties, pointer))}`,
      });
    const { properties } = mergeProperties([
      { properties: resource.properties, words: 'default', rank: 'base' },
      { properties: group.properties, words: group.words, rank: 'base' },
    ]);
    return draftResource.parse({ ...resource, properties });
  });
  return { resources: given, evidence };
}
