import { z } from 'zod';
import { awsCall } from './call.ts';
import { followed, keptBoundary } from './catalog.ts';
import { creation as creationSchema } from './creation.ts';
import { gate, onFailure } from './gate.ts';
import { json, jsonObject } from './json-schema.ts';
import { member } from './member.ts';
import { deploymentName, engineName, instant, nodeAddress, sha256Hex, typeName } from './names.ts';
import { evidence } from './proposal.ts';
import { awsAt, nodeAt, regionName } from './target.ts';
import { planTarget } from './target-definition.ts';
import { unitHosts } from './unit-hosts.ts';

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
  /** It is told, and nothing is done about it by itself. */
  deviates: z.literal(true).optional(),
  /** Of what deviates: no update can change it. */
  fixed: z.literal(true).optional(),
});
export type Difference = z.infer<typeof difference>;

/** `run`: a unit's engine runs. */
export const action = z.enum(['create', 'update', 'replace', 'delete', 'adopt', 'run', 'none']);
export type Action = z.infer<typeof action>;

/**
 * Why a change is planned. `both`: the wish changed, and the live value moved too. `deviation`: what is live is not as wished, and stays so. `doubtful`: an earlier
 * creation had no answer and is not to be seen yet. `never-seen`: nobody knows whether its creation took effect, or whether what is there is what it made, and it is no longer wanted: it is struck from the books.
 * `terms-changed`: of a unit nothing is otherwise than when it ran, but what is said of how it is run and removed. `shared`: it is no longer wanted, and another deployment has it, too: it stays, and is struck from
 * the books of this one. `left`: it is not as it was applied, or gone, or waits to be deleted since it was replaced, and the request is about something else.
 */
export const reason = z.enum([
  'new',
  'wish-changed',
  'live-moved',
  'both',
  'gone',
  'doubtful',
  'not-wanted',
  'named',
  'found-by-tags',
  'tags-lost',
  'as-wished',
  'deviation',
  'retained',
  'renamed',
  'retain-changed',
  'terms-changed',
  'already-gone',
  'never-seen',
  'shared',
  'left',
]);
export type Reason = z.infer<typeof reason>;

/** Whether the change can be taken back: `lossy` loses settings or identity, `irreversible` loses data. */
export const risk = z.enum(['reversible', 'lossy', 'irreversible']);

/** See `SecretPlaces`, of which these are the places that the change writes. */
const secretsAt = {
  /** Secrets that it puts where whoever may read the resource can read them. */
  exposes: z
    .array(z.object({ pointer: z.string(), names: z.array(z.string()) }))
    .min(1)
    .optional(),
  /** Attributes of nodes that it is given and that stand where they are hidden: `pw.Value`. Their values are in no plan: the run alone resolves them. */
  takes: z
    .array(
      z.object({
        pointer: z.string(),
        from: z.string(),
        /** Digest of the reference as it was asked for, where it gives a part or a measure alone: the books keep of what that was applied. */
        partly: sha256Hex.optional(),
      }),
    )
    .min(1)
    .optional(),
  /** Places made for a secret, to which it gives a plain text. */
  plain: z.array(z.string()).min(1).optional(),
};

const changeBase = {
  ...secretsAt,
  node: nodeAddress,
  action,
  reason,
  risk,
  retain: z.boolean(),
  /** What a reader must know that the action does not say: kept because it is retained, already gone, deleted from outside. One clause. */
  note: z.string().optional(),
  /** What of it that stands is let do more, or kept less, from then on, although nothing is sent for that; a clause each. */
  eases: z.array(z.string()).min(1).optional(),
  /** Places of which it says nothing and where the provider's default makes the thing public, or lets in whoever reaches it. */
  open: z.array(z.string()).min(1).optional(),
  estimate,
};

export const resourceChange = z.object({
  kind: z.literal('resource'),
  ...changeBase,
  at: awsAt,
  type: typeName,
  /** The primary identifier where it is already known. */
  identifier: z.string().nullable(),
  /** Whose the live resource is; null when nothing is live. */
  ownership: z.enum(['made', 'tags-lost', 'retagged', 'tagged', 'unproven', 'untagged', 'disputed', 'found', 'foreign']).nullable(),
  /** What proved its creation when the plan was made; before it is changed it is looked at again. */
  creation: creationSchema.nullable(),
  /** Live values of the properties that are compared; null when nothing is live, or all of it is as desired. */
  before: jsonObject.nullable(),
  /** The whole desired properties, with `$from` and `$join` where a value exists only after an earlier step; null for a delete. */
  after: jsonObject.nullable(),
  differences: z.array(difference),
  /** For an update: what is sent, `$from` values included. */
  patch: z.array(patchOp),
  /** Places at which what is live is taken for what was asked from then on; then nothing else of it changes, and its step writes the books. */
  accepts: z.array(z.string()).min(1).optional(),
  /**
   * Top-level properties that nobody asked for and on whose live values the update's calls rest: what they name the resource by, and what they would take away, which is written again as it
   * is. They are in `before`, and belong to the basis.
   */
  besides: z.array(z.string()).min(1).optional(),
  /** Live properties that other changes of this plan also write as their effect (a role's attached policies): no part of the basis. */
  shared: z.array(z.string()).optional(),
  /** Of a creation: the ARN by which the provider's index of tags still names what was made before and no read finds. To make it again may make a second one. */
  stillNamed: z.string().optional(),
  /** Of a deletion or replacement: what stays of it, under that name, and costs until somebody deletes it. */
  finalSnapshot: z.string().optional(),
  /** Digest of the live values that matter for this change; null when the resource was looked for and absent, or nothing changes. */
  basis: sha256Hex.nullable(),
});
export type ResourceChange = z.infer<typeof resourceChange>;

