import { nameFor, nameShape } from '../intent/closure/give-name.ts';
import { namePropertyOf } from '../intent/closure/name-property.ts';
import { formName } from '../intent/physical-name.ts';
import type { JsonObject } from '../kernel/json.ts';
import { valueAt, withValueAt } from '../kernel/pointer.ts';
import type { DraftResource } from '../model/proposal.ts';
import { thingKeys } from '../plan/identity.ts';
import type { EnginePorts } from './engine-ports.ts';

/** Where a deployment was asked for, and where it is asked for once more. */
export interface Moved {
  readonly was: Place;
  readonly is: Place;
  readonly account: string;
}

interface Place {
  readonly deployment: string;
  readonly region: string;
}

/**
 * The properties of a resource that is asked for once more, with a name of its own: one that was formed after deployment and node is formed after those that they are now, and so is one that nothing else can have
 * beside the first. `before` is what is asked of the first.
 */
export function namedAnew(
  before: JsonObject,
  { type: name, node, properties }: Pick<DraftResource, 'type' | 'node' | 'properties'>,
  { was, is, account }: Moved,
  { knowledge, types }: Pick<EnginePorts, 'knowledge' | 'types'>,
): JsonObject {
  const type = types.type(name);
  if (!type.ok) return properties;
  const rule = knowledge.naming.get(name)?.rule;
  const pointer = rule === undefined ? namePropertyOf(type.value) : rule.property === undefined ? null : `/${rule.property}`;
  const given = pointer === null ? undefined : valueAt(before, pointer);
  if (pointer === null || typeof given !== 'string') return properties;
  const formedAt = ({ deployment, region }: Place, from: JsonObject): string | null => {
    if (rule === undefined) {
      const shape = nameShape(type.value, pointer);
      return shape === null ? null : nameFor(shape, deployment, node);
    }
    const suffixed = rule.suffix !== undefined && from[rule.suffix.when] === true;
    const formed = formName(name, rule, { deployment, node, account, region }, suffixed);
    return formed.ok ? formed.value : null;
  };
  const keysAt = (region: string, from: JsonObject): string[] => thingKeys(type.value, { account, region }, null, from);
  const first = keysAt(was.region, before);
  // What hangs on another node is another one below the new one.
  const isTaken = keysAt(is.region, properties).some((key) => !key.includes('${') && first.includes(key));
  const formed = isTaken || formedAt(was, before) === given ? formedAt(is, properties) : null;
  return formed === null ? properties : withValueAt(properties, pointer, formed);
}
