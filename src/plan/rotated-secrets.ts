import { type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { ResourceBinding } from '../model/observed.ts';
import type { Difference } from '../model/plan.ts';
import { holdsSecret, mapSecrets, secretsNamedIn } from '../model/secret.ts';

/** That secrets are others than when they were last written, which no value may say: a note of a change, where there are any. */
export function rotatedSecrets(differences: readonly Difference[], after: JsonObject, binding: ResourceBinding | null): { readonly note?: string } {
  const names = differences.flatMap(({ path }) => {
    const now = valueAt(after, path);
    const last = valueAt(binding?.applied, path);
    const written = binding?.writeOnlyDigests[path] !== undefined;
    const moved = last !== undefined && sameSecrets(now, last) && !sameJson(now ?? null, last);
    return written || moved ? secretsNamedIn(now) : [];
  });
  const [first, ...rest] = [...new Set(names)].sort();
  if (first === undefined) return {};
  return { note: `secret${rest.length > 0 ? 's' : ''} ${[first, ...rest].join(', ')}: another value than was last written` };
}

function sameSecrets(now: Json | undefined, last: Json): boolean {
  const without = (value: Json): Json => mapSecrets(value, ({ $secret }) => ({ $secret }) as unknown as Json);
  return now !== undefined && holdsSecret(now) && sameJson(without(now), without(last));
}
