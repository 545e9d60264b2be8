import { problem } from '../kernel/diagnostic.ts';
import { all, fail, ok, type Result } from '../kernel/result.ts';
import type { Answer, Question } from '../model/question.ts';
import { isSecretName } from '../model/secret-place.ts';

/**
 * Answers as they were given, by the number of their question: an option's value, else an option's letter, else, where that is open, a value of its own.
 * A question without an answer takes its default where that has a reason, and stays open where it is arbitrary. What is given as `only` answers the only question there is. INPUT_INVALID at the
 * answer, also where it would give a secret in plain words (`MasterUserPassword=…`): that is in no problem either. `by`: whose the answers are; a default that silence takes is nobody's.
 */
export function readAnswers(questions: readonly Question[], said: Readonly<Record<string, string>>, by?: Answer['by']): Result<Answer[]> {
  const { only, ...numbered } = said;
  if (only !== undefined && (questions.length !== 1 || Object.keys(numbered).length > 0)) {
    const fix = `say which it answers, as in ${questions.map((_, index) => `${index + 1}=…`).join(' ')}`;
    return fail(problem('INPUT_INVALID', `${JSON.stringify(only)} does not say which question it answers`, fix, { at: 'answers.only' }));
  }
  const given: Readonly<Record<string, string>> = only === undefined ? numbered : { 1: only };
  const unknown = Object.keys(given).filter((number) => questions[Number(number) - 1] === undefined);
  const problems = unknown.map((number) =>
    problem('INPUT_INVALID', `there is no question ${number}`, `the questions are 1 to ${questions.length}`, { at: `answers.${number}` }),
  );
  if (problems.length > 0) return fail(...problems);
  if (Object.keys(given).length === 0) return fail(problem('INPUT_INVALID', 'nothing is answered', 'answer by number, as in 1=b', { at: 'answers' }));
  const answers = questions.flatMap((question, index): Result<Answer>[] => {
    const said = given[String(index + 1)]?.trim();
    if (said === undefined) return question.because === null ? [] : [ok({ at: question.at, slot: question.slot, value: question.default })];
    const option = question.options.find(({ value }) => value === said) ?? question.options.find(({ letter }) => letter === said);
    if (option === undefined && (!question.open || said === '')) {
      const letters = question.options.map(({ letter, text }) => `${letter} (${text})`).join(', ');
      const message = `${JSON.stringify(said)} is no answer to: ${question.text}`;
      return [fail(problem('INPUT_INVALID', message, `answer ${letters}${question.open ? ', or a value of your own' : ''}`, { at: `answers.${index + 1}` }))];
    }
    const secret = option === undefined ? secretIn(said) : undefined;
    if (secret !== undefined) {
      const fix =
        "an answer is recorded, and a secret is to be in no record: give it as ${secret('NAME')} in an intent file that says its nodes, or leave the words out";
      return [fail(problem('INPUT_INVALID', `${secret} is made for a secret, which an answer would tell in plain words`, fix, { at: `answers.${index + 1}` }))];
    }
    return [ok({ at: question.at, slot: question.slot, value: option?.value ?? said, ...(by === undefined ? {} : { by }) })];
  });
  return all(answers);
}

/** The property made for a secret that an answer gives a value: of several, as in `MultiAZ=true, AuthToken=…`, the first. */
function secretIn(answer: string): string | undefined {
  const pairs = [...answer.matchAll(/(?:^|[,;\s])([A-Za-z][\w./-]*)\s*=\s*(\S+)/gu)];
  return pairs.find(([, name = '', value = '']) => isSecretName(name) && !/^(?:true|false)[,;]?$/iu.test(value))?.[1];
}
