import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { isSecretText, namesOf } from '../model/secret.ts';
import { isFreeName, isSecretName, pairName } from '../model/secret-place.ts';
import { type Marks, marksBelow, marksOf, unmarked } from './marks.ts';
import { isStandIn } from './resolve-references.ts';

/** Where a wish touches secrets in a way that a person has to know of, by JSON pointer. */
export interface SecretPlaces {
  /** Secrets at places that reads return and that are not made for secrets: whoever may look at the resource has them. */
  readonly exposed: readonly { readonly pointer: string; readonly names: readonly string[] }[];
  /** Plain texts at places that are made for secrets. */
  readonly plain: readonly string[];
}

/** What is known of the places around one. */
interface Above {
  readonly unread: boolean;
  readonly free: boolean;
  readonly named: boolean;
}

const nothing: SecretPlaces = { exposed: [], plain: [] };

/**
 * What is made for a secret: a property that no read returns, and one that is called so, but not in a map or a list of free names (tags, environments), which the provider shows to
 * everybody who may read the resource. What a unit is given goes to its process alone.
 */
export function secretPlaces(type: ResourceType | null, wish: JsonObject | null): SecretPlaces {
  if (wish === null) return nothing;
  const exposed: { pointer: string; names: readonly string[] }[] = [];
  const plain: string[] = [];
  visit(wish, type === null ? unmarked : marksOf(type), [], { unread: false, free: false, named: false }, false);
  return { exposed, plain };

  function visit(value: Json, marks: Marks, path: readonly string[], above: Above, listed: boolean): void {
    const unread = above.unread || marks.writeOnly || marks.unreturned;
    if (isSecretText(value)) {
      if (type !== null && !unread && (above.free || !above.named)) exposed.push({ pointer: pointerOf(path), names: namesOf(value) });
    } else if (typeof value === 'string') {
      if (above.named && value !== '' && !value.startsWith('{{resolve:')) plain.push(pointerOf(path));
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item as Json, marksBelow(marks, String(index)), [...path, String(index)], { ...above, unread }, true);
    } else if (isJsonObject(value) && !isStandIn(value)) {
      const pair = pairName(value, listed);
      for (const [name, member] of Object.entries(value)) {
        const called = pair !== null && /^values?$/i.test(name) ? String(value[pair]) : name;
        const free = above.free || (isFreeName(name) && pair === null) || (pair !== null && name !== pair);
        visit(member, marksBelow(marks, name), [...path, name], { unread, free, named: name !== pair && isSecretName(called) }, false);
      }
    }
  }
}
