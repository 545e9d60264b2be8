import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import { shortestKnown, withoutKnown } from './known-secrets.ts';
import { type HiddenText, holdsHidden, isHiddenText, isSecretText, type SecretText } from './secret.ts';
import { type Hiding, hidingAt, hidingInList, hidingInPair, isNamingMember, isOwnTag, isPlain, isTold, namesIn, pairName } from './secret-place.ts';

/** What stands in place of a value that is not told. */
export const withheld = '(withheld)';

/** The names alone of what came from a secret: an encoding or a part of it has a form that nobody can know beforehand. */
export function withheldAll(outputs: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, withheld]));
}

/**
 * Every text of a document that stands where its value is withheld: what is then kept out of messages too, which may repeat it. The names in
 * a tag, a variable or a map stay known. `named`: only those whose place says that they are secrets.
 */
export function secretsIn(document: unknown, named = false): Set<string> {
  const found = new Set<string>();
  collect(document, null, named ? 'secret' : 'free', found);
  return found;
}

/** Of texts that are withheld in documents those that are kept out of messages about them: not what names something there, nor a word of such a name. Of what never changes it is looked for once. */
export function hiddenTexts(...documents: readonly unknown[]): Set<string> {
  const known = documents.map(hiddenIn);
  const names = new Set(known.flatMap((each) => [...each.names]));
  return new Set(known.flatMap((each) => [...each.secrets]).filter((secret) => !names.has(secret)));
}

