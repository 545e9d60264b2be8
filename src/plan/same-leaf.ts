import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { nestsTooDeep } from '../kernel/nesting.ts';
import { plainData } from '../model/plain-data.ts';
import { fulfilsVersion, isAnotherNumber, isAutomaticUpgrade } from './engine-version.ts';
import type { Place } from './place.ts';
import { isPolicyDocument, samePolicy } from './policy-document.ts';
import { samePlace, sameReferent } from './same-name.ts';
import { sameSpelling } from './same-spelling.ts';
import { isDocumentPlace } from './shape-below.ts';
import { explains } from './transform/explained-by.ts';

/**
 * Whether a live value that is compared as a whole is as desired: it means the same, or fulfils the wish without being the same. Asked only of values that
 * are not the same.
 */
export function sameLeaf(at: Place, desired: Json, live: Json): boolean {
  if (sameValue(at, desired, live) || isGrown(at, desired, live)) return true;
  if (typeof desired !== 'string' || typeof live !== 'string') return false;
  return fulfilsVersion(at.name, desired, live) || isAutomaticUpgrade(at.name, desired, live, at.parent, isObjectAt(at));
}

/** Whether two values mean the same: in canonical form, rewritten as the provider says that it does, or another spelling by its form. */
export function sameValue(at: Place, desired: Json, live: Json): boolean {
  if (desired === live) return true;
  const [wanted, found] = documentsAt(at, desired, live);
  if (isPolicyDocument(wanted) && isPolicyDocument(found)) return samePolicy(wanted, found, at.whole.world);
  if (isContainer(wanted) || isContainer(found)) return sameDocument(wanted, found);
  if (sameScalar(wanted, found)) return true;
  const { transform } = at.marks;
  if (transform !== undefined && mayBeRewritten(at, desired, live) && explains(transform, at, desired, live)) return true;
  if (typeof desired !== 'string' || typeof live !== 'string') return false;
  if (sameSpelling(at.name, desired, live) || sameReferent(at.property, at.name, desired, live, at.whole.world)) return true;
  return isHeaderName(at.path) && desired.toLowerCase() === live;
}

// What a published expression matches may be elsewhere, or a longer number.
function mayBeRewritten({ name, whole }: Place, desired: Json, live: Json): boolean {
  if (typeof desired !== 'string' || typeof live !== 'string') return true;
  return samePlace(desired, live, whole.world) && !isAnotherNumber(name, desired, live);
}

// Storage that may grow by itself up to a limit (RDS user guide, storage autoscaling).
function isGrown({ name, parent }: Place, desired: Json, live: Json): boolean {
  const most = Number(parent['MaxAllocatedStorage'] ?? Number.NaN);
  return name === 'AllocatedStorage' && Number(live) > Number(desired) && Number(live) <= most;
}

// WAF keeps the name of a header in lower case, however deep its statement lies (WAF API reference, SingleHeader).
function isHeaderName(path: string): boolean {
  return path.endsWith('/SingleHeader/Name');
}

function isObjectAt({ path, whole }: Place): JsonObject {
  return path.lastIndexOf('/') === 0 ? whole.live : {};
}

/** Numbers and booleans are returned as text, and `5` as `5.0`. */
function sameScalar(desired: Json, live: Json): boolean {
  if (scalarText(desired) === scalarText(live)) return true;
  const [number, text] = typeof desired === 'number' ? [desired, live] : [live, desired];
  return typeof number === 'number' && typeof text === 'string' && /^-?\d{1,15}\.\d{1,15}$/.test(text) && Number(text) === number;
}

/** Documents are equal as JSON, scalars of any writing aside. */
function sameDocument(one: Json, other: Json): boolean {
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, index) => sameDocument(item, other[index]));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return !isContainer(one) && !isContainer(other) && sameScalar(one, other);
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && sameDocument(one[key] as Json, other[key] as Json));
}

/** Both sides as the documents they hold, where one is a document already or both may be texts of one. */
function documentsAt(at: Place, desired: Json, live: Json): readonly [Json, Json] {
  if (typeof desired === 'string' && typeof live === 'string' && !isDocumentPlace(at.property, at.name)) return [desired, live];
  return [documentOf(desired), documentOf(live)];
}

/** The text of a scalar, the same for 5 and "5"; containers and null stay what they are. */
export function scalarText(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** The document a JSON text holds; any other value stays what it is, as does a text with numbers that would lose digits, or one without a bottom. */
export function documentOf(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value) || /\d{16}/.test(value) || nestsTooDeep(value)) return value;
  try {
    return plainData(JSON.parse(value) as Json);
  } catch {
    return value;
  }
}

function isContainer(value: Json): boolean {
  return isJsonObject(value) || Array.isArray(value);
}
