import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { KeyAliases } from '../model/key-aliases.ts';
import type { World } from './place.ts';

const form = /^(?:arn:[\w-]+:kms:([\w-]+):(\d{12}):)?(alias\/.+)$/s;

/** The alias that a text names at a place, `alias/own`, by itself or as its ARN; null where it names none, or one of another place. */
export function aliasNamed(text: string, { account, region }: Pick<World, 'account' | 'region'>): string | null {
  const [, ofRegion, ofAccount, alias = ''] = form.exec(text) ?? [];
  if (alias === '') return null;
  const elsewhere = (one: string | undefined, own: string | undefined): boolean => one !== undefined && own !== undefined && one !== own;
  return elsewhere(ofRegion, region) || elsewhere(ofAccount, account) ? null : alias;
}

/** The aliases of a place that properties hold where their names say that a key is named; in a list, the name of the list. */
export function aliasesIn(properties: JsonObject, place: Pick<World, 'account' | 'region'>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: Json, name: string): void => {
    if (typeof value === 'string') {
      const alias = /key/i.test(name) ? aliasNamed(value, place) : null;
      if (alias !== null) found.add(alias);
    } else if (Array.isArray(value)) for (const item of value as readonly Json[]) visit(item, name);
    else if (isJsonObject(value)) for (const [key, member] of Object.entries(value)) visit(member as Json, key);
  };
  visit(properties, '');
  return found;
}

/** Of what aliases mean, what those of properties do; absent where that is nothing. */
export function meantIn(properties: JsonObject, world: World): { readonly aliases?: KeyAliases } {
  const { aliases = {} } = world;
  const meant = [...aliasesIn(properties, world)].sort().flatMap((alias) => (aliases[alias] === undefined ? [] : [[alias, aliases[alias]] as const]));
  return meant.length === 0 ? {} : { aliases: Object.fromEntries(meant) };
}

/** The aliases in a wish that mean another key than they meant when it was applied, with that key. Where either is not known nothing is said. */
export function pointedElsewhere(wish: Json | undefined, then: KeyAliases | undefined, world: World): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (then === undefined || world.aliases === undefined || wish === undefined) return found;
  // What was kept is of places that name a key already.
  for (const alias of aliasesIn({ key: wish }, world)) {
    const [before, now] = [then[alias], world.aliases[alias]];
    if (before !== undefined && now !== undefined && before !== now) found.set(alias, now);
  }
  return found;
}
