import { digestOf } from '../kernel/digest.ts';
import { canonicalJson } from '../kernel/json.ts';
import type { AwsAt, NamedTarget } from '../model/target.ts';
import { definitionOf, type TargetDefinition } from '../model/target-definition.ts';
import type { EnginePorts } from './engine-ports.ts';

/** A target as places are compared: by where its calls go and in which account, whatever it is called. */
export interface Reach {
  readonly name: string;
  readonly account: string;
  /** The endpoint's canonical JSON: a sandbox is known by its instance. */
  readonly endpoint: string;
}

export function reachOf(name: string, { account, endpoint }: Pick<TargetDefinition, 'account' | 'endpoint'>): Reach {
  return { name, account, endpoint: canonicalJson(endpoint) };
}

export function reachOfTarget(target: NamedTarget): Reach {
  return reachOf(target.name, definitionOf(target));
}

/** Names an account's region at an endpoint. */
export function placeKey({ account, endpoint }: Reach, region: string): string {
  return digestOf({ account, endpoint, region });
}

export function samePlace(one: Pick<AwsAt, 'target' | 'account' | 'region'>, other: Pick<AwsAt, 'target' | 'account' | 'region'>): boolean {
  return one.target === other.target && one.account === other.account && one.region === other.region;
}

/** What the targets of a deployment are today, by the aliases that its books use; one that is no longer configured is left out. */
export async function formerReaches(deployment: string, { store, targets }: Pick<EnginePorts, 'store' | 'targets'>): Promise<ReadonlyMap<string, Reach>> {
  const record = (await store.deployments()).find(({ name }) => name === deployment);
  const today = new Map(targets().map((target) => [target.name, reachOfTarget(target)]));
  return new Map(
    Object.entries(record?.targets ?? {}).flatMap(([alias, name]) => {
      const reach = today.get(name);
      return reach === undefined ? [] : [[alias, reach] as const];
    }),
  );
}
