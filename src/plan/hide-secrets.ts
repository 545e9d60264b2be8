import { canonicalJson, type Json, type JsonObject } from '../kernel/json.ts';
import { type HiddenText, holdsSecret, isHiddenText, isSecretText, type SecretText } from '../model/secret.ts';

/**
 * What a read showed, without the values of secrets: where one of the wishes has a secret, what is live stands as that secret where it has its digest, else as the keyed digest
 * of what is there. Items of a list are not told apart; a text that a wish gives in plain stays. Without a secret in the wishes it is the very same object.
 */
export function hideSecrets(live: JsonObject, wishes: readonly JsonObject[], keyed: (text: string) => string): JsonObject {
  const places = wishes.filter(holdsSecret);
  return places.length === 0 ? live : (hidden(live, places as unknown as readonly Json[], keyed) as JsonObject);
}

function hidden(live: Json | undefined, wishes: readonly Json[], keyed: (text: string) => string): Json | undefined {
  const secrets = wishes.filter((wish): wish is Json & (SecretText | HiddenText) => isSecretText(wish) || isHiddenText(wish));
  if (live === undefined || live === null || isHiddenText(live) || wishes.length === 0) return shown(live, secrets);
  if (secrets.length > 0) {
    if (wishes.some((wish) => wish === live)) return live;
    return shown({ $hidden: keyed(typeof live === 'string' ? live : canonicalJson(live)) }, secrets);
  }
  // A document that came back as text is hidden whole.
  if (typeof live !== 'object') return typeof live === 'string' && wishes.some(holdsSecret) ? { $hidden: keyed(live) } : live;
  if (Array.isArray(live)) {
    const items = wishes.flatMap((wish) => (Array.isArray(wish) ? (wish as readonly Json[]) : []));
    return items.some(holdsSecret) ? (live as readonly Json[]).map((item) => hidden(item, items, keyed) as Json) : live;
  }
  const members = Object.entries(live).map(([name, member]) => {
    const below = wishes.flatMap((wish): Json[] => {
      const wanted = typeof wish === 'object' && wish !== null && !Array.isArray(wish) ? (wish as JsonObject)[name] : undefined;
      return wanted === undefined ? [] : [wanted];
    });
    return [name, below.some(holdsSecret) ? (hidden(member, below, keyed) as Json) : member] as const;
  });
  return Object.fromEntries(members);
}

function shown(live: Json | undefined, secrets: readonly (SecretText | HiddenText)[]): Json | undefined {
  if (!isHiddenText(live)) return live;
  const same = secrets.find((secret) => isSecretText(secret) && secret.digest === live.$hidden);
  return (same ?? live) as unknown as Json;
}
