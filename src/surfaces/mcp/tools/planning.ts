import { z } from 'zod';
import type { Code } from '../../../kernel/codes.ts';
import { type Diagnostic, problem } from '../../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { changesNothing } from '../../../model/changes-nothing.ts';
import { jsonObject } from '../../../model/json-schema.ts';
import type { ResponseOf } from '../../../model/operations.ts';
import type { Plan } from '../../../model/plan.ts';
import { fixForAgent } from '../fix-for-agent.ts';
import { type Quote, quoteAbout } from '../quote.ts';
import { receiptOf, targetsOfPlan } from '../receipt.ts';
import { planOverview, showOverview } from '../show-plan.ts';
import { idempotencyKey, type Reach, type Told, tool } from '../tool.ts';

const questionRow = z.object({
  number: z.number().int(),
  question: z.string(),
  options: z.array(z.object({ letter: z.string(), value: z.string(), text: z.string() })),
  open: z.boolean(),
  default: z.string(),
  because: z.string().nullable(),
});

/** What an intent comes to. */
const cameTo = z.object({
  kind: z.enum(['plan', 'question', 'answer']),
  plan: planOverview.optional(),
  question: z.string().optional(),
  questions: z.array(questionRow).optional(),
  text: z.string().optional(),
  rows: z.array(z.string()).optional(),
  unread: z.array(z.object({ scope: z.string(), reason: z.string() })).optional(),
});

export const createPlan = tool({
  name: 'create_plan',
  title: 'Plan an intent',
  operation: 'ask',
  world: true,
  detail:
    'Changes nothing: answers with a plan, with questions, or with what cannot be met. Give intent (words) or nodes (resources by name), not both; accept, replace and adopt may stand alone with deployment, and a person confirms them by name.',
  input: {
    intent: z.string().min(1).optional().describe('what is wanted, in one sentence: a private, encrypted bucket named logs'),
    compliance: z.string().optional().describe('control terms, as in: private, encrypted'),
    params: jsonObject.optional().describe('values for slots of the intent'),
    nodes: z
      .record(z.string(), jsonObject)
      .optional()
      .describe(
        'node → {type, properties, dependsOn?}; values may hold ${node.Attribute}. All nodes there are to be: one of those that stand, left out, is planned to be deleted',
      ),
    deployment: z.string().optional().describe('its name; needed with nodes'),
    target: z.string().optional().describe('from list_targets; else the default one'),
    region: z.string().optional(),
    accept: z.array(z.string()).optional().describe('node, or node/pointer, that deviates and is to stay so'),
    replace: z.array(z.string()).optional().describe('nodes to make anew'),
    adopt: z.record(z.string(), z.string()).optional().describe('node → primary identifier of what it takes over'),
    idempotency_key: idempotencyKey,
  },
  output: cameTo,
  async call({ intent, compliance, params, nodes, deployment, target, region, accept, replace, adopt }, { engine, caller }) {
    const named = { accept, replace, adopt };
    const standing = deployment !== undefined && Object.values(named).some((each) => each !== undefined);
    if (intent !== undefined && nodes !== undefined)
      return fail(problem('INPUT_INVALID', 'both intent and nodes are given', 'give intent, in words, or nodes, and leave the other out', { at: 'nodes' }));
    if (intent === undefined && nodes === undefined && !standing)
      return fail(problem('INPUT_INVALID', 'either intent or nodes is needed', 'give intent, in words', { at: 'intent' }));
    if (nodes !== undefined && (compliance !== undefined || params !== undefined))
      return fail(problem('INPUT_INVALID', 'compliance and params are for an intent in words', 'leave them out', { at: 'nodes' }));
    const words = intent === undefined ? { deployment } : { intent, compliance, params, name: deployment, region };
    const fields = { ...(nodes === undefined ? words : { nodes, name: deployment, region }), ...named };
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Parameters<typeof engine.ask>[0]['intent'];
    const asked = await engine.ask({ intent: given, ...(target === undefined ? {} : { targets: { [target]: target } }) }, caller);
    return asked.ok ? tellAsked(asked.value, { engine, caller }, fields) : fail(...asked.problems.map(inOwnFields));
  },
});

/** What the engine says of the fields of an intent file, in those of this tool. */
function inOwnFields(said: Diagnostic): Diagnostic {
  if (said.code !== 'INPUT_INVALID') return said;
  const own = said.at === 'name' ? { ...said, at: 'deployment', message: said.message.replace(/^name\b/, 'deployment') } : said;
  if (!own.fix.startsWith('write it like {"name"')) return own;
  return {
    ...own,
    fix: 'give nodes like {"bucket": {"type": "AWS::S3::Bucket", "properties": {}}}, and a deployment like shop: lower-case letters, digits and _',
  };
}

export const answerQuestion = tool({
  name: 'answer_question',
  title: 'Answer what an intent left open',
  operation: 'answer',
  world: true,
  detail:
    'Ask your user where you do not know: what you choose is marked as yours in the plan, and the person who approves is asked again for what cannot be changed later or is of security.',
  input: {
    question: z.string().describe('q_…'),
    answers: z.record(z.string(), z.string()).describe('number of the question → a value, or the letter of an option'),
    idempotency_key: idempotencyKey,
  },
  output: cameTo,
  async call({ question, answers }, reach) {
    const asked = await reach.engine.answer({ id: question, answers }, reach.caller);
    return asked.ok ? tellAsked(asked.value, reach, answers) : asked;
  },
});

