import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { AwsCall } from '../model/call.ts';
import type { Creation } from '../model/creation.ts';
import type { KeyAliases } from '../model/key-aliases.ts';
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

/** What a wish would be made as. `name` is what it asks to be called, `identifier` what the books knew it by. */
export interface Sought {
  readonly type: string;
  readonly place: Place;
  readonly name: string | null;
  readonly identifier: string | null;
}

/** Something that is deleted, and until a day can be had back. */
export interface ScheduledDeletion {
  readonly identifier: string;
  /** By what it was asked for. */
  readonly name: string;
  /** `2026-11-29`. */
  readonly day: string;
  /** The AWS CLI line that restores it. */
  readonly restore: string;
}

/** A resource as the provider's index of tags names it. */
export interface TaggedArn {
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** `absent` is the provider's own "no such resource"; everything else that is not a readable resource is a problem. */
export type Read =
  | {
      readonly kind: 'live';
      readonly properties: JsonObject;
      /** Properties were left out that were not said to matter. */
      readonly partial?: true;
    }
  | { readonly kind: 'absent' };

/** AWS, as the engine needs it. One implementation serves both dialects; errors are classified here and nowhere else. */
export interface Cloud {
  /** Who we are at the target; CREDENTIALS_REFUSED, TARGET_MISMATCH or CLOUD_UNREACHABLE otherwise. */
  identify(target: NamedTarget): Promise<Result<CallerIdentity>>;
  /** Names of the regions enabled for the account. */
  regions(target: NamedTarget): Promise<Result<readonly string[]>>;
  /**
   * What is live now. `matters` names the properties that the caller rests on, tags included: what takes calls of its own to tell others may be left out. All of it
   * where it is not given.
   */
  read(target: NamedTarget, ref: ResourceRef, matters?: ReadonlySet<string>): Promise<Result<Read>>;
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
  /**
   * What the provider's own index of tags names at a place with a tag of that name, and of that value where one is given. It lags, and does not hold every type: what it does not name may be there
   * all the same. CLOUD_UNSUPPORTED, CLOUD_DENIED or CLOUD_UNREACHABLE where it cannot be asked.
   */
  byTag(target: NamedTarget, place: Place, key: string, value?: string): Promise<Result<readonly TaggedArn[]>>;
  /** The values of SSM parameters at a place, public ones too, by name; null for one that is not there, or holds a secret. */
  storedParameters(target: NamedTarget, place: Place, names: readonly string[]): Promise<Result<ReadonlyMap<string, string | null>>>;
  /** What has the name of a wish, or was what the books knew, and is scheduled for deletion; null where nothing is, or the type has no such thing. */
  scheduled(target: NamedTarget, sought: Sought): Promise<Result<ScheduledDeletion | null>>;
  /** The keys that the aliases of KMS mean at a place, those of AWS's own among them; an alias without a key is left out. */
  keyAliases(target: NamedTarget, place: Place): Promise<Result<KeyAliases>>;
  /** The availability zones of a region that the account can use, sorted. */
  zones(target: NamedTarget, place: Place): Promise<Result<readonly string[]>>;
  /** Whether a creation that the network delivers twice can make two resources of the type: its API knows neither a token nor a name. Such a type can be listed. Pure. */
  mayDouble(target: NamedTarget, type: string): boolean;
  /**
   * The calls that `submit` would send, as they are signed: with `$json`, `$token`, and values that do not exist yet named by where they come from. Pure.
   * Values of the mutation may still hold `$from` and `$join`, and `{"$secret": name}` in the place of what must not be shown.
   */
  calls(target: NamedTarget, mutation: Mutation): readonly AwsCall[];
  /** Why the target's dialect cannot do a mutation, as its sending would say; null where it can, or that cannot be told before. Pure. */
  cannot(target: NamedTarget, mutation: Mutation): Diagnostic | null;
  /** The top-level properties whose live values an update of these ones rests on: what its calls name the resource by, and what they would take away where they do not say it. Pure. */
  restsOn(target: NamedTarget, type: string, properties: readonly string[]): readonly string[];
  /** The lines of a shell script that send a mutation's calls with the AWS CLI and wait for what they lead to. Pure. */
  script(target: NamedTarget, mutation: ScriptMutation): StepScript;
  /**
   * Sends a mutation once, each of its calls under the permit. The permit's token makes it idempotent at providers that know client tokens (Cloud Control: 36 hours).
   * Never retries a call whose outcome is unknown; throttled calls that certainly had no effect are retried within the adapter's budget.
   * `repeated` says that this very attempt may have been sent before: only then may something half made be taken for what that sending left.
   * `left` names what an earlier attempt at this creation left behind, by the books: that very resource is completed as far as the calls of the creation
   * can, unless its tags name another owner, and no other is made. `done` then says no more than that nothing is left to send: a read tells the rest.
   */
  submit(target: NamedTarget, mutation: Mutation, permit: Permit, repeated?: boolean, left?: string): Promise<Submission>;
  /**
   * Follows a pending mutation until it ends or `waitMilliseconds` have passed (then `pending` again). `expectedSeconds` tunes polling. Calls that are left to be
   * sent need the permit; without one it only looks.
   */
  settle(target: NamedTarget, handle: JsonObject, waitMilliseconds: number, expectedSeconds: number, permit: Permit | null): Promise<Submission>;
}
