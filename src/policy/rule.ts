import type { Json } from '../kernel/json.ts';
import type { Action, Change, Verdict } from '../model/plan.ts';

/** What a rule asks of one change. Data, so that a set of rules can be printed, versioned and compared. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'action'; readonly in: readonly Action[] }
  | { readonly kind: 'risk'; readonly is: Change['risk'] }
  | { readonly kind: 'type'; readonly is: string }
  | { readonly kind: 'retained' }
  /** The change is at the data folder's own sandbox. */
  | { readonly kind: 'sandbox'; readonly is: boolean }
  /** The change is at none of the plan's targets or in another account than its target's, or the caller is. */
  | { readonly kind: 'outside-account' }
  | { readonly kind: 'outside-regions' }
  /** Nothing but our books says that what the change takes away is ours. */
  | { readonly kind: 'unproven' }
  /** The change newly gives the property at the pointer one of these values. */
  | { readonly kind: 'sets'; readonly pointer: string; readonly oneOf: readonly Json[] }
  /** The change takes away the property at the pointer. */
  | { readonly kind: 'drops'; readonly pointer: string }
  /** The change newly allows something to everyone, in a policy document or as a principal, without a condition that says who. */
  | { readonly kind: 'opens-to-everyone' }
  /** The change turns off what protects a thing, its data or its traces. */
  | { readonly kind: 'turns-protection-off' }
  /** The change newly makes a thing public by a switch or a word, or lets in whoever reaches it; also by leaving that to a default of the provider's. */
  | { readonly kind: 'opens-by-flag' }
  /** The change newly lets every address in. */
  | { readonly kind: 'opens-to-every-address' }
  /** The change newly names another account as who is let in or where something goes, and not to deny it something. */
  | { readonly kind: 'names-other-account' }
  /** The change newly gives a role or a user the right to do everything, or to give that to themselves. */
  | { readonly kind: 'gives-administration' }
  /** The change newly writes a value that has the form of a token or a private key. */
  | { readonly kind: 'writes-token' }
  /** The change newly gives a plain text to a place that is made for a secret. */
  | { readonly kind: 'writes-plain-secret' }
  /** The change newly puts a secret where whoever may read the resource can read it. */
  | { readonly kind: 'exposes-secret' }
  /** The change gives a secret to a policy, a principal, an address that is let in or a public flag: what decides who gets in has to be seen by whoever says yes. */
  | { readonly kind: 'decides-by-secret' };

export interface Rule {
  /** The name under which its reasons are given. */
  readonly rule: string;
  readonly decision: Verdict['decision'];
  readonly when: Condition;
  /** `plan`: one reason for all changes it holds for; `change`: one each. */
  readonly reasonPer: 'plan' | 'change';
  /** The reason where it holds; `{node}`, `{type}`, `{action}` and `{place}` are those of the change, `{unsaid}` says which defaults open it, `{count}` is how many changes, `{since}` what something is taken over for. */
  readonly message: string;
}

/** A set of rules. A verdict names its version, and so does an approval. */
export interface RuleSet {
  readonly version: string;
  /** Seconds: how long a run may go on, counted from the end of the time in which it may begin. */
  readonly longestRun: number;
  readonly rules: readonly Rule[];
}
