import { sha256 } from '../kernel/digest.ts';
import { canonicalJson, type Json } from '../kernel/json.ts';
import { withoutSecretPlaces } from '../model/withhold.ts';

/** Values above this are in the log by what proves them. */
const wholeUpTo = 16 * 1024;

/**
 * A value as an entry of the audit log keeps it: whole, or by its digest where it is large. Nothing is ever taken out of the log again, so that what stands where
 * people keep secrets does not come into it.
 */
export function logged(value: Json): Json {
  const told = withoutSecretPlaces(value);
  const text = canonicalJson(told);
  return text.length <= wholeUpTo ? told : { $sha256: sha256(text), length: text.length };
}
