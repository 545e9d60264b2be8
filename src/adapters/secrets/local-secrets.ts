import { createHmac } from 'node:crypto';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import {
  calledBy,
  isHiddenText,
  isSecretText,
  namesOf,
  type SecretPart,
  type SecretSource,
  type SecretText,
  secretSource,
  secretsNamedIn,
} from '../../model/secret.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SecretsPlace, SecretValues } from '../../ports/secrets.ts';
import { readSecretFile, shortest } from './secret-files.ts';
import { SeenValues } from './seen-values.ts';

export interface LocalSecretsOptions {
  /** Where the files of secrets stand. */
  readonly folder: string;
  /** What digests are made with: random, and of this data folder alone. */
  readonly key: Buffer;
  readonly clock: Clock;
  /** The value of a secret of a target. CLOUD_NOT_FOUND: it is certainly not there. */
  readonly remote: (source: Exclude<SecretSource, { kind: 'file' }>, place: SecretsPlace) => Promise<Result<string>>;
}

const tooShort = problem('SECRET_UNUSABLE', `it has fewer than ${shortest} characters, and could not be kept out of messages`, 'make it longer');
/** Milliseconds for which a value of a target is not asked for again: a step asks several times. */
const remoteFresh = 5_000;

/** Secrets of this data folder and of targets. Values are kept in memory alone, and named in no message. */
export function localSecrets({ folder, key, clock, remote }: LocalSecretsOptions): SecretValues {
  const seen = new SeenValues();
  const sent = new SeenValues();
  const asked = new Map<string, { readonly at: number; readonly value: Promise<Result<string>> }>();
  const keyed = (text: string): string => createHmac('sha256', key).update(text).digest('hex');

  const readValue = async (name: string, place: SecretsPlace, byAgent: boolean): Promise<Result<string>> => {
    const source = secretSource(name);
    if (source === null) return fail(problem('SECRET_UNKNOWN', `${JSON.stringify(name)} is not what a secret is called`, 'asbuilt secret list', { at: name }));
    const value = source.kind === 'file' ? readSecretFile(folder, source.name) : await fromTarget(name, source, place);
    if (value.ok && !(byAgent && source.kind !== 'file')) seen.add(name, value.value);
    return value;
  };

  const fromTarget = async (name: string, source: Exclude<SecretSource, { kind: 'file' }>, place: SecretsPlace): Promise<Result<string>> => {
    const { target } = place.target;
    const where = JSON.stringify([name, place.target.name, target.account, place.region, target.endpoint ?? null]);
    const known = asked.get(where);
    if (known !== undefined && clock.now() - known.at < remoteFresh) return known.value;
    const value = remote(source, place).then((answer) => {
      const kept = answer.ok && [...answer.value].length < shortest ? fail(tooShort) : answer;
      return kept.ok ? ok(kept.value) : fail(...kept.problems.map((cause) => told(name, place, cause)));
    });
    asked.set(where, { at: clock.now(), value });
    const answer = await value;
    if (!answer.ok) asked.delete(where);
    return answer;
  };

  const valuesOf = async (names: readonly string[], place: SecretsPlace, byAgent = false): Promise<{ values: Map<string, string>; problems: Diagnostic[] }> => {
    const values = new Map<string, string>();
    const problems: Diagnostic[] = [];
    await Promise.all(
      names.map(async (name) => {
        const value = await readValue(name, place, byAgent);
        if (value.ok) values.set(name, value.value);
        else problems.push(...value.problems);
      }),
    );
    return { values, problems };
  };

  return {
    keyed,

    async look(names, place, byAgent) {
      const { values, problems } = await valuesOf(names, place, byAgent);
      const missing = problems.filter(({ code }) => code !== 'SECRET_UNREAD');
      if (missing.length > 0) return fail(...missing);
      const unread = problems.map(({ at, cause, message }) => ({ name: at ?? '', reason: cause ?? message }));
      return ok({
        unread,
        digest(parts) {
          const text = textOf(parts, values);
          return text === null ? null : keyed(text);
        },
      });
    },

    async reveal(value, place) {
      const { values, problems } = await valuesOf(secretsNamedIn(value), place);
      if (problems.length > 0) return fail(...problems);
      for (const [name, one] of values) sent.add(name, one);
      const faults: Diagnostic[] = [];
      const shown = revealed(value, values, keyed, faults);
      return faults.length > 0 ? fail(...faults) : ok(shown);
    },

    hide: (value) => seen.hidden(value, (text) => ({ $hidden: keyed(text) })) as typeof value,
    without: (text, of) => (of === undefined ? sent.without(text) : seen.without(text, of)),
  };
}

function revealed(value: Json, values: ReadonlyMap<string, string>, keyed: (text: string) => string, faults: Diagnostic[]): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => revealed(item, values, keyed, faults));
  if (isSecretText(value)) return shownText(value, values, keyed, faults);
  if (isHiddenText(value)) {
    faults.push(
      problem('SECRET_UNREAD', 'a value that is live and not told would have to be sent again', 'say in the wish what stands there, then plan again', {
        cause: 'only its digest is known here',
      }),
    );
    return '';
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, revealed(member, values, keyed, faults)] as const);
  const [first] = members;
  // A text that the tables of calls have put together, with a secret among its parts.
  if (members.length === 1 && first?.[0] === '$join' && Array.isArray(first[1]) && first[1].every((part) => typeof part === 'string')) return first[1].join('');
  return Object.fromEntries(members);
}

function shownText(secret: SecretText, values: ReadonlyMap<string, string>, keyed: (text: string) => string, faults: Diagnostic[]): string {
  const text = textOf(secret.$secret, values);
  if (text === null) throw new TypeError('a secret would be sent in a text of which a part does not exist yet');
  if (secret.digest === undefined || secret.digest === keyed(text)) return text;
  const names = namesOf(secret).join(', ');
  faults.push(
    problem('SECRET_CHANGED', `secret ${names} has another value than when the plan was made`, 'plan again: ask with the same intent', { at: names }),
  );
  return '';
}

/** Null where a part is not known. */
function textOf(parts: readonly SecretPart[], values: ReadonlyMap<string, string>): string | null {
  let text = '';
  for (const part of parts) {
    const piece = typeof part !== 'object' ? String(part) : 'name' in part ? values.get(calledBy(part) ?? '') : undefined;
    if (piece === undefined) return null;
    text += piece;
  }
  return text;
}

/** What the target said, of the secret. A value is in none of these messages: there is none. */
function told(name: string, { target, region }: SecretsPlace, { code, message, cause, fix, retryable }: Diagnostic): Diagnostic {
  const where = `target ${target.name} (${target.target.account}/${region})`;
  const more = { at: name, cause: cause ?? message };
  if (code === 'CLOUD_NOT_FOUND') return problem('SECRET_UNKNOWN', `there is no secret ${name} at ${where}`, 'make it there, or name another one', more);
  if (code === 'SECRET_UNUSABLE') return problem(code, `secret ${name} at ${where} cannot be used`, fix, more);
  return { ...problem('SECRET_UNREAD', `secret ${name} at ${where} could not be read`, 'let the target’s identity read it (see the cause)', more), retryable };
}
