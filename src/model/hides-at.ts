import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { type Hiding, hidingInList, hidingInPair, isAboutSecret, isOwnTag, isTold, pairName } from './secret-place.ts';
import { withoutCredentials } from './withhold.ts';

const nothing: JsonObject = {};

/**
 * Whether what stands in a document at a path is withheld from those who are not told secrets: for its place, for a part of it, or for its form. Of what is not there the place alone
 * decides.
 */
export function hidesAt(document: JsonObject, path: readonly string[]): boolean {
  let value: Json | undefined = document;
  let hiding: Hiding = null;
  let listed = false;
  for (const name of path) {
    if (Array.isArray(value)) {
      hiding = hidingInList(value, Number(name), hiding);
      value = (value as readonly Json[])[Number(name)];
      listed = true;
      continue;
    }
    const holder: JsonObject = isJsonObject(value) ? value : nothing;
    const pair = pairName(holder, listed);
    if (isOwnTag(name) || (pair !== null && isOwnTag(String(holder[pair])))) return false;
    hiding = name === pair ? null : hidingInPair(holder, name, pair, hiding);
    value = Object.hasOwn(holder, name) ? holder[name] : undefined;
    listed = false;
  }
  // What finds a secret is called after it, too, and has the form of a name.
  const finds = hiding === 'secret' && isAboutSecret(path.at(-1) ?? '');
  if (value === undefined) return hiding !== null && !finds;
  return hides(value, finds ? 'free' : hiding, listed);
}

function hides(value: Json, hiding: Hiding, listed: boolean): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((item, index, items) => hides(item, hidingInList(items, index, hiding), true));
  if (isJsonObject(value)) {
    const pair = pairName(value, listed);
    if (pair !== null && isOwnTag(String(value[pair]))) return false;
    return Object.entries(value).some(([name, member]) => name !== pair && !isOwnTag(name) && hides(member, hidingInPair(value, name, pair, hiding), false));
  }
  return !isTold(value, hiding) || (typeof value === 'string' && withoutCredentials(value) !== value);
}
