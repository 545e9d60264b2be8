import type { Question } from '../../model/question.ts';
import { type Text, t } from './text.ts';

/** What has to be answered before there is a plan: each question with its place in the intent, its options, and what silence means. */
export function renderQuestions(questions: readonly Question[]): Text[] {
  return [t`Before there can be a plan:`.styled('bold'), ...questions.flatMap((question, index) => [t``, ...renderQuestion(question, index + 1)])];
}

function renderQuestion(question: Question, number: number): Text[] {
  const widest = Math.max(...question.options.map(({ value }) => value.length));
  return [
    t`${t`${number}`.styled('bold')}  ${question.text}  ${t`${question.at}`.styled('dim')}`,
    ...question.options.map(({ letter, value, text }) => {
      const isDefault = value === question.default;
      const note = !isDefault ? t`` : question.because === null ? t`  only a suggestion`.styled('yellow') : t`  default: ${question.because}`.styled('dim');
      return t`   ${t`${letter}`.styled('cyan')}  ${t`${value}`.padded(widest)}  ${text}${note}`;
    }),
    ...(question.open ? [t`      or a value of your own`.styled('dim')] : []),
  ];
}

/** The command that answers elsewhere than here. A suggestion is not in it: it is nobody's answer until somebody gives it. */
export function answerCommand(id: string, questions: readonly Question[]): string {
  const needed = questions.flatMap(({ because }, index) => (because === null ? [`${index + 1}=…`] : []));
  return `asbuilt answer ${id} ${needed.length > 0 ? needed.join(' ') : `1=${questions[0]?.options.find(({ value }) => value === questions[0]?.default)?.letter}`}`;
}
