import type { Json, JsonObject } from '../kernel/json.ts';
import { mapSecrets, type SecretPart } from '../model/secret.ts';

/** A value whose secrets have their digests beside them, as far as those are known: then it is known by them. One that has a digest already keeps it. */
export function sealSecrets<T extends Json | JsonObject>(value: T, digestOf: (parts: readonly SecretPart[]) => string | null): T {
  return mapSecrets(value, (secret) => {
    if (secret.digest !== undefined) return secret as unknown as Json;
    const digest = digestOf(secret.$secret);
    return (digest === null ? secret : { ...secret, digest }) as unknown as Json;
  }) as T;
}
