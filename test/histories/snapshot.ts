import { isJsonObject, type JsonObject, sameJson } from '../../src/kernel/json.ts';

/** A live resource as the sandbox itself lists it. */
export interface LiveResource {
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly identifier: string;
  readonly properties: JsonObject;
}

/** The ground truth of a history's accounts at one moment, by `keyOf`. */
export type Snapshot = ReadonlyMap<string, LiveResource>;

export function keyOf(type: string, identifier: string): string {
  return `${type} ${identifier}`;
}

export function snapshotOf(resources: readonly LiveResource[]): Snapshot {
  return new Map(resources.map((resource) => [keyOf(resource.type, resource.identifier), resource]));
}

/** Keys of everything that appeared, went or is otherwise than before. */
export function changedKeys(before: Snapshot, after: Snapshot): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !isUnchanged(before, after, key));
}

export function isUnchanged(before: Snapshot, after: Snapshot, key: string): boolean {
  return sameJson(before.get(key)?.properties ?? null, after.get(key)?.properties ?? null);
}

/** The deployment and node a resource says it belongs to, in whatever form its type keeps tags; null where it says nothing. */
export function ownerOf(resource: LiveResource): { readonly deployment: string; readonly node: string } | null {
  const tags = new Map<string, unknown>();
  const held = resource.properties['Tags'];
  if (Array.isArray(held)) for (const tag of held) if (isJsonObject(tag)) tags.set(String(tag['Key']), tag['Value']);
  if (isJsonObject(held)) for (const [key, value] of Object.entries(held)) tags.set(key, value);
  const deployment = tags.get('asbuilt:deployment');
  const node = /^(.+)@(.+)$/.exec(String(tags.get('asbuilt:node')));
  // The same tags on a thing of another type are a copy.
  return typeof deployment === 'string' && node?.[2] === resource.type ? { deployment, node: String(node[1]) } : null;
}
