import { placeText } from '../model/place-text.ts';
import type { Change, PlanBody, Verdict } from '../model/plan.ts';
import { conditionHolds } from './condition-holds.ts';
import type { Rule, RuleSet } from './rule.ts';
import { standardRules } from './standard-rules.ts';

type Reason = Verdict['reasons'][number];

const severity = { allow: 0, approval: 1, deny: 2 } as const;

/**
 * What policy says to a plan: the strictest decision of all rules that hold, with every reason, denials first. A rule that cannot be evaluated denies.
 */
export function judge(plan: Omit<PlanBody, 'verdict'>, policy: RuleSet = standardRules): Verdict {
  const reasons = policy.rules.flatMap((rule) => reasonsOf(rule, plan));
  reasons.sort((a, b) => severity[b.decision] - severity[a.decision]);
  return { decision: reasons[0]?.decision ?? 'allow', policyVersion: policy.version, longestRun: longestRunOf(plan, policy), reasons };
}

function reasonsOf(rule: Rule, plan: Omit<PlanBody, 'verdict'>): Reason[] {
  try {
    const held = plan.changes.filter((change) => conditionHolds(rule.when, change, plan));
    if (held.length === 0) return [];
    const told = rule.reasonPer === 'plan' ? held.slice(0, 1) : held;
    return told.map((change) => ({
      rule: rule.rule,
      decision: rule.decision,
      message: worded(rule.message, change, held.length),
      ...(rule.reasonPer === 'plan' ? {} : { at: change.node }),
    }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ rule: rule.rule, decision: 'deny', message: `this rule could not be evaluated, which denies: ${why}` }];
  }
}

function worded(message: string, change: Change, count: number): string {
  const words: Readonly<Record<string, string>> = {
    node: change.node,
    type: change.kind === 'resource' ? change.type : change.engine,
    action: change.action,
    place: placeText(change.at),
    count: count === 1 ? '1 change' : `${count} changes`,
  };
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
}

/** Seconds: what a plan is estimated to need, twice, but at least what the set of rules lets any run take. */
function longestRunOf({ estimate }: Omit<PlanBody, 'verdict'>, { longestRun }: RuleSet): number {
  return Math.ceil(Math.max(longestRun, 2 * estimate.seconds.p90));
}
