import type { Diagnostic } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Evidence } from '../model/proposal.ts';
import type { Answer, Question } from '../model/question.ts';
import type { Ask, SettledAsks } from './ask.ts';
import { quote, unclear } from './not-understood.ts';
import { fewQuestions } from './open-questions.ts';
import { settleCompanions } from './settle-companions.ts';
import { settleControls, settleReach } from './settle-controls.ts';
import { checkDemands, checkNeeds, checkParams, settleSlots } from './settle-slots.ts';
import type { Subject } from './subject.ts';
import type { Group, Understood } from './understood.ts';

/** The intent with what was said beside its words. */
export interface SaidBeside {
  readonly intent: Intent;
  readonly answers: readonly Answer[];
  /** Where the intent's parameters are an AI agent's. */
  readonly paramsBy: 'agent' | undefined;
}

/** Brings words, compliance terms and parameters together: what each resource is to be, or every contradiction and gap. */
export function settleAsks(
  understood: Understood,
  { intent, paramsBy, answers }: SaidBeside,
  region: string,
  knowledge: KnowledgeBase,
  subject: Subject,
): Result<SettledAsks> {
  const problems: Diagnostic[] = [];
  const questions: Question[] = [];
  const remarks: Evidence[] = [];
  const { groups, all } = understood;
  const params = intent.params ?? {};
  const patterns = groups.flatMap((group) => knowledge.patterns.get(group.pattern) ?? []);
  problems.push(...checkParams(params, groups, patterns));
  // What is said of some types alone may find none of them.
  settleReach(
    all.controls.filter(({ only }) => only === undefined),
    groups,
    knowledge,
    problems,
    remarks,
  );
  for (const mention of all.slots) {
    if (!groups.some((group) => mention.slots.some((slot) => slot.pattern === group.pattern))) {
      problems.push(unclear(mention, `${quote(mention.words)} has no meaning for what is asked for`, 'leave it out'));
    }
  }
  const given = params['name'];
  const parts = groups.flatMap((group) => partsOf(group, typeof given === 'string' ? given : null, subject, problems));
  const asks = parts.flatMap(({ group, stands }): Ask[] => {
    const pattern = knowledge.patterns.get(group.pattern);
    if (pattern === undefined) return [];
    const draft = subject.standing?.draft.resources ?? [];
    const old = draft.find(({ node }) => node === stands) ?? null;
    const own = settleControls(group, all.controls, knowledge, { stands: old, draft }, problems, remarks);
    const { companions, alsoOwner } = settleCompanions(group, own, knowledge, answers, problems, remarks, questions);
    const controls = [...own, ...alsoOwner].sort((a, b) => (a.entry.metadata.name < b.entry.metadata.name ? -1 : 1));
    const known = stands === null || subject.standing?.unsaid.includes(stands) === true ? null : (old?.slots ?? {});
    const slots = settleSlots(group, pattern, { all: all.slots, params, paramsBy, answers, known }, region, knowledge, problems, questions);
    if (known === null) checkNeeds(group, pattern, controls, slots, knowledge, problems);
    checkDemands(group, pattern, controls, slots, problems);
    return [{ pattern, said: group, count: group.count, stands, names: group.names, controls, slots, companions, partNames: group.partNames }];
  });
  if (problems.length > 0) return fail(...problems);
  const asked = fewQuestions(questions);
  return asked.ok ? ok({ asks, remarks, questions: asked.value }) : asked;
}

/** What a group says of each resource that stands, and of all that are new. */
function partsOf(
  group: Group,
  given: string | null,
  { nodes }: Subject,
  problems: Diagnostic[],
): { readonly group: Group; readonly stands: NodeAddress | null }[] {
  const names = group.names ?? (given === null ? null : { words: 'params.name', at: 'params.name', names: [given] });
  const meant = nodes.get(group.at) ?? [];
  if (group.points === 'standing' && !nodes.has(group.at)) {
    problems.push(unclear(group, `${quote(group.words)} points at something that is not named before`, 'write "a" for something new'));
    return [];
  }
  const fresh = Array.from({ length: group.count }, (_, index) => index).filter((index) => (meant[index] ?? null) === null);
  const old = meant.flatMap((stands, index) => (stands === null ? [] : [{ group: part(group, names, [index]), stands }]));
  return fresh.length === 0 ? old : [...old, { group: part(group, names, fresh), stands: null }];
}

function part(group: Group, names: Group['names'], indexes: readonly number[]): Group {
  const own = names === null ? null : { ...names, names: indexes.flatMap((index) => names.names[index] ?? []) };
  return { ...group, count: indexes.length, names: own };
}
