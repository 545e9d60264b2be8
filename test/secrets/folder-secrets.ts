import { localSecrets } from '../../src/adapters/secrets/local-secrets.ts';
import { problem } from '../../src/kernel/diagnostic.ts';
import { fail } from '../../src/kernel/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { SecretValues } from '../../src/ports/secrets.ts';

/** Secrets of a folder, with a key that tests know, and none at targets. */
export function folderSecrets(folder: string, clock: Clock, key = Buffer.alloc(32, 7)): SecretValues {
  return localSecrets({ folder, key, clock, remote: async () => fail(problem('CLOUD_NOT_FOUND', 'there is none', 'make it')) });
}
