import type { Binding } from '../model/observed.ts';
import type { ResponseOf } from '../model/operations.ts';
import type { EnginePorts } from './engine-ports.ts';
import { followedVersions } from './followed-versions.ts';

/** So many runs are looked through for the last one of each deployment. */
const mostLookedThrough = 1_000;

/**
 * Every deployment that stands, and what it consists of by the books. One whose last resource was removed is over: its name stays known to `show` and `destroy`, which say
 * that nothing is left.
 */
export async function listDeployments({ store }: Pick<EnginePorts, 'store'>): Promise<ResponseOf<'deployments'>> {
  const [bindings, followed, known] = [await store.allBindings(), await followedVersions({ store }), await store.deployments()];
  const runs = Map.groupBy(await store.runs(mostLookedThrough), ({ deployment }) => deployment as string);
  const held = Map.groupBy(bindings, ({ deployment }) => deployment as string);
  return {
    deployments: known.flatMap((one) => {
      const of = held.get(one.name);
      if (of === undefined) return [];
      const resources = of.filter(({ kind }) => kind === 'resource').length;
      const [last] = runs.get(one.name) ?? [];
      const unfinished = last === undefined || last.status === 'succeeded' ? {} : { unfinished: { run: last.id, status: last.status } };
      return [{ ...one, ...unfinished, targets: { ...one.targets }, blueprint: followed.get(one.name) ?? null, resources, consists: consistsOf(of) }];
    }),
  };
}

function consistsOf(bindings: readonly Binding[]): { readonly kind: string; readonly count: number }[] {
  const kinds = Map.groupBy(bindings, (binding) => (binding.kind === 'resource' ? (binding.type as string) : (binding.engine as string)));
  return [...kinds].map(([kind, of]) => ({ kind, count: of.length })).sort((one, other) => other.count - one.count || (one.kind < other.kind ? -1 : 1));
}
