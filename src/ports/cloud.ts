import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { AwsCall } from '../model/call.ts';
import type { Creation } from '../model/creation.ts';
import type { Mutation } from '../model/mutation.ts';
import type { CallerIdentity, NamedTarget, Place } from '../model/target.ts';

export type { Mutation };

/** A live resource by its primary identifier. */
export interface ResourceRef {
  readonly type: string;
  readonly place: Place;
  readonly identifier: string;
}

/**
 * Where a mutation stands.
 * - `pending`: accepted; poll with `settle`. `handle` is opaque, JSON, and survives a restart of the engine.
 * - `done`: finished; `identifier` is the primary identifier where the provider told it.
 * - `failed`: certainly without effect or certainly refused, classified (CLOUD_THROTTLED, CLOUD_CONFLICT, CLOUD_DENIED, CLOUD_INVALID, CLOUD_NOT_FOUND,
 *   CREDENTIALS_REFUSED, …). `exists` is set when a create failed because a resource of that identity is already there. Without `over` only this
 *   sending is meant, and nothing is said of an earlier one with the same token; with `over` the provider has ended the operation itself as failed.
 * - `unknown`: the reply was lost, cut off or unreadable, or the provider went away: it may have taken effect. `identifier` is where to look, if known.
 *   With `over` the provider has ended the operation as failed for a reason that leaves open what came of it (NotStabilized, an internal error):
 *   following or repeating it tells no more.
 */
export type Submission =
  | { readonly status: 'pending'; readonly handle: JsonObject }
  | { readonly status: 'done'; readonly identifier: string | null }
  | { readonly status: 'failed'; readonly problem: Diagnostic; readonly exists?: true; readonly identifier?: string; readonly over?: true }
  | { readonly status: 'unknown'; readonly problem: Diagnostic; readonly identifier?: string; readonly over?: true };

/** `absent` is the provider's own "no such resource"; everything else that is not a readable resource is a problem. */
export type Read = { readonly kind: 'live'; readonly properties: JsonObject } | { readonly kind: 'absent' };

/** AWS, as the engine needs it. One implementation serves both dialects; errors are classified here and nowhere else. */
export interface Cloud {
  /** Who we are at the target; CREDENTIALS_REFUSED, TARGET_MISMATCH or CLOUD_UNREACHABLE otherwise. */
  identify(target: NamedTarget): Promise<Result<CallerIdentity>>;
  /** Names of the regions enabled for the account. */
  regions(target: NamedTarget): Promise<Result<readonly string[]>>;
  read(target: NamedTarget, ref: ResourceRef): Promise<Result<Read>>;
  /**
   * What proves that the live resource is the very one that was created. Only types whose identifier the provider does not give need to be asked
   * about (`givenByProvider`). `read` are the properties of a read of the same resource, where the caller has just made one: what they tell is not
   * asked for again. A read that fails, or finds nothing, is a problem: it neither proves nor disproves.
   */
  creation(target: NamedTarget, ref: ResourceRef, read?: JsonObject): Promise<Result<Creation>>;
  /**
   * Every resource of a type at a place, by identifier; `properties` may be partial or absent and prove nothing: read what matters.
   * `parent` gives the properties some types need for listing. CLOUD_UNSUPPORTED when the type cannot be listed.
   */
  list(target: NamedTarget, type: string, place: Place, parent?: JsonObject): Promise<Result<readonly { identifier: string; properties: JsonObject | null }[]>>;
  /** The calls `submit` would send, for the plan, policy and audit. Pure. Values may still hold `$from` and `$join`. */
  calls(target: NamedTarget, mutation: Mutation, token: string): readonly AwsCall[];
  /**
   * Sends a mutation once. `token` makes it idempotent at providers that know client tokens (Cloud Control: 36 hours).
   * Never retries a call whose outcome is unknown; throttled calls that certainly had no effect are retried within the adapter's budget.
   * `repeated` says that this very attempt may have been sent before: only then may something half made be taken for what that sending left.
   */
  submit(target: NamedTarget, mutation: Mutation, token: string, repeated?: boolean): Promise<Submission>;
  /** Follows a pending mutation until it ends or `waitMilliseconds` have passed (then `pending` again). `expectedSeconds` tunes polling. */
  settle(target: NamedTarget, handle: JsonObject, waitMilliseconds: number, expectedSeconds: number): Promise<Submission>;
}
