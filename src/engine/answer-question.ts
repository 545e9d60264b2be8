import type { Count } from '../intent/reading/read-count-asked.ts';
import type { Question, Subject } from '../intent/reading/read-question.ts';
import type { Refusal } from '../intent/resolve.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Coverage } from '../model/plan.ts';
import type { NamedTarget } from '../model/target.ts';
import { answerParts, answerProperty, bindingsOf, identifiersOf, notAmong, targetsOf } from './answer-about-thing.ts';
import { fromBooks, fromDrift } from './answer-from-books.ts';
import { fromImpact } from './answer-from-impact.ts';
import { fromKnowledge } from './answer-from-knowledge.ts';
import { fromLive } from './answer-from-live.ts';
import { booksGap } from './books-gap.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Library } from './read-books.ts';

/** What a question comes to. Nothing is planned, and what was not looked at is said. */
export interface AnswerTo {
  readonly kind: 'answer';
  readonly text: string;
  readonly rows: readonly JsonObject[];
  readonly coverage: Coverage;
}

/** Answers from what is live at the target, from the knowledge base, or from the books. A question that takes something away is answered only where it is clear what; otherwise it is a refusal. */
export async function answerQuestion(
  { about, subject }: Question,
  target: NamedTarget,
  library: Library,
  ports: EnginePorts,
): Promise<Result<AnswerTo | Refusal>> {
  const denied = subject.unclear ?? (about === 'live' ? null : (subject.controls.find(({ taken }) => taken)?.words ?? null));
  if (denied !== null) return ok({ kind: 'refusal', problems: [notUnderstood(denied)] });
  switch (about) {
    case 'live':
      return answerLive(subject, target, library, ports);
    case 'knowledge': {
      const [more] = [subject.more, ...subject.names, ...subject.regions, ...subject.accounts].filter((one) => one !== null);
      return ok(more === undefined ? fromKnowledge(subject, ports) : { kind: 'refusal', problems: [moreThanKnown(more)] });
    }
    case 'history':
      return ok(await fromBooks(subject, library, ports));
    case 'impact':
      return fromImpact(subject, target, library, ports);
    case 'drift':
      return ok(await fromDrift(subject, ports));
    default:
      return about satisfies never;
  }
}

/** What is there: one value of a thing, what is part of it, how it is, or all that is of a kind. */
async function answerLive(subject: Subject, target: NamedTarget, library: Library, ports: EnginePorts): Promise<Result<AnswerTo | Refusal>> {
  const { things, types, property, more, names, controls, count, words } = subject;
  if (property !== null) return answerProperty(property, library, ports);
  const [thing, other] = things;
  if (thing === undefined) {
    if (more !== null) return ok({ kind: 'refusal', problems: [types.length === 0 ? await nothingCalled(more, target, ports) : moreThanKnown(more)] });
    const places = placesSaid(subject, [target]);
    if (!places.ok) return ok({ kind: 'refusal', problems: places.problems });
    const all = await fromLive(subject, places.value, ports);
    if (!all.ok) return all;
    const { answer, others } = all.value;
    if (count !== null) return ok(counted(answer, count));
    if (controls.length === 0 || !asksWhether.test(words)) return ok(answer);
    return ok(names.length > 0 ? yesOrNo(answer, others.length, names.join(' and '), subject) : ofAll(answer, others, subject));
  }
  const unread = more ?? (other === undefined ? names[0] : `${thing.name} and ${other.name}`);
  if (unread !== undefined) return ok({ kind: 'refusal', problems: [moreAsked(unread, thing.name)] });
  const where = await targetsOf(thing, library, ports);
  if (where.length === 0) return fail((await bindingsOf(thing, library, ports)).length === 0 ? notAmong(thing.name) : nowhere(thing.name));
  const places = placesSaid(subject, where);
  if (!places.ok) return ok({ kind: 'refusal', problems: places.problems });
  if (types.length > 0 && !types.some((type) => thing.types.includes(type))) {
    const answer = subject.regions.length > 0 ? null : await answerParts(subject, thing, library, ports);
    return answer ?? ok({ kind: 'refusal', problems: [moreAsked(words, thing.name)] });
  }
  const identifiers = await identifiersOf(thing, library, ports);
  const meant = types.length > 0 ? types : thing.types.filter((type) => controls.length === 0 || isKnownOf(type, subject, ports));
  const asked = { ...subject, types: meant.length > 0 ? meant : thing.types, names: [thing.name, ...identifiers] };
  const answer = await fromLive(asked, places.value, ports, thing.name);
  if (!answer.ok) return answer;
  const { answer: told, others } = answer.value;
  if (told.rows.length + others.length + told.coverage.unread.length === 0 && subject.regions.length === 0) return ok(gone(told, thing, ports));
  return ok(controls.length > 0 && asksWhether.test(words) ? yesOrNo(told, others.length, thing.name, subject) : told);
}

