import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';

/**
 * Why a value is not told: it stands under a name that says that it is a secret (`secret`), or where people put what they like, secrets too (`free`). What is free is told
 * where its form is one that no secret has.
 */
export type Hiding = 'secret' | 'free' | null;

/** Names whose values are secrets whatever they look like. */
const secretName =
  /pass(?:word|wd|phrase|code)|pwd|secret|token|credential|(?:api|private|access|signing|encryption|shared)[-_ ]?key|auth(?:orization|entication)?(?:[-_ ]?header)?$|connection[-_ ]?string|cookie/i;
/** Names under which people put what they like, secrets too: tags, environments, user data, free parameters and the values of a key–value pair. */
const freeName = /^(?:tags?|tagset|tagging|environment(?:variables)?|env|variables|labels|metadata|userdata|user_data|parameters|values?)$/i;

/** What only names, finds or handles a secret, or says how it is to be. */
const aboutSecret =
  /(?:arn|id|ids|name|names|url|uri|endpoint|type|version|policy|rule|rules|length|period|expiration|validity|days|enabled|required|scope|manager|config(?:uration)?)$/i;

/** What says how a secret is to be, and holds none: numbers and switches, and what has one made. */
const waysOfSecret = /^generate|(?:policy|rules?|length|period|expiration|validity|days|enabled|required|config(?:uration)?)$/i;

/** Whether a text under that name is itself a secret by its name: `MasterUserPassword`, `AuthToken`, `DB_PASSWORD`, and not `SecretArn` or `PasswordPolicy`. */
export function isSecretName(name: string): boolean {
  return (
    /pass(?:word|wd|phrase|code)|secret|(?:^|_)pwd$|token$|credentials?$|(?:api|private|access|signing|shared)[-_ ]?key$|connection[-_ ]?string$/i.test(name) &&
    !aboutSecret.test(name)
  );
}

/** Whether that is the name of what only names, finds or handles a secret: `SecretArn`. */
export function isAboutSecret(name: string): boolean {
  return aboutSecret.test(name);
}

/** Whether people put under that name what they like: see `freeName`. */
export function isFreeName(name: string): boolean {
  return freeName.test(name);
}

/** How what stands below a member of that name is hidden, where `around` it is hidden already. */
export function hidingBelow(name: string, around: Hiding = null): Hiding {
  if (around === 'secret') return 'secret';
  if (around === null && waysOfSecret.test(name)) return null;
  if (secretName.test(name)) return 'secret';
  return around ?? (freeName.test(name) ? 'free' : null);
}

/** The same of an item of a list that is a pair, such as `{Key, Value}`: what its value is called decides. `name` is the member, `pair` the one that names the other. */
export function hidingInPair(item: JsonObject, name: string, pair: string | null, around: Hiding): Hiding {
  const below = hidingBelow(name, around ?? (pair !== null && valueOfPair.test(name) ? 'free' : null));
  if (pair === null || below === 'secret') return below;
  return hidingBelow(String(item[pair]), below);
}

/** The same of an item of a list of words, such as a command: what follows an option that is called like a secret is one. */
export function hidingInList(items: readonly Json[], index: number, around: Hiding): Hiding {
  const option = items[index - 1];
  return typeof option === 'string' && /^--?[\w-]+$/.test(option) && hidingBelow(option.replace(/^-+/, '')) === 'secret' ? 'secret' : around;
}

/** How a value is hidden whose place is said as the segments of a pointer. */
export function hidingAt(path: readonly string[]): Hiding {
  return path.reduce<Hiding>((around, name) => hidingBelow(name, around), null);
}

/** Tags of our own, by which a resource is known to be ours: nobody else can give them, and what they say is told anyway. */
const ownTags: ReadonlySet<string> = new Set(['asbuilt:deployment', 'asbuilt:node', 'asbuilt:blueprint']);

export function isOwnTag(name: string): boolean {
  return ownTags.has(name);
}

/** How a switch is called that is no boolean, also where a secret would stand: `HttpTokens: required`. */
const switched = /^(?:true|false|enabled|disabled|required|optional)$/i;

/** Forms that no secret has: a switch, a small number, an ARN, an address block, a region, and the words of every day for a stage or a level. */
const plainForms: readonly RegExp[] = [
  /^(?:true|false|yes|no|on|off|enabled|disabled|none|null|default)$/i,
  /^\d{1,4}$/,
  /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[\w/.:*-]{1,200}$/,
  /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/,
  /^[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]?$/,
  /^(?:dev|develop|development|test|testing|qa|uat|stage|staging|preprod|prod|production|sandbox|demo|debug|info|warn|warning|error|trace)$/i,
];

/** Whether a value may be told although it is hidden so. */
export function isTold(value: Json, hiding: Hiding): boolean {
  if (hiding === null || value === null || typeof value === 'boolean' || value === '') return true;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  if (typeof value === 'string' && switched.test(value)) return true;
  return hiding === 'free' && isPlain(String(value));
}

/** Whether a text has, as a whole, a form that no secret has. */
export function isPlain(text: string): boolean {
  return plainForms.some((form) => form.test(text));
}

/** The other member of a pair, with what both are called after: `Value`, `HeaderValue`. */
const valueOfPair = /^(.*?)values?$/i;

/**
 * The member that names the other one in `{Key, Value}`, `{Name, Value}` and `{HeaderName, HeaderValue}`, where those are items of a list: it may be told. Null in any other object: an environment may
 * have two variables of those names.
 */
export function pairName(object: JsonObject, listed: boolean): string | null {
  const names = listed ? Object.keys(object) : [];
  const after = names.flatMap((name) => valueOfPair.exec(name)?.[1]?.toLowerCase() ?? []);
  const naming = after.flatMap((of) => [`${of}key`, `${of}name`]);
  return names.find((name) => naming.includes(name.toLowerCase()) && typeof object[name] === 'string') ?? null;
}

/** What the members of a document are called by, all over Asbuilt: each is told wherever it stands. */
const namingMembers: ReadonlySet<string> = new Set(['node', 'deployment', 'identifier', 'alias', 'target', 'region', 'type', 'account']);

export function isNamingMember(name: string): boolean {
  return namingMembers.has(name);
}

/** What a provider calls a property by that names a thing: `FunctionName`, `DBInstanceIdentifier`. */
const nameProperty = /^[A-Z]\w*(?:Name|Identifier)$/;

/** Every text of a document that names a thing and is told as that: it is no secret. A name that people give within what is hidden names nothing. */
export function namesIn(document: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(document)) for (const item of document) namesIn(item, found);
  else if (isJsonObject(document)) {
    for (const [name, member] of Object.entries(document)) {
      if (hidingBelow(name) !== null) continue;
      if (typeof member !== 'string') namesIn(member, found);
      else if (namingMembers.has(name) || nameProperty.test(name)) found.add(member);
    }
  }
  return found;
}
