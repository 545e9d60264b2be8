import { z } from 'zod';

/** Names of nodes, deployments, artifacts and blueprints. */
const name = /^[a-z][a-z0-9_]*$/;

export const nodeName = z.string().regex(name).max(64).brand<'NodeName'>();
export type NodeName = z.infer<typeof nodeName>;

export const deploymentName = z.string().regex(name).max(64).brand<'DeploymentName'>();
export type DeploymentName = z.infer<typeof deploymentName>;

/** SHA-256 as 64 lower-case hex digits. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** An instant: ISO 8601 in UTC with milliseconds, as Date.toISOString prints it. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

/** A CloudFormation resource type name, such as AWS::S3::Bucket. */
export const typeName = z.string().regex(/^[A-Za-z0-9]{2,64}(::[A-Za-z0-9]{2,64}){2}(::MODULE)?$/);
export type TypeName = string;
