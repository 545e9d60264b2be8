import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { Creation } from '../model/creation.ts';
import type { Member } from '../model/member.ts';
import type { Binding, Echo, Observed, ResourceBinding } from '../model/observed.ts';
import type { Change, ResourceChange, Step } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { AwsAt, NamedTarget, Place } from '../model/target.ts';
import type { Permit } from './permit.ts';
import type { ScriptOrder, StepScript } from './script.ts';
import type { Carrier, Dependents, OwnTags, Survey } from './survey.ts';

/** So many looks in a row find nothing where something is gone: one may be answered by a copy that lags, or for another request. */
export const looksAtNothing = 3;
/** Milliseconds. */
export const betweenLooks = 1_000;

/** One attempt at one step, with every value resolved. */
export interface Order {
  readonly run: string;
  readonly deployment: string;
  readonly step: Step;
  readonly change: Change;
  /** Reached through the definition that was signed. */
  readonly target: NamedTarget;
  /** What is wanted: properties of a resource, inputs of a unit; empty for what is removed. */
  readonly wish: JsonObject;
  /** For an update of a resource: what is sent. */
  readonly patch: ResourceChange['patch'];
  /** What the books hold of the node. */
  readonly binding: Binding | null;
  /** What an earlier attempt of this very step is known to have left, by its identifier: of what the books hold, only that may be taken for a creation's own. */
  readonly left: string | null;
  /** See `Wanted`. */
  readonly held?: Wanted['held'];
  /** Of a unit that says beforehand what it changes: what it said just now, which is what was approved. */
  readonly members?: readonly Member[];
  readonly token: string;
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since the epoch of the step's first sending. */
  readonly firstSentAt: number;
  /** This very attempt may have been sent before: only then may something half made be taken for what that sending left. */
  readonly repeated: boolean;
}

/**
 * Where a mutation stands.
 * - `pending`: accepted; `handle` is opaque, JSON, and survives a restart of the engine.
 * - `done`: finished; `identifier` is what it is known by, where that was told.
 * - `failed`: certainly without effect or certainly refused, classified (CLOUD_THROTTLED, CLOUD_CONFLICT, CLOUD_DENIED, CLOUD_INVALID, CLOUD_NOT_FOUND,
 *   CREDENTIALS_REFUSED, …). `exists` is set when a create failed because something of that identity is already there. Without `over` only this
 *   sending is meant, and nothing is said of an earlier one with the same token; with `over` the operation itself has ended as failed.
 *   With `part` a creation of several calls was refused in its middle: the resource that `identifier` names was made by this very mutation, and lacks
 *   what was refused. Submitting the same again completes it.
 * - `unknown`: the reply was lost, cut off or unreadable, or the provider went away: it may have taken effect. `identifier` is where to look, if known.
 *   With `over` the operation has ended as failed for a reason that leaves open what came of it (NotStabilized, an internal error):
 *   following or repeating it tells no more.
 * With `found` a creation was not made by this sending: what is there is like what was asked, and nothing on it says that an earlier sending made it.
 */
export type Submission =
  | { readonly status: 'pending'; readonly handle: JsonObject }
  | { readonly status: 'done'; readonly identifier: string | null; readonly found?: true }
  | {
      readonly status: 'failed';
      readonly problem: Diagnostic;
      readonly exists?: true;
      readonly identifier?: string;
      readonly over?: true;
      readonly part?: true;
      readonly found?: true;
    }
  | { readonly status: 'unknown'; readonly problem: Diagnostic; readonly identifier?: string; readonly over?: true };

/** What one fresh look shows of a step that was carried out. */
export type Confirmed =
  /** It is as asked; `outputs` is null when it is gone as asked. `echo` is what of it was read in another form, null where there is no such thing. */
  | {
      readonly kind: 'shown';
      readonly identifier: string;
      readonly outputs: JsonObject | null;
      readonly creation: Creation | null;
      readonly echo: Echo | null;
    }
  /** The provider has said that it is done, and nothing explains some of what is there. If that stays so, it is what came of the step. */
  | { readonly kind: 'otherwise'; readonly identifier: string; readonly outputs: JsonObject; readonly creation: Creation | null; readonly echo: Echo }
  /** It is there, and not as asked: the step did not do what it was for. */
  | { readonly kind: 'differs'; readonly identifier: string; readonly problem: Diagnostic; readonly creation: Creation | null }
  /** Nothing is to be seen of it yet, or a removal has not taken effect. */
  | { readonly kind: 'not-shown'; readonly problem: Diagnostic }
  | { readonly kind: 'unread'; readonly problem: Diagnostic };

/** What is there of a step whose reply was lost. `others` is something of that identity which is not ours. */
export type Found =
  /** `running`: a process of it is alive. `alike`: it is taken for ours because it is as asked, and nothing on it says so. */
  | { readonly kind: 'ours'; readonly identifier: string; readonly running?: true; readonly alike?: true }
  | { readonly kind: 'others'; readonly identifier: string }
  | { readonly kind: 'nothing' };

