import type { Caller } from '../../model/caller.ts';
import { placeText } from '../../model/place-text.ts';
import type { Plan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import type { Quote } from './quote.ts';

/** What an answer is about: who asked, in which target as whom, which plan, and what the tool may do. */
export interface Receipt {
  readonly principal: string;
  readonly effect: 'read' | 'plan' | 'run';
  readonly plan?: string;
  /** Of the targets, how many more there are than are told. */
  readonly more_targets?: number;
  readonly targets?: readonly {
    readonly target: string;
    readonly account: string;
    readonly regions: readonly string[];
    /** Who the provider says we are. */
    readonly acts_as?: string;
    readonly simulated?: true;
  }[];
}
type Targets = NonNullable<Receipt['targets']>;

const targetsShown = 4;

export function receiptOf(caller: Caller, effect: Receipt['effect'], quote: Quote, { targets, ...more }: Pick<Receipt, 'plan' | 'targets'> = {}): Receipt {
  const left = (targets?.length ?? 0) - targetsShown;
  return {
    principal: quote.called(caller.principal),
    effect,
    ...more,
    ...(targets === undefined ? {} : { targets: targets.slice(0, targetsShown) }),
    ...(left > 0 ? { more_targets: left } : {}),
  };
}

export function targetsOfPlan(plan: Plan, quote: Quote): Targets {
  return plan.targets.map(({ alias, name, identity, definition, simulated }) => {
    const here = plan.changes.filter(({ at }) => at.target === alias).map(({ at }) => (at.cloud === 'aws' ? at.region : placeText(at)));
    const regions = here.length === 0 ? definition.regions : [...new Set(here)].sort();
    return { target: name, account: identity.account, regions: fewRegions(regions, quote), acts_as: quote.called(identity.arn), ...simulatedMark(simulated) };
  });
}

export function targetsOfRun(run: Run, quote: Quote): Targets {
  return run.targets.map(({ alias, name, account, identity, simulated }) => {
    const here = run.nodes.flatMap(({ place }) => (place.startsWith(`${alias} `) ? [place.slice(place.lastIndexOf('/') + 1)] : []));
    return { target: name, account, regions: fewRegions([...new Set(here)].sort(), quote), acts_as: quote.called(identity), ...simulatedMark(simulated) };
  });
}

export function simulatedMark(simulated: boolean): { simulated?: true } {
  return simulated ? { simulated: true } : {};
}

const regionsShown = 6;

export function fewRegions(regions: readonly string[], quote: Quote): string[] {
  const shown = regions.slice(0, regionsShown).map((region) => quote.called(region));
  return regions.length > shown.length ? [...shown, `and ${regions.length - shown.length} more`] : shown;
}
