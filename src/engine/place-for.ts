import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { DraftAt } from '../model/proposal.ts';
import type { AwsAt, NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';

/**
 * The place that a node of a draft names: at the first target and in the draft's region where it names none, in a target's first region where it names that target
 * only. TARGET_UNKNOWN or REGION_UNKNOWN otherwise.
 */
export function placeFor(
  at: DraftAt | undefined,
  node: string,
  region: string,
  targets: ReadonlyMap<string, NamedTarget>,
  ports: Pick<EnginePorts, 'types'>,
): Result<AwsAt> {
  const [main = ''] = targets.keys();
  const alias = at?.target ?? main;
  const target = targets.get(alias);
  if (target === undefined) {
    const fix = `name it with --target ${alias}=…, or use ${[...targets.keys()].join(' or ')}`;
    return fail(problem('TARGET_UNKNOWN', `${node} is at ${alias}, which is no target of this deployment`, fix, { at: node }));
  }
  const wanted = at?.region ?? (alias === main ? region : (target.regions[0] ?? region));
  const refusal = refuseRegion(wanted, target, at?.region === undefined ? 'intent.region' : node, ports);
  return refusal === null ? ok({ target: alias, cloud: 'aws', account: target.target.account, region: wanted }) : fail(refusal);
}

function refuseRegion(region: string, target: NamedTarget, at: string, { types }: Pick<EnginePorts, 'types'>): Diagnostic | null {
  if (!types.regions().includes(region)) {
    const close = nearest(region, types.regions());
    const fix = close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'use a region such as us-east-1';
    return problem('REGION_UNKNOWN', `${region} is not an AWS region`, fix, { at });
  }
  if (target.regions.includes(region)) return null;
  const fix = `use ${target.regions.join(' or ')}, or add the region to the target`;
  return problem('REGION_UNKNOWN', `target ${target.name} does not include ${region}`, fix, { at });
}
