import { expand } from '../catalog/expand.ts';
import { intentFromJson, intentFromText } from '../intent/parse-intent.ts';
import { problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Caller } from '../model/caller.ts';
import type { Intent } from '../model/intent.ts';
import type { RequestOf, ResponseOf } from '../model/operations.ts';
import type { PlanBody } from '../model/plan.ts';
import type { Proposal } from '../model/proposal.ts';
import { resolution } from '../model/resolution.ts';
import type { NamedTarget } from '../model/target.ts';
import { type Asked, comeTo } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findTarget } from './find-target.ts';
import { planFor } from './plan-for.ts';
import { readAnswers } from './read-answers.ts';

/** Intent → proposal → desired → as-built → plan; or a question, or a refusal. */
export async function ask(request: RequestOf<'ask'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'ask'>>> {
  const parsed = parsedIntent(request.intent);
  if (!parsed.ok) return parsed;
  const intent = parsed.value;
  const target = findTarget(request.target ?? intent.target, ports);
  return target.ok ? planned({ intent, target: target.value, answers: [] }, caller, ports) : target;
}

/** Continues an intent with answers to the questions that it raised. */
export async function answer(request: RequestOf<'answer'>, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'answer'>>> {
  const record = await ports.store.resolution(request.id);
  if (record === null || record.kind !== 'question')
    return fail(problem('QUESTION_UNKNOWN', `there is no question ${request.id}`, 'ask again: the question comes with its id', { at: request.id }));
  const asked = resolution.parse(JSON.parse(record.bytes));
  if (asked.kind !== 'question') throw new Error(`${record.id} is not the question as which it is recorded`);
  const answers = readAnswers(asked.questions, request.answers);
  if (!answers.ok) return answers;
  const target = findTarget(asked.target, ports);
  return target.ok ? planned({ intent: asked.intent, target: target.value, answers: [...asked.answers, ...answers.value] }, caller, ports) : target;
}

async function planned(asked: Asked, caller: Caller, ports: EnginePorts): Promise<Result<ResponseOf<'ask'>>> {
  const { intent, target } = asked;
  if (intent.account !== undefined && intent.account !== target.target.account) {
    const message = `target ${target.name} is account ${target.target.account}, not ${intent.account}`;
    return fail(problem('TARGET_MISMATCH', message, 'name a target of that account with --target', { at: 'intent.account' }));
  }
  const came = await comeTo(asked, ports);
  if (!came.ok) return came;
  if (came.value.kind === 'refusal') return ok({ kind: 'refusal', problems: [...came.value.problems] });
  if (came.value.kind === 'question') return ok({ kind: 'question', id: came.value.id, questions: [...came.value.questions] });
  const { proposal } = came.value;
  const place = refusePlace(proposal, target, ports);
  if (!place.ok) return place;
  const desired = expand(proposal, { types: ports.types, place: place.value });
  if (!desired.ok) return desired;
  const { deployment, region, evidence } = proposal;
  const plan = await planFor({ deployment, target, intent: intent.intent, evidence, desired: desired.value, checks: checksOf(proposal) }, caller, ports);
  return plan.ok ? ok({ kind: 'proposal', interpretation: { deployment, target: target.name, region, evidence }, plan: plan.value }) : plan;
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
