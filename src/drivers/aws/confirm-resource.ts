import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { ok } from '../../kernel/result.ts';
import { type Creation, mayBeSame } from '../../model/creation.ts';
import type { ResourceChange } from '../../model/plan.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Place } from '../../model/target.ts';
import { withFormerlyAccepted, withoutAccepted } from '../../plan/accept.ts';
import { echoOf } from '../../plan/echo-of.ts';
import { fingerprintOf } from '../../plan/fingerprint.ts';
import { aliasesIn } from '../../plan/key-aliases.ts';
import { outputsOf } from '../../plan/outputs-of.ts';
import { ownershipTags } from '../../plan/ownership-tags.ts';
import type { World } from '../../plan/place.ts';
import { readBack } from '../../plan/read-back.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cloud, ResourceRef } from '../../ports/cloud.ts';
import { betweenLooks, type Confirmed, looksAtNothing, type Order } from '../../ports/driver.ts';
import { creationAt } from './creation-of.ts';

/**
 * Whether fresh reads show that what a step was to remove is gone. `ref` is null where nothing says what that was; `told`: the provider has said itself that the deletion
 * is done, so that one read is enough.
 */
export async function confirmGone(cloud: Cloud, clock: Clock, order: Order, ref: ResourceRef | null, told: boolean): Promise<Confirmed> {
  const at = order.change.node;
  for (let looks = told ? looksAtNothing - 1 : 0; ref !== null; ) {
    const read = await cloud.read(order.target, ref);
    if (!read.ok) return { kind: 'unread', problem: firstOf(read.problems) };
    if (read.value.kind === 'live') break;
    if (++looks === looksAtNothing) return { kind: 'shown', identifier: ref.identifier, outputs: null, creation: null, echo: null };
    await clock.sleep(betweenLooks);
  }
  return {
    kind: 'not-shown',
    problem: problem('VERIFY_FAILED', `${at} is still there after its deletion`, `look at it: asbuilt show ${order.deployment}`, { at }),
  };
}

/** Whether a fresh read shows what a step that keeps a resource was for. `ref` is null where nothing says what it made; `told`: the provider has said that the step is done. */
export async function confirmResource(
  cloud: Cloud,
  order: Order,
  change: ResourceChange,
  type: ResourceType,
  ref: ResourceRef | null,
  told: boolean,
  secrets: { readonly keyed: (text: string) => string; readonly tellable: (live: JsonObject) => JsonObject },
): Promise<Confirmed> {
  const at = change.node;
  const { op } = order.step;
  const found = ref === null ? null : await lookAt(cloud, order, type, ref);
  if (found !== null && !found.ok) return { kind: 'unread', problem: firstOf(found.problems) };
  if (ref === null || found === null || found.value.kind === 'absent') {
    const message = `${at} cannot be found after it was reported as done`;
    return { kind: 'not-shown', problem: problem('VERIFY_FAILED', message, `look again: asbuilt runs resume ${order.run}`, { at }) };
  }
  const { identifier } = ref;
  const properties = secrets.tellable(found.value.properties);
  const binding = order.binding?.kind === 'resource' ? order.binding : null;
  const kept = keptCreation(order, change, identifier);
  const creation = kept === undefined ? await creationAt(cloud, order.target, type, ref, properties) : ok(kept);
  if (!creation.ok) {
    const cause = firstOf(creation.problems);
    // Right after a creation one read may know of it and another not yet.
    return { kind: cause.code === 'CLOUD_NOT_FOUND' ? 'not-shown' : 'unread', problem: cause };
  }
  if (op === 'update' && change.creation !== null && creation.value !== null && !mayBeSame(change.creation, creation.value)) {
    const message = `${at} was deleted and made again by somebody else while it was changed`;
    return { kind: 'not-shown', problem: problem('VERIFY_FAILED', message, 'plan again: ask with the same intent', { at }) };
  }
  const bearer = op === 'create' ? bearerOf(order, properties, type) : 'this';
  if (bearer === 'another') {
    const message = `what ${at} is said to be, ${identifier}, carries the tags of another node`;
    return { kind: 'not-shown', problem: problem('OWNERSHIP_UNPROVEN', message, `look at it: asbuilt show ${order.deployment}`, { at }) };
  }
  const outputs = outputsOf(type, identifier, properties);
  const { account, region } = change.at;
  const world = { account, region, keyed: secrets.keyed, ...(await aliasesFor(cloud, order, ref.place)) };
  if (op === 'adopt') {
    const { accepts = [] } = change;
    if (accepts.length > 0 && fingerprintOf(change, type, properties) !== change.basis) {
      const stale = problem('PLAN_STALE', `${at} changed after the plan was made`, 'plan again: what is there now was not accepted', { at });
      return { kind: 'differs', identifier, problem: stale, creation: null };
    }
    const before = withFormerlyAccepted(echoOf(type, order.wish, properties, world), order.wish, properties, type, binding, world);
    return { kind: 'shown', identifier, outputs, creation: creation.value, echo: withoutAccepted(before, accepts) };
  }
  const look = {
    type,
    op: op === 'update' ? op : 'create',
    change,
    wish: order.wish,
    live: properties,
    binding,
    told,
    ours: bearer === 'this',
    world,
  } as const;
  const read = readBack(look);
  if (read.kind !== 'not-done') {
    return { kind: read.kind === 'as-asked' ? 'shown' : 'otherwise', identifier, outputs, creation: creation.value, echo: read.echo };
  }
  const paths = read.paths.slice(0, 5);
  return {
    kind: 'differs',
    identifier,
    // Without our tags only the provider's word says that this run made it, which proves no creation of ours.
    creation: bearer === 'this' ? creation.value : null,
    problem: problem(
      'VERIFY_FAILED',
      `${at} is not as asked: ${paths.join(', ')}`,
      `plan again, and see what still differs: asbuilt show ${order.deployment}`,
      { at },
    ),
  };
}

