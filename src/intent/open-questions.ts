import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { PatternEntry, Slot } from '../model/knowledge.ts';
import type { Question } from '../model/question.ts';
import type { SettledSlot } from './ask.ts';
import { quote, unclear } from './not-understood.ts';
import { unreadSlot } from './reading/ask-unread.ts';
import type { Group } from './understood.ts';

/** Whoever would have to be asked more has said too little to be understood. */
const mostQuestions = 3;

/** What has to be asked of a group: its pattern's questions whose slots have no value, and those that go along with them. */
export function openQuestions(group: Group, pattern: PatternEntry, settled: ReadonlyMap<string, SettledSlot>): Question[] {
  const open = (name: string): boolean => !settled.has(name);
  const words = quote([group.words, ...(group.names === null ? [] : [group.names.words])].join(' '));
  return Object.entries(pattern.slots).flatMap(([name, slot]): Question[] => {
    if (slot.type === 'integer' || slot.ask === undefined || !open(name)) return [];
    const { question, because } = slot.ask;
    if (slot.ask.with !== undefined && !open(slot.ask.with)) return [];
    const taken = slot.ask.unlike === undefined ? undefined : settled.get(slot.ask.unlike)?.value;
    const options = slot.ask.options.filter(({ value }) => value !== taken);
    const fallback = options.find(({ value }) => value === slot.ask?.default) ?? options[0];
    if (fallback === undefined) return [];
    return [
      {
        at: group.at,
        slot: name,
        text: question.replaceAll('{words}', words),
        options: options.map((option, index) => ({ letter: String.fromCharCode(97 + index), ...option })),
        open: slot.type === 'text',
        default: fallback.value,
        because: because ?? null,
      },
    ];
  });
}

/** Two slots with one value that has to be different: CONTROL_CONFLICT. */
export function alikeProblems(pattern: PatternEntry, settled: ReadonlyMap<string, SettledSlot>): Diagnostic[] {
  return Object.entries(pattern.slots).flatMap(([name, slot]) => {
    const other = slot.type === 'integer' ? undefined : slot.ask?.unlike;
    const [one, two] = [settled.get(name), other === undefined ? undefined : settled.get(other)];
    if (other === undefined || one === undefined || one.value !== two?.value) return [];
    const message = `${quote(one.said?.words ?? name)} and ${quote(two.said?.words ?? other)} are one, and have to be two`;
    return [problem('CONTROL_CONFLICT', message, `give ${name} or ${other} another value`, { at: one.said?.at ?? name })];
  });
}

/**
 * At most three: where there are more, what words mean that nobody knows is asked later, defaults that have a reason are taken unasked, and if that is not enough, the intent is not
 * understood.
 */
export function fewQuestions(questions: readonly Question[]): Result<readonly Question[]> {
  if (questions.length <= mostQuestions) return ok(questions);
  const unread = questions.filter(({ slot }) => slot === unreadSlot);
  if (unread.length > 0) {
    const others = fewQuestions(questions.filter(({ slot }) => slot !== unreadSlot));
    return others.ok ? ok([...others.value, ...unread].slice(0, mostQuestions)) : others;
  }
  const needed = questions.filter((question) => question.because === null);
  const [first] = needed;
  if (needed.length <= mostQuestions || first === undefined) return ok(needed);
  const words = { words: first.text, at: first.at };
  return fail(unclear(words, `${needed.length} things are left open, such as: ${first.text}`, 'say in the intent what it is to be, or ask for less at a time'));
}

/** How a value is said in a sentence. */
export function wordsFor(slot: Slot, value: string): string {
  return (slot.phrases[0] ?? '{value}').replace('{value}', value);
}
