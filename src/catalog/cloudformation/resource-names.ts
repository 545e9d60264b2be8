import type { ResourceType } from '../../model/resource-type.ts';
import { attributeOf } from '../shape-at.ts';
import { concatenated, Later, type Value } from './value.ts';

/** The node of a template's resource: `web.public_subnet1` for `PublicSubnet1`. Of ids that would come to the same address the first has it, and the others keep their spelling: `web["VPC"]`. */
export function nodeAddresses(prefix: string, ids: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    ids.map((id) => {
      const plain = snake(id);
      const free = /^[a-z]/.test(plain) && !taken.has(plain);
      taken.add(plain);
      return [id, free ? `${prefix}.${plain}` : `${prefix}["${id}"]`];
    }),
  );
}

function snake(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * What `Ref` gives where it is less than what the type's facts say: a part that is left out where it is the service's default. Source: "Return values" of each type in
 * the CloudFormation template reference.
 */
const leftOutByDefault: Readonly<Record<string, string>> = {
  'AWS::Events::Rule': 'EventBusName',
};

/** What CloudFormation's `Ref` gives for a resource: by the type's facts the identifier, or a part of it, or a name where ours is an ARN. Null where nothing is known. */
export function refOf(node: string, type: ResourceType, given: readonly string[]): Value | null {
  const names = (type.ref ?? type.identifier).filter((name) => leftOutByDefault[type.name] !== name || given.includes(name));
  if (names.length === 0) return null;
  return joined(names.map((name) => sourceOf(node, type, name.replaceAll('/', '.'))));
}

function joined(values: readonly Value[]): Value {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : concatenated(values.flatMap((value, index) => (index === 0 ? [value] : ['|', value])));
}

/** An attribute of a node. */
export function sourceOf(node: string, type: ResourceType, attribute: string): Later {
  return new Later([{ kind: 'from', node, attribute, shape: attributeOf(type, attribute)?.shape }]);
}
