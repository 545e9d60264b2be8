import { withKey } from '../plan/written-digest.ts';
import type { Write } from '../ports/store.ts';
import type { EnginePorts } from './engine-ports.ts';

/**
 * Puts this data folder's key to the digests that a former version kept of what no read returns, when an engine starts: against a bare one anybody who has the records could try
 * passwords. A plan that was made from those books says that they have changed since; what is sealed opens as before.
 */
export async function keyWrittenDigests({ store, secrets }: Pick<EnginePorts, 'store' | 'secrets'>): Promise<void> {
  const writes = (await store.allBindings()).flatMap((binding): Write[] => {
    if (binding.kind !== 'resource') return [];
    const held = Object.entries(binding.writeOnlyDigests);
    const keyed = held.map(([pointer, digest]) => [pointer, withKey(digest, (text) => secrets.keyed(text))] as const);
    return keyed.every(([, digest], index) => digest === held[index]?.[1])
      ? []
      : [{ kind: 'binding', binding: { ...binding, writeOnlyDigests: Object.fromEntries(keyed) } }];
  });
  if (writes.length > 0) await store.commit(writes);
}
