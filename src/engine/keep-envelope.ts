import { problem } from '../kernel/diagnostic.ts';
import { digestOf } from '../kernel/digest.ts';
import type { MemberDifference } from '../model/member.ts';
import type { UnitChange } from '../model/plan.ts';
import { called, checkEnvelope } from '../plan/envelope/check-envelope.ts';
import { worsenedThing } from '../policy/judge.ts';
import { isIdentifier } from '../policy/unknown-values.ts';
import { checkAgreement } from './check-agreement.ts';
import { membersOf } from './foresee.ts';
import { outputOf } from './live-values.ts';
import { firstOf, sendingStanding } from './refuse-step.ts';
import { underWayOf } from './run-context.ts';
import type { StepOutcome, Work } from './step-outcome.ts';
import { trustedApprovers } from './trusted-approvers.ts';

/**
 * Right before a unit is started that said what it will change: it is asked again, now that its inputs are there.
 * 1. What stays in the envelope that was approved goes on, and the unit is given what it answered.
 * 2. What leaves it goes on only where a person has signed exactly this answer; else the step waits (`asks`).
 *    So does a thing of which policy says more than of the one that was approved for it.
 * 3. What policy denies, and what a blueprint may not touch, nobody's yes lets pass.
 * 4. A run that was paused or cancelled while it was asked, and a target that has moved meanwhile, begin nothing.
 * A unit that has begun is not asked: it was, before it began.
 */
export async function keepEnvelope(work: Work): Promise<Work | StepOutcome> {
  const { context, order, driver, ports } = work;
  const { change, step } = order;
  if (change.kind !== 'unit' || step.op !== 'run' || change.members === undefined) return work;
  if ((await driver.given(order.token)) !== null) return work;
  const round = (await ports.store.runHead(context.run))?.round ?? null;
  const answered = await askAnew(work, change, change.members);
  const kept = 'kind' in answered ? answered : ((await stoppedMeanwhile(answered, round)) ?? answered);
  // Of this attempt nothing has begun, also where another process prepared it.
  if ('kind' in kept) underWayOf(context, step.id, ports).unsent = true;
  return kept;
}

/** What the time that the phase took has brought: null where the unit may be started as it was before. */
async function stoppedMeanwhile({ context, order, ports }: Work, round: number | null): Promise<StepOutcome | null> {
  const { step, change } = order;
  const standing = await sendingStanding(context, step.id, change.at.target, ports);
  if (standing.kind !== 'allowed') return { kind: standing.kind === 'wait' ? 'paused' : 'failed', problem: standing.problem };
  const head = await ports.store.runHead(context.run);
  if (head?.status === 'running' && head.round === round) return null;
  const message = `run ${context.run} was stopped while ${change.node} was asked what it would change`;
  return { kind: 'paused', problem: head?.cause ?? problem('RUN_CANCELLED', message, `asbuilt runs resume ${context.run}`, { at: step.id }) };
}

/** Work that may go on, with what the unit answered; or what became of the step. */
async function askAnew(work: Work, change: UnitChange, approved: NonNullable<UnitChange['members']>): Promise<Work | StepOutcome> {
  const { context, order, ports } = work;
  const { step } = order;
  const said = await membersOf(change, order.wish, context.plan, () => 'any', ports);
  if (!said.ok) return { kind: 'failed', problem: firstOf(said.problems) };
  const members = said.value;
  const planned = new Map(context.plan.changes.flatMap((one) => (one.kind === 'resource' ? [[one.node as string, one.type] as const] : [])));
  const checked = checkEnvelope(approved, members, {
    lookup: (node, attribute) => outputOf(context, node, attribute),
    isIdentifier: (reference) => isIdentifier(reference, planned),
    typeOf: (name) => {
      const known = ports.types.type(name);
      return known.ok ? known.value : undefined;
    },
  });
  const now: UnitChange = { ...change, inputs: order.wish, members: [...members] };
  const worse = checked.pairs.flatMap((pair) => {
    const reason = worsenedThing(context.plan, now, pair);
    return reason === null ? [] : [{ reason, member: called(pair[1]) }];
  });
  const denied = worse.find(({ reason }) => reason.decision === 'deny');
  if (denied !== undefined) {
    const message = `${denied.member}: ${denied.reason.message}: that is what ${change.node} would change now, and no approval lifts it (${denied.reason.rule})`;
    return { kind: 'failed', problem: problem('POLICY_DENIED', message, 'plan again: ask with the same intent', { at: change.node }) };
  }
  const differences: MemberDifference[] = [
    ...checked.differences,
    ...worse.map(({ reason, member }): MemberDifference => ({ of: 'policy', member, path: '', because: reason.message })),
  ];
  const going: Work = { ...work, order: { ...order, members } };
  if (differences.length === 0) return going;
  const answer = digestOf({ members });
  const agreed = (await ports.store.stepOf(context.run, step.id))?.difference?.agreed;
  if (agreed !== undefined) {
    const trusted = await trustedApprovers(ports);
    const about = { run: context.run, step: step.id, answer };
    if (checkAgreement({ agreement: agreed, plan: context.plan, about, members, trusted, verifier: ports.verifier, now: ports.clock.now() }).ok) return going;
  }
  return { kind: 'asks', difference: { answer, members: [...members], differences, at: new Date(ports.clock.now()).toISOString() } };
}