/** What is known of the creation without asking; undefined where the provider is to be asked. */
function keptCreation({ step: { op }, left, binding }: Order, change: ResourceChange, identifier: string): Creation | null | undefined {
  // A change proves nothing of a creation: it only shows that what was proved is still there.
  if (op === 'update' && change.creation?.kind !== 'read') return change.creation;
  // Nor is what was once found, and not seen being made, proved by being completed.
  const found = op === 'create' && identifier === left && binding?.kind === 'resource' && binding.creation?.kind === 'unproven';
  return found ? binding.creation : undefined;
}

/** What aliases mean now, where the wish or what was applied before names a key by one. Where it may not be asked, what a read shows in the place of one is not explained. */
async function aliasesFor(cloud: Cloud, { target, wish, binding }: Order, place: Place): Promise<Pick<World, 'aliases'>> {
  const before = binding?.kind === 'resource' ? binding.applied : {};
  if (aliasesIn(wish, place).size === 0 && aliasesIn(before, place).size === 0) return {};
  const told = await cloud.keyAliases(target, place);
  return told.ok ? { aliases: told.value } : {};
}

/** A creation is shown by what was asked of it: what takes calls of its own to tell more is left out. */
function lookAt(cloud: Cloud, { target, step, wish }: Order, type: ResourceType, ref: ResourceRef): ReturnType<Cloud['read']> {
  const asked = [...Object.keys(wish), ...(type.tags === undefined ? [] : [type.tags.property])];
  return cloud.read(target, ref, step.op === 'create' ? new Set(asked) : undefined);
}

/**
 * Whose ownership tags are on what a creation is said to have made: those of this node, of another one, or none. A type that has no tags, or never
 * shows them, tells nothing.
 */
function bearerOf({ wish }: Order, live: JsonObject, type: ResourceType): 'this' | 'another' | 'nobody' | 'untold' {
  if (type.tags === undefined || type.writeOnly.includes(`/${type.tags.property}`)) return 'untold';
  const asked = ownershipTags(type, wish);
  const there = ownershipTags(type, live);
  if (there.deployment === undefined && there.node === undefined) return asked.deployment === undefined ? 'untold' : 'nobody';
  return there.deployment === asked.deployment && there.node === asked.node ? 'this' : 'another';
}

function firstOf(problems: readonly Diagnostic[]): Diagnostic {
  return problems[0] ?? problem('INTERNAL', 'a failure without a problem', 'report this');
}
