import type { EnginePorts } from './engine-ports.ts';

/** By deployment that stands, the blueprint that its last run followed: name@version; null where it follows none. */
export async function followedVersions({ store }: Pick<EnginePorts, 'store'>): Promise<ReadonlyMap<string, string | null>> {
  const [bindings, followed] = [await store.allBindings(), await store.followed()];
  const names = new Set(bindings.map((binding) => binding.deployment as string));
  return new Map(
    [...names].map((name) => {
      const blueprint = followed.get(name);
      return [name, blueprint === undefined ? null : `${blueprint.name}@${blueprint.version}`];
    }),
  );
}
