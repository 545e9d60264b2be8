import type { JsonObject } from '../kernel/json.ts';
import type { DeploymentName, NodeName } from './names.ts';
import type { Place } from './target.ts';

/** What our store remembers of a node of a deployment: a cache that can be rebuilt, never the truth. */
export interface Binding {
  readonly deployment: DeploymentName;
  readonly node: NodeName;
  readonly type: string;
  readonly target: Place;
  readonly identifier: string;
  /** The resolved properties we last wrote; what was ours and is no longer desired is removed. */
  readonly lastApplied: JsonObject;
  /** JSON pointer → SHA-256 of the canonical JSON last written there, since it cannot be read back. */
  readonly writeOnlyDigests: Readonly<Record<string, string>>;
  readonly retain: boolean;
  /** The node that its tags name, where that is not `node`: the resource was replaced by another and waits to be deleted. */
  readonly formerly?: NodeName;
  /**
   * Its creation ended with an unknown outcome: it may be there or not. It is looked for by its name or its tags when the next plan is made, and
   * `identifier` is only where it is expected, empty where that does not follow from its properties.
   */
  readonly doubtful?: true;
}

/** What is live now for one node. `absent` was looked for and not found; `unread` says why nothing is known. */
export type Observed =
  | { readonly kind: 'live'; readonly identifier: string; readonly properties: JsonObject; readonly owned: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread'; readonly reason: string };
