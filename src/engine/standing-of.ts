import type { JsonObject } from '../kernel/json.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { Binding, Observed, Ownership, ResourceBinding } from '../model/observed.ts';
import type { Difference } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { NamedTarget } from '../model/target.ts';
import { outputsOf } from '../plan/outputs-of.ts';
import { sinceApplied } from '../plan/since-applied.ts';
import { type AnotherThing, anotherThing } from './another-thing.ts';
import type { EnginePorts } from './engine-ports.ts';
import { heldByAnother } from './held-elsewhere.ts';
import { type AliasesOfPlaces, keyAliasesAt } from './key-aliases.ts';

/** What resources of the books are compared with. */
export interface Surroundings {
  readonly ports: EnginePorts;
  readonly books: readonly Binding[];
  readonly aliases: AliasesOfPlaces;
}

/** `untagged`: our tags are gone from it, and no read proves its creation. `disputed`: the same, and it carries the tags of another. `alike`: its creation had no answer, and it was taken for what that made because it is as asked. */
export type Unproven = 'untagged' | 'disputed' | 'alike';

/** How a resource of the books is, read afresh. */
export interface Standing {
  readonly live: boolean;
  /** What stands under the identifier is not ours, and counts as not live; or may not be, with `unproven`. */
  readonly other: AnotherThing | null;
  /** Why nothing proves that it is the one that we made, where that is so; see `Unproven`. */
  readonly unproven?: Unproven;
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
  const type = around.ports.types.type(binding.type);
  if (!type.ok) return type;
  const observed = target === undefined ? ok(null) : await observedAs(binding, target, around.ports);
  if (!observed.ok) return observed;
  const seen = observed.value?.kind === 'live' && observed.value.identifier === binding.identifier ? observed.value : null;
  if (seen === null) return ok({ live: false, other: null, properties: null, differences: null });
  const other = anotherThing(binding, seen);
  if (seen.ownership === 'foreign') return ok({ live: false, other, properties: null, differences: null });
  const differences = differencesOf(binding, type.value, seen.properties, around);
  return ok({ live: true, other, ...unprovenAt(binding, seen), properties: outputsOf(type.value, binding.identifier, seen.properties), differences });
}

function unprovenAt({ creation }: ResourceBinding, { ownership }: { readonly ownership: Ownership }): { readonly unproven?: Unproven } {
  if (ownership === 'untagged' || ownership === 'disputed') return { unproven: ownership };
  return creation?.kind === 'unproven' && creation.alike === true && ownership === 'unproven' ? { unproven: 'alike' } : {};
}

/** `matters`: see `Wanted`. */
export async function observedAs(binding: ResourceBinding, target: NamedTarget, ports: EnginePorts, matters?: ReadonlySet<string>): Promise<Result<Observed>> {
  const { deployment, node, at, applied, formerly } = binding;
  const type = ports.types.type(binding.type);
  if (!type.ok) return type;
  const tagged = { deployment, node: formerly ?? node, type: type.value, at };
  const sought = { ...tagged, properties: applied, binding, held: heldByAnother(tagged, target, ports), ...(matters === undefined ? {} : { matters }) };
  return ports.drivers.resource.observer(target).observe(sought);
}

function differencesOf(binding: ResourceBinding, type: ResourceType, live: JsonObject, { ports, books, aliases }: Surroundings): readonly Difference[] | null {
  const { account, region } = binding.at;
  const known = aliases.at(binding.at);
  const world = { account, region, keyed: (text: string) => ports.secrets.keyed(text), ...(known === undefined ? {} : { aliases: known }) };
  return sinceApplied(binding, type, live, world, books);
}
