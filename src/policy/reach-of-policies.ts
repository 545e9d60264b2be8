import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import { accountsIn } from '../model/lets-in.ts';

/** Managed policies with which everything may be done, or be given to oneself. Source: AWS managed policy reference. */
const administrators = /:policy\/(?:AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;
/** Under these stands who is let in, and where something is sent, or what it is joined with. */
const naming = /principal|grantee|account|owner|peer|destination|endpoint|target/i;
/** A user whose account nobody sees by it. */
const unplacedName = /^canonicaluser$/i;

/**
 * What gives rights to an identity of that kind, and so, to whoever may do it with any of them, all. Source: AWS Service Authorization Reference, "Actions defined by AWS Identity and Access Management",
 * those of access level "Permissions management" or "Write" that give a policy, a group, a credential or a trust.
 */
const givesRights: Readonly<Record<string, readonly string[]>> = {
  role: ['AttachRolePolicy', 'PutRolePolicy', 'UpdateAssumeRolePolicy'],
  user: ['AttachUserPolicy', 'PutUserPolicy', 'CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile'],
  group: ['AttachGroupPolicy', 'PutGroupPolicy', 'AddUserToGroup'],
  policy: ['CreatePolicyVersion', 'SetDefaultPolicyVersion'],
};

/** A policy that stands in a text, as what it says; null for any other text. */
export function documentIn(text: string): Json {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** Whether a property names another account as who is let in or where something goes, and not to deny it something; or a user whose account cannot be told. Policies stand at any depth, as objects or as text. */
export function namesOtherAccount(value: Json, account: string, named = false): boolean {
  if (typeof value === 'string') {
    if (named && accountsIn(value).some((other) => other !== account)) return true;
    const document = documentIn(value);
    return document !== null && namesOtherAccount(document, account);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => namesOtherAccount(item, account, named));
  if (!isJsonObject(value) || value['Effect'] === 'Deny') return false;
  return Object.entries(value).some(
    ([name, member]) =>
      namesOtherAccount(member as Json, account, named || naming.test(name)) ||
      (unplacedName.test(name) && [member].flat().some((one) => typeof one === 'string')),
  );
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
  const patterns = (name: string) => [statement[name]].flat().filter((item) => typeof item === 'string');
  const [actions, resources, spared] = [patterns('Action').map((action) => action.toLowerCase()), patterns('Resource'), patterns('NotResource')];
  const ofAny = (kind: string) => ('NotResource' in statement ? !spared.some((one) => coversAny(one, kind)) : resources.some((one) => coversAny(one, kind)));
  return Object.entries(givesRights).some(
    ([kind, verbs]) =>
      ofAny(kind) && (statement['NotAction'] !== undefined || actions.some((action) => verbs.some((verb) => isMatched(`iam:${verb.toLowerCase()}`, action)))),
  );
}

/** Whether a pattern of ARNs holds for identities of a kind whatever they are called. */
function coversAny(pattern: string, kind: string): boolean {
  const [, partition = '', , , account = ''] = pattern.split(':');
  const own = (part: string, other: string) => (/^[\w-]+$/.test(part) ? part : other);
  return isMatched(`arn:${own(partition, 'aws')}:iam::${own(account, '000000000000')}:${kind}/\u{1}`, pattern);
}

/** Whether a pattern of IAM matches a text: `*` is any characters, `?` is one. */
function isMatched(text: string, pattern: string): boolean {
  let [at, next, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next;
      next += 1;
      from = at;
    } else if (pattern[next] === '?' || pattern[next] === text[at]) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      from += 1;
      at = from;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(next));
}
