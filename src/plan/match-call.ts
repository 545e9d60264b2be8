import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { AwsCall } from '../model/call.ts';
import { holdsSecret, isSecretText, type SecretText } from '../model/secret.ts';

/** Values of the resource itself that calls have brought to light, by name: each name has one value. */
export type OwnValues = Map<string, string>;

/**
 * Whether a call, as it is before it is encoded, is the signed one. References to other nodes must be resolved in `signed`; a place where they are not, matches
 * nothing. `{"$own": name}` matches one text, number or boolean, the same wherever the name stands; `own` keeps what was seen, and is changed only by
 * a match. `{"$each": property}` matches any such value. A secret is matched by its name, and by its digest where that was signed: its value is in neither.
 */
export function isSignedCall(signed: AwsCall, call: AwsCall, own: OwnValues): boolean {
  if (signed.service !== call.service || signed.operation !== call.operation || signed.effect !== call.effect) return false;
  if (signed.target.account !== call.target.account || signed.target.region !== call.target.region) return false;
  const seen = new Map(own);
  if (!matches(signed.input, call.input, seen)) return false;
  for (const [name, value] of seen) own.set(name, value);
  return true;
}

function matches(signed: Json, actual: Json, own: OwnValues): boolean {
  const hole = holeOf(signed);
  if (hole !== null) return typeof actual !== 'object' && fill(hole, String(actual), own);
  if (typeof signed !== 'object' || signed === null) return signed === actual;
  if (isSecretText(signed)) return isSecretText(actual) && sameSecret(signed, actual);
  if (Array.isArray(signed)) {
    if (!Array.isArray(actual) || actual.length !== signed.length) return false;
    return (signed as readonly Json[]).every((item, index) => matches(item, (actual as readonly Json[])[index] ?? null, own));
  }
  const parts = (signed as JsonObject)['$join'];
  if (Array.isArray(parts) && Object.keys(signed).length === 1) {
    const text = holdsSecret(actual) ? spelledOut(actual) : actual;
    return typeof text === 'string' && joins((parts as readonly Json[]).map(spelledPart), text, own);
  }
  if (!isJsonObject(actual)) return false;
  const names = Object.keys(signed);
  if (names.length !== Object.keys(actual).length) return false;
  return names.every((name) => Object.hasOwn(actual, name) && matches((signed as JsonObject)[name] as Json, actual[name] as Json, own));
}

function sameSecret(signed: SecretText, actual: SecretText): boolean {
  const parts = ({ $secret }: SecretText): string => canonicalJson(joinedTexts($secret as readonly unknown[] as readonly Json[]));
  return parts(signed) === parts(actual) && (signed.digest === undefined || signed.digest === actual.digest);
}

/** What stood in two pieces may have come to be one. */
function joinedTexts(parts: readonly Json[]): Json[] {
  const joined: Json[] = [];
  for (const part of parts) {
    const last = joined.length - 1;
    if (typeof part !== 'object' && typeof joined[last] === 'string') joined[last] += String(part);
    else joined.push(typeof part === 'object' ? part : String(part));
  }
  return joined;
}

/** A text with secrets in it, each as its name: so it is compared piece by piece like any other. */
function spelledOut(value: Json): Json {
  const parts = isJsonObject(value) ? value['$join'] : undefined;
  return Array.isArray(parts) ? (parts as readonly Json[]).map((part) => String(spelledPart(part))).join('') : value;
}

function spelledPart(part: Json): Json {
  return isSecretText(part) ? `\u0000${canonicalJson(joinedTexts(part.$secret as readonly unknown[] as readonly Json[]))}\u0000` : part;
}

/**
 * A text with holes: what stands in each must be what the hole's name has everywhere. A hole of which nothing is known yet takes as little as it can, and at least
 * one character. Linear in the length of the text for each part.
 */
function joins(parts: readonly Json[], actual: string, own: OwnValues): boolean {
  if (parts.some((part) => typeof part !== 'string' && holeOf(part) === null)) return false;
  // A hole whose value came to light earlier is that text.
  const textOf = (part: Json | undefined): string | undefined => {
    if (part === undefined || typeof part === 'string') return part;
    const hole = holeOf(part);
    return hole === null || hole === each ? undefined : own.get(hole);
  };
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const text = textOf(part);
    if (text === undefined) {
      let after = '';
      let next = index + 1;
      for (let more = textOf(parts[next]); more !== undefined; more = textOf(parts[next])) {
        after += more;
        next++;
      }
      // Two holes side by side: the first takes one character. What stands before the end stands at the end.
      const end = next === parts.length ? actual.length - after.length : after === '' ? at + 1 : actual.indexOf(after, at + 1);
      if (end <= at || end > actual.length || !fill(holeOf(part) ?? each, actual.slice(at, end), own)) return false;
      at = end;
    } else {
      if (!actual.startsWith(text, at)) return false;
      at += text.length;
    }
  }
  return at === actual.length;
}

/** A name of which each value counts by itself. */
const each = '';

function fill(name: string, value: string, own: OwnValues): boolean {
  if (name === each) return true;
  const known = own.get(name);
  if (known === undefined) own.set(name, value);
  return known === undefined || known === value;
}

function holeOf(value: Json): string | null {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return null;
  if (typeof value['$each'] === 'string') return each;
  const name = value['$own'];
  return typeof name === 'string' ? name : null;
}
