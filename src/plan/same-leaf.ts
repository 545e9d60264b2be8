import { isJsonObject, type Json, sameJson } from '../kernel/json.ts';
import { isPolicyDocument, samePolicy } from './policy-document.ts';

/**
 * Whether a live value that is compared as a whole means what is desired. Providers return numbers and booleans as text and documents
 * as objects or as text; a KMS key may be named by its id or by its ARN.
 */
export function sameLeaf(desired: Json, live: Json): boolean {
  if (desired === live) return true;
  const wanted = documentOf(desired);
  const found = documentOf(live);
  if (isPolicyDocument(wanted) && isPolicyDocument(found)) return samePolicy(wanted, found);
  if (isContainer(wanted) || isContainer(found)) return sameJson(wanted, found);
  const a = scalarText(wanted);
  const b = scalarText(found);
  return a === b || keyId(a) === b || a === keyId(b);
}

/** The text of a scalar, the same for 5 and "5"; containers and null stay what they are. */
export function scalarText(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** The document a JSON text holds; any other value stays what it is. */
export function documentOf(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function isContainer(value: Json): boolean {
  return isJsonObject(value) || Array.isArray(value);
}

function keyId(value: Json): string | null {
  return typeof value === 'string' ? (/^arn:[^:]+:kms:[^:]*:\d+:key\/(.+)$/.exec(value)?.[1] ?? null) : null;
}
