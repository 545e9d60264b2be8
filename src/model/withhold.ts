import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import { isHiddenText, isSecretText } from './secret.ts';

/** What stands in place of a value that is not told. */
export const withheld = '(withheld)';

/** Names whose values are secrets whatever they look like. */
const secretName =
  /pass(?:word|wd|phrase|code)|pwd|secret|token|credential|(?:api|private|access|signing|encryption|shared)[-_ ]?key|auth(?:orization|entication)?(?:[-_ ]?header)?$|connection[-_ ]?string|cookie/i;
/** Names under which people put what they like, secrets too: tags, environments, user data, free parameters and the values of a key–value pair. */
const freeName = /^(?:tags?|tagset|tagging|environment(?:variables)?|env|variables|labels|metadata|userdata|user_data|parameters|values?)$/i;

/** What only names, finds or handles a secret, or says how it is to be. */
const aboutSecret =
  /(?:arn|id|ids|name|names|url|uri|endpoint|type|version|policy|rule|rules|length|period|expiration|validity|days|enabled|required|scope|manager|config(?:uration)?)$/i;

/** Whether a text under that name is itself a secret by its name: `MasterUserPassword`, `AuthToken`, `DB_PASSWORD`, and not `SecretArn` or `PasswordPolicy`. */
export function isSecretName(name: string): boolean {
  return (
    /pass(?:word|wd|phrase|code)|secret|(?:^|_)pwd$|token$|credentials?$|(?:api|private|access|signing|shared)[-_ ]?key$|connection[-_ ]?string$/i.test(name) &&
    !aboutSecret.test(name)
  );
}

/** Whether people put under that name what they like: see `freeName`. */
export function isFreeName(name: string): boolean {
  return freeName.test(name);
}

/** Whether the values below a member of that name are withheld. */
export function isSecretPlace(name: string): boolean {
  return secretName.test(name) || freeName.test(name);
}

/** Shorter ones are words of everyday: to blot them out of every message would leave nothing to read. */
const shortestKnown = 6;

/**
 * Every text of a document that stands where its value is withheld: what is then kept out of messages too, which may repeat it. The names in
 * a tag, a variable or a map stay known.
 */
export function secretsIn(document: unknown): Set<string> {
  const found = new Set<string>();
  collect(document, false, found);
  return found;
}

function collect(value: unknown, secret: boolean, found: Set<string>, listed = false): void {
  if (isStandIn(value)) return;
  if (typeof value === 'string') {
    if (secret && value.length >= shortestKnown) found.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, secret, found, true);
  } else if (isJsonObject(value)) {
    const pair = pairName(value, listed);
    for (const [name, member] of Object.entries(value)) if (name !== pair && name !== '$from') collect(member, secret || isSecretPlace(name), found);
  }
}

/** Names of texts that people read, and that may repeat what is withheld beside them. */
const proseName = /^(?:message|cause|note|why|because|intent|words|effect|fix|ask|errors)$/;

/**
 * A document as somebody may have it who is not told secrets: without what stands where people keep them, below the path of a difference that is sensitive, or anywhere
 * else in the document again. Whether something is there, and what a value is taken from, stays known.
 */
export function withoutSecretPlaces(document: Json): Json {
  const hidden = new Set<string>();
  const places = atPlaces(document, false, [], hidden);
  const spelled = spellingsOf([...hidden].filter((text) => text.length >= shortestKnown));
  return atRepetitions(places, '', hidden, spelled);
}

/** It names a secret, or is a digest of one that nobody can try a value against: there is nothing to withhold. */
function isStandIn(value: unknown): boolean {
  return isSecretText(value) || isHiddenText(value);
}

function atPlaces(value: Json, secret: boolean, below: readonly (readonly string[])[], hidden: Set<string>, listed = false): Json {
  if (isStandIn(value)) return value;
  const here = secret || below.some((place) => place.length === 0);
  if (Array.isArray(value)) return value.map((item, index) => atPlaces(item, here, within(below, String(index)), hidden, true));
  if (isJsonObject(value)) {
    const pair = pairName(value, listed);
    const path = placeOfDifference(value);
    const sensitive = sensitivePlaces(value);
    const member = (name: string, held: Json): Json => {
      if (name === '$from') return held;
      if (name === 'before' || name === 'after' || (name === 'value' && path !== null)) {
        const told = path === null ? here : here || value['sensitive'] === true || path.some(isSecretPlace);
        return atPlaces(held, told, [...within(below, name), ...sensitive], hidden);
      }
      return atPlaces(held, name !== pair && (here || isSecretPlace(name)), within(below, name), hidden);
    };
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, member(name, held)]));
  }
  if (!here || value === null || typeof value === 'boolean' || value === '') return value;
  if (typeof value === 'string') hidden.add(value);
  return withheld;
}

function within(below: readonly (readonly string[])[], name: string): (readonly string[])[] {
  return below.flatMap(([first, ...rest]) => (first === name ? [rest] : []));
}

