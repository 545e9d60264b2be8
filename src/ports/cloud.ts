import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { AwsCall } from '../model/call.ts';
import type { Creation } from '../model/creation.ts';
import type { Mutation } from '../model/mutation.ts';
import type { CallerIdentity, NamedTarget, Place } from '../model/target.ts';
import type { Submission } from './driver.ts';
import type { Permit } from './permit.ts';
import type { ScriptMutation, StepScript } from './script.ts';

export type { Mutation, Submission };

/** A live resource by its primary identifier. */
export interface ResourceRef {
  readonly type: string;
  readonly place: Place;
  readonly identifier: string;
}

/** `absent` is the provider's own "no such resource"; everything else that is not a readable resource is a problem. */
export type Read = { readonly kind: 'live'; readonly properties: JsonObject } | { readonly kind: 'absent' };

/** AWS, as the engine needs it. One implementation serves both dialects; errors are classified here and nowhere else. */
export interface Cloud {
  /** Who we are at the target; CREDENTIALS_REFUSED, TARGET_MISMATCH or CLOUD_UNREACHABLE otherwise. */
  identify(target: NamedTarget): Promise<Result<CallerIdentity>>;
  /** Names of the regions enabled for the account. */
  regions(target: NamedTarget): Promise<Result<readonly string[]>>;
  read(target: NamedTarget, ref: ResourceRef): Promise<Result<Read>>;
  /** What proves that this resource is the one that was made; CLOUD_NOT_FOUND when it is not there. */
  creation(target: NamedTarget, ref: ResourceRef): Promise<Result<Creation>>;
  /**
   * Every resource of a type at a place, by identifier; `properties` may be partial or absent and prove nothing: read what matters.
   * `parent` gives the properties some types need for listing. CLOUD_UNSUPPORTED when the type cannot be listed.
   */
  list(target: NamedTarget, type: string, place: Place, parent?: JsonObject): Promise<Result<readonly { identifier: string; properties: JsonObject | null }[]>>;
  /**
   * The calls that `submit` would send, as they are signed: with `$json`, `$token`, and values that do not exist yet named by where they come from. Pure.
   * Values of the mutation may still hold `$from` and `$join`, and `{"$secret": name}` in the place of what must not be shown.
   */
  calls(target: NamedTarget, mutation: Mutation): readonly AwsCall[];
  /** The lines of a shell script that send a mutation's calls with the AWS CLI and wait for what they lead to. Pure. */
  script(target: NamedTarget, mutation: ScriptMutation): StepScript;
  /**
   * Sends a mutation once, each of its calls under the permit. The permit's token makes it idempotent at providers that know client tokens (Cloud Control: 36 hours).
   * Never retries a call whose outcome is unknown; throttled calls that certainly had no effect are retried within the adapter's budget.
   * `repeated` says that this very attempt may have been sent before: only then may something half made be taken for what that sending left.
   */
  submit(target: NamedTarget, mutation: Mutation, permit: Permit, repeated?: boolean): Promise<Submission>;
  /**
   * Follows a pending mutation until it ends or `waitMilliseconds` have passed (then `pending` again). `expectedSeconds` tunes polling. Calls that are left to be
   * sent need the permit; without one it only looks.
   */
  settle(target: NamedTarget, handle: JsonObject, waitMilliseconds: number, expectedSeconds: number, permit: Permit | null): Promise<Submission>;
}
