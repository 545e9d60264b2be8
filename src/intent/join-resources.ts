import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Relation } from '../model/knowledge.ts';
import { nodeAddress } from '../model/names.ts';
import { type DraftResource, draftResource, type Evidence } from '../model/proposal.ts';
import { partitionOf } from '../model/target.ts';
import type { NodeUse } from './closure/grant-uses.ts';
import { mergeProperties } from './merge-properties.ts';
import type { Edge, Use } from './understood.ts';

interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * Joins the resources of a draft by the edges that were read: what the relation sets at its beginning, and the permission, policy or subscription that it takes. A
 * resource of the draft that is of such a type and refers to nothing yet takes the joint's part.
 */
export function joinResources(
  resources: readonly DraftResource[],
  edges: readonly Edge[],
  { relations }: KnowledgeBase,
  place: Place,
): { readonly resources: DraftResource[]; readonly evidence: Evidence[]; readonly unmet: readonly Edge[] } {
  const joined = new Map(resources.map((resource) => [resource.node as string, resource]));
  const evidence: Evidence[] = [];
  const loose = new Set(
    resources.filter(({ said, properties }) => said !== undefined && !JSON.stringify(properties).includes('${')).map(({ node }) => node as string),
  );
  const unmet: Edge[] = [];
  const laid = new Map<string, JsonObject>();
  for (const edge of edges) {
    const known = relations[edge.relation];
    if (known === undefined) continue;
    const { relation, entry } = known;
    const at = (said: string): DraftResource[] => [...joined.values()].filter((resource) => resource.said === said && resource.of === undefined);
    for (const [from, to] of pairsOf(at(edge.from), at(edge.to))) {
      // A property holds one value: a state machine of one step calls one function.
      const key = `${edge.relation} ${from.node}`;
      const own = laidBy(relation, from, to, place);
      const before = laid.get(key);
      if (before !== undefined && clash(before, own)) {
        unmet.push(edge);
        continue;
      }
      laid.set(key, own);
      join(relation, from, to, joined, loose, place);
      const effect = relation.effect.replaceAll('{from}', from.node).replaceAll('{to}', to.node);
      evidence.push({ words: edge.words, entry, effect });
    }
  }
  return { resources: [...joined.values()], evidence, unmet };
}

/** What a relation sets at its beginning, as far as that is said by its two ends alone. */
function laidBy({ properties }: Relation, from: DraftResource, to: DraftResource, place: Place): JsonObject {
  const ends = new Map<string, string>([
    ['from', from.node],
    ['to', to.node],
  ]);
  return filled(properties, ends, place, (text) => text.replaceAll('{from}', plain(from.node)).replaceAll('{to}', plain(to.node))) as JsonObject;
}

function clash(one: JsonObject, other: JsonObject): boolean {
  return mergeProperties([one, other].map((properties) => ({ properties, words: 'default', rank: 'wish' }))).clashes.length > 0;
}

/** What the resources of a draft do with each other, as it was read of the things that they are. */
export function usesBetween(resources: readonly DraftResource[], uses: readonly Use[]): NodeUse[] {
  const at = (said: string): DraftResource[] => resources.filter((resource) => resource.said === said && resource.of === undefined);
  return uses.flatMap(({ from, to, ways, words }) => pairsOf(at(from), at(to)).map(([user, used]) => ({ user: user.node, used: used.node, ways, words })));
}

/** One to one where there are as many of each, else each with all. */
function pairsOf(from: readonly DraftResource[], to: readonly DraftResource[]): (readonly [DraftResource, DraftResource])[] {
  if (from.length === to.length) return from.flatMap((one, index) => (to[index] === undefined ? [] : [[one, to[index]] as const]));
  return from.flatMap((one) => to.map((other) => [one, other] as const));
}

function join(relation: Relation, from: DraftResource, to: DraftResource, joined: Map<string, DraftResource>, loose: Set<string>, place: Place): void {
  const locals = new Map<string, string>([
    ['from', from.node],
    ['to', to.node],
  ]);
  const named = (text: string): string => text.replaceAll('{from}', plain(from.node)).replaceAll('{to}', plain(to.node));
  for (const [local, joint] of Object.entries(relation.resources)) {
    const own = [...joined.values()].find(({ type, node }) => type === joint.type && loose.has(node));
    if (own !== undefined) loose.delete(own.node);
    locals.set(local, own?.node ?? free(named(joint.node), joined, joint.type));
  }
  const fill = (value: JsonObject): JsonObject => filled(value, locals, place, named) as JsonObject;
  const first: string[] = [];
  for (const [local, joint] of Object.entries(relation.resources)) {
    const node = locals.get(local) ?? '';
    const before = joined.get(node);
    const after = joint.after.flatMap((one) => locals.get(one) ?? []);
    if (joint.first) first.push(node);
    // What stands there counts, but for lists that each pair of ends adds to.
    const [added, plain] = [true, false].map((adds) =>
      Object.fromEntries(Object.entries(fill(joint.properties)).filter(([key]) => key.endsWith('+') === adds)),
    );
    const layers = [plain ?? {}, before?.properties ?? {}, added ?? {}];
    const { properties } = mergeProperties(layers.map((one) => ({ properties: one, words: 'default', rank: 'base' })));
    joined.set(
      node,
      draftResource.parse({
        ...(before ?? { of: from.node }),
        node: nodeAddress.parse(node),
        type: joint.type,
        properties,
        dependsOn: [...new Set([...(before?.dependsOn ?? []), ...after])],
      }),
    );
  }
  const now = joined.get(from.node) ?? from;
  const properties = mergeProperties([
    { properties: now.properties, words: 'default', rank: 'base' },
    { properties: fill(relation.properties), words: 'default', rank: 'base' },
  ]).properties;
  joined.set(from.node, { ...now, properties, dependsOn: [...new Set([...now.dependsOn, ...first.map((node) => nodeAddress.parse(node))])] });
}

/** A joint of the same name and type is the same joint: one policy lets several in. Otherwise the node is a free one. */
function free(wanted: string, joined: ReadonlyMap<string, DraftResource>, type: string): string {
  let node = wanted;
  for (let ordinal = 2; joined.has(node) && joined.get(node)?.type !== type; ordinal++) node = `${wanted}_${ordinal}`;
  return node;
}

function plain(node: string): string {
  return node.replace(/[^a-z0-9]+/g, '_').replace(/_$/, '');
}

const gap = /\$\{([a-z_]+)\.([A-Za-z0-9.]+)\}/g;

function filled(value: Json, locals: ReadonlyMap<string, string>, place: Place, named: (text: string) => string): Json {
  if (typeof value === 'string') {
    return named(value).replaceAll(gap, (all, local: string, attribute: string) => {
      if (local === 'place') return attribute === 'account' ? place.account : attribute === 'region' ? place.region : partitionOf(place.region);
      const node = locals.get(local);
      return node === undefined ? all : `\${${node}.${attribute}}`;
    });
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => filled(item, locals, place, named));
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, locals, place, named)])) : value;
}
