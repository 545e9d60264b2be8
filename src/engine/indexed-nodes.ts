import { concurrently } from '../graph/concurrently.ts';
import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { placeText } from '../model/place-text.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { AwsAt, NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';

/** How many places are asked at once. */
const width = 8;

/** A node's resource, wherever it stands. */
export interface NodeThing {
  readonly node: string;
  readonly type: string;
  readonly at: AwsAt;
}

/** Tells the things of one node and type at one place from all others. */
export function thingKey({ node, type, at }: NodeThing): string {
  return `${at.target} ${placeText(at)} ${type} ${node}`;
}

/** What an index of tags tells of things. */
export interface Indexed {
  /** ARNs by `thingKey`. */
  readonly arns: ReadonlyMap<string, readonly string[]>;
  /** Whether it could not be asked where a thing is: then only a listing can tell. */
  unasked(thing: NodeThing): boolean;
}

/**
 * What the provider's index of tags names of a deployment at the places of `things`. One question for each place. The index lags and does not
 * hold every type: what it names is a reason to look, and what it does not name says nothing.
 */
export async function indexedNodes(
  deployment: string,
  things: readonly NodeThing[],
  targets: ReadonlyMap<string, NamedTarget | null>,
  { drivers }: Pick<EnginePorts, 'drivers'>,
): Promise<Indexed> {
  const placeKey = (at: AwsAt): string => `${at.target} ${placeText(at)}`;
  const places = [...new Map(things.map(({ at }) => [placeKey(at), at])).values()];
  const silent = new Set<string>();
  const found = await concurrently(places, width, async (at) => {
    const target = targets.get(at.target) ?? null;
    const told = target === null ? null : await drivers.resource.tagged(target, { account: at.account, region: at.region }, deployment);
    if (told === null || !told.ok) {
      silent.add(placeKey(at));
      return [];
    }
    return told.value.flatMap(({ arn, tags: { node, type } }) => (node === null || type === null ? [] : [{ key: thingKey({ node, type, at }), arn }]));
  });
  const arns = new Map<string, string[]>();
  for (const { key, arn } of found.flat()) arns.set(key, [...(arns.get(key) ?? []), arn]);
  return { arns, unasked: ({ at }) => silent.has(placeKey(at)) };
}

/**
 * Whether an ARN is that of the resource which the identifier names: it is the identifier, or ends with it; of one that has parts, with one of them; of one that is an address, with its
 * last part.
 */
export function isArnOf(identifier: string, arn: string): boolean {
  return identifier.split('|').some((part) => {
    const name = /^https?:\/\/.*\/([^/]+)$/.exec(part)?.[1] ?? part;
    return arn === part || (arn.endsWith(name) && /[:/]/.test(arn.charAt(arn.length - name.length - 1)));
  });
}

/** Whether the provider makes up what tells the resource that is asked for. Of what bears a name the creation of a second is refused. */
export function mayStandUnnamed({ identifier }: ResourceType, asked: JsonObject): boolean {
  return !identifier.every((name) => valueAt(asked, `/${name}`) !== undefined);
}
