import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { valueAt, withValueAt } from '../kernel/pointer.ts';
import type { Binding } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { nameOf } from './identity.ts';
import { memberPlace, rootOf } from './place.ts';
import { isReference, referencesIn } from './resolve-references.ts';
import { sameLeaf } from './same-leaf.ts';

/** A resource that may put something into a list of another one: of this plan, or of any deployment in the books. */
export interface Neighbour {
  readonly node: string;
  readonly type: string;
  readonly identifier: string | null;
  /** What is wanted of it, or was applied. */
  readonly properties: JsonObject;
}

export interface Shared {
  /** The live properties without what others put there. */
  readonly live: JsonObject;
  /** What was taken out, by the pointer of its list. */
  readonly taken: ReadonlyMap<string, readonly Json[]>;
  /** Who put it there. */
  readonly writers: readonly string[];
}

/**
 * What is in the live lists at these pointers because another node refers to this resource: a policy attaches itself to a role, a rule stands in its group.
 * That is not this node's to put back. Null where nothing is.
 */
export function putByOthers(
  own: { readonly node: string; readonly type: ResourceType; readonly identifier: string; readonly desired: JsonObject; readonly live: JsonObject },
  lists: readonly string[],
  neighbours: readonly Neighbour[],
): Shared | null {
  const names = new Set([own.identifier, nameOf(own.type, own.desired)?.split('=')[1] ?? own.identifier]);
  const near = neighbours.filter((other) => other.node !== own.node && mentions(other.properties, own.node, names));
  if (near.length === 0) return null;
  const taken = new Map<string, readonly Json[]>();
  const writers = new Set<string>();
  let live = own.live;
  for (const pointer of lists) {
    const [items, wanted] = [valueAt(own.live, pointer), valueAt(own.desired, pointer)];
    if (!Array.isArray(items) || !Array.isArray(wanted)) continue;
    const list = pointer.split('/').at(-1) as string;
    const others = (items as readonly Json[]).filter((item) => {
      if (wanted.some((asked) => JSON.stringify(asked) === JSON.stringify(item))) return false;
      const writer = near.find((other) => isFrom(item, list, other, own));
      if (writer !== undefined) writers.add(writer.node);
      return writer !== undefined;
    });
    if (others.length === 0) continue;
    taken.set(pointer, others);
    live = withValueAt(
      live,
      pointer,
      (items as readonly Json[]).filter((item) => !others.includes(item)),
    );
  }
  return taken.size === 0 ? null : { live, taken, writers: [...writers].sort() };
}

/** Whether properties name a resource, by a reference to its node or by what it is called. */
function mentions(properties: JsonObject, node: string, names: ReadonlySet<string>): boolean {
  return referencesIn(properties).some((reference) => reference.node === node) || holds(properties, names);
}

function holds(value: Json, names: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return names.has(value);
  return typeof value === 'object' && value !== null && !isReference(value) && Object.values(value).some((member) => holds(member as Json, names));
}

// The neighbour itself, by its identifier; or, in a list called like its type, an item with its properties.
function isFrom(
  item: Json,
  list: string,
  other: Neighbour,
  own: { readonly type: ResourceType; readonly desired: JsonObject; readonly live: JsonObject },
): boolean {
  if (typeof item === 'string') return other.identifier === item;
  if (!isJsonObject(item) || !other.type.endsWith(`::${list}`)) return false;
  const place = memberPlace(rootOf(own.type, own.desired, own.live, {}), list, own.desired);
  const common = Object.keys(item).filter((key) => other.properties[key] !== undefined);
  return (
    common.length > 1 && common.every((key) => isReference(other.properties[key] as Json) || sameLeaf(place, other.properties[key] as Json, item[key] as Json))
  );
}

export function neighboursOf(
  drafts: Iterable<{
    readonly kind: string;
    readonly node: string;
    readonly type?: string;
    readonly identifier?: string | null;
    readonly after?: JsonObject | null;
  }>,
  bindings: readonly Binding[],
): Neighbour[] {
  const planned = [...drafts].flatMap(({ kind, node, type, identifier, after }) =>
    kind !== 'resource' || type === undefined || after === null || after === undefined
      ? []
      : [{ node, type, identifier: identifier ?? null, properties: after }],
  );
  const known = new Set(planned.map(({ identifier }) => identifier));
  const elsewhere = bindings.flatMap((binding) =>
    binding.kind !== 'resource' || known.has(binding.identifier)
      ? []
      : [{ node: `${binding.deployment}/${binding.node}`, type: binding.type, identifier: binding.identifier, properties: binding.applied }],
  );
  return [...planned, ...elsewhere];
}
