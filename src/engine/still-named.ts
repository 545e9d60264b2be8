import type { DesiredNode } from '../model/desired.ts';
import type { Binding, Observed, ResourceBinding } from '../model/observed.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';
import { indexedNodes, isArnOf, mayStandUnnamed, thingKey } from './indexed-nodes.ts';

/**
 * Of what is asked for, was made and is found by no read any more: what the provider's index of tags still names, with the ARN. Either the index has not forgotten it yet, or the reads
 * do not see what is there; to make it again may make a second one. Of what bears a name of its own there cannot be two, so it is not asked about. One question for each place
 * of something gone; where it cannot be asked, that is told.
 */
export async function stillNamed(
  deployment: string,
  desired: readonly DesiredNode[],
  bindings: readonly Binding[],
  observed: ReadonlyMap<string, Observed>,
  targets: ReadonlyMap<string, NamedTarget>,
  ports: EnginePorts,
): Promise<ReadonlyMap<string, Observed>> {
  const asked = new Set<string>(desired.map(({ node }) => node));
  const gone = bindings.filter((binding): binding is ResourceBinding => {
    if (binding.kind !== 'resource' || binding.doubtful === true || !asked.has(binding.node) || observed.get(binding.node)?.kind !== 'absent') return false;
    const type = ports.types.type(binding.type);
    return type.ok && mayStandUnnamed(type.value, binding.applied);
  });
  if (gone.length === 0) return observed;
  const tagged = gone.map((binding) => ({ binding, thing: { ...binding, node: binding.formerly ?? binding.node } }));
  const { arns, unasked } = await indexedNodes(
    deployment,
    tagged.map(({ thing }) => thing),
    targets,
    ports,
  );
  const named = tagged.flatMap(({ binding: { node, identifier }, thing }): [string, Observed][] => {
    if (unasked(thing)) return [[node, { kind: 'absent', unlooked: 'no read finds it, and the index of tags could not be asked whether it still names it' }]];
    const arn = arns.get(thingKey(thing))?.find((one) => isArnOf(identifier, one));
    return arn === undefined ? [] : [[node, { kind: 'absent', stillNamed: arn }]];
  });
  return new Map([...observed, ...named]);
}
