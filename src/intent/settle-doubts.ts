import type { Answer, Question } from '../model/question.ts';
import { quote } from './not-understood.ts';
import type { Doubt } from './read-modifiers.ts';

/** Gives what may be said of two things to the one that was answered; what nobody answered is asked. */
export function settleDoubts(doubts: readonly Doubt[], answers: readonly Answer[]): Question[] {
  return doubts.flatMap((doubt): Question[] => {
    const { said, group, companion, item } = doubt;
    const answer = answers.find(({ at, slot }) => at === said.at && slot === 'of')?.value;
    if (answer === undefined) return [questionOf(doubt)];
    const to = answer === 'companion' ? companion : group;
    if (item.kind === 'names') to.names = { ...said, names: item.names };
    else if (item.kind === 'quoted') to.names = { ...said, names: [item.text] };
    else if (item.kind === 'control') to.controls.push({ ...said, control: item.control, positive: item.form !== 'opposite' });
    return [];
  });
}

function questionOf({ said, group, companion }: Doubt): Question {
  return {
    at: said.at,
    slot: 'of',
    text: `Is ${quote(said.words)} said of ${quote(group.words)} or of ${quote(companion.words)}?`,
    options: [
      { letter: 'a', value: 'owner', text: `of the ${group.words}` },
      { letter: 'b', value: 'companion', text: `of what ${companion.words} brings along` },
    ],
    open: false,
    default: 'owner',
    because: null,
  };
}