const asksWhether = /^(?:is|are|does|do|has|have)\b/iu;
/** A question whether there is one, and not whether all are so. */
const asksForAny = /^(?:is|are)\s+there\b|\b(?:any|some)\b|^(?:do|does|has|have)\s+(?:we|you|i|they|it)\b/iu;
const othersNamed = 10;

/** The targets with those of their regions that the question says. A region that none of them has, and another account, is a problem: nothing is looked at there. */
function placesSaid({ regions, accounts }: Subject, targets: readonly NamedTarget[]): Result<NamedTarget[]> {
  const all = targets.map(({ name }) => name).join(' and ');
  const account = accounts.find((one) => !targets.some(({ target }) => target.account === one));
  const region = regions.find((one) => !targets.some((target) => target.regions.includes(one)));
  if (account !== undefined) return fail(notThere(`account ${account} is not that of target ${all}`));
  if (region !== undefined) return fail(notThere(`${region} is no region of target ${all}`));
  const meant = targets.filter(({ target }) => accounts.length === 0 || accounts.includes(target.account));
  return ok(meant.map((target) => (regions.length === 0 ? target : { ...target, regions: target.regions.filter((one) => regions.includes(one)) })));
}

function notThere(message: string): Diagnostic {
  return problem(
    'INTENT_NOT_UNDERSTOOD',
    `${message}: nothing was looked at there`,
    'name a target that has it with --target; those there are: asbuilt doctor',
    {
      at: 'intent:1',
    },
  );
}

/** "Are all queues encrypted?" is told of how many it is so, and of which not; "are there any?" whether there is one. */
function ofAll(answer: AnswerTo, others: readonly string[], { words }: Subject): AnswerTo {
  const so = answer.rows.length;
  const whole = answer.coverage.unread.length === 0;
  const seen = whole ? '' : ', as far as could be looked at';
  if (so + others.length === 0) return answer;
  if (asksForAny.test(words)) return { ...answer, text: `${so > 0 ? 'Yes' : whole ? 'No' : 'It cannot be told'}: ${answer.text}` };
  if (others.length === 0) return { ...answer, text: `${whole ? 'Yes' : 'It cannot be told of all'}: all ${so}${seen}. ${answer.text}` };
  const more = others.length > othersNamed ? ` and ${others.length - othersNamed} more` : '';
  return { ...answer, text: `No: ${so} of ${so + others.length}${seen}; not: ${others.slice(0, othersNamed).join(', ')}${more}. ${answer.text}` };
}

/** "Are there two queues?" is told of how many there are. */
function counted(answer: AnswerTo, { number, compares }: Count): AnswerTo {
  const found = answer.rows.length;
  const whole = answer.coverage.unread.length === 0;
  const above = found > number;
  const said = {
    'as many': found === number ? 'Yes' : above ? `There are more than ${number}` : 'No',
    exactly: found === number ? 'Yes' : 'No',
    'at least': found >= number ? 'Yes' : 'No',
    'more than': above ? 'Yes' : 'No',
    'at most': above ? 'No' : 'Yes',
    'fewer than': found < number ? 'Yes' : 'No',
  }[compares];
  // What could not be looked at may be more of them, and never fewer.
  const reached = ['as many', 'at least', 'fewer than'].includes(compares) ? found >= number : above;
  return { ...answer, text: `${whole || reached ? said : 'It cannot be told'}: ${answer.text}` };
}

