import type { Property, ResourceType } from '../../model/resource-type.ts';
import { memberShape } from '../shape-at.ts';
import { isList, isObject, Later, type Source, type Value } from './value.ts';

interface Sibling {
  readonly node: string;
  readonly type: ResourceType;
  readonly properties: { readonly [name: string]: Value };
}

/**
 * The nodes that others name in plain text: a value that equals what a sibling is called, where the property is known, or called, to hold that kind of thing. Nobody
 * wrote that they depend on it, and they do: CloudFormation's order comes from references alone, and so such templates may fail there. None is given that would close a circle.
 */
export function siblingNames(siblings: readonly Sibling[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, Sibling[]>();
  for (const sibling of siblings) {
    for (const name of namesOf(sibling)) byName.set(name, [...(byName.get(name) ?? []), sibling]);
  }
  const edges = new Map(siblings.map((sibling) => [sibling.node, new Set(nodesIn(sibling.properties))]));
  const found = new Map<string, string[]>();
  for (const sibling of siblings) {
    for (const { text, property, key } of textsIn(sibling)) {
      for (const other of byName.get(text) ?? []) {
        const own = edges.get(sibling.node) as Set<string>;
        if (other.node === sibling.node || own.has(other.node) || !mayHold(property, key, other.type) || reaches(edges, other.node, sibling.node)) continue;
        own.add(other.node);
        found.set(sibling.node, [...(found.get(sibling.node) ?? []), other.node]);
      }
    }
  }
  return found;
}

/** What a resource is called for good, where that is plain text. */
function namesOf({ type, properties }: Sibling): string[] {
  const short = type.name.split('::').at(-1) ?? '';
  const names = [...type.identifier, 'Name', `${short}Name`];
  return [...new Set(names.flatMap((name) => (typeof properties[name] === 'string' ? [properties[name]] : [])))].filter((name) => name !== '');
}

function* textsIn({ type, properties }: Sibling): Iterable<{ readonly text: string; readonly property: Property | undefined; readonly key: string }> {
  for (const [name, value] of Object.entries(properties)) {
    if (name === type.tags?.property) continue;
    yield* walk(value, type.properties[name], name);
  }
  function* walk(
    value: Value,
    property: Property | undefined,
    key: string,
  ): Iterable<{ readonly text: string; readonly property: Property | undefined; readonly key: string }> {
    if (typeof value === 'string') yield { text: value, property, key };
    else if (isList(value)) {
      const shape = memberShape(type, property?.shape, 0);
      for (const item of value) yield* walk(item, shape === undefined ? undefined : { ...property, shape }, key);
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        const { shape } = property ?? {};
        const inner = shape?.kind === 'object' ? type.definitions[shape.definition]?.[name] : undefined;
        yield* walk(member, inner, name);
      }
    }
  }
}

function mayHold(property: Property | undefined, key: string, type: ResourceType): boolean {
  if (property?.refs?.some((ref) => ref.type === type.name) === true) return true;
  return key.toLowerCase().includes((type.name.split('::').at(-1) ?? '').toLowerCase());
}

/** The nodes that a value comes from. */
export function nodesIn(value: Value): string[] {
  if (value instanceof Later) return value.parts.flatMap((part) => (typeof part === 'string' ? [] : nodesOf(part)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((member) => nodesIn(member as Value));
}

function nodesOf(source: Source): string[] {
  if (source.kind === 'from') return [source.node];
  if (source.kind === 'secret') return source.of === undefined ? [] : [source.of.node];
  const walk = (argument: (typeof source.args)[number]): string[] =>
    typeof argument === 'string' || typeof argument === 'number' ? [] : Array.isArray(argument) ? argument.flatMap(walk) : nodesOf(argument as Source);
  return source.args.flatMap(walk);
}

function reaches(edges: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(edges.get(node) ?? []));
  }
  return false;
}
