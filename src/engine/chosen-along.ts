import { isAlong } from '../catalog/input-reach.ts';
import { referencesIn } from '../catalog/references-in.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { DraftResource, DraftUnit, Proposal } from '../model/proposal.ts';

/** A proposal in which what refers to a property that counts as chosen counts as chosen, too, by way of others as well: it will hold that. What only a step makes is nobody's choice. */
export function chosenAlong(made: Proposal): Proposal {
  const all = [...made.resources, ...made.units];
  const nodes = new Set<string>(all.map(({ node }) => node));
  const chosen = new Map<string, Set<string>>(made.resources.map(({ node, chosen: places = [] }) => [node, new Set(places)]));
  const reads = all.flatMap((one) =>
    referencesIn('properties' in one ? one.properties : one.inputs, nodes).map(({ path, to }) => {
      return { node: one.node as string, place: pointerOf(path), input: path[0] ?? '', from: to };
    }),
  );
  const readers = new Map<string, (typeof reads)[number][]>();
  for (const read of reads)
    for (const { node } of read.from) {
      const own = readers.get(node) ?? [];
      own.push(read);
      readers.set(node, own);
    }
  const isChosen = ({ from }: (typeof reads)[number]): boolean =>
    from.some(({ node, attribute }) => [...(chosen.get(node) ?? [])].some((place) => isAlong(place.split('/').slice(1), attribute.split('.'))));
  const given = new Map<string, Set<string>>();
  const done = new Set<(typeof reads)[number]>();
  const open = [...chosen].flatMap(([node, places]) => (places.size > 0 ? [node] : []));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const read of readers.get(next) ?? []) {
      if (done.has(read) || !isChosen(read)) continue;
      done.add(read);
      chosen.get(read.node)?.add(read.place);
      given.set(read.node, (given.get(read.node) ?? new Set()).add(read.input));
      open.push(read.node);
    }
  }
  const withPlaces = (node: DraftResource): DraftResource => (given.has(node.node) ? { ...node, chosen: [...(chosen.get(node.node) ?? [])] } : node);
  const withInputs = (node: DraftUnit): DraftUnit => {
    const names = [...new Set([...(node.chosen ?? []), ...(given.get(node.node) ?? [])])];
    return names.length === 0 ? node : { ...node, chosen: names };
  };
  return { ...made, resources: made.resources.map(withPlaces), units: made.units.map(withInputs) };
}
