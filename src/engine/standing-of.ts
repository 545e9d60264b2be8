import type { JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Binding, Observed, ResourceBinding } from '../model/observed.ts';
import type { Difference } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { sinceApplied } from '../plan/since-applied.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type AliasesOfPlaces, keyAliasesAt } from './key-aliases.ts';

/** What resources of the books are compared with. */
export interface Surroundings {
  readonly ports: EnginePorts;
  readonly books: readonly Binding[];
  readonly aliases: AliasesOfPlaces;
}

/** How a resource of the books is, read afresh. */
export interface Standing {
  readonly live: boolean;
  /** What stands under the identifier is somebody else's: ours was deleted, and another one was made. */
  readonly foreign: boolean;
  readonly properties: JsonObject | null;
  /** How it is not what was last applied; null where that cannot be told. */
  readonly differences: readonly Difference[] | null;
}

export async function surroundingsOf(
  resources: readonly ResourceBinding[],
  targets: ReadonlyMap<string, NamedTarget>,
  ports: EnginePorts,
): Promise<Surroundings> {
  return { ports, books: await ports.store.allBindings(), aliases: await keyAliasesAt([], resources, targets, ports) };
}

/** Reads a resource whose creation is known, and compares it with what was last applied. Nothing stands at a target that is not configured any more. */
export async function standingOf(binding: ResourceBinding, target: NamedTarget | undefined, around: Surroundings): Promise<Result<Standing>> {
  const looked = target === undefined ? ok(null) : await around.ports.drivers.resource.outputs(binding, target);
  if (!looked.ok) return looked;
  const observed = looked.value === null || target === undefined ? ok(null) : await observedAs(binding, target, around.ports);
  if (!observed.ok) return observed;
  const foreign = observed.value?.kind === 'live' && observed.value.ownership === 'foreign';
  const live = looked.value !== null && !foreign;
  const differences = live && observed.value !== null ? differencesOf(binding, observed.value, around) : null;
  return ok({ live, foreign, properties: live ? looked.value : null, differences });
}

/** `matters`: see `Wanted`. */
export async function observedAs(binding: ResourceBinding, target: NamedTarget, ports: EnginePorts, matters?: ReadonlySet<string>): Promise<Result<Observed>> {
  const { deployment, node, at, applied, formerly } = binding;
  const type = ports.types.type(binding.type);
  if (!type.ok) return type;
  const sought = { deployment, node: formerly ?? node, type: type.value, at, properties: applied, binding, ...(matters === undefined ? {} : { matters }) };
  return ports.drivers.resource.observer(target).observe(sought);
}

function differencesOf(binding: ResourceBinding, observed: Observed, { ports, books, aliases }: Surroundings): readonly Difference[] | null {
  const type = ports.types.type(binding.type);
  if (!type.ok || observed.kind !== 'live' || observed.identifier !== binding.identifier) return null;
  const { account, region } = binding.at;
  const known = aliases.at(binding.at);
  const world = { account, region, keyed: (text: string) => ports.secrets.keyed(text), ...(known === undefined ? {} : { aliases: known }) };
  return sinceApplied(binding, type.value, observed.properties, world, books);
}
