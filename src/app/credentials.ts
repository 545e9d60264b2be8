import type { CredentialsProvider } from '../adapters/aws/credentials.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Settings } from './settings.ts';

/**
 * Where a real target's own credentials come from: the profile it names, else AWS's default chain (environment, shared files, SSO, container, instance).
 * A target with an endpoint on this machine (an emulator) that finds none gets placeholders, which no provider elsewhere would accept.
 */
export function credentialsOf(env: Settings['env']): (target: NamedTarget) => CredentialsProvider {
  return ({ target }) =>
    async () => {
      if (target.profile === undefined && isLocal(target.endpoint) && env['AWS_ACCESS_KEY_ID'] === undefined)
        return { accessKeyId: 'testing', secretAccessKey: 'testing' };
      const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
      // It is asked again only where those it gave do not serve any more: the files may have been corrected since.
      return defaultProvider({ ignoreCache: true, ...(target.profile === undefined ? {} : { profile: target.profile }) })();
    };
}

function isLocal(endpoint: string | undefined): boolean {
  if (endpoint === undefined) return false;
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
