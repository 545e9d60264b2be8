import { isJsonObject, type Json } from '../kernel/json.ts';
import type { FromRef } from './desired.ts';

/**
 * A text that holds secrets, in the place of the text: what plans, calls, records and messages have of it. `{"$secret": ["postgres://app:", {"name": "db"}, "@", {"$from": …}]}` is
 * the text that results from joining the parts. `digest` is the keyed digest of that text (`SecretDigests`), where every part was known when it was taken: another value has
 * another digest, and without the key, which stays in the data folder, no value can be tried against it. Where a digest stands, only the text that it is of may be sent.
 */
export interface SecretText {
  readonly $secret: readonly SecretPart[];
  readonly digest?: string;
}
export type SecretPart = string | NamedSecret | FromRef;

/** A secret by its name. `of`: what stands in the place of the `*` in the name, which only a step tells: the identifier of a secret that the same run makes. */
export interface NamedSecret {
  readonly name: string;
  readonly of?: string | FromRef;
}

/** What is live in the place of a secret, or repeats one: the keyed digest of the text. */
export interface HiddenText {
  readonly $hidden: string;
}

/** Which secret is meant. `file`: a file of the data folder; the others stand at the target of the node that names them. */
export type SecretSource =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'ssm'; readonly parameter: string }
  /** `member`: names of members of the JSON that the secret holds, from the outside in. */
  | { readonly kind: 'secretsmanager'; readonly id: string; readonly member: readonly string[] };

/** Names of files of the data folder. */
const fileName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** Systems Manager API reference, GetParameter: a name, a path or an ARN, and a version or label after a colon. */
const parameterName = /^[A-Za-z0-9_.:/-]{1,2048}$/;
/** Secrets Manager API reference, CreateSecret: Name; or an ARN. */
const secretId = /^[A-Za-z0-9/_+=.@!:-]{1,2048}$/;
const memberName = /^[^#'"{}]{1,256}$/;

/** What `secret('…')` means; null where it means nothing. */
export function secretSource(written: string): SecretSource | null {
  const [head = '', ...rest] = written.split(':');
  if (head === 'ssm' && rest.length > 0) return parameterName.test(rest.join(':')) ? { kind: 'ssm', parameter: rest.join(':') } : null;
  if (head === 'secretsmanager' && rest.length > 0) {
    const [id = '', key, ...more] = rest.join(':').split('#');
    if (!secretId.test(id) || more.length > 0 || (key !== undefined && !memberName.test(key))) return null;
    return { kind: 'secretsmanager', id, member: key === undefined ? [] : key.split('.') };
  }
  return fileName.test(written) ? { kind: 'file', name: written } : null;
}

/** What stands in the place of a secret in a text that somebody else has written. */
export const blotted = '(secret)';

export function isSecretText(value: unknown): value is SecretText {
  return isJsonObject(value) && Array.isArray(value['$secret']);
}

export function isHiddenText(value: unknown): value is HiddenText {
  return isJsonObject(value) && typeof value['$hidden'] === 'string' && Object.keys(value).length === 1;
}

/** Whether a secret stands somewhere in a value, or what was hidden for one. */
export function holdsSecret(value: Json | undefined): boolean {
  return some(value, (one) => isSecretText(one) || isHiddenText(one));
}

/** Whether something stands in a value of which only the digest is known. */
export function holdsHidden(value: Json | undefined): boolean {
  return some(value, isHiddenText);
}

/** The names of every secret in a value whose name is known, once each, sorted. */
export function secretsNamedIn(value: Json | undefined): string[] {
  const names = new Set<string>();
  some(value, (one) => {
    if (isSecretText(one)) for (const name of partsNamed(one).map(calledBy)) if (name !== null) names.add(name);
    return false;
  });
  return [...names].sort();
}

/** The secrets in a value whose names are not known yet, as they are told. */
export function secretsToldLater(value: Json | undefined): string[] {
  const names = new Set<string>();
  some(value, (one) => {
    if (isSecretText(one)) for (const part of partsNamed(one)) if (calledBy(part) === null) names.add(shownName(part));
    return false;
  });
  return [...names].sort();
}

/** What the secrets of a text are called, to be told. */
export function namesOf(secret: SecretText): string[] {
  return partsNamed(secret).map(shownName);
}

/** The name by which a secret is read; null while a part of it exists only after a step. */
export function calledBy({ name, of }: NamedSecret): string | null {
  return of === undefined ? name : typeof of === 'string' ? name.replace('*', () => of) : null;
}

/** The same to be told: with where it comes from in the place of what is not there yet. */
export function shownName(part: NamedSecret): string {
  const { name, of } = part;
  return calledBy(part) ?? (typeof of === 'object' ? name.replace('*', () => `‹${of.$from.node}.${of.$from.attribute}›`) : name);
}

function partsNamed({ $secret }: SecretText): NamedSecret[] {
  return $secret.flatMap((part) => (typeof part === 'object' && 'name' in part ? [part] : []));
}

/** A value with each secret text in it replaced; a value without one is the very same object. */
export function mapSecrets(value: Json, by: (secret: SecretText) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isSecretText(value)) return by(value);
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => mapSecrets(item, by));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, mapSecrets(member, by)] as const);
  return members.some(([name, member]) => member !== value[name]) ? Object.fromEntries(members) : value;
}

function some(value: Json | undefined, holds: (value: Json) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return holds(value) || Object.values(value).some((member) => some(member as Json, holds));
}
