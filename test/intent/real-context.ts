import { expand } from '../../src/catalog/expand.ts';
import { parseIntent } from '../../src/intent/parse-intent.ts';
import type { Open, ResolveContext } from '../../src/intent/resolve.ts';
import { resolveByRules } from '../../src/intent/rule-resolver.ts';
import { type Diagnostic, problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { DesiredNode } from '../../src/model/desired.ts';
import type { Proposal } from '../../src/model/proposal.ts';
import type { Answer } from '../../src/model/question.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { shippedKnowledge } from '../shipped-knowledge.ts';

export const knowledge = shippedKnowledge();
export const types = loadRegistry();
export const account = '111111111111';
export const context: ResolveContext = {
  knowledge,
  types,
  target: {
    name: 'sandbox',
    target: { cloud: 'aws', account, region: 'us-east-1', dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
    regions: ['us-east-1'],
  },
  names: new Map(),
};

/** The first part of the line: text → intent → proposal, or what the intent leaves open. */
export function resolveText(text: string, answers: readonly Answer[] = []): Result<Proposal | Open> {
  const intent = parseIntent(text);
  return intent.ok ? resolveByRules(intent.value, context, answers) : intent;
}

/** The proposal of a text; a text that leaves something open has none. */
export function propose(text: string): Result<Proposal> {
  const resolved = resolveText(text);
  if (!resolved.ok || resolved.value.kind === 'draft') return resolved as Result<Proposal>;
  return fail(...resolved.value.questions.map((question) => problem('INTENT_NOT_UNDERSTOOD', question.text, 'answer it', { at: question.at })));
}

/** The proposal of an intent that is understood; the problems in the error otherwise. */
export function proposalOf(text: string): Proposal {
  const proposed = propose(text);
  if (!proposed.ok) throw new Error(`${text}\n${proposed.problems.map((problem) => `${problem.code} ${problem.at}: ${problem.message}`).join('\n')}`);
  return proposed.value;
}

/** The problems of an intent that is refused. */
export function problemsOf(text: string): readonly Diagnostic[] {
  const proposed = propose(text);
  if (proposed.ok) throw new Error(`understood: ${text}`);
  return proposed.problems;
}

export function expandOf(proposal: Proposal): Result<DesiredNode[]> {
  const place = ok({ target: proposal.target, cloud: 'aws' as const, account, region: proposal.region });
  return expand(proposal, { types, place: () => place });
}
