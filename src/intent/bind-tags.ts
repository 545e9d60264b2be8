import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Answer, Question } from '../model/question.ts';
import { quote } from './not-understood.ts';
import type { TagSaid } from './reading/take-tags.ts';
import type { ReadText, Said, TagMention } from './understood.ts';

/** So many words make a description, in which what is said belongs to what was named last. */
const description = 30;

/**
 * Which of the things of a text each tag is of: what was named last before it; of a short text, where several were named together, it is asked. Two values of one tag of the same thing are CONTROL_CONFLICT.
 */
export function bindTags(
  read: ReadText,
  tags: readonly TagSaid[],
  text: string,
  answers: readonly Answer[],
): { readonly tags: readonly TagMention[]; readonly questions: readonly Question[]; readonly problems: readonly Diagnostic[] } {
  const things = [...read.groups, ...read.bares].map((thing) => ({ thing, start: startOf(thing.at) })).sort((a, b) => a.start - b.start);
  const brief = text.split(/\s+/u).length <= description;
  const questions: Question[] = [];
  const problems: Diagnostic[] = [];
  let since = 0;
  const bound = [...tags]
    .sort((a, b) => startOf(a.at) - startOf(b.at))
    .map(({ ofAll, ...tag }): TagMention => {
      const start = startOf(tag.at);
      const before = things.filter((one) => one.start < start);
      const together = before.filter((one) => one.start >= since && !/[.;!?]\s/u.test(text.slice(one.start, start)));
      since = start;
      if (ofAll || before.length === 0) return { ...tag, of: null };
      const last = before.at(-1)?.thing.at ?? '';
      if (!brief || together.length < 2) return { ...tag, of: [last] };
      const answer = answers.find(({ at, slot }) => at === tag.at && slot === 'tag')?.value;
      if (answer === undefined) questions.push(whose(tag, before.at(-1)?.thing.words ?? ''));
      return { ...tag, of: answer === 'last' ? [last] : together.map(({ thing }) => thing.at) };
    });
  for (const one of bound) {
    const other = bound.find((two) => two.key === one.key && two.value !== one.value && startOf(two.at) > startOf(one.at) && isShared(one.of, two.of));
    if (other !== undefined)
      problems.push(
        problem('CONTROL_CONFLICT', `${quote(one.words)} and ${quote(other.words)} give one tag two values`, 'keep one of the two', { at: other.at }),
      );
  }
  return { tags: bound, questions: questions.filter(({ at }, index) => questions.findIndex((one) => one.at === at) === index), problems };
}

function whose({ words, at }: Said, last: string): Question {
  return {
    at,
    slot: 'tag',
    text: `What is ${quote(words)} said of?`,
    options: [
      { letter: 'a', value: 'all', text: 'all that is named together with it' },
      { letter: 'b', value: 'last', text: `only ${quote(last)}` },
    ],
    open: false,
    default: 'all',
    because: null,
  };
}

function isShared(one: TagMention['of'], two: TagMention['of']): boolean {
  return one === null || two === null || one.some((at) => two.includes(at));
}

function startOf(at: string): number {
  return Number(at.split(':')[1] ?? 1) - 1;
}
