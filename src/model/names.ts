import { z } from 'zod';
import { addressForm } from './address-form.ts';
import { nodeTagValue } from './node-tag.ts';

/** Names of deployments, artifacts and blueprints. */
const name = /^[a-z][a-z0-9_]*$/;

/** The longest tag value that AWS takes, in characters (Tagging API reference, Tag value). */
const tagValueLimit = 256;
/** Left for the type in a node's tag: the longest type name has 61 characters, and room for longer ones. */
const typeRoom = 80;

/** The longest node address, in characters. */
export const longestAddress = 160;

/**
 * What a node is called within its deployment: `bucket`, `network.vpc[0]`, `queues["orders"]`. At most 160 characters, and short enough to be carried by a tag
 * together with its type.
 */
export const nodeAddress = z
  .string()
  .max(longestAddress)
  // What has not the form, a lone surrogate for one, has no tag value to measure either.
  .regex(addressForm, { error: 'not the form of a node address, such as bucket, network.vpc[0] or queues["orders"]', abort: true })
  .refine((address) => nodeTagValue(address, '').length + typeRoom <= tagValueLimit, 'too long to be carried by a tag')
  .brand<'NodeAddress'>();
export type NodeAddress = z.infer<typeof nodeAddress>;

export const deploymentName = z.string().regex(name).max(64).brand<'DeploymentName'>();
export type DeploymentName = z.infer<typeof deploymentName>;

/** How a deployment calls one of its targets. */
export const targetAlias = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/)
  .max(64);

/** SHA-256 as 64 lower-case hex digits. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** An instant: ISO 8601 in UTC with milliseconds, as Date.toISOString prints it. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

/** A CloudFormation resource type name, such as AWS::S3::Bucket. */
export const typeName = z.string().regex(/^[A-Za-z0-9]{2,64}(::[A-Za-z0-9]{2,64}){2}(::MODULE)?$/);
export type TypeName = string;

/** What runs a unit. */
export const engineName = z.enum(['python', 'aws-cli']);
export type EngineName = z.infer<typeof engineName>;
