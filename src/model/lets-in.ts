import { isJsonObject, type Json } from '../kernel/json.ts';

/** What stands under these decides who gets in, whatever it says: ports and protocols of an address range, too. */
const deciding = /principal|permission|grant|ingress|cidr|^acls?$|accesscontrol|sourceaccount|trust/i;
/** What closes by being true. */
const closing = /^(?:block|ignore|restrict|disable|deny|prevent)/i;
const closed: ReadonlySet<string> = new Set(['false', 'disabled', 'private', 'none']);
const everybody: ReadonlySet<string> = new Set(['*', '0.0.0.0/0', '::/0', 'internet-facing']);

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

function isClosed(path: readonly string[], value: Json): boolean {
  const name = path.at(-1) ?? '';
  if (!path.some((segment) => /public|accesscontrol|acls?$/i.test(segment))) return false;
  return closing.test(name) ? String(value) === 'true' : closed.has(String(value).toLowerCase());
}

function opens(text: string, account: string): boolean {
  if (everybody.has(text) || /:policy\//.test(text) || /"(?:Statement|Principal)"/.test(text)) return true;
  return accountsIn(text).some((other) => other !== account);
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
