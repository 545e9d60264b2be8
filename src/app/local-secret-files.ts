import { listSecretFiles, removeSecretFile, writeSecretFile } from '../adapters/secrets/secret-files.ts';
import type { SecretFiles } from '../engine/host.ts';
import { homeLayout } from './home-layout.ts';
import { prepareHome } from './prepare-home.ts';
import type { Settings } from './settings.ts';

/** The secrets in this person's data folder, as the command line keeps them. The engine reads them there when it needs them. */
export function localSecretFiles({ home }: Pick<Settings, 'home'>): SecretFiles {
  const { secrets } = homeLayout(home);
  return {
    async set(name, text) {
      const ready = prepareHome(home);
      return ready.ok ? writeSecretFile(secrets, name, text) : ready;
    },
    list: async () => listSecretFiles(secrets),
    remove: async (name) => removeSecretFile(secrets, name),
  };
}
