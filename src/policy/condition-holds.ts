import { areEverywhere } from '../kernel/ip-network.ts';
import { isJsonObject, type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { decidingName, isStatement, mayOpenByFlag, opensByFlag } from '../model/lets-in.ts';
import type { Change, Difference, PlanBody, ResourceChange } from '../model/plan.ts';
import { isSecretText } from '../model/secret.ts';
import type { PlanTarget } from '../model/target-definition.ts';
import { isOpenStatement, namesEverybody, saysWhoBeside } from './open-statement.ts';
import { rangesLetIn } from './ranges-let-in.ts';
import { documentIn, givesAdministration, namesOtherAccount } from './reach-of-policies.ts';
import type { Condition } from './rule.ts';
import { holdsToken } from './token-like.ts';
import { turnsProtectionOff } from './turns-protection-off.ts';
import { isUnknown, type UnknownValue } from './unknown-values.ts';

/** Whether a condition holds for a change. Throws on a condition it does not know: the caller turns that into a denial. */
export function conditionHolds(condition: Condition, change: Change, plan: Pick<PlanBody, 'targets'>): boolean {
  const resource = change.kind === 'resource' ? change : null;
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => conditionHolds(part, change, plan));
    case 'any':
      return condition.of.some((part) => conditionHolds(part, change, plan));
    case 'action':
      return condition.in.includes(change.action);
    case 'risk':
      return change.risk === condition.is && change.action !== 'none';
    case 'type':
      return resource?.type === condition.is;
    case 'retained':
      return change.retain;
    case 'sandbox':
      return (targetOf(change, plan).definition.endpoint.kind === 'sandbox') === condition.is;
    case 'outside-account': {
      const { definition, identity } = targetOf(change, plan);
      return identity.account !== definition.account || (change.at.cloud === 'aws' && change.at.account !== definition.account);
    }
    case 'outside-regions':
      return change.at.cloud === 'aws' && !targetOf(change, plan).definition.regions.includes(change.at.region);
    case 'unproven':
      return resource?.ownership === 'unproven' || resource?.ownership === 'untagged' || resource?.ownership === 'disputed';
    case 'sets':
      return resource !== null && writes(resource, condition.pointer) && isOneOf(valueAt(resource.after ?? undefined, condition.pointer), condition.oneOf);
    case 'drops':
      return resource?.differences.some((difference) => takesAway(difference, condition.pointer)) === true;
    case 'opens-to-everyone':
      return resource !== null && (newly(resource, (property) => Object.values(property).some(allowsEveryone)) || newlyNamesEverybody(resource));
    case 'turns-protection-off':
      return (
        resource !== null &&
        (resource.action === 'update' || resource.action === 'replace') &&
        resource.differences.some((one) => turnsProtectionOff(one, resource.after ?? {}))
      );
    case 'opens-by-flag':
      return resource !== null && (resource.open !== undefined || newly(resource, (property) => opensByFlag(property)));
    case 'opens-to-every-address':
      return resource !== null && letsEveryAddressIn(resource);
    case 'names-other-account':
      return resource !== null && newly(resource, (property) => namesOtherAccount(property, resource.at.account));
    case 'gives-administration':
      return resource !== null && newly(resource, givesAdministration);
    case 'writes-token':
      if (change.kind === 'unit') return change.action === 'run' && holdsToken(change.inputs);
      return resource !== null && newly(resource, holdsToken);
    case 'writes-plain-secret':
      return change.plain !== undefined;
    case 'exposes-secret':
      return change.exposes !== undefined;
    case 'decides-by-secret':
      return resource !== null && decidingSecrets(resource);
    default:
      condition satisfies never;
      throw new TypeError(`unknown condition ${JSON.stringify(condition)}`);
  }
}

function targetOf(change: Change, { targets }: Pick<PlanBody, 'targets'>): PlanTarget {
  const found = targets.find(({ alias }) => alias === change.at.target);
  if (found === undefined) throw new TypeError(`${change.node} is at ${change.at.target}, which is no target of the plan`);
  return found;
}

function writes(change: ResourceChange, pointer: string): boolean {
  if (change.action === 'create' || change.action === 'replace') return true;
  return change.differences.some((difference) => overlap(difference.path, pointer));
}

/** Whether a change newly writes a property, given as an object of its own, of which that is so. */
function newly(change: ResourceChange, holds: (property: JsonObject) => boolean): boolean {
  const known = newProperties.get(change) ?? newPropertiesOf(change);
  newProperties.set(change, known);
  return known.some(holds);
}

