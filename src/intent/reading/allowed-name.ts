import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Answer, Question } from '../../model/question.ts';

/** A name that the type allows; of one that it does not, the nearest that it does is asked. Null where it is to have none. */
export function allowedName(
  name: string,
  type: string,
  at: string,
  knowledge: KnowledgeBase,
  answers: readonly Answer[],
): { readonly name: string | null; readonly questions: readonly Question[] } {
  const rule = knowledge.naming.get(type)?.rule;
  const fits = (text: string): boolean =>
    rule === undefined || (text.length >= rule.minLength && text.length <= rule.maxLength && new RegExp(rule.pattern, 'u').test(text));
  const near = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (fits(name) || rule === undefined || !fits(near)) return { name, questions: [] };
  const answer = answers.find((one) => one.at === at && one.slot === 'name')?.value;
  if (answer !== undefined) return { name: fits(answer) ? answer : null, questions: [] };
  const question: Question = {
    at,
    slot: 'name',
    text: `"${name}" is no name for ${type}, which takes ${rule.rule}. Which name is it to have?`,
    options: [{ letter: 'a', value: near, text: `the nearest that is allowed` }],
    open: true,
    default: near,
    because: null,
  };
  return { name: near, questions: [question] };
}
