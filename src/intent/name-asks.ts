import { digestOf } from '../kernel/digest.ts';
import { canonicalJson, type Json } from '../kernel/json.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Ask } from './ask.ts';
import type { NamedBare } from './draft-bares.ts';

/** One resource that is asked for, with what tells it from others of its kind. */
export interface NamedAsk {
  readonly ask: Ask;
  /** The name a person gave it. */
  readonly name: string | null;
  /** Its node's name. */
  readonly node: string;
  /** What follows the pattern's node name: empty, `_2`, `_orders`. */
  readonly suffix: string;
}

/** Longest part of a given name that goes into a node's name. */
const longestSlug = 24;

/**
 * One entry for each resource, in an order that does not depend on the order of the words. A node is called after its pattern,
 * then after its given name (`queue_orders`), so that a further resource does not move it, or numbered (`queue`, `queue_2`). What stands keeps its node, and a
 * new resource gets none of those that stand.
 */
export function nameAsks(asks: readonly Ask[], standing: Iterable<NodeAddress> = []): NamedAsk[] {
  const single = asks.flatMap((ask) =>
    Array.from({ length: ask.count }, (_, index) => ({
      ask,
      name: ask.names?.names[index] ?? null,
      key: canonicalJson([ask.pattern.metadata.name, ask.names?.names[index] ?? null, contentOf(ask)]),
    })),
  );
  single.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const taken = new Set<string>(standing);
  const ordinals = new Map<string, number>();
  return single.map(({ ask, name }) => {
    const base = ask.pattern.node;
    if (ask.stands !== null) return { ask, name, node: ask.stands, suffix: suffixOf(ask.stands, base) };
    const slug = name === null ? '' : slugOf(name);
    const stem = slug === '' ? base : `${base}_${slug}`;
    let ordinal = ordinals.get(stem) ?? 1;
    let node = ordinal === 1 ? stem : `${stem}_${ordinal}`;
    while (taken.has(node)) node = `${stem}_${++ordinal}`;
    ordinals.set(stem, ordinal + 1);
    taken.add(node);
    return { ask, name, node, suffix: node.slice(base.length) };
  });
}

/**
 * The deployment's name where the intent gives none: what it makes and a digest of what tells it from others. That is the name of what has one, whatever else is
 * said of it; of what has none it is all that was understood, so that the same words mean the same deployment, and `ordinal` for one that is to be another. It is
 * formed from the understanding, not from the properties, so that a newer knowledge base updates the deployment instead of making a second one.
 */
export function deploymentNameOf(named: readonly NamedAsk[], bares: readonly NamedBare[], target: string, region: string, ordinal = 1): string {
  const content: Json[] = named.map(({ ask, name }) => (name === null ? [ask.pattern.metadata.name, name, contentOf(ask)] : [ask.pattern.metadata.name, name]));
  for (const { bare, name } of bares) content.push(name === null ? [bare.type, name, bare.properties] : [bare.type, name]);
  if (ordinal > 1) content.push(ordinal);
  const stems = [
    ...new Set([...named.map(({ ask, name }) => (name === null ? ask.pattern.node : `${ask.pattern.node}_${slugOf(name)}`)), ...bares.map(({ node }) => node)]),
  ];
  return `${stems.join('_').slice(0, 40).replace(/_+$/, '')}_${digestOf([target, region, content]).slice(0, 8)}`;
}

function contentOf(ask: Ask): Json {
  return [
    ask.controls.map((control) => [control.entry.metadata.name, control.positive]),
    [...ask.slots].map(([name, slot]) => [name, slot.value] as Json[]).sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  ];
}

/** An intent file may call a node as it likes: what that brings along is told apart by all of it. */
function suffixOf(node: string, base: string): string {
  if (node === base || node.startsWith(`${base}_`)) return node.slice(base.length);
  return `_${slugOf(node)}`;
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, longestSlug)
    .replace(/^_+|_+$/g, '');
}