/** What the books hold, and a whole look did not find. */
function gone(answer: AnswerTo, { name, types }: Subject['things'][number], { knowledge }: EnginePorts): AnswerTo {
  const noun = [...knowledge.patterns.values()].find(({ type }) => types.includes(type))?.nouns[0];
  const said = noun === undefined ? 'ask once more for what made it' : `ask for the ${noun} ${name}`;
  return { ...answer, text: `${name} is gone: it is in the records, and not there any more. To put it back, ${said}: the plan makes it anew. ${answer.text}` };
}

function isKnownOf(type: string, { controls }: Subject, { knowledge }: EnginePorts): boolean {
  return controls.every(({ control }) => knowledge.controls.get(control)?.types[type] !== undefined);
}

/** "Is reports encrypted?" is answered with yes or no, where everything that carries the name could be looked at and is alike; `others` of them are not as it says, and of none that is not there anything is told. */
function yesOrNo(answer: AnswerTo, others: number, name: string, { controls }: Subject): AnswerTo {
  const said = controls.map(({ words }) => words).join(', ');
  const all = answer.rows.length + others;
  const whole = answer.coverage.unread.length === 0;
  const alike = answer.rows.length === 0 ? 'No' : others === 0 ? 'Yes' : `${answer.rows.length} of the ${all} that are called so`;
  if (all === 0 && whole) return { ...answer, text: `No: there is no ${name} there. ${answer.text}` };
  const told = all === 0 || (!whole && answer.rows.length === 0) ? 'It cannot be told' : whole ? alike : `${alike}, as far as could be looked at`;
  return { ...answer, text: `${told}: ${name}, ${said}. ${answer.text}` };
}

async function nothingCalled(words: string, target: NamedTarget, ports: EnginePorts): Promise<Diagnostic> {
  const message = `what "${words.slice(0, 80)}" is is not known: it is no kind of thing, and nothing that stands in the records is called so`;
  const fix = 'say what it is, as in: is the bucket invoices encrypted? What stands is listed by: asbuilt deployments';
  const { unknown } = await booksGap('', new Map([[target.name, target]]), false, ports);
  if (unknown.length === 0) return problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' });
  return problem('INTENT_NOT_UNDERSTOOD', message, `asbuilt deployments recover --target ${target.name}; or ${fix}`, {
    at: 'intent:1',
    cause: unknown.join('; '),
  });
}

function moreThanKnown(words: string): Diagnostic {
  const fix =
    'ask for things of a kind by a name, a region or what a control says, as in: is the bucket reports encrypted? which buckets are not versioned? how many queues are there in us-east-1? Another target: --target NAME';
  return problem('INTENT_NOT_UNDERSTOOD', `"${words.slice(0, 80)}" is not understood, and nothing is answered as if it had not been said`, fix, {
    at: 'intent:1',
  });
}

function nowhere(name: string): Diagnostic {
  return problem('TARGET_UNKNOWN', `the target at which ${name} stands is not configured any more`, 'see what is configured: asbuilt doctor', {
    at: 'target',
  });
}

function moreAsked(words: string, name: string): Diagnostic {
  const fix = `ask for one thing at a time, as in: is ${name} encrypted? or: what is the retention of ${name}? All of it: asbuilt deployments, then asbuilt show <deployment>`;
  return problem('INTENT_NOT_UNDERSTOOD', `what "${words.slice(0, 80)}" asks of "${name}" is not understood`, fix, { at: 'intent:1' });
}

function notUnderstood(words: string): Diagnostic {
  const fix = 'ask what is there, as in: which buckets are not versioned? or: which buckets are versioned?';
  return problem('INTENT_NOT_UNDERSTOOD', `what "${words.slice(0, 80)}" takes away from the question, or adds to it, is not understood`, fix, {
    at: 'intent:1',
  });
}
