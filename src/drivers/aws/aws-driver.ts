import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { mayBeSame } from '../../model/creation.ts';
import type { ResourceBinding } from '../../model/observed.ts';
import type { ResourceChange } from '../../model/plan.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { placeOf } from '../../model/target.ts';
import { fingerprintOf } from '../../plan/fingerprint.ts';
import { hideSecrets } from '../../plan/hide-secrets.ts';
import { outputsOf } from '../../plan/outputs-of.ts';
import { ownershipTags } from '../../plan/ownership-tags.ts';
import { standingOfChange, standingOfDeletion } from '../../plan/still-ours.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cloud } from '../../ports/cloud.ts';
import { betweenLooks, type Confirmed, type Found, type Meddled, type Order, type ResourceDriver, type Submission } from '../../ports/driver.ts';
import type { SecretDigests } from '../../ports/secrets.ts';
import type { TypeRegistry } from '../../ports/type-registry.ts';
import { confirmGone, confirmResource } from './confirm-resource.ts';
import { creationAt } from './creation-of.ts';
import { expectedIdentifier } from './expected-identifier.ts';
import { ResourceFinder, showsTags } from './find-resource.ts';
import { mutationOf } from './mutation-of.ts';
import { scriptStep } from './script-step.ts';
import { surveyDependents } from './survey-dependents.ts';
import { deploymentTag, ownTags, surveyTagged } from './survey-tagged.ts';

export interface AwsDriverPorts {
  readonly cloud: Cloud;
  readonly types: TypeRegistry;
  readonly clock: Clock;
  readonly secrets: SecretDigests;
}

/** What an earlier sending made; see `Found`. */
interface Earlier {
  readonly identifier: string;
  readonly alike?: true;
}

/** Cloud Control forgets a client token after 36 hours; an hour is kept as a margin (CreateResource, API reference: ClientToken). */
const tokenLife = 35 * 3_600_000;

