import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type JsonObject, sameJson } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { placeName } from '../model/property-name.ts';
import { type DraftResource, draftResource, type Evidence } from '../model/proposal.ts';
import type { Ask } from './ask.ts';
import { withChosen } from './chosen-places.ts';
import { mergeProperties } from './merge-properties.ts';
import { quote } from './not-understood.ts';
import { effectOn } from './take-away.ts';
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
        effect: `sets ${placeName(pointer)} of ${resource.node} to ${JSON.stringify(valueAt(group.properties, pointer))}`,
      });
    const { properties } = mergeProperties([
      { properties: resource.properties, words: 'default', rank: 'base' },
      { properties: group.properties, words: group.words, rank: 'base' },
    ]);
    const chosen = group.told.flatMap(({ pointer, by }) => (by === undefined ? [] : [pointer]));
    return draftResource.parse({ ...resource, properties, ...withChosen(resource, chosen) });
  });
  return { resources: given, evidence };
}

/** What the words say of a property against what a control makes of it that they ask for as well: CONTROL_CONFLICT. */
export function propertyConflicts(asks: readonly Ask[], groups: readonly Group[]): Diagnostic[] {
  return asks.flatMap(({ said, pattern, controls }) => {
    const group = groups.find(({ at }) => at === said.at);
    if (group === undefined) return [];
    return controls.flatMap(({ entry, positive, mention }): Diagnostic[] => {
      const effect = effectOn(entry, pattern.type);
      const [pointer] = positive && effect !== undefined && !('refused' in effect) ? saidOtherwise(effect.properties, group.properties) : [];
      if (pointer === undefined) return [];
      const words = group.told.find((told) => told.pointer === pointer)?.words ?? pointer.slice(1);
      return [problem('CONTROL_CONFLICT', `${quote(mention.words)} and ${quote(words)} contradict each other`, 'keep one of the two', { at: mention.at })];
    });
  });
}

/** The pointers of what is made, where the words say another value. What a template stands for is not known here. */
export function saidOtherwise(made: JsonObject, said: JsonObject, above = ''): string[] {
  return Object.entries(made).flatMap(([name, value]) => {
    const other = said[name];
    if (other === undefined) return [];
    if (isJsonObject(value) && isJsonObject(other)) return saidOtherwise(value, other, `${above}/${name}`);
    return sameJson(value, other) || JSON.stringify(value).includes('${') ? [] : [`${above}/${name}`];
  });
}