/** One run of an engine over a source. Its calls are not checked one by one: what is signed is what runs, with which inputs, where. */
export const unitChange = z.object({
  kind: z.literal('unit'),
  ...changeBase,
  at: nodeAt,
  engine: engineName,
  /** Digest of the source's content. */
  source: sha256Hex,
  /** With `$from` and `$join` where a value exists only after an earlier step; null when the unit is no longer wanted. */
  inputs: jsonObject.nullable(),
  /** JSON Schemas of what it gives, by name. */
  outputs: jsonObject,
  /** Whether it may be run again when nobody knows how its last run ended. */
  repeatable: z.boolean(),
  /** Its source says how it is taken back: when it is no longer wanted that is done, with what it gave. */
  undo: z.literal(true).optional(),
  hosts: unitHosts.optional(),
  /** Its source says beforehand what it changes. */
  foresees: z.literal(true).optional(),
  /** Its source is that of a published version, which a person has given: of any other nobody but who asks vouches for what it does. */
  published: z.literal(true).optional(),
  /** Of one that is taken back: what it gave, which its undo is given, may tell a secret. */
  secret: z.literal(true).optional(),
  /** What it said, of a unit that foresees and is planned to run: the envelope in which its run stays. What a unit without it does is not checked. */
  members: z.array(member).optional(),
  /** Digest of source and inputs that it last ran with; null when it never ran. */
  basis: sha256Hex.nullable(),
});
export type UnitChange = z.infer<typeof unitChange>;

export const change = z.discriminatedUnion('kind', [resourceChange, unitChange]);
export type Change = z.infer<typeof change>;

/** What one of several steps does of a change of a resource: one of the updates into which it is divided, or what is emptied before a deletion. */
export const stepPart = z.object({
  /** Live values of the properties that are compared, as they are when it begins. */
  before: jsonObject,
  /** What is desired once it is done. */
  after: jsonObject,
  differences: z.array(difference),
  patch: z.array(patchOp),
  /** Properties that an earlier step of the node writes: no part of the basis. */
  shared: z.array(z.string()).optional(),
  /** As of the whole change. */
  besides: z.array(z.string()).min(1).optional(),
  basis: sha256Hex.nullable(),
});
export type StepPart = z.infer<typeof stepPart>;

/**
 * What a run executes, in the plan so that it is approved with it. Most changes are one step; a replace is two, a create
 * and a delete, in the order the plan chose. `after` lists the steps that must have succeeded before.
 */
export const step = z.object({
  id: z.string(),
  node: nodeAddress,
  op: z.enum(['create', 'update', 'delete', 'adopt', 'run', 'gate']),
  after: z.array(z.string()),
  /** Where it does not do all of its change. */
  part: stepPart.optional(),
  /** What a step of kind gate waits for; it belongs to no change and sends nothing. */
  gate: gate.optional(),
  /** What is sent, in this order. A call may be sent again under the same token; one may be left out only where a fresh read shows its effect. */
  calls: z.array(awsCall),
});
export type Step = z.infer<typeof step>;

export const verdict = z.object({
  decision: z.enum(['allow', 'approval', 'deny']),
  policyVersion: z.string(),
  /** No approval of the plan lets its run go on for longer than this many seconds. */
  longestRun: z.number().int(),
  reasons: z.array(z.object({ rule: z.string(), decision: z.enum(['allow', 'approval', 'deny']), message: z.string(), at: z.string().optional() })),
});
export type Verdict = z.infer<typeof verdict>;

/** Something that depends on what the plan touches and that the plan leaves as it is: of another deployment (`deployment.node`), or a node of this one. */
export const impacted = z.object({ node: z.string(), type: z.string(), identifier: z.string(), because: z.string() });

/** What was read to make the plan, and what was not, with the reason. */
export const coverage = z.object({
  read: z.array(z.object({ type: z.string(), account: z.string(), region: z.string(), resources: z.number().int() })),
  unread: z.array(z.object({ scope: z.string(), reason: z.string() })),
});
export type Coverage = z.infer<typeof coverage>;

/** What cannot be planned yet, why, and what it may do once it can. */
export const deferred = z.object({ node: nodeAddress, because: z.string(), envelope: jsonObject });

/** A program that does a part of the work, as it was when the plan was made. */
export const engineUsed = z.object({
  engine: engineName,
  version: z.string(),
  digest: sha256Hex,
  /** Its units can read and change what their user can, and reach what this machine reaches: nothing here keeps them from it. */
  loose: z.literal(true).optional(),
});

