import type { ChainHead } from '../kernel/audit-chain.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Approval } from '../model/approval.ts';
import type { ApproverChange } from '../model/approvers.ts';
import type { AuditEntry, AuditEvent } from '../model/audit.ts';
import type { CatalogLine, PublishedContent } from '../model/catalog.ts';
import type { Binding } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { Proposal } from '../model/proposal.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Run, RunStatus, RunStep, StepWord } from '../model/run.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import type { RecordedEvent, RunEvent } from './events.ts';

export type PlanState = 'open' | 'approved' | 'rejected' | 'applied';

export interface PlanRecord {
  /** The canonical JSON that was stored, byte for byte; it is digested again before it is trusted. */
  readonly bytes: string;
  readonly state: PlanState;
  readonly why: string | null;
}

export interface PlanLine {
  readonly id: string;
  readonly deployment: string;
  readonly state: PlanState;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly summary: Plan['summary'];
}

/** The long-lived idempotency record of one step of one run: written before the call is sent. */
export interface Operation {
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
  readonly token: string;
  /** Milliseconds since the epoch of the first sending. */
  readonly sentAt: number;
  /** The provider's handle once it accepted, null before. */
  readonly handle: JsonObject | null;
}

/** What an intent came to. */
export interface ResolutionRecord {
  readonly id: string;
  /** Of what was asked: the intent, its answers, and where it is to be. */
  readonly digest: string;
  readonly kind: Resolution['kind'];
  /** The canonical JSON of a Resolution. */
  readonly bytes: string;
}

/** What is known of a place besides what the books name: that nothing of ours was there, or what `deployments recover` could not bind. */
export interface SurveyRecord {
  /** Which place: an account's region at an endpoint, whatever the target is called. */
  readonly key: string;
  readonly at: string;
  /** What came of it; `doubled`: a second resource of a node has been found there since, so that it is settled no longer. */
  readonly how: 'nothing-else' | 'recovered' | 'doubled';
  readonly doubts: readonly Doubt[];
}

/** Something live that carries tags of ours and was not bound. `node` is null where the tags do not say it. */
export interface Doubt {
  readonly deployment: string;
  readonly node: string | null;
  readonly type: string;
  readonly account: string;
  readonly region: string;
  /** Primary identifier, or ARN. */
  readonly identifier: string;
  readonly because: string;
}