/** Where a difference or an operation of a patch says that it is; null for anything else. */
function placeOfDifference(object: JsonObject): readonly string[] | null {
  const path = object['path'];
  return typeof path === 'string' && ('op' in object || 'forcesReplace' in object) ? segmentsOf(path) : null;
}

function sensitivePlaces({ differences }: JsonObject): (readonly string[])[] {
  if (!Array.isArray(differences)) return [];
  return (differences as readonly Json[]).flatMap((one) =>
    isJsonObject(one) && one['sensitive'] === true && typeof one['path'] === 'string' ? [segmentsOf(one['path'])] : [],
  );
}

function atRepetitions(value: Json, name: string, hidden: ReadonlySet<string>, spelled: readonly string[]): Json {
  if (isStandIn(value)) return value;
  if (typeof value === 'string') {
    if (value.length >= shortestKnown && hidden.has(value)) return withheld;
    return proseName.test(name) ? withoutSecrets(value, spelled) : withoutCredentials(value);
  }
  if (Array.isArray(value)) return value.map((item) => atRepetitions(item, name, hidden, spelled));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, atRepetitions(member, key, hidden, spelled)]));
}

/**
 * The member that names the other one in `{Key, Value}` and `{Name, Value}`, where those are items of a list: it may be told. Null in any other object: an environment may
 * have two variables of those names.
 */
export function pairName(object: JsonObject, listed: boolean): string | null {
  const names = Object.keys(object);
  if (!listed || !names.some((name) => /^values?$/i.test(name))) return null;
  return names.find((name) => /^(?:key|name)$/i.test(name) && typeof object[name] === 'string') ?? null;
}

/** Forms that only credentials have. */
const forms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  /\beyJ[\w-]{6,}\.[\w-]+\.?[\w-]*/g,
  /\b(?:gh[pousr]|github_pat|glpat|xox[abprs]|sk|pk|rk|npm|pypi|hf)[-_][\w-]{12,}/g,
];
/** `password=…`, `"token": "…"`, `Authorization: Bearer …`: the value goes, the name stays. Bounded, since an unbounded name is looked through again at each word in it. */
const assigned =
  /((?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|api[-_ ]?key|private[-_ ]?key|access[-_ ]?key|authorization|connection[-_ ]?string)[\w-]{0,64}["'\\]*\s*(?:[:=]|\bis\b)\s*(?:bearer\s+|basic\s+)?["'\\]*)([^\s"'\\,;&)}\]]+)/gi;
/** `with password hunter2`: what follows such a word and holds a digit or a sign that no word has. What is named, or a number of something, is no secret. */
const spoken =
  /(\b(?:pass(?:word|wd|phrase|code)|pwd|secret|token|api[-_ ]?key|credentials?)\s+(?:of\s+|to\s+|as\s+|is\s+)?["'“‘]?)(?=[^\s"'”’]{0,63}[\d!@#$%^&*?])([^\s"'”’,;]{6,})/gi;
/** `https://user:password@host`. */
const inAddress = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)([^\s/@]+)(@)/gi;
/** Long runs that mix capitals, small letters and digits, as keys do and words do not. */
const run = /[A-Za-z0-9+/_=-]{24,}/g;

/** Text without what has the form of a credential. */
export function withoutCredentials(text: string): string {
  let kept = text;
  for (const form of forms) kept = kept.replace(form, withheld);
  return kept;
}

/** How secrets may be spelled in a message, the longest first, so that none is blotted out in part. */
export function spellingsOf(secrets: Iterable<string>): readonly string[] {
  const spelled = [...secrets].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]);
  return [...new Set(spelled)].sort((a, b) => b.length - a.length);
}

/** The same of a message, which may also repeat what is known to be secret, name it, or hold a key of unknown form. */
export function withoutSecrets(text: string, known: readonly string[]): string {
  let kept = text;
  for (const spelled of known) if (kept.includes(spelled)) kept = kept.replaceAll(spelled, withheld);
  kept = withoutCredentials(kept).replace(assigned, (whole, before: string, value: string) => (value.startsWith(withheld) ? whole : `${before}${withheld}`));
  kept = kept.replace(spoken, (whole, before: string, value: string) => (value.startsWith(withheld) ? whole : `${before}${withheld}`));
  return kept.replace(inAddress, `$1${withheld}$3`).replace(run, (word) => (looksDrawn(word) ? withheld : word));
}

/** A digest is public, and a name or a path is made of words, with a capital here and there. */
function looksDrawn(word: string): boolean {
  if (!/[a-z]/.test(word) || !/[A-Z]/.test(word) || !/\d/.test(word)) return false;
  if (word.includes('/')) return word.split('/').every((part) => part === '' || /\d|[a-z][A-Z]/.test(part));
  const changes = [...word].filter((letter, index) => index > 0 && kindOf(letter) !== kindOf(word[index - 1] ?? '')).length;
  return changes * 3 >= word.length;
}

function kindOf(letter: string): number {
  return /[a-z]/.test(letter) ? 0 : /[A-Z]/.test(letter) ? 1 : /\d/.test(letter) ? 2 : 3;
}
