import { type AwsCloud, createAwsCloud } from '../adapters/aws/aws-cloud.ts';
import type { SecretValues } from '../ports/secrets.ts';
import type { TypeRegistry } from '../ports/type-registry.ts';
import { credentialsOf } from './credentials.ts';
import type { Settings } from './settings.ts';
import { systemClock, systemRandomness } from './system-clock.ts';

/** AWS as this machine reaches it: its credentials, its `aws` binary; with a data folder its secrets, and what is known of types. */
export function localCloud(env: Settings['env'], home?: { readonly secrets: SecretValues; readonly types: TypeRegistry }): AwsCloud {
  return createAwsCloud({
    ...home,
    clock: systemClock,
    random: systemRandomness,
    credentials: credentialsOf(env),
    ...awsBinary(env),
  });
}

function awsBinary(env: Settings['env']): { cli: { binary: string; environment: Record<string, string> } } {
  const passed = ['PATH', 'HOME', 'LANG', 'AWS_CA_BUNDLE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'HTTPS_PROXY', 'NO_PROXY', 'PYENV_ROOT'];
  return { cli: { binary: 'aws', environment: Object.fromEntries(passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))) } };
}
