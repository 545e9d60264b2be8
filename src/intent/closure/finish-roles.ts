import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { valueAt } from '../../kernel/pointer.ts';
import type { Ruled } from '../../knowledge/closure-rules.ts';
import type { Grant, RoleRule } from '../../model/closure-rules.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { holds } from './apply-rules.ts';
import { type Closing, explain } from './closing.ts';
import { nodesIn, type Part, roleType } from './drafting.ts';
import { fillRule } from './fill-rule.ts';

/** Who has a role, and by which property. */
interface Holder {
  readonly part: Part;
  readonly property: string;
}

/**
 * Gives every role of the draft the trust and the least permissions that its holders need: who assumes it is the service of what refers to it, what it may is what the
 * knowledge base says for that type, and the use of what the holder refers to. What was said of a role stays.
 */
export function finishRoles(closing: Closing): void {
  const roles = closing.drafting.of(roleType).filter(({ stands }) => !stands);
  if (roles.length === 0) return;
  const holders = holdersOf(closing);
  for (const role of roles) finishRole(closing, role, holders);
}

function finishRole(closing: Closing, role: Part, all: ReadonlyMap<string, readonly Holder[]>): void {
  const holders = all.get(role.node) ?? [];
  const rules = holders.map((holder) => ({ holder, ruled: ruleFor(closing, holder) }));
  const statements = distinct(
    rules.flatMap(({ holder, ruled }) => [
      ...statementsOf(closing, ruled, holder.part),
      ...grantsFor(closing, role, holder.part),
      ...delegatedTo(closing, role, holder.part),
    ]),
  );
  const managed = [...new Set(rules.flatMap(({ holder, ruled }) => managedOf(ruled, holder.part)))];
  const said = role.resource.properties;
  if (role.resource.properties['AssumeRolePolicyDocument'] === undefined) {
    const beside = holders.length > 0 ? [] : besides(closing, role, all);
    const services = [...new Set(holders.length > 0 ? rules.map(({ ruled }) => ruled.rule.service) : beside.map(({ service }) => service))].sort();
    const service = services.length > 1 ? services : (services[0] ?? closing.context.knowledge.closure.principals.get('*') ?? 'lambda.amazonaws.com');
    const entry = rules[0]?.ruled.entry ?? 'type/AWS::IAM::Role';
    role.properties = { ...role.properties, AssumeRolePolicyDocument: trust(service) };
    const by = holders.map(({ part }) => part.node).join(', ');
    if (holders.length > 0) explain(closing, role, entry, `lets ${services.join(', ')} assume {node}, for ${by}`);
    else if (beside.length > 0)
      explain(
        closing,
        role,
        entry,
        `lets ${services.join(', ')} assume {node}: ${beside.map(({ node }) => node).join(', ')} stands beside it, and nothing else takes a role`,
      );
    else closing.open.push({ part: role, pointer: '/AssumeRolePolicyDocument', what: 'who may assume it' });
  }
  if (role.owner === null && (said['Policies'] !== undefined || said['ManagedPolicyArns'] !== undefined)) return;
  if (managed.length > 0 && role.properties['ManagedPolicyArns'] === undefined) {
    role.properties = { ...role.properties, ManagedPolicyArns: managed.map((name) => `arn:${partition(closing)}:iam::aws:policy/${name}`) };
    explain(closing, role, rules[0]?.ruled.entry ?? '', `gives {node} the managed policies ${managed.join(', ')}`);
  }
  if (statements.length > 0 && role.properties['Policies'] === undefined) {
    const policy = { PolicyName: 'use', PolicyDocument: { Version: '2012-10-17', Statement: statements } };
    role.properties = { ...role.properties, Policies: [policy] };
    closing.drafting.notice(role);
    explain(closing, role, rules[0]?.ruled.entry ?? '', `lets {node} use what its holder refers to: ${statements.map(inWords).join('; ')}`);
  }
}

/** Who a role is for that nothing refers to: what is of a type that can be given one, and has none, where all of that is of one service. */
function besides(closing: Closing, role: Part, holders: ReadonlyMap<string, readonly Holder[]>): { readonly node: string; readonly service: string }[] {
  if (role.owner !== null) return [];
  const have = new Set([...holders.values()].flat().map(({ part }) => part));
  const found = closing.drafting.parts.flatMap((part) => {
    const property = have.has(part) || part.stands || part === role ? null : roleProperty(part.type);
    return property === null ? [] : [{ node: part.node, service: ruleFor(closing, { part, property }).rule.service }];
  });
  return new Set(found.map(({ service }) => service)).size === 1 ? found : [];
}

