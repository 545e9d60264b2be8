import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { type Hiding, hidingInList, hidingInPair, isAboutSecret, isOwnTag, isPlain, isTold, pairName } from './secret-place.ts';
import { secretsIn, spellingsOf, withoutCredentials, withoutSecrets } from './withhold.ts';

const nothing: JsonObject = {};

/**
 * Whether any of what stands in a document at a path is withheld from those who are not told secrets: for its place, or for the form of a part of it, as it stands or as JSON text, or since it
 * repeats what the document holds at a place for secrets. Of what is not there the place alone decides. `called`: what the thing is called by, which is told wherever it stands, but for a credential.
 */
export function hidesAt(document: JsonObject, path: readonly string[], called?: string): boolean {
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
  const below = finds ? 'free' : hiding;
  if (value === called) return !isTold(value, below) || withoutCredentials(value) !== value;
  const known = spellingsOf([...secretsIn(document, true)].filter((secret) => !isPlain(secret)));
  const isWhole = (text: string): boolean => withoutSecrets(text, known) === text;
  return hides(value, below, listed, isWhole) || (typeof value === 'object' && !isWhole(canonicalJson(value)));
}

function hides(value: Json, hiding: Hiding, listed: boolean, isWhole: (text: string) => boolean): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((item, index, items) => hides(item, hidingInList(items, index, hiding), true, isWhole));
  if (isJsonObject(value)) {
    const pair = pairName(value, listed);
    if (pair !== null && isOwnTag(String(value[pair]))) return false;
    return Object.entries(value).some(
      ([name, member]) => name !== pair && !isOwnTag(name) && hides(member, hidingInPair(value, name, pair, hiding), false, isWhole),
    );
  }
  return !isTold(value, hiding) || (typeof value === 'string' && !isWhole(value));
}
