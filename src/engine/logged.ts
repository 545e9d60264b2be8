import { sha256 } from '../kernel/digest.ts';
import { canonicalJson, type Json } from '../kernel/json.ts';

/** Values above this are in the log by what proves them. */
const wholeUpTo = 16 * 1024;

/** A value as an entry of the audit log keeps it: whole, or by its digest where it is large. What is secret is in it by its handle, as everywhere. */
export function logged(value: Json): Json {
  const text = canonicalJson(value);
  return text.length <= wholeUpTo ? value : { $sha256: sha256(text), length: text.length };
}
