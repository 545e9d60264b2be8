import { z } from 'zod';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { FunctionName } from './call-function.ts';
import { jsonObject } from './json-schema.ts';
import { engineName, nodeAddress, sha256Hex, typeName } from './names.ts';
import { awsAt, nodeAt } from './target.ts';
import { unitHosts } from './unit-hosts.ts';

/**
 * A value that comes from another node, inside `DesiredNode.properties`:
 * - `{"$from": {"node": "logs", "attribute": "Arn"}}` is that attribute (a property or read-only attribute; nested ones
 *   are written with dots) of the live resource of that node, with its JSON type;
 * - `{"$join": ["arn:aws:s3:::", {"$from": …}, "/*"]}` is the text that results from joining the parts.
 * - `{"$call": ["select", 0, {"$from": …}]}` is what the function of that name gives for the arguments (`call-function.ts`), which may hold the
 *   other two, calls, and lists.
 * They are made from `${node.Attribute}` expressions when a proposal is expanded, so that a `${aws:username}` inside an IAM
 * policy, which is plain text to us, cannot be mistaken for one.
 */
export interface FromRef {
  readonly $from: { readonly node: string; readonly attribute: string };
}
export interface JoinRef {
  readonly $join: readonly (string | FromRef | CallRef)[];
}
export interface CallRef {
  readonly $call: readonly [FunctionName, ...Json[]];
}

const nodeBase = {
  node: nodeAddress,
  /** Nodes that must be there first although no property refers to them. */
  dependsOn: z.array(nodeAddress),
  /** Keep on removal: a delete of this node is refused or left out, as the knowledge base's "retained" says. */
  retain: z.boolean(),
};

/** A resource with everything that is asked of it, ownership tags included. */
export const desiredResource = z.object({ kind: z.literal('resource'), ...nodeBase, at: awsAt, type: typeName, properties: jsonObject });
export type DesiredResource = z.infer<typeof desiredResource>;

/** One run of an engine over a source. */
export const desiredUnit = z.object({
  kind: z.literal('unit'),
  ...nodeBase,
  at: nodeAt,
  engine: engineName,
  /** Digest of the source's content; the source itself is in the store. */
  source: sha256Hex,
  inputs: jsonObject,
  /** JSON Schemas of what it gives, by name. */
  outputs: jsonObject,
  repeatable: z.boolean(),
  /** Its source says how it is taken back. */
  undo: z.literal(true).optional(),
  hosts: unitHosts.optional(),
  /** Its plan phase says what it will change. */
  foresees: z.literal(true).optional(),
  /** Its source is that of a published version, which a person has given. */
  published: z.literal(true).optional(),
});
export type DesiredUnit = z.infer<typeof desiredUnit>;

/** One node of the desired state. */
export const desiredNode = z.discriminatedUnion('kind', [desiredResource, desiredUnit]);
export type DesiredNode = z.infer<typeof desiredNode>;

/** What is asked of a node, where references to others stand. */
export function wishOf(node: DesiredNode): JsonObject {
  return node.kind === 'resource' ? node.properties : node.inputs;
}
