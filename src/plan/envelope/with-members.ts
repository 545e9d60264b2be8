import type { Member } from '../../model/member.ts';
import type { PlanBody } from '../../model/plan.ts';

/** A plan with what its units say that they will change, by node: in their changes, and in what bounds those that wait for values. */
export function withMembers<P extends Pick<PlanBody, 'changes' | 'deferred'>>(plan: P, said: ReadonlyMap<string, readonly Member[]>): P {
  return {
    ...plan,
    changes: plan.changes.map((change) => {
      const members = said.get(change.node);
      return change.kind === 'unit' && members !== undefined ? { ...change, members: [...members] } : change;
    }),
    deferred: plan.deferred.map((one) => {
      const members = said.get(one.node);
      return members === undefined ? one : { ...one, envelope: { ...one.envelope, members: members as unknown as (typeof one.envelope)[string] } };
    }),
  };
}
