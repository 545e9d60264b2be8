import { z } from 'zod';
import { agreement } from './agreement.ts';
import { diagnostic } from './diagnostic-schema.ts';
import { json } from './json-schema.ts';
import { foreseen, memberDifference } from './member.ts';
import { deploymentName, instant, nodeAddress } from './names.ts';

/** `paused`: nothing new begins until its cause is over; the run has not ended and holds its deployment. */
export const runStatus = z.enum(['running', 'cancelling', 'paused', 'succeeded', 'failed', 'cancelled', 'stale']);
export type RunStatus = z.infer<typeof runStatus>;

/** How a run is told: `awaiting-approval` is one that is running, and of which a step waits for a person: for a yes or no to what it would change, or to open a gate. */
export const toldStatus = z.enum([...runStatus.options, 'awaiting-approval']);
export type ToldStatus = z.infer<typeof toldStatus>;

/** `unknown`: the step may have had an effect that could not be confirmed by a read. */
export const stepStatus = z.enum(['pending', 'running', 'done', 'failed', 'skipped', 'unknown']);
export type StepStatus = z.infer<typeof stepStatus>;

/**
 * Where what came back is not what was asked: what the provider keeps in its place, nothing where no read shows it. With `deviation` nothing explains that, and
 * plans tell of it until somebody accepts it by name; with `settling` the last reads did not agree.
 */
export const kept = z.object({
  path: z.string(),
  asked: json,
  found: json.optional(),
  deviation: z.literal(true).optional(),
  settling: z.literal(true).optional(),
});
export type Kept = z.infer<typeof kept>;

/**
 * What a unit said, right before it was to run, that it will change, where that is not what was approved; and what a person said to it. It runs only as it was agreed to: asked once more before it is started, it has to
 * answer the same.
 */
export const stepDifference = foreseen.extend({
  differences: z.array(memberDifference).min(1),
  at: instant,
  agreed: agreement.optional(),
  refused: z.object({ by: z.string(), at: instant, why: z.string() }).optional(),
});
export type StepDifference = z.infer<typeof stepDifference>;

export const runStep = z.object({
  /** The step's id; equal to the node's name but for the two steps of a replace. */
  step: z.string(),
  node: nodeAddress,
  /** `record` writes nothing but our records: that a resource is kept from now on, or no longer, or is accepted as it is. */
  op: z.enum(['create', 'update', 'delete', 'adopt', 'record', 'run', 'gate']),
  /** The resource type, or the engine of a unit; of a gate what it waits for: `person` or `until`. */
  type: z.string(),
  /** Where it is, in short: `sandbox 123456789012/us-east-1`. */
  place: z.string(),
  status: stepStatus,
  attempts: z.number().int(),
  identifier: z.string().nullable(),
  seconds: z.number().nullable(),
  error: diagnostic.optional(),
  kept: z.array(kept).optional(),
  /** Of a creation that is done: it had no answer, and what was found is taken for what it made because it is as asked; nothing proves that. */
  alike: z.literal(true).optional(),
  /** Of a deletion: see `ResourceChange`. */
  finalSnapshot: z.string().optional(),
  /** Why it was tried once more, the last time that it was. */
  retried: diagnostic.optional(),
  /** Why it does not get on just now: it is tried again. */
  waiting: diagnostic.optional(),
  /** Of a gate that waits for a person: what is asked, and who has opened it. */
  ask: z.string().optional(),
  opened: z.object({ by: z.string(), at: instant }).optional(),
  /** Of a unit whose run would leave what was approved of it. */
  difference: stepDifference.optional(),
});
export type RunStep = z.infer<typeof runStep>;

/** What a person says to a step that waits for it: that a gate is open, or a yes or no to what a unit would change, which is its `answer`. */
export type StepWord =
  | { readonly to: 'gate'; readonly opened: NonNullable<RunStep['opened']> }
  | { readonly to: 'difference'; readonly answer: string; readonly word: Pick<StepDifference, 'agreed'> | Pick<StepDifference, 'refused'> };

/** A run's truthful report. */
export const run = z.object({
  id: z.string().regex(/^r_[0-9a-f]{12}$/),
  plan: z.string(),
  deployment: deploymentName,
  /** Where it works, and as whom, as it was approved. */
  targets: z.array(z.object({ alias: z.string(), name: z.string(), account: z.string(), identity: z.string(), simulated: z.boolean() })),
  status: toldStatus,
  nodes: z.array(runStep),
  startedAt: instant,
  endedAt: instant.nullable(),
  seconds: z.number().nullable(),
  /**
   * Set once verified by a fresh read: every check of the plan, and of what was made, with what was found; `problem` says what else is to be known of one that failed. `struck`: for what the check
   * says, a run that succeeds takes the node from our records.
   */
  verification: z.array(
    z.object({
      node: z.string(),
      check: z.string(),
      passed: z.boolean(),
      struck: z.literal(true).optional(),
      found: json.optional(),
      problem: diagnostic.optional(),
    }),
  ),
  /** Why the run ended other than as succeeded, or is paused. */
  cause: diagnostic.optional(),
  /** The one command that continues it, where there is one. */
  next: z.string().nullable(),
});
export type Run = z.infer<typeof run>;
