import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { Evidence, Proposal } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { namePropertyOf } from './closure/name-property.ts';
import { wordsOfName } from './reading/words-of-name.ts';

/** A resource of ours that stands, as the books know it. */
export interface Thing {
  readonly deployment: DeploymentName;
  readonly node: NodeAddress;
  readonly type: string;
  /** The name of the target. */
  readonly target: string;
  readonly region: string;
  /** What somebody may call it: the names it carries, and its identifier. */
  readonly names: readonly string[];
  /** It came along with another, and is meant only where it is named. */
  readonly along: boolean;
}

/** A deployment that stands, with all that is asked of it: what a change of it is laid over. Each node says where it is. */
export interface Standing {
  readonly deployment: DeploymentName;
  readonly draft: Proposal;
  /** Nodes whose records were lost and rebuilt: what was asked of them is not in the draft, until all of it is said once more. */
  readonly unsaid: readonly NodeAddress[];
  /** Nodes that were found below others after a loss: nothing says whose they are, until a wish names them. */
  readonly found: readonly NodeAddress[];
  /** What the last run was asked for and has not made: it is not in the draft, and whoever changes the deployment is told. */
  readonly owed: readonly Owed[];
}

export interface Owed {
  readonly node: NodeAddress;
  readonly told: Evidence;
}

/** The node that brought each node of a draft along, where one did. */
export function broughtAlong(draft: Proposal): ReadonlyMap<string, string> {
  return new Map(draft.resources.flatMap(({ node, of }) => (of === undefined ? [] : [[node, of] as const])));
}

/**
 * The things that the books of a deployment hold. A thing whose own type has no name (a KMS key) is called by the name of what came along with it (its alias).
 * What waits to be deleted, and what may not be there at all, is none.
 */
export function thingsOf(
  bindings: readonly ResourceBinding[],
  targets: Readonly<Record<string, string>>,
  along: ReadonlyMap<string, string>,
  knowledge: KnowledgeBase,
  typeOf: (name: string) => ResourceType | null,
): Thing[] {
  const standing = bindings.filter(({ formerly, doubtful }) => formerly === undefined && doubtful !== true);
  const own = new Map(
    standing.map((binding) => {
      const names = [...givenNames(binding, knowledge), ...namesOfItsType(binding, typeOf(binding.type))];
      return [binding.node as string, names.length > 0 || binding.rebuilt === undefined ? names : namesOfItsNode(binding, knowledge)];
    }),
  );
  return standing.map((binding) => {
    const { deployment, node, type, at, identifier } = binding;
    const carried = own.get(node) ?? [];
    const known = typeOf(type);
    const hasNames = knowledge.naming.has(type) || (known !== null && namePropertyOf(known) !== null);
    const lent = hasNames ? [] : [...along].flatMap(([other, owner]) => (owner === node ? (own.get(other) ?? []) : []));
    return {
      deployment,
      node,
      type,
      target: targets[at.target] ?? at.target,
      region: at.region,
      names: [...new Set([...carried, ...lent, identifier])].filter((name) => name !== ''),
      along: along.has(node),
    };
  });
}

/** What somebody may call a resource that was asked for with these properties. */
export function namesAsked(type: string, asked: JsonObject, known: ResourceType | null, knowledge: KnowledgeBase): string[] {
  return [...givenNames({ type, applied: asked }, knowledge), ...namesOfItsType({ applied: asked }, known)];
}

/** The name that a resource carries by the rule of its type, with and without what the rule puts around one that a person gives. */
function givenNames({ type, applied, rebuilt }: Pick<ResourceBinding, 'type' | 'applied' | 'rebuilt'>, knowledge: KnowledgeBase): string[] {
  const rule = knowledge.naming.get(type)?.rule;
  const name = nameIn(type, applied, knowledge) ?? rebuilt?.named ?? null;
  if (rule === undefined || name === null) return [];
  const bare = name.startsWith(rule.prefix ?? '') ? name.slice((rule.prefix ?? '').length) : name;
  const end = rule.suffix?.text ?? '';
  return [name, bare, ...(end !== '' && bare.endsWith(end) ? [bare.slice(0, -end.length)] : [])];
}

/** What a resource is called whose type has no rule: by the property that holds a name, or by a Name tag. */
function namesOfItsType({ applied }: Pick<ResourceBinding, 'applied'>, type: ResourceType | null): string[] {
  const place = type === null ? null : namePropertyOf(type);
  return [place === null ? null : valueAt(applied, place), nameTag(applied)].flatMap((name) => (typeof name === 'string' ? [name] : []));
}

/** What a resource that was found again may have been called, where nothing that was found tells it: its node is called after its kind and its name, in which a dash has become an underscore. */
function namesOfItsNode({ type, node }: ResourceBinding, { patterns }: KnowledgeBase): string[] {
  const kinds = [
    ...[...patterns.values()].flatMap((pattern) => (pattern.type === type ? [pattern.node] : [])),
    wordsOfName(type.split('::').at(-1) ?? '').join('_'),
  ];
  const kind = kinds.find((one) => node.startsWith(`${one}_`));
  const name = kind === undefined ? null : node.slice(kind.length + 1);
  return name === null ? [] : [...new Set([name, name.replaceAll('_', '-')])];
}

/** The name that properties carry by the rule of their type. */
export function nameIn(type: string, properties: JsonObject, { naming }: KnowledgeBase): string | null {
  const rule = naming.get(type)?.rule;
  const name = rule === undefined ? null : rule.property === undefined ? nameTag(properties) : properties[rule.property];
  return typeof name === 'string' ? name : null;
}

function nameTag({ Tags: tags }: JsonObject & { readonly Tags?: unknown }): string | null {
  if (!Array.isArray(tags)) return null;
  const tag = tags.find((one: unknown): one is { readonly Value: string } => {
    const { Key, Value } = (one ?? {}) as { readonly Key?: unknown; readonly Value?: unknown };
    return Key === 'Name' && typeof Value === 'string';
  });
  return tag?.Value ?? null;
}
