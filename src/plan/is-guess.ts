import { type Json, sameJson } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import { isSecretText } from '../model/secret.ts';
import { hidingAt } from '../model/secret-place.ts';
import { isToldWhole } from '../model/withhold.ts';
import type { Past } from './judge.ts';
import type { Place } from './place.ts';

/**
 * Whether a wish of somebody who is not told what is hidden says what stands at a place of which a part is hidden, and has not been asked for so before: it counts as different and is written. Were it not, each
 * plan would answer whether it is that.
 */
export function isGuess({ path, whole: { world } }: Place, desired: Json, live: Json, { last }: Past): boolean {
  if (world.guessed === undefined || (last !== undefined && wasAsked(desired, last))) return false;
  return isSecretText(desired) || !isToldWhole(live, hidingAt(segmentsOf(path)));
}

/** Whether a wish is the former one; a secret is the same by its names. */
export function wasAsked(desired: Json, last: Json): boolean {
  if (!isSecretText(desired) || !isSecretText(last)) return sameJson(desired, last);
  return sameJson(desired.$secret as unknown as Json, last.$secret as unknown as Json);
}

/** The place of what is known to be no guess, nor anything in it. */
export function unguessed(at: Place): Place {
  const { guessed, ...world } = at.whole.world;
  return guessed === undefined ? at : { ...at, whole: { ...at.whole, world } };
}
