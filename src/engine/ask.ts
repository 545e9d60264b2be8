import { expand } from '../catalog/expand.ts';
import { intentFromJson, intentFromText } from '../intent/parse-intent.ts';
import { resolve } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { Intent } from '../model/intent.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { PlanBody } from '../model/plan.ts';
import type { Proposal } from '../model/proposal.ts';
import type { NamedTarget } from '../model/target.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTarget } from './find-target.ts';
import { planFor } from './plan-for.ts';

/** Intent → proposal → desired → as-built → plan. */
export async function ask(request: RequestOf<'ask'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'ask'>>> {
  const parsed = parsedIntent(request.intent);
  if (!parsed.ok) return parsed;
  const intent = parsed.value;
  const target = findTarget(request.target ?? intent.target, ports);
  if (!target.ok) return target;
  if (intent.account !== undefined && intent.account !== target.value.target.account) {
    const message = `target ${target.value.name} is account ${target.value.target.account}, not ${intent.account}`;
    return fail(problem('TARGET_MISMATCH', message, 'name a target of that account with --target', { at: 'intent.account' }));
  }
  const resolved = await resolve(intent, { knowledge: ports.knowledge, types: ports.types, target: target.value }, ports.resolver);
  if (!resolved.ok) return resolved;
  const proposal = resolved.value;
  const place = refusePlace(proposal, target.value, ports);
  if (!place.ok) return place;
  const desired = expand(proposal, { types: ports.types, place: place.value });
  if (!desired.ok) return desired;
  const planned = await planFor(
    {
      deployment: proposal.deployment,
      target: target.value,
      intent: intent.intent,
      evidence: proposal.evidence,
      desired: desired.value,
      checks: checksOf(proposal),
    },
    caller,
    ports,
  );
  if (!planned.ok) return planned;
  const { deployment, region, evidence } = proposal;
  return ok({ interpretation: { deployment, target: target.value.name, region, evidence }, plan: planned.value });
}

function parsedIntent(form: RequestOf<'ask'>['intent']): Result<Intent> {
  const text = form['intent'];
  return typeof text === 'string' && Object.keys(form).length === 1 ? intentFromText(text) : intentFromJson(JSON.stringify(form));
}

function refusePlace(proposal: Proposal, target: NamedTarget, ports: EnginePorts): Result<{ account: string; region: string }> {
  const { region } = proposal;
  if (!ports.types.regions().includes(region)) {
    const close = nearest(region, ports.types.regions());
    return fail(
      problem('REGION_UNKNOWN', `${region} is not an AWS region`, close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'use a region such as us-east-1', {
        at: 'intent.region',
      }),
    );
  }
  if (!target.regions.includes(region)) {
    return fail(
      problem('REGION_UNKNOWN', `target ${target.name} does not include ${region}`, `use ${target.regions.join(' or ')}, or add the region to the target`, {
        at: 'intent.region',
      }),
    );
  }
  return ok({ account: target.target.account, region });
}

function checksOf(proposal: Proposal): PlanBody['checks'] {
  return proposal.resources.flatMap((resource) => resource.checks.map((check) => ({ node: resource.node, ...check }))) as PlanBody['checks'];
}
