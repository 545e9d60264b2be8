import type { NativeType } from './native-type.ts';

/**
 * Whether a creation that reaches the service twice can make two resources: the call carries no idempotency token, and the identifier is the service's to
 * choose, with no name that would have the second refused. Such a resource is searched for by its tags, since nothing else tells it from its twin.
 */
export function mayDouble(type: NativeType): boolean {
  return type.create !== undefined && type.search?.byTags === true && !JSON.stringify(type.create.input ?? {}).includes('"$token"');
}
