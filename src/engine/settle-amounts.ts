import { readAct } from '../intent/reading/read-act.ts';
import type { Amount } from '../intent/reading/read-order.ts';
import { type Open, type Refusal, type ResolveContext, resolve } from '../intent/resolve.ts';
import { problem } from '../kernel/diagnostic.ts';
import { isJsonObject, type Json } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import { ok, type Result } from '../kernel/result.ts';
import { placeName } from '../model/property-name.ts';
import type { Evidence } from '../model/proposal.ts';
import type { Answer, Question } from '../model/question.ts';
import type { Asked } from './come-to.ts';
import type { EnginePorts } from './engine-ports.ts';
import { findSubject } from './find-subject.ts';
import type { Library } from './read-books.ts';

/** An intent whose amounts are what is to be, with why each is so. */
interface Settled {
  readonly kind: 'settled';
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** What a property that holds a number is now and is asked to be, as it counts. */
interface Moved {
  readonly pointer: string;
  readonly node: string;
  readonly now: number;
  readonly asked: number;
}

const slot = 'direction';
/** Values of whatever is counted: of a factor nobody says one, and what one of these would move is what the factor is of. */
const unsaid: readonly string[] = ['60 seconds', '7 days', '3', '512 MB', '40 GB'];

/**
 * Compares the amounts of an order with what was asked of the things that stand: a difference ("by 256 MB") becomes the value that it comes to, and a value that goes against its verb ("raise … to" less) is asked about.
 * A refusal where it cannot be told what a difference is to. Null where the text gives no such amount.
 */
export async function settleAmounts(
  asked: Asked,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<Result<Settled | Open | Refusal> | null> {
  const act = ports.resolver.mentions === undefined || Object.hasOwn(asked.intent, 'params') ? null : readAct(asked.intent.intent, context);
  if (act?.kind !== 'wish' || act.amounts.length === 0) return null;
  let text = asked.intent.intent;
  const evidence: Evidence[] = [];
  const questions: Question[] = [];
  for (const amount of act.amounts) {
    const { moved, value } = await comesTo(amount, asked, context, library, ports);
    if (amount.difference) {
      const place = text.indexOf(amount.words);
      if (moved === null || value === null || place < 0 || text.indexOf(amount.words, place + 1) >= 0) return ok(unsure(amount, moved));
      text = text.replace(amount.words, () => amount.instead.replace('{value}', value));
      evidence.push({
        words: amount.words,
        entry: `type/${amount.type}`,
        effect: `${placeName(moved.pointer)} of ${moved.node} was asked to be ${moved.now}, so that it is to be ${value}`,
      });
    } else if (moved !== null && (amount.direction === 'more' ? moved.asked < moved.now : moved.asked > moved.now)) {
      const answer = answerTo(asked.answers);
      if (answer === 'leave')
        return ok({
          kind: 'refusal',
          problems: [problem('INTENT_NOT_UNDERSTOOD', 'nothing is to be done, as was answered', 'say what it is to be', { at: 'intent:1' })],
        });
      if (answer === null) questions.push(against(amount, moved));
    }
  }
  return ok(questions.length > 0 ? { kind: 'question', questions: questions.slice(0, 1) } : { kind: 'settled', text, evidence });
}

function answerTo(answers: readonly Answer[]): string | null {
  return answers.find((answer) => answer.at === 'intent:1' && answer.slot === slot)?.value ?? null;
}

/** What an amount moves, and the value that a difference or a factor comes to; null where that cannot be told. */
async function comesTo(
  amount: Amount,
  asked: Asked,
  context: ResolveContext,
  library: Library,
  ports: EnginePorts,
): Promise<{ readonly moved: Moved | null; readonly value: string | null }> {
  let moved: Moved | null = null;
  for (const value of amount.factor === undefined ? [amount.value] : unsaid) {
    const said = { ...amount, value, wish: amount.wish.replace('{value}', () => value) };
    const one =
      (await movedBy(said, asked, context, library, ports)) ?? (amount.difference ? await movedByOneMore(said, asked, context, library, ports) : null);
    const sum = one === null ? null : sumOf(said, one);
    if (sum !== null) return { moved: one, value: sum };
    moved ??= one;
  }
  return { moved, value: null };
}

/** The one number that the wish for an amount alone changes; where it changes none, it is that already. Null where nothing, or several things, could be it. */
async function movedBy(amount: Amount, asked: Asked, context: ResolveContext, library: Library, ports: EnginePorts): Promise<Moved | null> {
  const alone: Asked = { ...asked, answers: [], intent: { ...asked.intent, intent: amount.wish } };
  const found = await findSubject(alone, context, library, ports);
  if (!found.ok || found.value.kind !== 'subject') return null;
  const { standing } = found.value.subject;
  const came = standing === null ? null : await resolve(alone.intent, context, ports.resolver, [], found.value.subject);
  if (standing === null || came === null || !came.ok || came.value.kind !== 'draft') return null;
  const moves = came.value.resources.flatMap(({ node, properties }) => {
    const before = standing.draft.resources.find((one) => one.node === node);
    return before === undefined ? [] : numbersIn(properties, before.properties, []).map((one) => ({ ...one, node: node as string }));
  });
  const [one, other] = moves;
  return one === undefined || other !== undefined || one.now === null ? null : { ...one, now: one.now };
}

/** The same where the amount happens to be what stands, so that it changes nothing: what one more of its unit changes tells. */
async function movedByOneMore(amount: Amount, asked: Asked, context: ResolveContext, library: Library, ports: EnginePorts): Promise<Moved | null> {
  const number = Number(/^\d{1,9}/u.exec(amount.value)?.[0] ?? 0);
  const next = amount.value.replace(/^\d{1,9}/u, String(number + 1));
  const moved = number === 0 ? null : await movedBy({ ...amount, wish: amount.wish.replace(amount.value, () => next) }, asked, context, library, ports);
  return moved === null ? null : { ...moved, asked: (moved.asked / (number + 1)) * number };
}

/** The numbers of a value that are others in what was before, or were not there. */
function numbersIn(
  value: Json,
  before: Json | undefined,
  path: readonly string[],
): { readonly pointer: string; readonly now: number | null; readonly asked: number }[] {
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([name, member]) => numbersIn(member, isJsonObject(before) ? before[name] : undefined, [...path, name]));
  const asked = numberIn(value);
  return asked === null || value === before ? [] : [{ pointer: pointerOf(path), now: numberIn(before), asked }];
}

function numberIn(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{1,12}$/u.test(value) ? Number(value) : null;
}

/** What a difference comes to, in the unit in which it is said; null where that is no whole number, or nothing is left. */
function sumOf({ value, direction, factor }: Amount, { now, asked }: Moved): string | null {
  const [, number = '', unit = ''] = /^(\d{1,9})(\s*[a-z]*)$/iu.exec(value.trim()) ?? [];
  const each = asked / Number(number);
  const sum = (factor !== undefined ? now * factor : direction === 'less' ? now - asked : now + asked) / each;
  return number === '' || direction === null || !Number.isInteger(sum) || sum <= 0 ? null : `${sum}${unit}`;
}

function unsure({ words, instead, value, order }: Amount, moved: Moved | null): Refusal {
  const told =
    moved === null ? 'and nothing tells what it is now' : `and ${placeName(moved.pointer)} of ${moved.node} is ${moved.now}, which makes no whole number`;
  const message = `"${words}" says by how much something is to change, ${told}`;
  const fix = `say the value that it is to have: ${order.replace(words, () => instead.replace('{value}', () => value.replace(/^\d+/u, 'N') || 'N'))}`;
  return { kind: 'refusal', problems: [problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' })] };
}

function against({ direction, words }: Amount, { pointer, node, now, asked }: Moved): Question {
  const name = placeName(pointer);
  return {
    at: 'intent:1',
    slot,
    text: `${name} of ${node} is asked to be ${now} now, and "${words}" makes it ${direction === 'more' ? 'less' : 'more'}: ${asked}. Is it to be so?`,
    options: [
      { letter: 'a', value: 'set', text: `it is to be ${asked}` },
      { letter: 'b', value: 'leave', text: `nothing changes: it stays ${now}` },
    ],
    open: false,
    default: 'leave',
    because: null,
  };
}
