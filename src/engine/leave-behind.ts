import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts';
import type { DraftResource } from '../model/proposal.ts';

/** Whether a value refers to one of the nodes. */
function refersTo(value: Json, gone: ReadonlySet<string>): boolean {
  const text = JSON.stringify(value);
  return [...gone].some((node) => text.includes(`\${${node}.`));
}

/**
 * What goes with nodes that are taken out of a draft: what came along with one of them, and what came along with others, joins them with one of these (a mapping, a subscription, a permission) and is needed by
 * nothing that stays.
 */
export function goingWith(resources: readonly DraftResource[], named: ReadonlySet<string>): Set<string> {
  const gone = new Set(named);
  for (let size = -1; size !== gone.size; ) {
    size = gone.size;
    for (const { node, of, said, properties, dependsOn } of resources) {
      if (of === undefined || gone.has(node)) continue;
      const joins = said === undefined && (refersTo(properties, gone) || dependsOn.some((one) => gone.has(one)));
      if (gone.has(of) || (joins && !isNeeded(node, resources, gone))) gone.add(node);
    }
  }
  return gone;
}

function isNeeded(node: string, resources: readonly DraftResource[], gone: ReadonlySet<string>): boolean {
  const one = new Set([node]);
  return resources.some(
    (other) => other.node !== node && !gone.has(other.node) && (refersTo(other.properties, one) || other.dependsOn.some((needed) => needed === node)),
  );
}

/** A role that came along with something, without what its own policies allow on nodes that are gone alone. */
export function withoutPermissionsOn(resource: DraftResource, gone: ReadonlySet<string>): DraftResource {
  const policies = resource.properties['Policies'];
  if (resource.type !== 'AWS::IAM::Role' || resource.of === undefined || !Array.isArray(policies) || !refersTo(policies as Json, gone)) return resource;
  const left = (policies as readonly Json[]).flatMap((policy): Json[] => (isJsonObject(policy) ? withoutStatements(policy, gone) : [policy]));
  const { Policies: _, ...others } = resource.properties;
  return { ...resource, properties: left.length === 0 ? others : { ...others, Policies: left } };
}

function withoutStatements(policy: JsonObject, gone: ReadonlySet<string>): JsonObject[] {
  const document = policy['PolicyDocument'];
  const statements = isJsonObject(document) ? document['Statement'] : undefined;
  if (!isJsonObject(document) || !Array.isArray(statements)) return [policy];
  const left = (statements as readonly Json[]).filter((one) => !(isJsonObject(one) && areAllGone(one['Resource'] ?? null, gone)));
  return left.length === 0 ? [] : [{ ...policy, PolicyDocument: { ...document, Statement: left } }];
}

function areAllGone(resource: Json, gone: ReadonlySet<string>): boolean {
  const all = Array.isArray(resource) ? (resource as readonly Json[]) : [resource];
  return all.length > 0 && all.every((one) => refersTo(one, gone));
}
