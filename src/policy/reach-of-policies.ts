import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { accountsIn } from '../model/lets-in.ts';

/** Managed policies with which everything may be done, or be given to oneself. Source: AWS managed policy reference. */
const administrators = /:policy\/(?:AdministratorAccess|IAMFullAccess)$/;
const naming = /principal|grantee|^sourceaccount$/i;

/** A policy that stands in a text, as what it says; null for any other text. */
export function documentIn(text: string): Json {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** Whether a property names a principal of another account, and not to deny it something. Policies stand at any depth, as objects or as text. */
export function namesOtherAccount(value: Json, account: string, named = false): boolean {
  if (typeof value === 'string') {
    if (named && accountsIn(value).some((other) => other !== account)) return true;
    const document = documentIn(value);
    return document !== null && namesOtherAccount(document, account);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => namesOtherAccount(item, account, named));
  if (!isJsonObject(value) || value['Effect'] === 'Deny') return false;
  return Object.entries(value).some(([name, member]) => namesOtherAccount(member as Json, account, named || naming.test(name)));
}

/** Whether a property gives whoever has it the right to do everything, or to give it to themselves. */
export function givesAdministration(value: Json): boolean {
  if (typeof value === 'string') return administrators.test(value) || givesAdministration(documentIn(value));
  if (Array.isArray(value)) return (value as readonly Json[]).some(givesAdministration);
  return isJsonObject(value) && (allowsEverything(value) || Object.values(value).some((member) => givesAdministration(member as Json)));
}

/** Of a statement of a role or a user: what a resource's own policy allows is allowed on that resource alone. */
function allowsEverything(statement: JsonObject): boolean {
  if (statement['Effect'] !== 'Allow' || 'Principal' in statement || 'NotPrincipal' in statement) return false;
  const holds = (name: string, wanted: readonly string[]) => [statement[name]].flat().some((item) => typeof item === 'string' && wanted.includes(item));
  return holds('Resource', ['*']) && (holds('Action', ['*', '*:*', 'iam:*']) || statement['NotAction'] !== undefined);
}
