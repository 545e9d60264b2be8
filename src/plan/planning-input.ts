import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { AwsCall } from '../model/call.ts';
import type { DesiredNode } from '../model/desired.ts';
import type { GateNode } from '../model/gate.ts';
import type { Mutation } from '../model/mutation.ts';
import type { DeploymentName } from '../model/names.ts';
import type { Binding, Observed } from '../model/observed.ts';
import type { Coverage, Obstacle, PlanBody, Verdict } from '../model/plan.ts';
import type { Evidence } from '../model/proposal.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { AwsAt } from '../model/target.ts';
import type { PlanTarget } from '../model/target-definition.ts';
import type { Durations } from './estimate.ts';
import type { Named } from './named.ts';
import type { World } from './place.ts';
import type { Running } from './rivals.ts';

/** Everything a plan is made from, already read. */
export interface PlanningInput {
  readonly deployment: DeploymentName;
  readonly targets: readonly PlanTarget[];
  readonly follows: string | null;
  readonly engines: PlanBody['engines'];
  /** The intent's own words. */
  readonly intent: string;
  readonly evidence: readonly Evidence[];
  /** See `PlanBody.blueprint`. */
  readonly blueprint?: PlanBody['blueprint'];
  /** Empty to remove everything. */
  readonly desired: readonly DesiredNode[];
  /** See `PlanBody.books`. */
  readonly books?: string;
  /** Waited for by what depends on them. */
  readonly gates?: readonly GateNode[];
  /** Where an AI agent had a hand: which of the gates did not stand so before. */
  readonly gatesAnew?: ReadonlySet<string>;
  readonly onFailure?: PlanBody['onFailure'];
  /** What is live for each desired and each bound node; a node that is missing here counts as unread. */
  readonly observed: ReadonlyMap<string, Observed>;
  /** The bindings of this deployment; nodes that are bound but not desired are deleted, unless retained. */
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Nodes of which an earlier creation had no answer and may still come to light. */
  readonly doubted?: ReadonlySet<string>;
  /** What is asked for by the names of desired nodes. */
  readonly named?: Named;
  /** The desired nodes that the request is about, where it is not about all of them: a node of the books that it says nothing of is left as it is. */
  readonly about?: ReadonlySet<string> | undefined;
  /** Bindings of every other deployment, to find what else depends on what is touched, and who else has it; those of this one are passed over. */
  readonly allBindings: readonly Binding[];
  /** The runs of other deployments that have not ended. */
  readonly running?: readonly Running[];
  /** What the aliases of KMS keys mean at a place: see `World.aliases`. */
  readonly aliasesAt?: (at: AwsAt) => World['aliases'];
  /** The digests of the secrets that a node is given, set beside them as far as they are known. */
  readonly seal?: (node: string, given: JsonObject) => JsonObject;
  /** See `World.keyed` and `World.guessed`. */
  readonly keyed?: World['keyed'];
  readonly guessed?: World['guessed'];
  readonly typeOf: (name: string) => Result<ResourceType>;
  readonly durations: Durations;
  /** How many times faster than AWS the operations at the target of that alias are. */
  readonly paceAt: (alias: string) => number;
  readonly coverage: Coverage;
  /** The calls that a mutation would send at the target of that alias, with `$from` and `$join` where the mutation has them. */
  readonly calls: (target: string, mutation: Mutation) => readonly AwsCall[];
  /** Why the dialect of the target of that alias cannot do a mutation; absent where that is not asked. */
  readonly cannot?: (target: string, mutation: Mutation) => Diagnostic | null;
  /** What an update of these properties of a type rests on at the target of that alias: see `Cloud.restsOn`; absent where that is not asked. */
  readonly restsOn?: (target: string, type: string, properties: readonly string[]) => readonly string[];
  /** By node: what stands in the way of its creation because it is scheduled for deletion. */
  readonly scheduled?: ReadonlyMap<string, Obstacle>;
  readonly checks: PlanBody['checks'];
  /** Policy, asked about the finished plan. */
  readonly judge: (plan: Omit<PlanBody, 'verdict'>) => Verdict;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** The live properties of a node, or null. */
export function livePropertiesOf(observed: ReadonlyMap<string, Observed>, node: string): JsonObject | null {
  const found = observed.get(node);
  return found?.kind === 'live' ? found.properties : null;
}

/** What is known of what a node's resource has: as it was read, and as it was last asked for, which may be another spelling or be told by no read. */
export function knownOf({ observed, bindings }: Pick<PlanningInput, 'observed' | 'bindings'>, node: string): JsonObject[] {
  const live = livePropertiesOf(observed, node);
  const binding = bindings.get(node);
  return [...(live === null ? [] : [live]), ...(binding?.kind === 'resource' ? [binding.applied] : [])];
}
