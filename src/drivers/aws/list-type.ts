import type { JsonObject } from '../../kernel/json.ts';
import type { NamedTarget, Place } from '../../model/target.ts';
import type { Cloud } from '../../ports/cloud.ts';

/** What a listing of a type comes to. `needs-parent`: it is refused without the properties of a parent. */
export type Listing =
  | { readonly kind: 'listed'; readonly identifiers: readonly string[] }
  | { readonly kind: 'needs-parent'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Lists a type at a place, below a parent where one is given. */
export async function listType(cloud: Cloud, target: NamedTarget, type: string, place: Place, parent?: JsonObject): Promise<Listing> {
  const listed = await cloud.list(target, type, place, parent);
  if (listed.ok) return { kind: 'listed', identifiers: listed.value.map(({ identifier }) => identifier) };
  const reason = listed.problems.map(({ code, message }) => `${code}: ${message}`).join('; ');
  return { kind: listed.problems.every(({ code }) => code === 'CLOUD_INVALID') ? 'needs-parent' : 'failed', reason };
}
