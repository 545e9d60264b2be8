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

const addressWords = 'a node address is names of lower-case letters, digits and _, such as bucket, network.vpc[0] or queues["orders"]';

/** The first character that no address has where it stands, if that is what is wrong. */
function misfitIn(address: string): string {
  const found = /[^a-z0-9_.]/u.exec(address.replace(/\["[^"]*"\]|\[\d+\]/gu, ''))?.[0];
  return found === undefined
    ? ''
    : `; ${JSON.stringify(found)} (U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}) cannot stand in this one`;
}

/**
 * What a node is called within its deployment: `bucket`, `network.vpc[0]`, `queues["orders"]`. At most 160 characters, and short enough to be carried by a tag
 * together with its type.
 */
export const nodeAddress = z
  .string()
  .max(longestAddress, { error: ({ input }) => `a node address has at most ${longestAddress} characters, and this has ${String(input).length}` })
  // What has not the form, a lone surrogate for one, has no tag value to measure either.
  .regex(addressForm, { error: ({ input }) => `${addressWords}${misfitIn(String(input))}`, abort: true })
  .refine((address) => nodeTagValue(address, '').length + typeRoom <= tagValueLimit, 'too long to be carried by a tag')
  .brand<'NodeAddress'>();
export type NodeAddress = z.infer<typeof nodeAddress>;

export const deploymentName = z
  .string()
  .regex(name, 'a name is lower-case letters, digits and _, and begins with a letter')
  .max(64, 'a name has at most 64 characters')
  .brand<'DeploymentName'>();
export type DeploymentName = z.infer<typeof deploymentName>;

/** How a deployment calls one of its targets. */
export const targetAlias = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'a target is called by lower-case letters, digits, _ and -, beginning with a letter')
  .max(64, 'a target’s name has at most 64 characters');

/** SHA-256 as 64 lower-case hex digits. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256: 64 lower-case hex digits');

/** An instant: ISO 8601 in UTC with milliseconds, as Date.toISOString prints it. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'not an instant such as 2026-01-31T12:00:00.000Z');

/** A CloudFormation resource type name, such as AWS::S3::Bucket. */
export const typeName = z.string().regex(/^[A-Za-z0-9]{2,64}(::[A-Za-z0-9]{2,64}){2}(::MODULE)?$/, 'not the form of a resource type, such as AWS::S3::Bucket');
export type TypeName = string;

/** What runs a unit. */
export const engineName = z.enum(['python', 'aws-cli']);
export type EngineName = z.infer<typeof engineName>;
