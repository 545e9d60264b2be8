import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { valueAt, withValueAt } from '../kernel/pointer.ts';
import { nodeAddress } from '../model/names.ts';
import { placeName } from '../model/property-name.ts';
import { type DraftResource, draftResource, type Evidence } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { withChosen } from './chosen-places.ts';
import { withFixedBeginning } from './closure/fit-text.ts';
import { nameShape } from './closure/give-name.ts';
import { namePropertyOf } from './closure/name-property.ts';
import { mergeProperties } from './merge-properties.ts';
import { quote } from './not-understood.ts';
import type { Subject } from './subject.ts';
import type { Bare } from './understood.ts';

/** One resource of a bare type, with the node that it has. */
export interface NamedBare {
  readonly bare: Bare;
  readonly name: string | null;
  readonly node: string;
  readonly stands: boolean;
  /** Which of those that the words mean. */
  readonly index: number;
}

/** One entry for each resource of a bare type, in the order of the words. What stands keeps its node; a new one is called after its noun and name, and gets none that is taken. */
export function nameBares(bares: readonly Bare[], { nodes, standing }: Subject, taken: ReadonlySet<string>): NamedBare[] {
  const used = new Set<string>([...taken, ...(standing?.draft.resources ?? []).map(({ node }) => node)]);
  return bares.flatMap((bare) =>
    Array.from({ length: bare.count }, (_, index): NamedBare => {
      const name = bare.names?.names[index] ?? null;
      const meant = nodes.get(bare.at)?.[index] ?? null;
      if (meant !== null) return { bare, name, node: meant, stands: true, index };
      const base = slugOf(bare.noun);
      const stem = name === null ? base : `${base}_${slugOf(name)}`.replace(/_+$/, '');
      let node = stem;
      for (let ordinal = 2; used.has(node); ordinal++) node = `${stem}_${ordinal}`;
      used.add(node);
      return { bare, name, node, stands: false, index };
    }),
  );
}

/** The resources as far as they are said: their names and what the words say of their properties, laid over what stands. */
export function draftBares(
  named: readonly NamedBare[],
  { standing }: Subject,
  typeOf: (name: string) => ResourceType | null,
): { readonly resources: DraftResource[]; readonly evidence: Evidence[] } {
  const evidence: Evidence[] = [];
  const resources = named.map(({ bare, name, node, stands, index }): DraftResource => {
    const before = stands ? standing?.draft.resources.find((resource) => resource.node === node) : undefined;
    const type = typeOf(bare.type);
    const entry = `type/${bare.type}`;
    const said = before === undefined ? bare.properties : addedTo(before.properties, bare.properties);
    const layers = [before?.properties ?? {}, said, bare.each[index] ?? {}];
    let { properties } = mergeProperties(layers.map((layer) => ({ properties: layer, words: bare.words, rank: 'base' })));
    if (before === undefined) evidence.push({ words: bare.words, entry, effect: `creates ${node} (${bare.type})` });
    else
      evidence.push({
        words: bare.words,
        entry: `deployment/${standing?.deployment}`,
        effect: `is ${node}, which stands; what is not said of it stays as it is`,
      });
    const chosen = bare.told.flatMap(({ pointer, by }) => (by === undefined ? [] : [pointer]));
    const place = type === null ? null : namePropertyOf(type);
    if (name !== null && before === undefined) {
      const shape = type === null || place === null ? null : nameShape(type, place);
      const called = shape === null ? name : withFixedBeginning(shape, name);
      if (place !== null && valueAt(properties, place) === undefined) {
        properties = withValueAt(
          properties,
          place,
          called.replaceAll('${', () => '$${'),
        );
        if (bare.names?.by !== undefined) chosen.push(place);
      } else if (place === null && type?.tags?.variant === 'standard') properties = { ...properties, [type.tags.property]: [{ Key: 'Name', Value: called }] };
      evidence.push({ words: bare.names?.words ?? name, entry, effect: `names ${node} ${quote(called)}` });
    }
    for (const { words, pointer, because } of bare.told)
      evidence.push({
        words,
        entry,
        effect:
          because !== undefined
            ? `gives ${node} ${placeName(pointer)}: ${because}`
            : `sets ${placeName(pointer)} of ${node} to ${JSON.stringify(valueAt(properties, pointer))}${zoneOf(pointer, properties)}`,
      });
    return draftResource.parse({ ...(before ?? {}), node: nodeAddress.parse(node), type: bare.type, properties, said: bare.at, ...withChosen(before, chosen) });
  });
  return { resources, evidence };
}

/** What is said of a thing that stands, so that an item of a list comes to those that are there: one more port closes no other. */
function addedTo(there: JsonObject, said: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(said).map(([name, value]): [string, Json] => {
      const old = there[name];
      if (Array.isArray(value) && Array.isArray(old) && (value as readonly Json[]).every(isJsonObject)) return [`${name}+`, value];
      return [name, isJsonObject(value) && isJsonObject(old) ? addedTo(old, value) : value];
    }),
  );
}

/** The zone of the hours that a schedule says, where none is said with it. */
function zoneOf(pointer: string, properties: JsonObject): string {
  const value = valueAt(properties, pointer);
  const isTimed = typeof value === 'string' && /Schedule(?:Expression)?$/u.test(pointer) && value.startsWith('cron(');
  return isTimed && properties['ScheduleExpressionTimezone'] === undefined ? ', whose hours are in UTC' : '';
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 40);
}
