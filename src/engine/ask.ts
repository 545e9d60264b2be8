import { expand } from '../catalog/expand.ts';
import { intentFromJson, intentFromText, nodesFromJson } from '../intent/parse-intent.ts';
import { resolve } from '../intent/resolve.ts';
import { resolveNodes } from '../intent/resolve-nodes.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { digestOf } from '../kernel/digest.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Intent } from '../model/intent.ts';
import type { Request, Response } from '../model/operations.ts';
import type { PlanBody } from '../model/plan.ts';
import type { DraftAt, Proposal } from '../model/proposal.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import type { AwsAt, NamedTarget } from '../model/target.ts';
import type { Write } from '../ports/store.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTargets } from './find-target.ts';
import { planFor } from './plan-for.ts';

/** Intent → proposal → desired → as-built → plan. */
export async function ask(request: Request<'ask'>, ports: EnginePorts): Promise<Result<Response<'ask'>>> {
  const given = Object.hasOwn(request.intent, 'nodes') ? nodesFromJson(request.intent) : null;
  const parsed = given === null ? parsedIntent(request.intent) : ok(null);
  if (!parsed.ok) return parsed;
  if (given !== null && !given.ok) return given;
  const intent = parsed.value;
  const targets = findTargets(request.targets ?? (intent?.target === undefined ? {} : { [intent.target]: intent.target }), ports);
  if (!targets.ok) return targets;
  const [first] = [...targets.value];
  if (first === undefined) return fail(problem('TARGET_UNKNOWN', 'no target is named', 'name one with --target', { at: 'target' }));
  const [alias, main] = first;
  if (intent?.account !== undefined && intent.account !== main.target.account) {
    const message = `target ${main.name} is account ${main.target.account}, not ${intent.account}`;
    return fail(problem('TARGET_MISMATCH', message, 'name a target of that account with --target', { at: 'intent.account' }));
  }
  const sources = sourcesOf(request.sources ?? {});
  if (!sources.ok) return sources;
  const context = { knowledge: ports.knowledge, types: ports.types, target: main };
  const resolved = given === null ? await resolve(intent as Intent, context, ports.resolver) : resolveNodes(given.value, main);
  if (!resolved.ok) return resolved;
  const proposal = resolved.value;
  const desired = expand(proposal, { types: ports.types, place: (at, node) => placeFor(at, node, proposal.region, alias, targets.value, ports) });
  if (!desired.ok) return desired;
  const missing = desired.value.find((node) => node.kind === 'unit' && !sources.value.some(({ digest }) => digest === node.source));
  if (missing !== undefined)
    return fail(problem('INPUT_INVALID', `the source of ${missing.node} was not sent`, 'send it with the intent, by its digest', { at: missing.node }));
  const planned = await planFor(
    {
      deployment: proposal.deployment,
      targets: targets.value,
      intent: intent?.intent ?? `the nodes of ${proposal.deployment}`,
      evidence: proposal.evidence,
      desired: desired.value,
      checks: checksOf(proposal),
      sources: sources.value,
    },
    ports,
  );
  if (!planned.ok) return planned;
  const { deployment, region, evidence } = proposal;
  const named = Object.fromEntries([...targets.value].map(([name, target]) => [name, target.name]));
  return ok({ interpretation: { deployment, targets: named, region, evidence }, plan: planned.value });
}

/** Sources under the digest that they have, and no other. */
function sourcesOf(sources: Readonly<Record<string, SourceBundle>>): Result<(Write & { kind: 'source' })[]> {
  const wrong = Object.entries(sources).find(([digest, bundle]) => digestOf(bundle) !== digest);
  if (wrong !== undefined) return fail(problem('INPUT_INVALID', `a source has not the digest ${wrong[0].slice(0, 12)}…`, 'send it again', { at: 'sources' }));
  return ok(Object.entries(sources).map(([digest, bundle]) => ({ kind: 'source', digest, bundle })));
}

function parsedIntent(form: Request<'ask'>['intent']): Result<Intent> {
  const text = form['intent'];
  return typeof text === 'string' && Object.keys(form).length === 1 ? intentFromText(text) : intentFromJson(JSON.stringify(form));
}

/** The place that a node of a draft names. */
function placeFor(
  at: DraftAt | undefined,
  node: string,
  region: string,
  alias: string,
  targets: ReadonlyMap<string, NamedTarget>,
  ports: EnginePorts,
): Result<AwsAt> {
  const name = at?.target ?? alias;
  const target = targets.get(name);
  if (target === undefined) {
    const fix = `name it with --target ${name}=…, or use ${[...targets.keys()].join(' or ')}`;
    return fail(problem('TARGET_UNKNOWN', `${node} is at ${name}, which is no target of this deployment`, fix, { at: node }));
  }
  const wanted = at?.region ?? (name === alias ? region : (target.regions[0] ?? region));
  const refusal = refuseRegion(wanted, target, ports);
  if (refusal !== null) return fail(at?.region === undefined ? refusal : { ...refusal, at: node });
  return ok({ target: name, cloud: 'aws', account: target.target.account, region: wanted });
}

function refuseRegion(region: string, target: NamedTarget, { types }: EnginePorts): Diagnostic | null {
  const at = 'intent.region';
  if (!types.regions().includes(region)) {
    const close = nearest(region, types.regions());
    const fix = close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'use a region such as us-east-1';
    return problem('REGION_UNKNOWN', `${region} is not an AWS region`, fix, { at });
  }
  if (target.regions.includes(region)) return null;
  const fix = `use ${target.regions.join(' or ')}, or add the region to the target`;
  return problem('REGION_UNKNOWN', `target ${target.name} does not include ${region}`, fix, { at });
}

function checksOf(proposal: Proposal): PlanBody['checks'] {
  return proposal.resources.flatMap((resource) => resource.checks.map((check) => ({ node: resource.node, ...check }))) as PlanBody['checks'];
}