interface Hidden {
  readonly secrets: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Of plans, which never change: a large one is looked through once. */
const looked = new WeakMap<object, Hidden>();

function hiddenIn(document: unknown): Hidden {
  const frozen = typeof document === 'object' && document !== null && Object.isFrozen(document) ? document : null;
  const before = frozen === null ? undefined : looked.get(frozen);
  if (before !== undefined) return before;
  const names = [...namesIn(document)].flatMap((name) => [name, ...name.split(/[^A-Za-z0-9]+/)]);
  const isOwn = writtenByAgent(document);
  const hidden = { secrets: new Set([...secretsIn(document)].filter((text) => !isOwn(text))), names: new Set(names) };
  if (frozen !== null) looked.set(frozen, hidden);
  return hidden;
}

function collect(value: unknown, hiding: Hiding, least: Exclude<Hiding, null>, found: Set<string>, listed = false): void {
  if (isStandIn(value)) return;
  if (typeof value === 'string') {
    if (value.length >= shortestKnown && (least === 'free' || hiding === least) && !isTold(value, hiding)) found.add(value);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, hidingInList(value, index, hiding), least, found, true);
  } else if (isJsonObject(value)) {
    const pair = pairName(value, listed);
    if (pair !== null && isOwnTag(String(value[pair]))) return;
    const path = placeOfDifference(value);
    for (const [name, member] of Object.entries(value))
      if (name !== pair && name !== '$from' && !isOwnTag(name))
        collect(member, hidingOfMember(value, name, pair, path, hiding), least, found, isItem(name, path));
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
  const places = atPlaces(document, null, [], hidden);
  const isOwn = writtenByAgent(isJsonObject(document) && isJsonObject(document['plan']) ? document['plan'] : document);
  return withoutRepetitions(places, new Set([...hidden].filter((text) => !isOwn(text))));
}

/**
 * What an AI agent itself says in a plan that it asked for: its words, and what it wishes anew at places that are told. That stays as it is: were it withheld where it is a hidden value, too, each text of an
 * unapproved plan would be a guess that is answered. What it gives to a place that is hidden is withheld from its words as well, whatever stands there.
 */
function writtenByAgent(plan: unknown): (text: string) => boolean {
  if (!isJsonObject(plan) || typeof plan['agent'] !== 'string' || !Array.isArray(plan['changes'])) return () => false;
  const words = typeof plan['intent'] === 'string' ? plan['intent'] : '';
  const given = new Set<string>();
  const texts = new Set<string>();
  for (const change of (plan['changes'] as readonly Json[]).filter(isJsonObject)) {
    const { action, after = null, inputs = null } = change;
    const differences = Array.isArray(change['differences']) ? (change['differences'] as readonly Json[]).filter(isJsonObject) : [];
    const anew = differences.map(({ before: _, ...difference }) => difference);
    const said = action === 'create' || action === 'run' || action === 'replace' ? { after, inputs, differences: anew } : { differences: anew };
    const told = atPlaces(said, null, [], given) as typeof said;
    const { differences: others, ...wishes } = told;
    for (const text of [...textsIn(wishes), ...others.flatMap((one) => textsIn((one as JsonObject)['after'] ?? null))]) texts.add(text);
  }
  return (text) => !given.has(text) && (texts.has(text) || words.includes(text));
}

/** Whether all of a value may be told that stands where it is hidden so: nothing of it is withheld, however short it is, nor known by its digest alone. */
export function isToldWhole(value: Json, hiding: Hiding): boolean {
  return !holdsHidden(value) && sameJson(atPlaces(value, hiding, [], new Set()), value);
}

/** Every text of a document, but for what stands in the place of one that is withheld. */
function textsIn(document: Json): string[] {
  if (typeof document === 'string') return document === withheld ? [] : [document];
  return typeof document === 'object' && document !== null ? Object.values(document).flatMap((member) => textsIn(member as Json)) : [];
}

/** A document without the texts that are hidden elsewhere: where one stands alone, and within what people read. */
export function withoutRepetitions(document: Json, hidden: ReadonlySet<string>): Json {
  const spelled = spellingsOf([...hidden].filter((text) => text.length >= shortestKnown));
  return atRepetitions(document, '', hidden, spelled);
}

/** It names a secret, or is a digest of one: of that there is nothing to withhold but the digest. */
function isStandIn(value: unknown): value is SecretText | HiddenText {
  return isSecretText(value) || isHiddenText(value);
}

/** Whoever may have digests made of texts of their choice could try those against one that they are told. */
function untried(value: SecretText | HiddenText): JsonObject {
  return (isSecretText(value) ? { $secret: value.$secret } : { $hidden: withheld }) as JsonObject;
}

function atPlaces(value: Json, hiding: Hiding, below: readonly (readonly string[])[], hidden: Set<string>, listed = false): Json {
  if (isStandIn(value)) return value;
  const here: Hiding = below.some((place) => place.length === 0) ? 'secret' : hiding;
  if (Array.isArray(value)) return value.map((item, index) => atPlaces(item, hidingInList(value, index, here), within(below, String(index)), hidden, true));
  if (isJsonObject(value)) {
    const pair = pairName(value, listed);
    if (pair !== null && isOwnTag(String(value[pair]))) return value;
    const path = placeOfDifference(value);
    const sensitive = sensitivePlaces(value);
    const member = (name: string, held: Json): Json => {
      if (name === '$from' || isOwnTag(name)) return held;
      const there = name === pair ? null : hidingOfMember(value, name, pair, path, here);
      const places = isSide(name) ? [...within(below, name), ...sensitive] : within(below, name);
      return atPlaces(held, there, places, hidden, isItem(name, path));
    };
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, member(name, held)]));
  }
  if (isTold(value, here)) return value;
  if (typeof value === 'string') hidden.add(value);
  return withheld;
}

function within(below: readonly (readonly string[])[], name: string): (readonly string[])[] {
  return below.flatMap(([first, ...rest]) => (first === name ? [rest] : []));
}

/** Where a difference or an operation of a patch says that it is; null for anything else. */
function placeOfDifference(object: JsonObject): readonly string[] | null {
  const path = object['path'];
  return typeof path === 'string' && ('op' in object || 'forcesReplace' in object || 'member' in object) ? segmentsOf(path) : null;
}

/** What holds a value of a difference, or of an operation of a patch. */
function isSide(name: string): boolean {
  return name === 'before' || name === 'after' || name === 'value';
}

