import { knownOnlyInRun } from '../model/known-only-in-run.ts';
import type { Member } from '../model/member.ts';
import { placeText } from '../model/place-text.ts';
import type { Change, PlanBody, UnitChange, Verdict } from '../model/plan.ts';
import { placeName } from '../model/property-name.ts';
import { conditionHolds, decidedBy } from './condition-holds.ts';
import { memberChanges } from './member-changes.ts';
import type { Rule, RuleSet } from './rule.ts';
import { standardRules } from './standard-rules.ts';
import { type PlannedTypes, type UnknownValue, unknownValues } from './unknown-values.ts';

type Reason = Verdict['reasons'][number];

const severity = { allow: 0, approval: 1, deny: 2 } as const;

/** What is judged of a plan. */
export type Judged = Pick<PlanBody, 'changes' | 'targets' | 'estimate'>;

/**
 * What policy says to a plan: the strictest decision of all rules that hold, with every reason, denials first. A rule that cannot be evaluated denies. Where it
 * depends on a value that exists only in the run whether a rule holds, that is a reason of its own, as strict as the rule. What a unit says it will change is judged as changes are.
 */
export function judge(plan: Judged, policy: RuleSet = standardRules): Verdict {
  const planned: PlannedTypes = new Map(plan.changes.flatMap((change) => (change.kind === 'resource' ? [[change.node, change.type] as const] : [])));
  const asked = (change: Change): Asked => ({ change, unknown: change.kind === 'resource' ? unknownValues(change, planned) : [] });
  const changes = plan.changes.map(asked);
  const withSaid = [...changes, ...plan.changes.flatMap((change) => memberChanges(change, plan.targets)).map(asked)];
  // A rule that gives one reason for the plan speaks of its changes.
  const reasons = policy.rules.flatMap((rule) => reasonsOf(rule, rule.reasonPer === 'plan' ? changes : withSaid, plan));
  reasons.sort((a, b) => severity[b.decision] - severity[a.decision]);
  return { decision: reasons[0]?.decision ?? 'allow', policyVersion: policy.version, longestRun: longestRunOf(plan, policy), reasons };
}

/** What every rule is asked about. */
interface Asked {
  readonly change: Change;
  readonly unknown: readonly UnknownValue[];
}

function reasonsOf(rule: Rule, asked: readonly Asked[], plan: Judged): Reason[] {
  const open: Reason[] = [];
  const held: Change[] = [];
  try {
    for (const { change, unknown } of asked) {
      const deciding = unknown.length === 0 ? [] : decidedBy(rule.when, change, plan, unknown);
      if (deciding.length > 0) open.push({ rule: knownOnlyInRun, decision: rule.decision, message: toldLater(rule, change, deciding), at: change.node });
      if (conditionHolds(rule.when, change, plan)) held.push(change);
    }
    const told = rule.reasonPer === 'plan' ? held.slice(0, 1) : held;
    const reasons = told.map((change) => ({
      rule: rule.rule,
      decision: rule.decision,
      message: worded(rule.message, change, held.length),
      ...(rule.reasonPer === 'plan' ? {} : { at: change.node }),
    }));
    return [...open, ...reasons];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ rule: rule.rule, decision: 'deny', message: `this rule could not be evaluated, which denies: ${why}` }];
  }
}

function toldLater({ rule }: Rule, { node }: Change, unknown: readonly UnknownValue[]): string {
  const one = new Map(unknown.map((value) => [value.pointer, `${placeName(value.pointer)} is ${value.sources.join(' and ')}`]));
  return `${node}: whether ${rule} holds is known only in the run, since ${[...one.values()].join(', ')}`;
}

function worded(message: string, change: Change, count: number): string {
  const words: Readonly<Record<string, string>> = {
    node: change.node,
    type: change.kind === 'resource' ? change.type : change.engine,
    action: change.action,
    place: placeText(change.at),
    plain: (change.plain ?? []).map(placeName).join(', '),
    exposes: (change.exposes ?? []).map(({ pointer, names }) => `secret ${names.join(' and ')} in ${placeName(pointer)}`).join(', '),
    unsaid: change.open === undefined ? '' : `, for that is the default of ${change.open.map(placeName).join(' and ')}`,
    since: change.note === undefined ? ' for its tags' : `: ${change.note}`,
    count: count === 1 ? '1 change' : `${count} changes`,
  };
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
}

/**
 * What policy says of a change whose values are all known now and did not say of the plan: the first reason, or null. A denial is always new, since no plan is approved with one.
 */
export function worsened(plan: Pick<PlanBody, 'targets' | 'estimate' | 'verdict'>, change: Change, policy: RuleSet = standardRules): Reason | null {
  const { reasons } = judge({ targets: plan.targets, estimate: plan.estimate, changes: [change] }, policy);
  const said = new Set(plan.verdict.reasons.filter(({ at }) => at === undefined || at === change.node).map(({ rule }) => rule));
  return reasons.find((reason) => isWorse(reason, said)) ?? null;
}

/**
 * What policy says of one thing that a unit will change, and did not say of that which was approved for it (null: none was): the first reason, or null. A reason that was said of one thing covers no
 * other, though the verdict gives them all for the unit. `unit` is the change as it is to run; what it lists is not looked at.
 */
export function worsenedThing(
  plan: Pick<PlanBody, 'targets' | 'estimate'>,
  unit: UnitChange,
  [approved, now]: readonly [Member | null, Member],
  policy: RuleSet = standardRules,
): Reason | null {
  const reasonsWith = (members: Member[]) => judge({ targets: plan.targets, estimate: plan.estimate, changes: [{ ...unit, members }] }, policy).reasons;
  const said = new Set(reasonsWith(approved === null ? [] : [approved]).map(({ rule }) => rule));
  return reasonsWith([now]).find((reason) => isWorse(reason, said)) ?? null;
}

function isWorse({ rule, decision }: Reason, said: ReadonlySet<string>): boolean {
  return decision === 'deny' || (decision === 'approval' && !said.has(rule));
}

/** Seconds: what a plan is estimated to need, twice, but at least what the set of rules lets any run take. */
function longestRunOf({ estimate }: Judged, { longestRun }: RuleSet): number {
  return Math.ceil(Math.max(longestRun, 2 * estimate.seconds.p90));
}
