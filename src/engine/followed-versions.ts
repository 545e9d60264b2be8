import type { EnginePorts } from './engine-ports.ts';

/** By deployment that stands, the blueprint that its last run followed: name@version. */
export async function followedVersions({ store }: Pick<EnginePorts, 'store'>): Promise<ReadonlyMap<string, string | null>> {
  const held = new Set((await store.allBindings()).map((binding) => binding.deployment as string));
  const followed = new Map<string, string | null>();
  for (const name of held) {
    const blueprint = (await store.draft(name))?.blueprint;
    followed.set(name, blueprint === undefined ? null : `${blueprint.name}@${blueprint.version}`);
  }
  return followed;
}