/** How a member is hidden. Where the object says which place its value is of, that place decides: `value` alone would be one of a pair. */
function hidingOfMember(object: JsonObject, name: string, pair: string | null, path: readonly string[] | null, around: Hiding): Hiding {
  if (path === null || !isSide(name)) return hidingInPair(object, name, pair, around);
  return object['sensitive'] === true ? 'secret' : (around ?? hidingAt(path));
}

/** Whether it is an item of a list at the place that its holder says. */
function isItem(name: string, path: readonly string[] | null): boolean {
  return path !== null && isSide(name) && /^(?:-|\d+)$/.test(path.at(-1) ?? '');
}

function sensitivePlaces({ differences }: JsonObject): (readonly string[])[] {
  if (!Array.isArray(differences)) return [];
  return (differences as readonly Json[]).flatMap((one) =>
    isJsonObject(one) && one['sensitive'] === true && typeof one['path'] === 'string' ? [segmentsOf(one['path'])] : [],
  );
}

/** Longer texts are cut before they are looked at. */
const longestLooked = 65_536;

function atRepetitions(value: Json, name: string, hidden: ReadonlySet<string>, spelled: readonly string[]): Json {
  if (isStandIn(value)) return untried(value);
  if (typeof value === 'string') {
    if (value.length >= shortestKnown && hidden.has(value)) return withheld;
    if (value.length > longestLooked) return `${atRepetitions(value.slice(0, longestLooked), name, hidden, spelled)}… (${value.length} characters)`;
    if (proseName.test(name)) return withoutSecrets(value, spelled);
    return isNamingMember(name) ? withoutCredentials(value) : withoutAssigned(withoutCredentials(value));
  }
  if (Array.isArray(value)) return value.map((item) => atRepetitions(item, name, hidden, spelled));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, atRepetitions(member, key, hidden, spelled)]));
}

/**
 * Forms that only credentials have. These, and all expressions below, are run over texts that anybody may have written: each begins in few places of what it would look through, or looks through
 * a bounded part of it, so that its time grows with the text alone.
 */
const forms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  /\b(?:gh[pousr]|github_pat|glpat|xox[abprs]|sk|pk|rk|npm|pypi|hf)[-_][\w-]{12,}/g,
];
/** `password=…`, `"token": "…"`, `Authorization: Bearer …`: the value goes, the name stays; an action (`secretsmanager:GetSecretValue`) assigns nothing. Bounded, since an unbounded name is looked through again at each word in it. */
const assigned =
  /(?!secretsmanager:(?:[A-Z][A-Za-z]*\*?|\*)(?![\w*-]))((?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|api[-_ ]?key|private[-_ ]?key|access[-_ ]?key|authorization|connection[-_ ]?string)[\w-]{0,64}["'\\]*\s*(?:[:=]|\bis\b)\s*(?:bearer\s+|basic\s+)?["'\\]*)(?!secretsmanager:(?:[A-Z][A-Za-z]*\*?|\*)(?![\w*-]))([^\s"'\\,;&)}\]]+)/gi;
/** `with password hunter2`: what follows such a word and holds a digit or a sign that no word has. What is named, or a number of something, is no secret. */
const spoken =
  /(\b(?:pass(?:word|wd|phrase|code)|pwd|secret|token|api[-_ ]?key|credentials?)\s+(?:of\s+|to\s+|as\s+|is\s+)?["'“‘]?)(?=[^\s"'”’]{0,63}[\d!@#$%^&*?])([^\s"'”’,;]{6,})/gi;
