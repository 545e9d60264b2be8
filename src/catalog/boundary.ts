import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { KeptBoundary } from '../model/catalog.ts';
import type { NodeAt } from '../model/target.ts';

/** What a boundary is asked about: a node as it is to be, or a change of it. */
export interface Bounded {
  readonly node: string;
  readonly at: NodeAt;
  /** Of a resource. */
  readonly type?: string;
  /** Of a unit. */
  readonly engine?: string;
}

/** Whether a name is one of those, in which `*` stands for anything. */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const [first = '', ...rest] = pattern.split('*');
    if (rest.length === 0) return name === first;
    const last = rest.pop() ?? '';
    if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > name.length - last.length) return false;
      at = found + part.length;
    }
    return true;
  });
}

/** What is outside of the boundaries that are kept: BOUNDARY_CROSSED, naming the blueprint and the node. The number of resources is that of all the nodes that are given. */
export function crossed(boundaries: readonly KeptBoundary[], nodes: readonly Bounded[]): Diagnostic[] {
  return boundaries.flatMap((kept) => {
    const within = nodes.filter(({ node }) => isUnder(node, kept.under));
    const most = kept.boundary.resources;
    const count = within.filter(({ type }) => type !== undefined).length;
    const many =
      most === undefined || count <= most
        ? []
        : [crossing(kept, kept.under, `it would consist of ${count} resources, and at most ${most} are allowed`, 'give inputs that ask for less')];
    return [...many, ...within.flatMap((node) => crossedBy(kept, node))];
  });
}

/** What of a single node is outside of the boundaries; the number of resources is not asked. */
export function crossedByOne(boundaries: readonly KeptBoundary[], node: Bounded): Diagnostic[] {
  return boundaries.filter(({ under }) => isUnder(node.node, under)).flatMap((kept) => crossedBy(kept, node));
}

function crossedBy(kept: KeptBoundary, { node, at, type, engine }: Bounded): Diagnostic[] {
  const { types, accounts, regions, engines } = kept.boundary;
  const found: Diagnostic[] = [];
  const ask = (what: string, value: string | undefined, allowed: readonly string[] | undefined): void => {
    if (value === undefined || allowed === undefined || matchesAny(value, allowed)) return;
    found.push(
      crossing(
        kept,
        node,
        `${node} has the ${what} ${value}, and its boundary allows ${allowed.join(', ')}`,
        'plan it elsewhere, or otherwise; what may be touched is said by the blueprint',
      ),
    );
  };
  ask('type', type, types);
  ask('engine', type === undefined ? engine : 'aws', engines);
  ask('account', at.cloud === 'aws' ? at.account : undefined, accounts);
  ask('region', at.cloud === 'aws' ? at.region : undefined, regions);
  return found;
}

function crossing({ of }: KeptBoundary, node: string, message: string, fix: string): Diagnostic {
  return problem('BOUNDARY_CROSSED', `${of}: ${message}`, fix, { at: node === '' ? of : node });
}

function isUnder(node: string, under: string): boolean {
  return under === '' || node === under || node.startsWith(`${under}.`) || node.startsWith(`${under}[`);
}
