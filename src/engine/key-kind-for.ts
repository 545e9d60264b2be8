import type { KeyKind } from '../model/approvers.ts';
import { isSimulated } from '../model/is-simulated.ts';
import type { PlanTarget } from '../model/target-definition.ts';

/** The kind of key that a plan needs: `simulated` where each of its targets is, by the definition that is signed. */
export function keyKindFor(targets: readonly Pick<PlanTarget, 'definition'>[]): KeyKind {
  const simulated = ({ definition }: Pick<PlanTarget, 'definition'>) => isSimulated(definition);
  return targets.length > 0 && targets.every(simulated) ? 'simulated' : 'real';
}
