import type { Resolver } from '../intent/resolve.ts';
import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { RetrievalData } from '../knowledge/retrieval/retrieval-data.ts';
import type { EngineName } from '../model/names.ts';
import type { PlanBody } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import type { Clock, Randomness } from '../ports/clock.ts';
import type { Cloud } from '../ports/cloud.ts';
import type { Driver, ResourceDriver } from '../ports/driver.ts';
import type { Events } from '../ports/events.ts';
import type { Foresight } from '../ports/foresight.ts';
import type { SecretDigests } from '../ports/secrets.ts';
import type { ApprovalVerifier } from '../ports/signer.ts';
import type { Store } from '../ports/store.ts';
import type { TypeRegistry } from '../ports/type-registry.ts';
import type { VectorIndex } from '../ports/vector-index.ts';
import type { KnowledgeKeeper } from './knowledge-keeper.ts';
import type { Waits } from './waits.ts';

/** Everything the engine needs from outside; the composition root fills it in. */
export interface EnginePorts {
  readonly cloud: Cloud;
  /** That secrets are there, and whether they are the same: no value of one. */
  readonly secrets: SecretDigests;
  readonly store: Store;
  readonly types: TypeRegistry;
  readonly resolver: Resolver;
  /** What counts of the keeper's library, as it is whenever it is read. */
  readonly knowledge: KnowledgeBase;
  readonly keeper: KnowledgeKeeper;
  /** What the build made of the types' documentation; opened when it is first asked for. */
  readonly retrieval: () => RetrievalData;
  readonly vectors: VectorIndex;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly events: Events;
  /** What steps under way wait for. */
  readonly waits: Waits;
  readonly verifier: ApprovalVerifier;
  /** Who carries out the steps of each kind of node. */
  readonly drivers: { readonly resource: ResourceDriver } & Readonly<Record<EngineName, Driver>>;
  /** Asks units what they will change. */
  readonly foresight: Foresight;
  /** The engines of units as they are now: their programs' versions and digests. */
  readonly engines: (names: readonly EngineName[]) => Promise<Result<PlanBody['engines']>>;
  /** The targets of targets.yaml and, with a sandbox, `sandbox`, as they are at this moment; the first is the default unless `defaultTarget` names another. */
  readonly targets: () => readonly NamedTarget[];
  /** Why targets of targets.yaml are not among them; empty where all are. */
  readonly targetFaults: () => readonly Diagnostic[];
  readonly defaultTarget: string | null;
  /** How many times faster than AWS the operations of a target are now: 1, but for a sandbox, which has a speed. */
  readonly pace: (target: NamedTarget) => Promise<number>;
  readonly patience: Patience;
}

/** How many reads are under way at once; the adapters' rate limiters are what protects the providers. */
export const readWidth = 64;

/** How long the engine keeps trying, in milliseconds. */
export interface Patience {
  /** A call that certainly had no effect (throttled, unreachable, conflicting) is sent again until then. */
  readonly retry: number;
  /** A resource is looked for, or compared again, after a mutation until then: providers answer reads from copies that lag. */
  readonly consistency: number;
  /** The longest one durable step waits for the provider before it is recorded as still waiting. */
  readonly slice: number;
}

/** Enough for a provider's bad quarter of an hour; tests shorten it. */
export const usualPatience: Patience = { retry: 120_000, consistency: 20_000, slice: 20_000 };
