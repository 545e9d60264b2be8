import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { placeNamed } from '../model/address-form.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { NamedAsks } from '../model/named-asks.ts';

/** What is asked for by the names of nodes that are wanted; each node is named for one thing. */
export interface Named {
  /** Node → JSON pointers to what of it is accepted as it is; empty for all that deviates. */
  readonly accepts: ReadonlyMap<string, readonly string[]>;
  readonly replaces: ReadonlySet<string>;
  /** Node → the primary identifier of what it takes over. */
  readonly adopts: ReadonlyMap<string, string>;
}

export const nothingNamed: Named = { accepts: new Map(), replaces: new Set(), adopts: new Map() };

/** Reads what is asked for by name. INPUT_INVALID for a name that no wanted resource has, and for a node that is named for two things. */
export function readNamed({ accept = [], replace = [], adopt = {} }: NamedAsks, desired: readonly DesiredNode[]): Result<Named> {
  const accepts = new Map<string, string[]>();
  const problems: Diagnostic[] = [];
  for (const text of accept) {
    const { node, pointer } = placeNamed(text);
    const known = accepts.get(node);
    // All of it is more than a part of it.
    if (pointer === '' || known?.length === 0) accepts.set(node, []);
    else accepts.set(node, [...(known ?? []), pointer]);
  }
  const named: Named = { accepts, replaces: new Set(replace), adopts: new Map(Object.entries(adopt)) };
  const kinds = new Map(desired.map(({ node, kind }) => [node as string, kind]));
  const resources = [...kinds].flatMap(([node, kind]) => (kind === 'resource' ? [node] : []));
  const all = [...accepts.keys(), ...named.replaces, ...named.adopts.keys()];
  for (const [index, node] of all.entries()) {
    if (!kinds.has(node)) problems.push(unknownNode(node, resources));
    else if (kinds.get(node) === 'unit') problems.push(invalid(node, `${node} is a unit: it holds nothing that could be named so`, 'name a resource'));
    else if (all.indexOf(node) !== index)
      problems.push(invalid(node, `${node} is named for two things at once`, 'ask for one of them first, and then for the other'));
  }
  return problems.length > 0 ? fail(...problems) : ok(named);
}

function unknownNode(node: string, resources: readonly string[]): Diagnostic {
  const close = nearest(node, resources, 1)[0];
  const some = resources.slice(0, 8).join(', ');
  return invalid(node, `no resource of what is asked for is called ${node}`, close === undefined ? `name one of ${some}` : `is it ${close}?`);
}

function invalid(at: string, message: string, fix: string): Diagnostic {
  return problem('INPUT_INVALID', message, fix, { at });
}
