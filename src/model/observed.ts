import type { JsonObject } from '../kernel/json.ts';
import type { Creation } from './creation.ts';
import type { KeyAliases } from './key-aliases.ts';
import type { DeploymentName, EngineName, NodeAddress } from './names.ts';
import type { Kept } from './run.ts';
import type { AwsAt, NodeAt } from './target.ts';
import type { TargetDefinition } from './target-definition.ts';

/** What a read returned of what was applied, where it was not the same. */
export interface Echo {
  /** By JSON pointer; null where it returned nothing. Of what is write-only there is none. */
  readonly echo: JsonObject;
  /** Of those, the pointers that no law, transform or table explains. */
  readonly deviations: readonly string[];
  /** The same as a report tells it. */
  readonly kept: readonly Kept[];
  /** What the aliases of keys in what was applied meant then, where that was asked: an echo counts as long as they mean it. */
  readonly aliases?: KeyAliases;
}

interface BindingBase {
  readonly deployment: DeploymentName;
  readonly node: NodeAddress;
  readonly retain: boolean;
  /** What later nodes and people may use of it, by name. */
  readonly outputs: JsonObject;
  /** Of references that give it a part or a measure alone of what is hidden, by JSON pointer: keyed digests of what was applied there, with the values that it was of. The same may be compared, and nothing else. */
  readonly partly?: Readonly<Record<string, string>>;
}

/** What our store remembers of a resource of a deployment: a cache that can be rebuilt, never the truth. Runs write it; `deployments recover`, and the wish that follows it, rebuild it. */
export interface ResourceBinding extends BindingBase {
  readonly kind: 'resource';
  readonly type: string;
  readonly at: AwsAt;
  readonly identifier: string;
  /** Where its target's calls went when it was made or last changed. Absent in what was written before this was kept, or rebuilt. */
  readonly endpoint?: TargetDefinition['endpoint'];
  /** What proves that a live resource is the one that was made or adopted; null while that was not looked at. */
  readonly creation: Creation | null;
  /** The resolved properties we last wrote; what was ours and is no longer desired is removed. */
  readonly applied: JsonObject;
  /** What the read after that returned of them, by JSON pointer, where it was not the same; see `Echo`. */
  readonly echo: JsonObject;
  /** Of `echo`, the pointers that nothing explains and nobody accepted. */
  readonly deviations: readonly string[];
  /** Of `deviations`, those at which the last reads did not agree: they may still settle. */
  readonly settling?: readonly string[];
  /** See `Echo`. */
  readonly aliases?: KeyAliases;
  /** Set once a read confirmed the application: where `echo` says nothing, it returned what was applied. Without it nobody looked. */
  readonly readBack?: true;
  /** JSON pointer → SHA-256 of the canonical JSON last written there, since it cannot be read back. */
  readonly writeOnlyDigests: Readonly<Record<string, string>>;
  /** Its creation failed after it was there: not all of `applied` was. */
  readonly incomplete?: true;
  /** It was taken over by name, and nothing on it says that it is ours until it is changed. */
  readonly adopted?: true;
  /** The node that its tags name, where that is not `node`: the resource was replaced by another and waits to be deleted. */
  readonly formerly?: NodeAddress;
  /**
   * Its creation ended with an unknown outcome: it may be there or not. It is looked for by its name or its tags when the next plan is made, and
   * `identifier` is only where it is expected, empty where that does not follow from its properties.
   */
  readonly doubtful?: true;
  /** Of a doubtful one: when it was asked for, in ISO 8601. */
  readonly askedAt?: string;
  /**
   * It was not bound by a run, but rebuilt from what was found live. `seenIn` are all regions that showed it: what shows in several lives where the wish says.
   * `named` is the name that it carries by the rule of its type: what was applied to it is not known. `under` is set where nothing on it says whose it is: it has no tags and belongs to that node, so it is kept until a wish names it and removed only by name.
   */
  readonly rebuilt?: { readonly seenIn: readonly string[]; readonly named?: string; readonly under?: NodeAddress };
}

/** What our store remembers of a unit: with what it last ran, and what that gave. */
export interface UnitBinding extends BindingBase {
  readonly kind: 'unit';
  readonly at: NodeAt;
  readonly engine: EngineName;
  readonly source: string;
  /** Digest of source and resolved inputs of the last run that succeeded; null where none is known to have. */
  readonly ranWith: string | null;
  /** The run that began it since, of which nobody knows what it did. Not of one that may be repeated. */
  readonly mayHaveRun?: string;
  /** Its source says how it is taken back. */
  readonly undo?: true;
  /** The hosts that it says it calls. */
  readonly hosts?: string[];
  /** Its plan phase says what it will change. */
  readonly foresees?: true;
  /** Whether it may be run again when nobody knows how its last run ended. Absent in what was recorded before this was kept, as `foresees` is. */
  readonly repeatable?: boolean;
  /** What it gave may tell of a secret: it was given one, or reads by itself (see `mayTellSecret`). */
  readonly secret?: true;
}

export type Binding = ResourceBinding | UnitBinding;

/**
 * Whose a live resource is, and how that is known:
 * - `made`: it is the one that the books name, its creation is proved, and its tags (where it has any) are ours;
 * - `tags-lost`: the same, but our tags are gone from it;
 * - `tagged`: the books name it and it carries our tags; nothing proves that it was not made again by somebody else;
 * - `unproven`: only the books name it: it carries no tags of ours, and nothing proves its creation;
 * - `retagged`: it is the one that the books name, its creation is proved, and its tags say that it is another node's or deployment's;
 * - `untagged`: the books name it, and our tags, which were on it, are gone; nothing proves its creation, so that it may be ours, or another that was made under its name;
 * - `disputed`: the same, and it carries the tags of another node or deployment;
 * - `found`: it carries our tags and is not in the books;
 * - `foreign`: anything else, one that was made again under the same name included.
 */
export type Ownership = 'made' | 'tags-lost' | 'retagged' | 'tagged' | 'unproven' | 'untagged' | 'disputed' | 'found' | 'foreign';

/**
 * What is live now for one node. `absent` was looked for and not found, or, with `unlooked`, was not looked for in every way, and why,
 * or, with `stillNamed`, is found by no read while the provider's index of tags names it, by this ARN; `unread` says why nothing is known, with `never` where no look at the provider could tell, and
 * in `refused` what answered the look, where it was answered.
 */
export type Observed =
  | {
      readonly kind: 'live';
      readonly identifier: string;
      readonly properties: JsonObject;
      readonly ownership: Ownership;
      /** What proves its creation, as far as it was looked at. */
      readonly creation: Creation | null;
      /** Properties that do not matter to what is planned were not looked at. */
      readonly partial?: true;
    }
  | { readonly kind: 'absent'; readonly unlooked?: string; readonly stillNamed?: string }
  | { readonly kind: 'unread'; readonly reason: string; readonly never?: true; readonly refused?: { readonly message: string; readonly fix: string } };
