import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Answer, Question } from '../../model/question.ts';
import { quote, unclear } from '../not-understood.ts';
import type { ResolveContext } from '../resolve.ts';
import type { NotExact } from '../understand.ts';
import type { Said, Understood } from '../understood.ts';
import { readBroadly } from './read-broadly.ts';

/** The slot of the question what words mean that nobody knows, and its answer. */
const unreadSlot = 'unread';
const leaveOut = 'leave out';

/** So many words make a description; in a shorter text each may change what is asked for. */
const description = 30;

/**
 * Reads a text that is not read exactly. Null where it speaks of no resource, or where the exact reading knows better what is wrong with it: a slip of the pen, two
 * readings of known words, a contradiction.
 */
export function readFreely(text: string, context: ResolveContext, answers: readonly Answer[], exact: NotExact): Result<Understood> | null {
  const brief = text.split(/\s+/u).length <= description;
  const other = exact.problems.some(({ code, message }) => code !== 'INTENT_NOT_UNDERSTOOD' && !(code === 'REGION_UNKNOWN' && isZone(message, context)));
  if (other || (brief && !exact.words)) return null;
  const broad = readBroadly(text, context, brief);
  if (broad === null) return null;
  const { understood, unread } = broad;
  const slip = exact.problems.some(({ at, fix }) => fix.startsWith('did you mean') && unread.some((said) => said.at === at && !/\s/u.test(said.words)));
  if (brief && slip) return null;
  const choice = brief ? /\b(?:or|either)\b/iu.exec(text) : null;
  if (choice !== null)
    return fail(unclear({ words: choice[0], at: `intent:${choice.index + 1}` }, `${quote(choice[0])} leaves a choice`, 'say which one is wanted'));
  const [first] = unread;
  if (first === undefined) return ok(understood);
  if (answers.some(({ at, slot, value }) => at === first.at && slot === unreadSlot && value === leaveOut))
    return ok({ ...understood, unused: [...understood.unused, ...unread.map((said) => ({ ...said, why: 'is left out, as was answered' }))] });
  return ok({ ...understood, questions: [...understood.questions, unreadQuestion(first, unread)] });
}

function unreadQuestion(first: Said, unread: readonly Said[]): Question {
  const words = unread.map((said) => quote(said.words)).join(', ');
  return {
    at: first.at,
    slot: unreadSlot,
    text: `Nothing is known to make of ${words}. Is it to be left out? For a name, write named "…"; otherwise say it in other words`,
    options: [{ letter: 'a', value: leaveOut, text: 'leave it out' }],
    open: false,
    default: leaveOut,
    because: null,
  };
}

function isZone(message: string, { types }: ResolveContext): boolean {
  const region = /region ([a-z]{2}(?:-[a-z]+)+-\d)[a-f]$/.exec(message)?.[1];
  return region !== undefined && types.regions().includes(region);
}