/**
 * What an AI agent chose where nobody had said it, and whoever approves is asked again for by the name of the node: it cannot be changed once it is made, it is one of
 * security, it decides how many there are, in which zones, or how long things are kept, or it is given to code that runs. `property` is a JSON pointer into what is desired, of a
 * unit into its inputs, `chosen` what stands there. Where it decides whether the node is there at all, `property` is '', `chosen` is what was chosen, by name, and `others` is how many
 * more nodes it decides.
 */
export const choice = z.object({
  node: nodeAddress,
  property: z.string(),
  chosen: json,
  because: z.enum(['unchangeable', 'security', 'count', 'zone', 'lifetime', 'code']),
  others: z.number().int().min(1).optional(),
});
export type Choice = z.infer<typeof choice>;

/**
 * What is known beforehand to stand in the way of a change, so that it is told before the approval and not by the run: `dialect`: the target's dialect cannot do it; `protected`:
 * deletion protection is on; `held`: something that stays refers to what is to be deleted; `refused`: a value that the provider is known to refuse;
 * `scheduled`: what has its name, or was its resource, is scheduled for deletion and can be restored.
 */
export const obstacle = z.object({
  node: nodeAddress,
  because: z.enum(['dialect', 'protected', 'held', 'refused', 'scheduled']),
  message: z.string(),
  fix: z.string(),
});
export type Obstacle = z.infer<typeof obstacle>;

/** Everything an approval signs. Its digest is the SHA-256 of its canonical JSON. */
export const planBody = z.object({
  version: z.literal(2),
  deployment: deploymentName,
  /** By alias, sorted. */
  targets: z.array(planTarget).min(1),
  /** The AI agent that asked or gave of its values, whoever answered last; absent where all of it is people's. */
  agent: z.string().optional(),
  /** The intent's own words; untrusted text. */
  intent: z.string(),
  evidence: z.array(evidence),
  /** The version of the catalog that the deployment follows, and what it may touch: asked again before each step. */
  blueprint: followed.extend({ boundaries: z.array(keptBoundary) }).optional(),
  /** Digest of what the books held of the deployment when it was looked at: another run since then makes the plan stale. Plans of the first days of this format have none. */
  books: sha256Hex.optional(),
  /** Drawn for this plan, so that its digest tells nobody what is hidden in it, value by value. No agent is told it. Plans of the first days of this format have none. */
  blind: sha256Hex.optional(),
  changes: z.array(change),
  steps: z.array(step),
  /** Absent where an agent chose nothing of the kind. */
  choices: z.array(choice).min(1).optional(),
  /** Unchanged nodes of which values stand in what is changed: one that is gone, or was made again, by the begin of the run makes the plan stale. */
  rests: z.array(nodeAddress).min(1).optional(),
  /**
   * Values of live things of the deployment that stand in what is changed, as they were read: another value by the begin of the run makes the plan stale. One that its place hides is there as its
   * keyed digest, as what is live in the place of a secret.
   */
  taken: z
    .array(z.object({ node: nodeAddress, attribute: z.string(), value: json }))
    .min(1)
    .optional(),
  /** What of other deployments' exports stands in it, by name and place, with the value that it had: another value by the begin of the run makes the plan stale. */
  imports: z
    .array(z.object({ name: z.string(), account: z.string(), region: regionName, value: json }))
    .min(1)
    .optional(),
  /** Absent where nothing is known to stand in the way. */
  obstacles: z.array(obstacle).min(1).optional(),
  /** Whether carrying it out leaves nothing of the wish undone: not so beside a run of its deployment that has not ended. */
  complete: z.boolean(),
  deferred: z.array(deferred),
  /** `continue` where it is not given. */
  onFailure: onFailure.optional(),
  /** Nothing changes, and its run is for the books alone: they keep from then on how the deployment is run, of which the evidence says what is otherwise. */
  keeps: z.literal(true).optional(),
  /** The plan whose remainder this one is. */
  follows: z.string().nullable(),
  engines: z.array(engineUsed),
  /** Nodes whose outputs the plan promises to check once live, from the controls. */
  checks: z.array(z.object({ node: nodeAddress, control: z.string(), pointer: z.string(), equals: json.optional(), exists: z.boolean().optional() })),
  summary: z.object({
    create: z.number().int(),
    update: z.number().int(),
    replace: z.number().int(),
    delete: z.number().int(),
    adopt: z.number().int(),
    run: z.number().int(),
    unchanged: z.number().int(),
    /** Of the unchanged, those that are not as asked and stay so; not given where there are none. */
    deviating: z.number().int().optional(),
  }),
  verdict,
  estimate: z.object({ seconds: estimate, cost: z.number().nullable(), criticalPath: z.array(z.string()) }),
  impact: z.array(impacted),
  coverage,
  createdAt: instant,
  expiresAt: instant,
});
export type PlanBody = z.infer<typeof planBody>;

/** `id` is `p_` and the first 12 hex digits of the digest. */
export const plan = planBody.extend({ id: z.string().regex(/^p_[0-9a-f]{12}$/), digest: sha256Hex });
export type Plan = z.infer<typeof plan>;
