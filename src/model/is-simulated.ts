import type { TargetDefinition } from './target-definition.ts';

/** Written so narrowly that no parser of addresses can find another host in what it takes; what else reaches this machine counts as real. */
const loopback = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(\/.*)?$/i;

/**
 * Whether what is done at a target is simulated: it is a sandbox, or its endpoint is on loopback. The one rule for what is told and for which key approves. What a target says of itself
 * (`simulated: true`) does not count: whoever can write targets.yaml could say it of a real account.
 */
export function isSimulated({ endpoint }: Pick<TargetDefinition, 'endpoint'>): boolean {
  return endpoint.kind === 'sandbox' || (endpoint.kind === 'url' && loopback.test(endpoint.url));
}
