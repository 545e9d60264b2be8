import { z } from 'zod';
import { jsonObject } from './json-schema.ts';
import { nodeName, typeName } from './names.ts';
import { place } from './target.ts';

/**
 * A value that comes from another node, inside `DesiredNode.properties`:
 * - `{"$from": {"node": "logs", "attribute": "Arn"}}` is that attribute (a property or read-only attribute; nested ones
 *   are written with dots) of the live resource of that node, with its JSON type;
 * - `{"$join": ["arn:aws:s3:::", {"$from": …}, "/*"]}` is the text that results from joining the parts.
 * They are made from `${node.Attribute}` expressions when a proposal is expanded, so that a `${aws:username}` inside an IAM
 * policy, which is plain text to us, cannot be mistaken for one.
 */
export interface FromRef {
  readonly $from: { readonly node: string; readonly attribute: string };
}
export interface JoinRef {
  readonly $join: readonly (string | FromRef)[];
}

/** One node of the desired state: a resource with everything that is asked of it, ownership tags included. */
export const desiredNode = z.object({
  node: nodeName,
  type: typeName,
  target: place,
  properties: jsonObject,
  /** Nodes that must be there first although no property refers to them. */
  dependsOn: z.array(nodeName),
  /** Keep on removal: a delete of this node is refused or left out, as the knowledge base's "retained" says. */
  retain: z.boolean(),
});
export type DesiredNode = z.infer<typeof desiredNode>;
