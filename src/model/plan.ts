import { z } from 'zod';
import { awsCall } from './call.ts';
import { json, jsonObject } from './json-schema.ts';
import { deploymentName, instant, nodeName, sha256Hex, typeName } from './names.ts';
import { evidence } from './proposal.ts';
import { callerIdentity, place } from './target.ts';

export const estimate = z.object({
  /** Seconds: half of the runs take at most this. */ p50: z.number(),
  /** Seconds: nine in ten take at most this. */ p90: z.number(),
});
export type Estimate = z.infer<typeof estimate>;

/** One RFC 6902 operation of those Cloud Control takes; write-only properties are always sent as `add`. */
export const patchOp = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), path: z.string(), value: json }),
  z.object({ op: z.literal('replace'), path: z.string(), value: json }),
  z.object({ op: z.literal('remove'), path: z.string() }),
]);
export type PatchOp = z.infer<typeof patchOp>;

/**
 * One property that differs. `path` is a JSON pointer into the live properties, or into the desired ones where nothing is live there;
 * a tag is named by its key: `/Tags/team`. `before` is absent when it is not live, `after` when it is to be removed.
 */
export const difference = z.object({
  path: z.string(),
  before: json.optional(),
  after: json.optional(),
  /** True when this property cannot be changed in place. */
  forcesReplace: z.boolean(),
  /** The value must not be shown; `before` and `after` hold digests or nothing. */
  sensitive: z.boolean(),
});
export type Difference = z.infer<typeof difference>;

export const action = z.enum(['create', 'update', 'replace', 'delete', 'adopt', 'none']);
export type Action = z.infer<typeof action>;

/** Whether the change can be taken back: `lossy` loses settings or identity, `irreversible` loses data. */
export const risk = z.enum(['reversible', 'lossy', 'irreversible']);

export const change = z.object({
  node: nodeName,
  type: typeName,
  target: place,
  action,
  /** The primary identifier where it is already known. */
  identifier: z.string().nullable(),
  /** Live values of the properties that are compared; null when nothing is live, or all of it is as desired. */
  before: jsonObject.nullable(),
  /** The whole desired properties, with `$from` and `$join` where a value exists only after an earlier step; null for a delete. */
  after: jsonObject.nullable(),
  differences: z.array(difference),
  /** For an update: what is sent, `$from` values included. */
  patch: z.array(patchOp),
  /** The calls that will be sent, with `‹node.Attribute›` where a value comes from an earlier step. */
  calls: z.array(awsCall),
  risk,
  retain: z.boolean(),
  /** What a reader must know that the action does not say: kept because it is retained, already gone, deleted from outside. One clause. */
  note: z.string().optional(),
  /** Live properties that other changes of this plan also write as their effect (a role's attached policies): no part of the fingerprint. */
  shared: z.array(z.string()).optional(),
  estimate,
  /** Digest of the live values that matter for this change; null when the resource was looked for and absent, or nothing changes. */
  fingerprint: sha256Hex.nullable(),
});
export type Change = z.infer<typeof change>;

/**
 * What a run executes, in the plan so that it is approved with it. Most changes are one step; a replace is two, a create
 * and a delete, in the order the plan chose. `after` lists the steps that must have succeeded before.
 */
export const step = z.object({
  id: z.string(),
  node: nodeName,
  op: z.enum(['create', 'update', 'delete', 'adopt']),
  after: z.array(z.string()),
  /** Which of its change's calls this step sends, by index, in order. */
  calls: z.array(z.number().int().min(0)),
});
export type Step = z.infer<typeof step>;

export const verdict = z.object({
  decision: z.enum(['allow', 'approval', 'deny']),
  policyVersion: z.string(),
  reasons: z.array(z.object({ rule: z.string(), decision: z.enum(['allow', 'approval', 'deny']), message: z.string(), at: z.string().optional() })),
});
export type Verdict = z.infer<typeof verdict>;

/** Something live, outside the plan's own nodes, that depends on what the plan touches. */
export const impacted = z.object({ node: z.string(), type: z.string(), identifier: z.string(), because: z.string() });

/** What was read to make the plan, and what was not, with the reason. */
export const coverage = z.object({
  read: z.array(z.object({ type: z.string(), account: z.string(), region: z.string(), resources: z.number().int() })),
  unread: z.array(z.object({ scope: z.string(), reason: z.string() })),
});
export type Coverage = z.infer<typeof coverage>;

/** Everything an approval signs. Its digest is the SHA-256 of its canonical JSON. */
export const planBody = z.object({
  version: z.literal(1),
  deployment: deploymentName,
  target: z.string(),
  identity: callerIdentity,
  simulated: z.boolean(),
  /** The intent's own words; untrusted text. */
  intent: z.string(),
  evidence: z.array(evidence),
  changes: z.array(change),
  steps: z.array(step),
  /** Nodes whose outputs the plan promises to check once live, from the controls. */
  checks: z.array(z.object({ node: nodeName, control: z.string(), pointer: z.string(), equals: json.optional(), exists: z.boolean().optional() })),
  summary: z.object({
    create: z.number().int(),
    update: z.number().int(),
    replace: z.number().int(),
    delete: z.number().int(),
    adopt: z.number().int(),
    unchanged: z.number().int(),
  }),
  verdict,
  estimate: z.object({ seconds: estimate, cost: z.number().nullable(), criticalPath: z.array(z.string()) }),
  impact: z.array(impacted),
  coverage,
  createdAt: instant,
  expiresAt: instant,
});
export type PlanBody = z.infer<typeof planBody>;

/** `id` is `p_` and the first 12 hex digits of the digest. `commands` are the AWS CLI lines of all calls, in a valid order. */
export const plan = planBody.extend({ id: z.string().regex(/^p_[0-9a-f]{12}$/), digest: sha256Hex, commands: z.array(z.string()) });
export type Plan = z.infer<typeof plan>;
