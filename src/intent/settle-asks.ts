import type { Diagnostic } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import type { Evidence } from '../model/proposal.ts';
import type { Answer, Question } from '../model/question.ts';
import type { Ask, SettledAsks } from './ask.ts';
import { quote, unclear } from './not-understood.ts';
import { fewQuestions } from './open-questions.ts';
import { settleControls, settleReach } from './settle-controls.ts';
import { checkDemands, checkNeeds, checkParams, settleSlots } from './settle-slots.ts';
import type { Understood } from './understood.ts';

/** Brings words, compliance terms and parameters together: what each resource is to be, or every contradiction and gap. */
export function settleAsks(understood: Understood, intent: Intent, answers: readonly Answer[], region: string, knowledge: KnowledgeBase): Result<SettledAsks> {
  const problems: Diagnostic[] = [];
  const questions: Question[] = [];
  const remarks: Evidence[] = [];
  const { groups, all } = understood;
  const params = intent.params ?? {};
  const patterns = groups.flatMap((group) => knowledge.patterns.get(group.pattern) ?? []);
  problems.push(...checkParams(params, groups, patterns));
  settleReach(all.controls, groups, knowledge, problems, remarks);
  for (const mention of all.slots) {
    if (!groups.some((group) => mention.slots.some((slot) => slot.pattern === group.pattern))) {
      problems.push(unclear(mention, `${quote(mention.words)} has no meaning for what is asked for`, 'leave it out'));
    }
  }
  const asks = groups.flatMap((group): Ask[] => {
    const pattern = knowledge.patterns.get(group.pattern);
    if (pattern === undefined) return [];
    const controls = settleControls(group, all.controls, knowledge, problems, remarks);
    const slots = settleSlots(group, pattern, { all: all.slots, params, answers }, region, knowledge, problems, questions);
    checkNeeds(group, pattern, controls, slots, knowledge, problems);
    checkDemands(group, pattern, controls, slots, problems);
    const given = params['name'];
    const names = group.names ?? (typeof given === 'string' ? { words: 'params.name', at: 'params.name', names: [given] } : null);
    return [{ pattern, said: group, count: group.count, names, controls, slots }];
  });
  if (problems.length > 0) return fail(...problems);
  const asked = fewQuestions(questions);
  return asked.ok ? ok({ asks, remarks, questions: asked.value }) : asked;
}
