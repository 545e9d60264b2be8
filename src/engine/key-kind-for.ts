import type { KeyKind } from '../model/approvers.ts';
import type { PlanTarget } from '../model/target-definition.ts';

/** Written so narrowly that no parser of addresses can find another host in what it takes; what else reaches this machine counts as real. */
const loopback = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(\/.*)?$/i;

/**
 * The kind of key that a plan needs: `simulated` where each of its targets is a sandbox or has its endpoint on loopback, by the definition that is signed. What a target says
 * of itself (`simulated: true`) does not count: whoever can write targets.yaml could say it of a real account.
 */
export function keyKindFor(targets: readonly Pick<PlanTarget, 'definition'>[]): KeyKind {
  const simulated = ({ definition: { endpoint } }: Pick<PlanTarget, 'definition'>) =>
    endpoint.kind === 'sandbox' || (endpoint.kind === 'url' && loopback.test(endpoint.url));
  return targets.length > 0 && targets.every(simulated) ? 'simulated' : 'real';
}
