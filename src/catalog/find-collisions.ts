import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { canonicalJson, isJsonObject, type Json } from '../kernel/json.ts';
import type { DesiredResource } from '../model/desired.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** GRAPH_CONFLICT for every node that claims the same physical resource as an earlier one: same type, place and name. Linear in the number of nodes. */
export function findCollisions(nodes: readonly DesiredResource[], typeOf: (name: string) => ResourceType | null): Diagnostic[] {
  const byNode = new Map(nodes.map((node) => [node.node as string, node]));
  const claims = new Map<string, string>();
  const problems: Diagnostic[] = [];
  for (const node of nodes) {
    const type = typeOf(node.type);
    const identity = type === null ? null : identityOf(node, type, byNode);
    if (identity === null) continue;
    const claim = canonicalJson([node.type, node.at.target, node.at.account, node.at.region, identity]);
    const other = claims.get(claim);
    if (other === undefined) claims.set(claim, node.node);
    else {
      const name = identity.map((value) => (typeof value === 'string' ? value : canonicalJson(value))).join('|');
      problems.push(
        problem('GRAPH_CONFLICT', `${other} and ${node.node} are the same ${node.type} ${name}`, 'give one of them another name, or drop it', {
          at: node.node,
        }),
      );
    }
  }
  return problems;
}

/** The values that name the resource, where they are known beforehand: its primary identifier, or else the name it is given for good. */
function identityOf(node: DesiredResource, type: ResourceType, byNode: ReadonlyMap<string, DesiredResource>): Json[] | null {
  const values = type.identifier.map((name) => (name.includes('/') ? undefined : literal(node.properties[name], byNode)));
  const known = values.flatMap((value) => (value === undefined ? [] : [value]));
  if (known.length > 0 && known.length === values.length) return known;
  const short = type.name.split('::').at(-1) ?? '';
  const named = ['Name', `${short}Name`].find((name) => Object.hasOwn(type.properties, name) && type.createOnly.includes(`/${name}`));
  const name = named === undefined ? undefined : literal(node.properties[named], byNode);
  return name === undefined ? null : [name];
}

/** The value itself, or, for a reference to a property another node gives as plain text, that text. Other references stand for themselves. */
function literal(value: Json | undefined, byNode: ReadonlyMap<string, DesiredResource>): Json | undefined {
  if (!isJsonObject(value) || !isJsonObject(value['$from'])) return value;
  const { node, attribute } = value['$from'];
  const found = typeof node === 'string' && typeof attribute === 'string' ? byNode.get(node)?.properties[attribute] : undefined;
  return typeof found === 'string' ? found : value;
}