/** Steps on AWS resources, over the port Cloud. */
export function awsDriver({ cloud, types, clock, secrets }: AwsDriverPorts): ResourceDriver {
  const keyed = (text: string): string => secrets.keyed(text);
  /** What is live, as it may be kept and told: where the wish or the books have a secret, its digest stands. */
  const tellable = (order: Order, live: JsonObject): JsonObject => {
    const { after } = resourceOf(order);
    const applied = order.binding?.kind === 'resource' ? order.binding.applied : {};
    return hideSecrets(live, [order.wish, after ?? {}, applied], keyed);
  };
  const typeOf = (order: Pick<Order, 'step' | 'change'>): ResourceType => {
    const type = types.type(resourceOf(order).type);
    if (!type.ok) throw new TypeError(`${resourceOf(order).type} is not known although it was planned`);
    return type.value;
  };
  const refOf = (order: Order, identifier: string) => {
    const change = resourceOf(order);
    return { type: change.type, place: placeOf(change.at), identifier };
  };

  const find = async (order: Order): Promise<Result<Found>> => {
    const change = resourceOf(order);
    const found = await new ResourceFinder(cloud, order.target, keyed).observe({
      deployment: order.deployment,
      node: change.node,
      type: typeOf(order),
      at: change.at,
      properties: order.step.op === 'create' ? order.wish : {},
      binding: null,
      ...(change.identifier === null ? {} : { except: change.identifier }),
      ...(order.held === undefined ? {} : { held: order.held }),
    });
    if (!found.ok) return found;
    if (found.value.kind === 'unread') return fail(problem('NODE_UNREAD', found.value.reason, 'look for it in the account', { at: change.node }));
    if (found.value.kind === 'absent') return ok({ kind: 'nothing' });
    const { identifier, ownership, properties } = found.value;
    if (ownership !== 'found') return ok({ kind: 'others', identifier });
    return ok({ kind: 'ours', identifier, ...(showsTags(typeOf(order), properties) ? {} : { alike: true }) });
  };

  /**
   * What an earlier attempt at this creation left behind, if it is still there: the step's record and the books name it. What the books held before is not meant: under its
   * name there may be somebody else's by now.
   */
  const leftBehind = async (order: Order): Promise<Result<string | null>> => {
    const { binding } = order;
    const change = resourceOf(order);
    if (binding?.kind !== 'resource' || binding.identifier === change.identifier || binding.type !== change.type) return ok(null);
    if (binding.identifier !== order.left) return ok(null);
    const read = await cloud.read(order.target, refOf(order, binding.identifier));
    if (!read.ok) return read;
    return ok(read.value.kind === 'live' ? binding.identifier : null);
  };

  /** What an earlier sending made, which is to be completed and not made again: the books name it, or it is found where the provider has forgotten the token. */
  const madeEarlier = async (order: Order): Promise<Result<Earlier | null>> => {
    if (clock.now() - order.firstSentAt > tokenLife) {
      const found = await find(order);
      if (!found.ok) return found;
      if (found.value.kind === 'ours') return ok(found.value);
    }
    const left = order.attempt > 1 ? await leftBehind(order) : ok(null);
    return left.ok ? ok(left.value === null ? null : { identifier: left.value }) : left;
  };

  /** Whether what a change or deletion is about is somebody else's by now, or was changed by somebody else, as one look has it. */
  const looksReplaced = async (order: Order): Promise<Result<Meddled | null>> => {
    const change = resourceOf(order);
    const { identifier, creation, ownership } = change;
    const isChange = order.step.op === 'update';
    // What the provider names is never named again.
    if (identifier === null || order.step.op === 'create' || (creation?.kind === 'identifier' && !isChange)) return ok(null);
    const type = typeOf(order);
    const ref = refOf(order, identifier);
    const byTags = type.tags !== undefined && bearsOurTags(ownership);
    const read = await cloud.read(order.target, ref, byTags && !isChange ? new Set([type.tags.property]) : undefined);
    if (!read.ok) return read;
    if (read.value.kind === 'absent') return ok(null);
    const properties = tellable(order, read.value.properties);
    const at = order.step.node;
    const stale = (what: string) => problem('PLAN_STALE', `${at} ${what}`, 'plan again: ask with the same intent', { at });
    const other = { by: 'another', problem: stale('was deleted and made again by somebody else') } as const;
    const wasChanged = stale(
      'is neither as it was when the plan was made nor as asked by now: somebody else has changed it, or the provider keeps it otherwise; what may have been sent before is not sent again',
    );
    const same = isChange && standingOfChange(change, type, properties, order.wish) === 'anothers' ? ({ by: 'changed', problem: wasChanged } as const) : null;
    if (creation?.kind === 'identifier') return ok(same);
    if (creation?.kind === 'read') {
      const now = await creationAt(cloud, order.target, type, ref, properties);
      if (!now.ok) return now;
      if (now.value.kind === 'read') return ok(mayBeSame(creation, now.value) ? same : other);
    }
    if (byTags) return ok(ownershipTags(type, properties).deployment === order.deployment ? same : other);
    // Nothing but its content tells whose it is.
    const unlike = stale('is neither as it was nor as asked: somebody else has changed it, or made it again');
    if (isChange) return ok(same === null ? null : { by: 'another', problem: unlike });
    const standing = standingOfDeletion(change, type, properties);
    if (standing === 'ours') return ok(null);
    return standing === 'anothers'
      ? ok({ by: 'another', problem: unlike })
      : fail(stale('is only in part what was to be deleted, so that whose it is cannot be told'));
  };

  return {
    async submit(order, permit): Promise<Submission> {
      const earlier = order.step.op === 'create' ? await madeEarlier(order) : ok(null);
      if (!earlier.ok) return { status: 'unknown', problem: firstOf(earlier.problems) };
      const { identifier, alike } = earlier.value ?? {};
      // What is exactly as asked lacks nothing.
      if (identifier !== undefined && alike === true) return { status: 'done', identifier, found: true };
      return cloud.submit(order.target, mutationOf(order.step, resourceOf(order), typeOf(order), order), permit, order.repeated, identifier);
    },

    follow: (order, handle, waitMilliseconds, permit) => cloud.settle(order.target, handle, waitMilliseconds, order.change.estimate.p50, permit),

    async confirm(order, known, told): Promise<Confirmed> {
      const identifier = known ?? (await foundIdentifier(await find(order)));
      const ref = identifier === null ? null : refOf(order, identifier);
      return order.step.op === 'delete'
        ? confirmGone(cloud, clock, order, ref, told)
        : confirmResource(cloud, order, resourceOf(order), typeOf(order), ref, told, { keyed, tellable: (live) => tellable(order, live) });
    },

    find,

    async moved(order): Promise<Result<Diagnostic | null>> {
      const change = resourceOf(order);
      const { step } = order;
      if (step.op === 'create' || change.identifier === null || change.basis === null) return ok(null);
      const stale = (what: string) =>
        ok(problem('PLAN_STALE', `${step.node} ${what} after the plan was made`, 'plan again: ask with the same intent', { at: step.node }));
      const ref = refOf(order, change.identifier);
      // What a deletion rests on is in the plan: the properties that were looked at when it was made.
      const matters = change.action === 'delete' ? new Set(Object.keys(change.before ?? {})) : undefined;
      const read = await cloud.read(order.target, ref, matters);
      if (!read.ok) return read;
      if (read.value.kind === 'absent') return step.op === 'delete' ? ok(null) : stale('was deleted');
      if (change.creation?.kind === 'read') {
        const creation = await creationAt(cloud, order.target, typeOf(order), ref, read.value.properties);
        if (!creation.ok) return creation;
        if (!mayBeSame(change.creation, creation.value)) return stale('was deleted and made again by somebody else');
      }
      return fingerprintOf(change, typeOf(order), tellable(order, read.value.properties)) === change.basis ? ok(null) : stale('changed');
    },

    async replaced(order): Promise<Result<Meddled | null>> {
      const looked = await looksReplaced(order);
      if (!looked.ok || looked.value === null) return looked;
      // One read may come from a copy that lags, or be answered for another request.
      await clock.sleep(betweenLooks);
      return looksReplaced(order);
    },

    given: async () => null,

    expected: (order) => expectedIdentifier(typeOf(order), order.wish, placeOf(resourceOf(order).at)),

    async outputs(binding, target): Promise<Result<JsonObject | null>> {
      const { type: name, at, identifier, applied } = binding as ResourceBinding;
      const type = types.type(name);
      if (!type.ok) return type;
      const read = await cloud.read(target, { type: name, place: placeOf(at), identifier });
      if (!read.ok) return read;
      if (read.value.kind !== 'live') return ok(null);
      return ok(outputsOf(type.value, identifier, hideSecrets(read.value.properties, [applied], keyed)));
    },

    script: (order) => scriptStep(order, typeOf(order), cloud),

    async stop() {
      // A provider's operation cannot be taken back; it is followed to its end.
    },

    observer: (target) => new ResourceFinder(cloud, target, keyed),
    survey: (target, place, tell) => surveyTagged({ cloud, types }, target, place, tell),
    dependents: (target, place, carriers) => surveyDependents({ cloud, types }, target, place, carriers),
    async tagged(target, place, deployment) {
      const told = await cloud.byTag(target, place, deploymentTag, deployment);
      if (!told.ok) return told;
      return ok(
        told.value.flatMap(({ arn, tags: held }) => {
          const tags = ownTags(held);
          return tags === null ? [] : [{ arn, tags }];
        }),
      );
    },
    mayDouble: (target, type) => cloud.mayDouble(target, type),
  };
}

/** Whether our tags were on it when the plan was made. */
function bearsOurTags(ownership: ResourceChange['ownership']): boolean {
  return ownership === 'made' || ownership === 'tagged' || ownership === 'found';
}

function resourceOf({ change, step }: Pick<Order, 'step' | 'change'>): ResourceChange {
  if (change.kind !== 'resource') throw new TypeError(`step ${step.id} is not of a resource`);
  return change;
}

async function foundIdentifier(found: Result<Found>): Promise<string | null> {
  return found.ok && found.value.kind === 'ours' ? found.value.identifier : null;
}

function firstOf(problems: readonly Diagnostic[]): Diagnostic {
  return problems[0] ?? problem('INTERNAL', 'a failure without a problem', 'report this');
}