/** `--password …` in a command. */
const asOption = /((?:^|\s)--?[\w-]{0,64}(?:pass(?:word|wd|phrase|code)|pwd|secret|token|api-?key|credentials?)\s+["']?)([^\s"'-][^\s"']*)/gi;
/** `https://user:password@host`. */
const inAddress = /(\b[a-z][a-z0-9+.-]{0,31}:\/\/[^\s/:@]*:)([^\s/@]+)(@)/gi;
/** An address, as its place and what follows that. */
const address = /(\bhttps?:\/\/[^\s/?#"'<>\\]+)([^\s"'<>\\]+)/gi;
/** Pieces of an address that are shorter are names, also those that end in what somebody drew for them. */
const shortestDrawn = 16;
/** Long runs that mix capitals, small letters and digits, as keys do and words do not. */
const run = /[A-Za-z0-9+/_=-]{24,}/g;

/** Text without what has the form of a credential. */
export function withoutCredentials(text: string): string {
  let kept = text;
  for (const form of forms) kept = kept.replace(form, withheld);
  return kept.includes('eyJ') ? kept.replace(dotted, withoutToken) : kept;
}

/** Words with dots between them, from where they begin. */
const dotted = /(?<![\w.-])[\w-]+\.[\w.-]+/g;

/** Such words without a signed token (`eyJ….….…`) and what follows it there. */
function withoutToken(words: string): string {
  const parts = words.split('.');
  const first = parts.findIndex((part, index) => (parts[index + 1] ?? '') !== '' && /(?<!\w)eyJ[\w-]{6}/.test(part));
  if (first < 0) return words;
  const before = (parts[first] as string).replace(/(?<!\w)eyJ[\w-]{6}.*$/, withheld);
  return [...parts.slice(0, first), before].join('.');
}

/** How secrets may be spelled in a message, the longest first, so that none is blotted out in part. */
export function spellingsOf(secrets: Iterable<string>): readonly string[] {
  const spelled = [...secrets].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]);
  return [...new Set(spelled)].sort((a, b) => b.length - a.length);
}

/**
 * The same of a message, which may also repeat what is known to be secret, name it, or hold a key of unknown form. Nothing that is told for its form is told in more words than this leaves, and what
 * this leaves no part out of may stand in a plan (`hidesAt`).
 */
export function withoutSecrets(text: string, known: readonly string[]): string {
  const kept = withoutCredentials(withoutKnown(text, known, withheld));
  return isPlain(kept)
    ? kept
    : withoutAssigned(kept)
        .replace(spoken, valueWithheld)
        .replace(run, (word) => (looksDrawn(word) ? withheld : word));
}

/** The same of any text, a script or an address, too: without what is given there to the name of a secret. */
function withoutAssigned(text: string): string {
  if (isPlain(text)) return text;
  const kept = text.replace(assigned, valueWithheld).replace(asOption, valueWithheld).replace(inAddress, `$1${withheld}$3`);
  return kept.replace(address, (_, place: string, rest: string) => `${place}${rest.replace(/[\w-]+/g, (part) => (isDrawnPart(part) ? withheld : part))}`);
}

/** Whether a part of an address has the form of a key: whoever knows such an address may use it, so that what looks drawn there is as good as a password. Names, words and numbers of accounts do not. */
function isDrawnPart(part: string): boolean {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part)) return true;
  return part.split(/[-_]/).some((piece) => {
    const kinds = new Set([...piece].map(kindOf));
    if (piece.length < shortestDrawn || kinds.size < 2) return false;
    if (/^[0-9a-f]+$/.test(piece) || /^[0-9A-F]+$/.test(piece)) return true;
    return changesIn(piece) * 3 >= piece.length || (kinds.size === 3 && piece.length >= 2 * shortestDrawn);
  });
}

function valueWithheld(whole: string, before: string, value: string): string {
  return value.startsWith(withheld) ? whole : `${before}${withheld}`;
}

/** A digest is public, and a name or a path is made of words, with a capital here and there. */
function looksDrawn(word: string): boolean {
  if (!/[a-z]/.test(word) || !/[A-Z]/.test(word) || !/\d/.test(word)) return false;
  if (word.includes('/')) return word.split('/').every((part) => part === '' || /\d|[a-z][A-Z]/.test(part));
  return changesIn(word) * 3 >= word.length;
}

/** How often the next letter is of another kind. */
function changesIn(word: string): number {
  return [...word].filter((letter, index) => index > 0 && kindOf(letter) !== kindOf(word[index - 1] ?? '')).length;
}

function kindOf(letter: string): number {
  return /[a-z]/.test(letter) ? 0 : /[A-Z]/.test(letter) ? 1 : /\d/.test(letter) ? 2 : 3;
}
