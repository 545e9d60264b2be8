import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { valueAt } from '../../kernel/pointer.ts';
import type { Grant } from '../../model/closure-rules.ts';
import { type Closing, explain } from './closing.ts';
import { nodesIn, type Part, roleType } from './drafting.ts';
import { fillRule } from './fill-rule.ts';
import { addCompanion } from './find-need.ts';

/** Whose use is let to whoever uses what is encrypted with one. */
export const keyType = 'AWS::KMS::Key';

/**
 * Whoever may do something with what is encrypted with a key of the draft is let use the key as that takes: to read takes decrypting, to write a data key too. A role that is made here takes it in its policy,
 * one that stands by a policy beside it; a service that a policy lets send to it takes it in the policy of the key. `asked`: the nodes that the draft speaks of; where nothing of all that is new, nothing is added.
 * Gives the keys that stand and are changed.
 */
export function grantKeys(closing: Closing, asked: ReadonlySet<string>): ReadonlySet<string> {
  const grant = closing.context.knowledge.closure.grants.get(keyType);
  const changed = new Set<string>();
  if (grant === undefined) return changed;
  const isNew = (part: Part): boolean => !part.stands || asked.has(part.node);
  for (const holder of [...closing.drafting.parts]) {
    const roles = holder.type.name === roleType ? [holder] : rolesOf(closing, holder);
    for (const statement of statementsOf(holder)) {
      for (const { thing, key } of encryptedIn(closing, statement)) {
        if (![holder, thing, key].some(isNew)) continue;
        const actions = actionsOf(closing, statement, thing, grant.rule);
        for (const role of roles) letRole(closing, { role, holder, thing, key, actions, entry: grant.entry });
        if (roles.length === 0 && letService(closing, statement, { thing, key, entry: grant.entry })) changed.add(key.node);
      }
    }
  }
  return changed;
}

/** The roles that a policy of its own belongs to. */
function rolesOf(closing: Closing, { type, properties }: Part): Part[] {
  if (!/^AWS::IAM::(?:RolePolicy|Policy|ManagedPolicy)$/.test(type.name)) return [];
  const nodes = nodesIn([properties['RoleName'] ?? null, properties['Roles'] ?? null]);
  return closing.drafting.of(roleType).filter(({ node }) => nodes.includes(node));
}

/** What a policy, or the policies within a role, allow. */
function statementsOf({ properties }: Part): JsonObject[] {
  const within = properties['Policies'];
  const documents = [
    properties['PolicyDocument'],
    ...(Array.isArray(within) ? (within as readonly Json[]).map((policy) => valueAt(policy, '/PolicyDocument')) : []),
  ];
  return documents.flatMap((document) =>
    [valueAt(document, '/Statement') ?? []].flat().filter((one) => isJsonObject(one) && one['Effect'] === 'Allow'),
  ) as JsonObject[];
}

/** What of the draft a statement is about, with the keys of the draft that it is encrypted with. */
function encryptedIn(closing: Closing, statement: JsonObject): { readonly thing: Part; readonly key: Part }[] {
  const { drafting } = closing;
  return [...new Set(nodesIn(statement['Resource'] ?? null))].flatMap((node) => {
    const thing = drafting.at(node);
    const keys = thing === undefined || thing.type.name === keyType ? [] : drafting.of(keyType).filter((key) => nodesIn(thing.properties).includes(key.node));
    return thing === undefined ? [] : keys.map((key) => ({ thing, key }));
  });
}

/** What a statement takes of the key of a thing: what nobody knows by its name reads. */
function actionsOf(closing: Closing, { Action }: JsonObject, { type }: Part, { ways }: Grant): string[] {
  const known = Object.entries(closing.context.knowledge.closure.grants.get(type.name)?.rule.ways ?? {});
  const needed = [Action ?? []].flat().flatMap((action) => {
    const named = known.flatMap(([way, actions]) => (actions.includes(String(action)) ? [way] : []));
    return String(action).includes('*') ? ['read', 'write'] : named.length === 0 ? ['read'] : named;
  });
  return [...new Set(needed.flatMap((way) => Object.entries(ways).flatMap(([name, actions]) => (name === way ? actions : []))))];
}

interface Use {
  readonly role: Part;
  /** The role itself or a policy beside it, which lets it do something with the thing. */
  readonly holder: Part;
  readonly thing: Part;
  readonly key: Part;
  readonly actions: readonly string[];
  readonly entry: string;
}

function letRole(closing: Closing, { role, holder, thing, key, actions, entry }: Use): void {
  const all = [role, ...closing.drafting.parts.filter((part) => rolesOf(closing, part).includes(role))].flatMap(statementsOf);
  const missing = actions.filter((action) => !all.some((statement) => allows(statement, action, key)));
  if (missing.length === 0 || closing.drafting.reaches(key.node, role.node)) return;
  const statement: JsonObject = { Effect: 'Allow', Action: missing, Resource: [`\${${key.node}.Arn}`] };
  const isMade = !holder.stands && (holder.owner !== null || holder.resource.properties['Policies'] === undefined);
  if (isMade) {
    holder.properties = withStatement(holder.properties, statement);
    closing.drafting.notice(holder);
  } else {
    const node = closing.drafting.free(`${role.node}_may_use_${key.node}`);
    const properties = { RoleName: `\${${role.node}.RoleName}`, PolicyName: node, PolicyDocument: { Version: '2012-10-17', Statement: [statement] } };
    addCompanion(closing, role, { node, type: 'AWS::IAM::RolePolicy', properties, only: role, made: null });
  }
  explain(closing, role, entry, `lets {node} use ${key.node}, which ${thing.node} is encrypted with: ${missing.join(', ')}`);
}

function allows({ Action, Resource }: JsonObject, action: string, key: Part): boolean {
  const on = [Resource ?? []].flat();
  return [Action ?? []].flat().some((one) => one === action || one === 'kms:*' || one === '*') && (on.includes('*') || nodesIn(on).includes(key.node));
}

/** Properties of a role or of a policy with a statement more in the first document. */
function withStatement(properties: JsonObject, statement: JsonObject): JsonObject {
  const [first, ...others] = (properties['Policies'] ?? []) as readonly JsonObject[];
  if (first !== undefined) return { ...properties, Policies: [withStatement(first, statement), ...others] };
  const document = properties['PolicyDocument'] as JsonObject;
  return { ...properties, PolicyDocument: { ...document, Statement: [...[document['Statement'] ?? []].flat(), statement] as readonly Json[] } };
}

/** Lets a service that may send to a thing use its key, for this account; false where it may already, or what is said of the key is no list. */
function letService(closing: Closing, { Principal }: JsonObject, { thing, key, entry }: Pick<Use, 'thing' | 'key' | 'entry'>): boolean {
  const service = isJsonObject(Principal) ? Principal['Service'] : undefined;
  const policy = key.properties['KeyPolicy'];
  const statements = valueAt(policy, '/Statement');
  if (service === undefined || !isJsonObject(policy) || !Array.isArray(statements)) return false;
  const isThere = (statements as readonly Json[]).some((one) => JSON.stringify(valueAt(one, '/Principal/Service')) === JSON.stringify(service));
  if (isThere) return false;
  const scope = { context: closing.context, self: key, locals: new Map(), values: {} };
  const statement = fillRule(
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': '${place.account}' } },
    },
    scope,
  );
  key.properties = { ...key.properties, KeyPolicy: { ...policy, Statement: [...(statements as readonly Json[]), statement] } };
  explain(closing, key, entry, `lets ${[service].flat().join(', ')} use {node}, which ${thing.node} is encrypted with, to send to it`);
  return true;
}