/** The name of a property, at any depth, by which a resource of the type is given a role. */
function roleProperty({ name, properties, definitions }: ResourceType): string | null {
  if (name.startsWith('AWS::IAM::')) return null;
  const names = [properties, ...Object.values(definitions)].flatMap((members) => Object.keys(members));
  return names.find((member) => /Role(?:Arn|ARN)?$/.test(member)) ?? null;
}

function trust(service: string | readonly string[]): JsonObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] };
}

function partition(closing: Closing): string {
  const { region } = closing.context;
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** By role, what refers to it, with the property: of an instance profile, what that is for. */
function holdersOf(closing: Closing): Map<string, Holder[]> {
  const found = new Map<string, Holder[]>();
  const roles = new Set(closing.drafting.of(roleType).map(({ node }) => node));
  for (const part of closing.drafting.parts) {
    if (part.type.name === roleType || /^AWS::IAM::(Policy|ManagedPolicy|RolePolicy)$/.test(part.type.name)) continue;
    const look = (value: Json, property: string): void => {
      if (typeof value === 'string') {
        for (const node of nodesIn(value)) if (roles.has(node)) found.set(node, [...(found.get(node) ?? []), { part, property }]);
      } else if (Array.isArray(value)) for (const item of value as readonly Json[]) look(item, property);
      else if (isJsonObject(value)) for (const [name, member] of Object.entries(value)) look(member, name);
    };
    look(part.properties, '');
  }
  return found;
}

/** What the knowledge base says of a holder's role; else that the service of its type assumes it. */
function ruleFor(closing: Closing, { part, property }: Holder): Ruled<RoleRule> {
  const { roles, principals } = closing.context.knowledge.closure;
  const known = roles.get(`${part.type.name}/${property}`) ?? roles.get(part.type.name);
  if (known !== undefined) return known;
  const service = part.type.name.split('::')[1] ?? '';
  return {
    rule: { service: principals.get(service) ?? `${service.toLowerCase()}.amazonaws.com`, managed: [], statements: [], also: [] },
    entry: `type/${part.type.name}`,
  };
}

function managedOf({ rule }: Ruled<RoleRule>, part: Part): readonly string[] {
  return [...rule.managed, ...rule.also.flatMap(({ when, managed }) => (holds(when, part.properties) ? managed : []))];
}

function statementsOf(closing: Closing, { rule }: Ruled<RoleRule>, part: Part): readonly JsonObject[] {
  const templates = [...rule.statements, ...rule.also.flatMap(({ when, statements }) => (holds(when, part.properties) ? statements : []))];
  return templates.map((statement) => fillRule(statement, { context: closing.context, self: part, locals: new Map(), values: {} }));
}

/** The use of what others refer to that act with the holder's role. */
function delegatedTo(closing: Closing, role: Part, holder: Part): JsonObject[] {
  const { delegates } = closing.context.knowledge.closure;
  return closing.drafting.parts.flatMap((part) => {
    const ruled = delegates.get(part.type.name);
    if (ruled === undefined || !nodesIn(valueAt(part.properties, ruled.rule.as) ?? null).includes(holder.node)) return [];
    return usesOf(closing, role, part, ({ type }) => ruled.rule.grants[type.name]);
  });
}

/** The use of what the holder refers to, where the role does not itself have to be there first; what it does there may be said, and is allowed by itself then. */
function grantsFor(closing: Closing, role: Part, holder: Part): JsonObject[] {
  const { uses, knowledge } = closing.context;
  const isSaid = (node: string): boolean => uses.some(({ user, used }) => user === holder.node && used === node);
  return usesOf(closing, role, holder, ({ node, type }) => (isSaid(node) ? undefined : knowledge.closure.grants.get(type.name)?.rule));
}

function usesOf(closing: Closing, role: Part, { node: user }: Part, grantOf: (other: Part) => Grant | undefined): JsonObject[] {
  return [...closing.drafting.uses(user)].flatMap((node) => {
    const other = closing.drafting.at(node);
    const grant = other === undefined ? undefined : grantOf(other);
    if (other === undefined || grant === undefined || closing.drafting.reaches(other.node, role.node)) return [];
    const scope = { context: closing.context, self: other, locals: new Map([['it', [other]]]), values: {} };
    return [fillRule({ Effect: 'Allow', Action: [...grant.actions], Resource: [...grant.resources] }, scope)];
  });
}

/** "sqs:SendMessage on queue_jobs" */
function inWords({ Action, Resource }: JsonObject): string {
  const on = [...new Set(nodesIn(Resource ?? null))];
  return `${[Action].flat().join(', ')} on ${on.length > 0 ? on.join(', ') : [Resource].flat().join(', ')}`;
}

function distinct(statements: readonly JsonObject[]): JsonObject[] {
  const seen = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  return [...seen.values()];
}