/** What carries out steps of one kind. Errors of the provider are classified below it; nothing of a provider is known above it. */
export interface Driver {
  /** Sends an attempt once. Never sends again what may have had an effect. */
  submit(order: Order, permit: Permit): Promise<Submission>;
  /** Follows a pending attempt until it ends or `waitMilliseconds` have passed (then `pending` again). What is left to be sent needs the permit; with null it only looks. */
  follow(order: Order, handle: JsonObject, waitMilliseconds: number, permit: Permit | null): Promise<Submission>;
  /**
   * One fresh read of what the step was for; `known` is the identifier where it was told. `told`: the provider has said that it is done. Without that, whatever
   * is not as asked shows that not all of it happened; with it, it may be what the provider makes of it.
   */
  confirm(order: Order, known: string | null, told: boolean): Promise<Confirmed>;
  /** Looks for what an attempt without a reply may have made. */
  find(order: Order): Promise<Result<Found>>;
  /** Why what the step is about to change is no longer what the plan was made from; null when it is. Some steps rest on nothing. */
  moved(order: Order): Promise<Result<Diagnostic | null>>;
  /**
   * What keeps a change or deletion from being sent again, whose first sending may be long ago; null where nothing does, or nothing is there.
   */
  replaced(order: Order): Promise<Result<Meddled | null>>;
  /** With which values an attempt that has begun was begun, where that is kept; null otherwise. */
  given(token: string): Promise<JsonObject | null>;
  /** What the thing that an attempt makes will be known by, where that follows from what is wanted. It tells where to look and proves nothing. */
  expected(order: Order): string | null;
  /** What other nodes may use of a node that is in the books, read now; null when it is gone. */
  outputs(binding: Binding, target: NamedTarget): Promise<Result<JsonObject | null>>;
  /** A step as a part of a shell script that does without Asbuilt what the plan says. Pure. */
  script(order: ScriptOrder): StepScript;
  /** Ends what a pending attempt has under way, where that is possible. */
  stop(handle: JsonObject): Promise<void>;
}

/** Whose resource is looked for. `properties` are what is desired, resolved as far as it is possible. */
export interface Wanted {
  readonly deployment: string;
  readonly node: string;
  readonly type: ResourceType;
  readonly at: AwsAt;
  readonly properties: JsonObject;
  readonly binding: ResourceBinding | null;
  /** A resource that is not meant although it carries the same tags: the one that is being replaced. */
  readonly except?: string;
  /** Whether the records hold a resource as another node's: its tags do not make it this one's. Asked only of what carries the node's tags. */
  readonly held?: (identifier: string) => Promise<boolean>;
  /** The properties that matter of what the binding names; all where it is not given. */
  readonly matters?: ReadonlySet<string>;
}

/** `another`: what stands where the step's thing stood is another thing by now. `changed`: it is that thing, and somebody else has changed what the step is to change. */
export interface Meddled {
  readonly by: 'another' | 'changed';
  readonly problem: Diagnostic;
}

/** Finds live resources of one target without trusting the books. What it lists it keeps for its life: one for each plan. */
export interface Observer {
  observe(wanted: Wanted): Promise<Result<Observed>>;
  /**
   * What a person named as what a node is to take over, by its primary identifier: `found` where its tags say that it is that node, else `foreign`, with what tells its creation.
   * INPUT_INVALID where nothing of the type is there under that identifier, or the wish asks for another one.
   */
  named(wanted: Wanted, identifier: string): Promise<Result<Observed>>;
  /** Identifiers of all resources of the type at the place that carry the node's ownership tags. `asked` is what is asked of it, which tells the parent of what is listed under one. */
  carriers(type: ResourceType, at: AwsAt, deployment: string, node: string, asked: JsonObject): Promise<Result<readonly string[]>>;
}

export interface ResourceDriver extends Driver {
  observer(target: NamedTarget): Observer;
  /** Everything at a place that carries our tags. `tell` hears how far it has come. Fails only where the place cannot be reached. */
  survey(target: NamedTarget, place: Place, tell: (done: number, total: number) => void): Promise<Result<Survey>>;
  /** What at a place has no tags and belongs to what carries ours. */
  dependents(target: NamedTarget, place: Place, carriers: readonly Carrier[]): Promise<Dependents>;
  /** Whose the things are that the provider's own index names as tagged by us, of one deployment where it is given: a quick look that may miss some, and the only one of its kind. */
  tagged(target: NamedTarget, place: Place, deployment?: string): Promise<Result<readonly { readonly arn: string; readonly tags: OwnTags }[]>>;
  /** Whether a creation that the network delivers twice can make two resources of the type: its API knows neither a token nor a name. Such a type can be listed. Pure. */
  mayDouble(target: NamedTarget, type: string): boolean;
}