export const planRemoval = tool({
  name: 'plan_removal',
  title: 'Plan the removal of a deployment',
  operation: 'destroy',
  world: true,
  detail: 'Changes nothing: a removal is a plan that a person approves.',
  input: { deployment: z.string(), idempotency_key: idempotencyKey },
  output: planOverview,
  async call({ deployment }, { engine, caller }) {
    const planned = await engine.destroy({ deployment: deployment as Parameters<typeof engine.destroy>[0]['deployment'] }, caller);
    if (!planned.ok) return planned;
    return tellPlan(fresh(planned.value), caller, 'plan', quoteAbout(planned.value));
  },
});

type Asker = Pick<Reach, 'engine' | 'caller'>;

function tellAsked(asked: ResponseOf<'ask'>, { caller }: Asker, request: unknown): Result<Told> {
  switch (asked.kind) {
    case 'proposal': {
      const told = tellPlan(fresh(asked.plan), caller, 'plan', quoteAbout(asked.plan, request));
      return told.ok ? ok({ ...told.value, data: { kind: 'plan', plan: told.value.data } }) : told;
    }
    case 'question': {
      const quote = quoteAbout(request);
      const questions = asked.questions.map(({ text, options, open, default: usual, because }, index) => ({
        number: index + 1,
        question: quote(text, 300),
        options: options.map((option) => ({ letter: option.letter, value: quote.called(option.value), text: quote(option.text) })),
        open,
        default: quote.called(usual),
        because: because === null ? null : quote(because),
      }));
      return ok({
        receipt: receiptOf(caller, 'plan', quote),
        next: 'Answer by number. Where because is null the default is arbitrary: ask your user.',
        next_tool: 'answer_question',
        data: { kind: 'question', question: asked.id, questions },
      });
    }
    case 'refusal':
      return fail(...asked.problems);
    case 'answer': {
      const quote = quoteAbout(request);
      const rows = asked.rows.slice(0, 50).map((row) => quote(JSON.stringify(row), 300));
      const unread = asked.coverage.unread.map(({ scope, reason }) => ({ scope: quote(scope), reason: quote(reason) }));
      return ok({
        receipt: receiptOf(caller, 'plan', quote),
        next: 'Nothing was planned: this answers a question. What was not read is listed.',
        next_tool: null,
        data: { kind: 'answer', text: quote(fixForAgent(asked.text).text, 600), rows, unread },
      });
    }
    default:
      return asked satisfies never;
  }
}

type Stored = Pick<ResponseOf<'plan'>, 'plan' | 'state' | 'why' | 'refused'>;

/** A plan that was made just now. */
export function fresh(plan: Plan): Stored {
  return { plan, state: 'open', why: null, refused: null };
}

/** A plan as a whole, and what is to be done with it. What was planned is an answer for as long as the plan can be used. */
export function tellPlan(stored: Stored, caller: Reach['caller'], effect: 'read' | 'plan', quote: Quote, from?: string): Result<Told> {
  const shown = showOverview(stored, quote, from);
  const until = effect === 'plan' ? { until: stored.plan.expiresAt } : {};
  return shown.ok ? ok({ ...aboutPlan(stored, caller, effect, quote), ...shown.value, ...until }) : shown;
}

/** What stands around everything that is told of a plan. */
export function aboutPlan(stored: Stored, caller: Reach['caller'], effect: 'read' | 'plan', quote: Quote): Pick<Told, 'receipt' | 'next' | 'next_tool'> {
  const { plan } = stored;
  return { receipt: receiptOf(caller, effect, quote, { plan: plan.id, targets: targetsOfPlan(plan, quote) }), ...wayOn(stored) };
}

function wayOn({ plan, state, refused }: Stored): Pick<Told, 'next' | 'next_tool'> {
  const anew = plan.blueprint === undefined ? 'create_plan' : 'plan_blueprint';
  if (plan.verdict.decision === 'deny') return { next: 'Policy forbids this plan; nobody can approve it.', next_tool: anew };
  if (changesNothing(plan) && !plan.complete)
    return { next: 'A run of it was under way when this was planned, and comes to what is not in it: follow it, then plan again.', next_tool: 'list_runs' };
  if (changesNothing(plan)) return { next: 'Nothing is left to do.', next_tool: null };
  if (state === 'applied') return { next: 'Its run has begun, which refused names.', next_tool: 'get_run' };
  if (state === 'rejected') return { next: 'A person rejected it, or its target changed.', next_tool: anew };
  if (refused !== null && approveAnew.has(refused.code))
    return { next: 'Its approval does not hold any more: a person approves it again.', next_tool: 'request_approval' };
  if (refused !== null) return { next: 'It can no longer be approved or applied: plan again.', next_tool: anew };
  if (state === 'approved') return { next: 'A person approved it: apply it with its digest.', next_tool: 'apply_plan' };
  if (plan.keeps === true)
    return {
      next: 'Nothing that stands changes: tell your user how it is run otherwise (part understood); a person approves it.',
      next_tool: 'request_approval',
    };
  return { next: 'Tell your user what it changes; a person approves it.', next_tool: 'request_approval' };
}

/** What is wrong with an approval and not with its plan. */
export const approveAnew: ReadonlySet<string> = new Set<Code>([
  'APPROVAL_EXPIRED',
  'APPROVAL_INVALID',
  'APPROVAL_FOREIGN',
  'APPROVAL_SIMULATED',
  'CONSENT_MISSING',
]);