/** A write that a caller asked for under a key of its own, and what it was answered with. */
export interface AnsweredRequest {
  readonly owner: string;
  readonly key: string;
  /** Digest of what was asked. */
  readonly request: string;
  /** JSON. */
  readonly answer: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Everything of a run but its steps. `round` counts its resumes, from 0. */
export type RunHead = Omit<Run, 'nodes' | 'next' | 'seconds' | 'status'> & { readonly status: RunStatus; readonly round: number };

/** Applied together, or not at all. */
export type Write =
  | { readonly kind: 'plan'; readonly plan: Plan; readonly bytes: string }
  /** All that the plan asks of its deployment. */
  | { readonly kind: 'draft'; readonly plan: string; readonly draft: Proposal }
  /** Takes the place of what the same digest came to before. */
  | { readonly kind: 'resolution'; readonly record: ResolutionRecord }
  /** `rejected` and `applied` are final: a plan in one of them keeps it. One that the audit log tells the rejection of is rejected, whatever else is written. */
  | { readonly kind: 'plan-state'; readonly plan: string; readonly state: PlanState; readonly why?: string }
  | { readonly kind: 'approval'; readonly approval: Approval }
  | { readonly kind: 'run'; readonly head: RunHead }
  /** Gives a run its status. One that has ended is left as it is, so a late `cancelling` cannot reopen it; only `resumeRun` does. */
  | {
      readonly kind: 'run-status';
      readonly run: string;
      readonly status: RunStatus;
      readonly endedAt: string | null;
      readonly cause?: Run['cause'];
      readonly verification?: Run['verification'];
    }
  | {
      readonly kind: 'step';
      readonly run: string;
      readonly step: RunStep /** Ids of the steps it waits for (the plan's `after`); given when the run is made. Without it the edges stay as they are. */;
      readonly after?: readonly string[];
    }
  /** Gives a step that has not ended this status, and leaves all else of it as it is on record. */
  | { readonly kind: 'step-status'; readonly run: string; readonly step: string; readonly status: 'pending' | 'running' }
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** The step's operation is over and certainly had no effect: a later attempt is a new operation. */
  | { readonly kind: 'operation-over'; readonly run: string; readonly step: string }
  | { readonly kind: 'binding'; readonly binding: Binding }
  /** Takes the place of what the same key was told of before. */
  | { readonly kind: 'survey'; readonly survey: SurveyRecord }
  | { readonly kind: 'unbind'; readonly deployment: string; readonly node: string }
  /** `targets`: alias → name. */
  | { readonly kind: 'deployment'; readonly name: string; readonly targets: Readonly<Record<string, string>>; readonly intent: string }
  /** Told to those who listen once the commit is on disk; it has a sequence from then on. */
  | { readonly kind: 'event'; readonly event: RunEvent }
  /** The content of a unit's source, by its digest; `byAgent` where an AI agent sent it. The same source may be stored again: what an agent has sent once stays that. */
  | { readonly kind: 'source'; readonly digest: string; readonly bundle: SourceBundle; readonly byAgent?: true }
  /** Those from before `forget`, and all but the latest `keep` of the same owner, are forgotten with it. */
  | { readonly kind: 'answered'; readonly answered: AnsweredRequest; readonly forget: number; readonly keep: number }
  /** A new version, with its content under its digest. A version that is there keeps its content, whatever is written; its status and visibility become these. */
  | { readonly kind: 'catalog'; readonly line: CatalogLine; readonly content: PublishedContent }
  | { readonly kind: 'duration'; readonly type: string; readonly op: string; readonly seconds: number }
  | { readonly kind: 'audit'; readonly event: AuditEvent };

/**
 * The records. What a committed promise says is on disk (fsync) when it resolves; concurrent commits may share one disk write.
 * What fails rejects with a StoreFailure (`store-failure.ts`) that carries DISK_FULL, HOME_NOT_WRITABLE, HOME_LOCKED or STORE_DAMAGED; nothing of a commit that
 * failed is kept, and other commits that shared its disk write are unaffected. Anything else that rejects is a bug. Within one array the writes apply in order.
 */
export interface Store {
  commit(writes: readonly Write[]): Promise<void>;
  /**
   * Uses up an approval for a run, makes the run and its steps, and takes the deployment, in one transaction.
   * `used` when the approval already belongs to another run; `rejected` when the plan was rejected meanwhile; `busy` with the holder when the
   * deployment has a run that has not ended; `moved` when the books hold something else of it than `books` says; `overtaken` when a run of any deployment has begun since `begun` was asked.
   * Nothing of `writes` is kept then. `begun` again, without a further effect, when the approval is used by this very run.
   */
  beginRun(
    approval: Approval,
    writes: readonly Write[],
    run: string,
    since?: { readonly books?: string | undefined; readonly begun: number },
  ): Promise<'begun' | 'used' | 'rejected' | 'moved' | 'overtaken' | { readonly busy: string }>;
  /**
   * Takes the deployment again for a run that ended or is paused, and applies `writes` with it, in one transaction: every step that has ended without being done
   * is pending again, what is still under way stays so, the status is `running`, `round` has grown by one. `busy` when a run that has not ended holds the
   * deployment (this very one, when it is live already); `superseded` when another run of the deployment has begun since; `overtaken` as above. `round` and the steps are set before `writes`
   * are applied.
   */
  resumeRun(
    run: string,
    writes: readonly Write[],
    since?: { readonly begun: number },
  ): Promise<'begun' | 'superseded' | 'overtaken' | { readonly busy: string }>;
  /** How often runs of all deployments have begun or gone on: while it stays, nobody has begun anything that was not there when the records were read. */
  begun(): Promise<number>;
  /** Lets a paused run go on towards its end: it is `cancelling`, what it was paused for is past, `round` has grown by one, and `writes` are applied. False when it is not paused. */
  endPause(run: string, writes: readonly Write[]): Promise<boolean>;
  /**
   * Puts a person's word to a step, and applies `writes` with it, in one transaction. False, and nothing is kept, where the step does not wait for that word by now: it has ended, asks for
   * something else, or has been answered already.
   */
  decide(run: string, step: string, word: StepWord, writes: readonly Write[]): Promise<boolean>;
  /** Runs that have not ended, oldest first: what an engine that starts must carry on. */
  liveRuns(): Promise<readonly RunHead[]>;
  plan(id: string): Promise<PlanRecord | null>;
  plans(limit: number): Promise<readonly PlanLine[]>;
  resolution(id: string): Promise<ResolutionRecord | null>;
  /** What a question or a proposal was recorded as for the digest of what was asked. */
  resolutionOf(digest: string): Promise<ResolutionRecord | null>;
  /** The approval a run of the plan used, else the latest that was handed in. */
  approvalOf(plan: string): Promise<Approval | null>;
  approvalUsedBy(nonce: string): Promise<string | null>;
  runHead(id: string): Promise<RunHead | null>;
  runs(limit: number): Promise<readonly RunHead[]>;
  steps(run: string): Promise<readonly RunStep[]>;
  /** Those of which something is asked of a person, or was: found without a walk through the run. */
  askedSteps(run: string): Promise<readonly RunStep[]>;
  stepOf(run: string, step: string): Promise<RunStep | null>;
  /** Steps that wait for `step`, each with how many of the steps it waits for are not done yet. */
  waiting(run: string, step: string): Promise<readonly { readonly step: string; readonly open: number }[]>;
  /** Ids of the pending steps for which every step they wait for is done, in the order of the run's writes: what can start now. */
  readySteps(run: string): Promise<readonly string[]>;
  /** How many steps of the run are neither done, failed, skipped nor unknown. */
  openSteps(run: string): Promise<number>;
  operation(run: string, step: string): Promise<Operation | null>;
  bindings(deployment: string): Promise<readonly Binding[]>;
  /** SHA-256 over everything that the books hold of the deployment, and how it is run. */
  booksDigest(deployment: string): Promise<string>;
  bindingOf(deployment: string, node: string): Promise<Binding | null>;
  /** Those of every deployment that name something by that identifier, whatever its type and place. */
  bindingsTo(identifier: string): Promise<readonly Binding[]>;
  /**
   * The node, and all that was asked, of the plan of the run which last made or changed an SSM parameter of that name, of whichever deployment, in a region of an account, also where no book names it any more; null where none
   * has, or it is not known.
   */
  lastAskedOfParameter(name: string, account: string, region: string): Promise<{ readonly node: string; readonly draft: Proposal } | null>;
  /** Bindings of every deployment, but for the one named. */
  allBindings(except?: string): Promise<readonly Binding[]>;
  deployments(): Promise<readonly { readonly name: string; readonly targets: Readonly<Record<string, string>>; readonly intent: string }[]>;
  /**
   * All that was asked of a deployment by the plan of its last run; null where that was nothing, or is not known. Of one without a run, whose records were rebuilt, it is
   * the wish of the last plan that found everything as asked, how it is run included.
   */
  draft(deployment: string): Promise<Proposal | null>;
  /** All that was asked of a deployment by the last of its plans that asked for something and whose run began, also where all of it was to be removed since; null where none has, or it is not known. */
  askedBefore(deployment: string): Promise<Proposal | null>;
  /** All that a plan asks of its deployment; null where it asks for nothing, or that is not known. */
  askedIn(plan: string): Promise<Proposal | null>;
  /** The last two runs of a deployment, the latest first, each with all that its plan asked of it; null where that was nothing, or is not known. */
  lastAsked(deployment: string): Promise<readonly { readonly run: RunHead; readonly draft: Proposal | null }[]>;
  /** By deployment, the version that its last run followed; those that follow none are left out. */
  followed(): Promise<ReadonlyMap<string, Pick<CatalogLine, 'name' | 'version'>>>;
  /** Every version of the catalog, by name and then in the order in which they were published. */
  catalog(): Promise<readonly CatalogLine[]>;
  /** What is published under a digest. */
  catalogContent(digest: string): Promise<PublishedContent | null>;
  surveys(): Promise<readonly SurveyRecord[]>;
  /** The source of that content. Null where there is none, also where what is kept under the digest has become another. */
  source(digest: string): Promise<SourceBundle | null>;
  /** Whether an AI agent has sent the source of that content, so that it says nothing to one. */
  sentByAgent(digest: string): Promise<boolean>;
  answered(owner: string, key: string): Promise<AnsweredRequest | null>;
  /** Events after that sequence, oldest first; of one run, or of all. Those of long ago are gone. */
  events(after: number, run: string | null, limit: number): Promise<readonly RecordedEvent[]>;
  /** Every change of the list of approvers that the audit log has, in its order. */
  approverChanges(): Promise<readonly ApproverChange[]>;
  /** The end of the audit log. */
  auditHead(): Promise<ChainHead>;
  /** Own history: seconds of past successful operations of a type, newest first, at most 50. */
  durations(type: string, op: string): Promise<readonly number[]>;
  audit(from: number, limit: number): Promise<readonly AuditEntry[]>;
  /**
   * Checks the whole chain against its signed head: finds every changed, removed (the last ones too), inserted or reordered entry and says where; or the
   * number of entries and the head's hash. What it cannot find: that the whole log was put back to an earlier state together with the head signed then
   * (compare with a head noted elsewhere), and changes made by someone who can read the engine's private key.
   */
  verifyAudit(): Promise<
    { readonly ok: true; readonly entries: number; readonly head: string } | { readonly ok: false; readonly seq: number; readonly reason: string }
  >;
  close(): Promise<void>;
}