/** Each of several rules asks for them. */
const newProperties = new WeakMap<ResourceChange, readonly JsonObject[]>();

function newPropertiesOf(change: ResourceChange): readonly JsonObject[] {
  return Object.entries(change.after ?? {}).flatMap(([name, value]) => (writes(change, `/${name}`) ? [{ [name]: value }] : []));
}

/** Of a resource that names a principal itself, what is beside that says who is meant: it opens, too, where that goes. */
function newlyNamesEverybody(change: ResourceChange): boolean {
  const touched = change.action === 'create' || change.action === 'replace' || change.differences.some(({ path }) => saysWhoBeside(path));
  return touched && namesEverybody(change.after ?? {});
}

/**
 * The values of a change, of those that are unknown, by which it is decided whether a condition holds: none where what is known decides it. That a value has the form of a token is
 * seen once it is there.
 */
export function decidedBy(condition: Condition, change: Change, plan: Pick<PlanBody, 'targets'>, unknown: readonly UnknownValue[]): UnknownValue[] {
  if (change.kind !== 'resource' || change.action === 'none') return [];
  const written = () => unknown.filter(({ pointer }) => writes(change, pointer));
  switch (condition.kind) {
    case 'all': {
      const deciding: UnknownValue[] = [];
      for (const part of condition.of) {
        const decided = decidedBy(part, change, plan, unknown);
        if (decided.length === 0 && !conditionHolds(part, change, plan)) return [];
        deciding.push(...decided);
      }
      return deciding;
    }
    case 'any':
      return condition.of.flatMap((part) => decidedBy(part, change, plan, unknown));
    case 'sets':
      return written().filter(({ pointer }) => overlap(pointer, condition.pointer));
    case 'drops':
      return written().filter(({ pointer }) => condition.pointer.startsWith(`${pointer}/`));
    case 'opens-to-everyone':
      return written().filter(({ inStatement, names }) => inStatement || names.some((name) => policyWord.test(name)));
    case 'opens-by-flag':
      return written().filter(({ names }) => mayOpenByFlag(names.at(-1) ?? ''));
    case 'opens-to-every-address':
      return written().filter(({ names }) => names.some((name) => ingressWord.test(name)));
    default:
      return [];
  }
}

/** What policies and those whom they name stand under. */
const policyWord = /polic|principal|permission/i;
const ingressWord = /ingress/i;

function letsEveryAddressIn(change: ResourceChange): boolean {
  const after = change.after ?? {};
  const turned = ['RuleAction', 'Egress'].some((name) => writes(change, `/${name}`));
  const written = Object.keys(after).filter((name) => turned || writes(change, `/${name}`));
  return areEverywhere(rangesLetIn(after, change.type.split('::').at(-1) ?? '', written));
}

function decidingSecrets(change: ResourceChange): boolean {
  const within = (value: Json, deciding: boolean): boolean => {
    if (isSecretText(value)) return deciding;
    if (Array.isArray(value)) return (value as readonly Json[]).some((item) => within(item, deciding));
    if (!isJsonObject(value)) return false;
    const statement = isStatement(value);
    return Object.entries(value).some(([name, member]) => within(member, deciding || statement || decidingName.test(name)));
  };
  return change.action !== 'none' && within(change.after ?? {}, false);
}

/** Also where a whole is replaced by one that lacks the part. */
function takesAway({ path, before, after }: Difference, pointer: string): boolean {
  if (after === undefined) return overlap(path, pointer);
  if (!pointer.startsWith(`${path}/`) || isUnknown(after)) return false;
  const inside = pointer.slice(path.length);
  return valueAt(before, inside) !== undefined && valueAt(after, inside) === undefined;
}

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function isOneOf(value: Json | undefined, values: readonly Json[]): boolean {
  return value !== undefined && values.some((candidate) => sameJson(candidate, value));
}

// Policy documents stand at any depth, as objects or as text.
function allowsEveryone(value: Json): boolean {
  if (typeof value === 'string') {
    const document = documentIn(value);
    return document !== null && allowsEveryone(document);
  }
  if (Array.isArray(value)) return (value as readonly Json[]).some(allowsEveryone);
  if (!isJsonObject(value)) return false;
  return isOpenStatement(value) || namesEverybody(value) || Object.values(value).some(allowsEveryone);
}
