import { areEverywhere } from '../kernel/ip-network.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';

/** What decides who gets in, by the names of properties and types: a list, to which a name that nobody thought of does not belong. */
export const decidingName = /polic|principal|permission|ingress|egress|cidr|public|^acl$|accesscontrol|grantee/i;
/** Under these it may stand, too: a value that was seen by nobody is shown to somebody there, and no more than that. */
const doubtfulName =
  /grant|(?<!or)acl|auth|scheme|anonym|(?<!cont)role|\biam\b|^groups?$|group(?:name|id)|securitygroup|user|account|allow|trust|shar(?:e|ed|ing)(?:with|to)|resourceshare|(?<!re)source|admin|owner/i;
/** More often than anybody wraps a text in a text, or a value in values. */
const deepest = 40;

/** Whether by the name of a property or a type it may decide who gets in; the widest of the lists. */
export function mayDecide(name: string): boolean {
  return decidingName.test(name) || doubtfulName.test(name);
}

/** Whether an object is a policy, or a statement of one. */
export function isStatement(value: JsonObject): boolean {
  return 'Statement' in value || 'Effect' in value;
}

/**
 * Whether a value decides who gets in, or may, under whatever name it stands: a policy as a document or as a text in JSON (in a text again, too), YAML, a URL or SQL, who or where is named by it
 * (everybody, an identity of IAM, an account, a range of addresses), or a part with such a name. By its form, so that a form nobody thought of is not seen.
 */
export function decidesWhoGetsIn(value: Json, depth = 0): boolean {
  if (depth > deepest) return true;
  if (typeof value === 'string' || typeof value === 'number') return decidingText(String(value), depth);
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => decidesWhoGetsIn(item, depth + 1));
  if (!isJsonObject(value)) return false;
  return isStatement(value) || Object.entries(value).some(([name, one]) => mayDecide(name) || decidesWhoGetsIn(one as Json, depth + 1));
}

const decidingForms: readonly RegExp[] = [
  /\b(?:Statement|Effect|(?:Not)?Principal)\b["'\\\s]*[:=]/i,
  /\bgrant\b|\b(?:create|alter)\s+(?:user|role|policy|default)\b/i,
  /arn:[\w-]*:(?:iam|sts):|groups\/global\//i,
  /^\s*\*\s*$|"\*"/,
];
const decidingWords: readonly RegExp[] = [
  /^\d{12}$/,
  /^[\d.]+\/\d{1,2}$/,
  /^[\da-f.]*:[\da-f:.]*\/\d{1,3}$/i,
  /^(?:internet-facing|public-?read(?:-?write)?|authenticated-?read|everyone|anyone|anonymous|all(?:Authenticated)?Users)$/i,
];

function decidingText(text: string, depth: number): boolean {
  if (decidingForms.some((form) => form.test(text))) return true;
  if (text.split(/[\s,;"'=()[\]{}]+/).some((word) => decidingWords.some((form) => form.test(word)))) return true;
  return unwrapped(text).some((inner) => decidesWhoGetsIn(inner, depth + 1));
}

/** What a text says where it is one in JSON, has characters by their number, or is a part of a URL. */
function unwrapped(text: string): Json[] {
  const plain = text.replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const found: Json[] = plain === text ? [] : [plain];
  for (const read of [/^\s*["[{]/.test(text) && JSON.parse, /%[\da-f]{2}/i.test(text) && decodeURIComponent]) {
    try {
      if (read !== false) found.push(read(text) as Json);
    } catch {
      // It only looks like one.
    }
  }
  return found;
}

/** What stands under these decides who gets in, whatever it says: ports and protocols of an address range, too. */
const deciding = /principal|permission|grant|ingress|cidr|^acls?$|accesscontrol|sourceaccount|trust/i;
/** What closes by being true. */
const closing = /^(?:block|ignore|restrict|disable|deny|prevent)/i;
const closed: ReadonlySet<string> = new Set(['false', 'disabled', 'private', 'none']);

/**
 * Whether a value of a resource of an account, at a place (the segments of its pointer), can let somebody in, or more in than they are: policies and what is attached of
 * them, principals, address ranges with their ports, what is public, wildcards, and what names another account. Told by names and forms, for any type; one too many is
 * shown in vain, and one too few is approved unseen. A public flag that closes lets nobody in.
 */
export function letsIn(type: string, path: readonly string[], value: Json, account: string): boolean {
  if (path.includes('Statement') || deciding.test(type.split('::').at(-1) ?? '') || path.some((name) => deciding.test(name))) return !isClosed(path, value);
  if (path.some((name) => /public/i.test(name))) return !isClosed(path, value);
  const name = path.at(-1) ?? '';
  return /auth(?:orization)?type$/i.test(name) ? /^none$/i.test(String(value)) : textsIn(value).some((text) => opens(text, account));
}

const opennessName = /public|auth(?:orization)?type$|^scheme$/i;

/** Whether a property of that name may open a thing, by a switch or a word. */
export function mayOpenByFlag(name: string): boolean {
  return opennessName.test(name) && !closing.test(name);
}

const open: ReadonlySet<string> = new Set(['true', 'enabled', 'internet-facing']);

/** Whether somewhere in a value a switch or a word makes a thing public, or lets in whoever reaches it. What is a switch that closes is told of by what it closes. */
export function opensByFlag(value: Json, name = ''): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => opensByFlag(item, name));
  if (isJsonObject(value)) return Object.entries(value).some(([key, member]) => opensByFlag(member as Json, key));
  if (!mayOpenByFlag(name)) return false;
  const said = String(value).toLowerCase();
  return /type$/i.test(name) ? said === 'none' : open.has(said);
}

function isClosed(path: readonly string[], value: Json): boolean {
  const name = path.at(-1) ?? '';
  if (!path.some((segment) => /public|accesscontrol|acls?$/i.test(segment))) return false;
  return closing.test(name) ? String(value) === 'true' : closed.has(String(value).toLowerCase());
}

function opens(text: string, account: string): boolean {
  if (text === 'internet-facing' || meansEverybody(text) || /:policy\//.test(text) || /"(?:Statement|Principal)"/.test(text)) return true;
  return accountsIn(text).some((other) => other !== account);
}

/** Whether a text alone is everybody, whatever it names: nothing but wildcards, or a range of addresses that is nobody's own. */
export function meansEverybody(text: string): boolean {
  return /^[*?]+$/.test(text) || areEverywhere([text]);
}

/** The accounts that a text names: itself, in ARNs, as the first part of a host name. */
export function accountsIn(text: string): string[] {
  return [...text.matchAll(/(?<=^|:)\d{12}(?=$|[:.])/g)].map(([account]) => account);
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap((member) => textsIn(member as Json)) : [];
}
