import type { Json } from '../kernel/json.ts';
import type { Action, Change, Verdict } from '../model/plan.ts';

/** What a rule asks of one change. Data, so that a set of rules can be printed, versioned and compared. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'action'; readonly in: readonly Action[] }
  | { readonly kind: 'risk'; readonly is: Change['risk'] }
  | { readonly kind: 'type'; readonly is: string }
  | { readonly kind: 'retained' }
  | { readonly kind: 'simulated'; readonly is: boolean }
  /** The change is in another account than the target's, or the caller is. */
  | { readonly kind: 'outside-account' }
  | { readonly kind: 'outside-regions' }
  /** The change newly gives the property at the pointer one of these values. */
  | { readonly kind: 'sets'; readonly pointer: string; readonly oneOf: readonly Json[] }
  /** The change takes away the property at the pointer. */
  | { readonly kind: 'drops'; readonly pointer: string }
  /** The change newly writes a policy document that allows something to everyone, without a condition. */
  | { readonly kind: 'opens-to-everyone' };

export interface Rule {
  /** The name under which its reasons are given. */
  readonly rule: string;
  readonly decision: Verdict['decision'];
  readonly when: Condition;
  /** `plan`: one reason for all changes it holds for; `change`: one each. */
  readonly reasonPer: 'plan' | 'change';
  /** The reason; `{node}`, `{type}`, `{action}`, `{account}` and `{region}` are those of the change, `{count}` is how many changes. */
  readonly message: string;
}

/** A set of rules. A verdict names its version, and so does an approval. */
export interface RuleSet {
  readonly version: string;
  readonly rules: readonly Rule[];
}

/** What the target may touch. */
export interface Boundary {
  readonly account: string;
  readonly regions: readonly string[];
}
