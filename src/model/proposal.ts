import { z } from 'zod';
import { jsonObject } from './json-schema.ts';
import { deploymentName, nodeName, typeName } from './names.ts';
import { regionName } from './target.ts';

/** Why a part of a proposal is there: the words it came from and the knowledge entry that gave them a meaning. */
export const evidence = z.object({
  /** The words of the intent, or `default` where a rule added it unasked. Of an answered question, the words that would have said it. */
  words: z.string(),
  /** `control/private@1.0.0`, `pattern/s3_bucket@1.0.0`, `naming/default@1.0.0` … */
  entry: z.string(),
  /** What it did, in one clause: "blocks all public access to bucket". */
  effect: z.string(),
});
export type Evidence = z.infer<typeof evidence>;

/** One resource of a draft; property values may hold `${node.Attribute}` expressions. */
export const draftResource = z.object({
  node: nodeName,
  type: typeName,
  properties: jsonObject,
  dependsOn: z.array(nodeName).default([]),
  retain: z.boolean().default(false),
  /** What the controls promise of this resource once it is live: a pointer into the live properties and what must be there. */
  checks: z.array(z.object({ control: z.string(), pointer: z.string(), equals: z.json().optional(), exists: z.boolean().optional() })).default([]),
});
export type DraftResource = z.infer<typeof draftResource>;

/** The typed answer to an intent. Only drafts exist so far; a blueprint proposal becomes a second member of this union. */
export const proposal = z.object({
  kind: z.literal('draft'),
  deployment: deploymentName,
  target: z.string(),
  region: regionName,
  resources: z.array(draftResource).min(1),
  evidence: z.array(evidence),
});
export type Proposal = z.infer<typeof proposal>;
