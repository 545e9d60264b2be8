import type { JsonObject } from '../kernel/json.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { Coverage, Obstacle } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { namingProperties } from '../plan/identity.ts';
import type { ScheduledDeletion } from '../ports/cloud.ts';
import type { EnginePorts } from './engine-ports.ts';

export interface Scheduled {
  /** By node. */
  readonly obstacles: ReadonlyMap<string, Obstacle>;
  /** Of what it could not be asked. */
  readonly unread: Coverage['unread'];
}

/** Of what is to be made: what has its name, or was its resource, and is scheduled for deletion. A provider refuses the name until then, and can give the thing back. */
export async function scheduledDeletions(
  desired: readonly DesiredNode[],
  { observed, books }: { readonly observed: ReadonlyMap<string, Observed>; readonly books: readonly Binding[] },
  targets: ReadonlyMap<string, NamedTarget>,
  { cloud, types }: Pick<EnginePorts, 'cloud' | 'types'>,
): Promise<Scheduled> {
  const obstacles = new Map<string, Obstacle>();
  const unread: { scope: string; reason: string }[] = [];
  const bound = new Map(books.map((binding) => [binding.node as string, binding]));
  for (const one of desired) {
    if (one.kind !== 'resource') continue;
    const target = targets.get(one.at.target);
    const type = types.type(one.type);
    const seen = observed.get(one.node);
    if (target === undefined || !type.ok) continue;
    const name = nameAmong(one.properties, namingProperties(type.value));
    if (seen?.kind === 'live' && (name === null || nameAmong(seen.properties, namingProperties(type.value)) === name)) continue;
    const binding = bound.get(one.node);
    const identifier = binding?.kind === 'resource' ? binding.identifier : null;
    const found = await cloud.scheduled(target, { type: one.type, place: one.at, name, identifier });
    if (!found.ok) {
      const reason = `whether it is scheduled for deletion could not be asked: ${found.problems[0]?.message ?? ''}`;
      unread.push({ scope: `what had the name of ${one.node} (${one.type}) before`, reason });
    } else if (found.value !== null) obstacles.set(one.node, obstacleOf(one.node, found.value, seen?.kind !== 'live' && found.value.identifier === identifier));
  }
  return { obstacles, unread };
}

function obstacleOf(node: string, { name, identifier, day, restore }: ScheduledDeletion, own: boolean): Obstacle {
  const message = own
    ? `${identifier}, which was ${node}, is scheduled for deletion (${day}): another one would be made in its place`
    : `${name} is scheduled for deletion (${day}), and until then ${node} cannot have its name`;
  const fix = own ? `${restore}, and plan again` : `${restore}, and plan again with --adopt ${node}=${identifier}; or ask for another name`;
  return { node: node as Obstacle['node'], because: 'scheduled', message, fix };
}

function nameAmong(properties: JsonObject, names: readonly string[]): string | null {
  const name = names.map((property) => properties[property]).find((value) => typeof value === 'string');
  return typeof name === 'string' ? name : null;
}
