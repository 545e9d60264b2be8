import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { sameJson } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Intent } from '../model/intent.ts';
import type { Answer } from '../model/question.ts';
import { bindItems } from './bind-items.ts';
import { bindTags } from './bind-tags.ts';
import { namePropertyOf } from './closure/name-property.ts';
import { controlsOfSet, takeSets } from './compliance-sets.ts';
import { itemProblems, quote, unclear } from './not-understood.ts';
import { type Item, readItems } from './read-items.ts';
import { type Collected, ModifierReader } from './read-modifiers.ts';
import { readThings } from './read-things.ts';
import { otherLanguage } from './reading/other-language.ts';
import { type Act, readAct } from './reading/read-act.ts';
import { readFreely } from './reading/read-freely.ts';
import { strayNameIn } from './reading/read-order.ts';
import { takeTags } from './reading/take-tags.ts';
import type { ResolveContext } from './resolve.ts';
import type { ReadText, Said, Understood } from './understood.ts';

/** By intent, what it was understood as last, and with what. */
const before = new WeakMap<
  Intent,
  Pick<ResolveContext, 'knowledge' | 'types' | 'names'> & { readonly answers: readonly Answer[]; readonly came: Result<Understood> }
>();

/**
 * Reads an intent's text and its compliance terms. A sentence of which every word has a meaning in the knowledge base is read exactly, and where that allows two
 * readings it is INTENT_NOT_UNDERSTOOD. Any other text is read freely, for all that it asks for of any type. First somebody asks what an intent speaks of, then what it comes to: it is read
 * once for both.
 */
export function understand(intent: Intent, context: ResolveContext, answers: readonly Answer[] = []): Result<Understood> {
  const { knowledge, types, names } = context;
  const last = before.get(intent);
  const same = last?.knowledge === knowledge && last.types === types && last.names === names;
  if (last !== undefined && same && sameJson(last.answers, answers)) return last.came;
  const came = read(intent, context, answers);
  before.set(intent, { knowledge, types, names, answers, came });
  return came;
}

function read(intent: Intent, context: ResolveContext, answers: readonly Answer[]): Result<Understood> {
  const { knowledge, types, names } = context;
  const regions = types.regions();
  const given = complianceTerms(intent.compliance).map((term) => ({ field: term.field, ...takeSets(term.text, term.field, knowledge) }));
  const sets = given.flatMap((term) => term.sets);
  const terms = given.flatMap(({ field, rest }) => (rest.trim() === '' ? [] : [readTerm({ field, text: rest }, knowledge, new Set(regions), regions)]));
  const wrong = terms.flatMap((term) => (term.ok ? [] : term.problems));
  const act = readAct(intent.intent, context);
  if (act.kind === 'rename') return fail(noNewName(act, context));
  if (act.kind === 'wish' && act.amounts.some(({ difference }) => difference)) return fail(noWish('difference'));
  if (act.kind !== 'wish' && act.kind !== 'statement') return fail(noWish(act.kind));
  if (act.kind === 'statement') return understandStatement(intent, act, context, answers);
  const { rest: text, tags: said } = takeTags(act.text);
  const secret = /(?:^|[\s/_-])(?:password|passwd|passphrase|secret|token|api[-_]?key|credential)s?(?=$|[\s/_-])[^.;]*\b(?:set to|value|holding)\b/iu.exec(
    intent.intent,
  );
  if (secret !== null && /\bparameter\b/iu.test(intent.intent)) return understandSecret(intent, secret[0], context, answers);
  const some = saidOfSome(text);
  if (some !== null) return fail(some);
  const exact = readExactly(text, context, answers, { near: false });
  const language = exact.ok ? null : otherLanguage(intent.intent);
  if (language !== null) {
    const message = `the text seems to be written in ${language}, and only English is understood`;
    return fail(problem('INTENT_NOT_UNDERSTOOD', message, 'say it in English, as in: a private, encrypted bucket in eu-central-1', { at: 'intent:1' }));
  }
  const stray = exact.ok || act.change ? null : strayNameIn(text, context);
  if (stray !== null) {
    const message = `nothing in the records is called ${quote(stray.name)}`;
    const [near] = nearest(stray.name, [...names.keys()], 1);
    return fail(
      problem('INTENT_NOT_UNDERSTOOD', message, `${near === undefined ? '' : `did you mean "${near}"? `}What stands is listed by: asbuilt deployments`, {
        at: `intent:${stray.start + 1}`,
      }),
    );
  }
  const free = exact.ok || exact.noted ? null : readFreely({ text, change: act.change, asked: intent.intent }, context, answers, exact);
  const readAs = free ?? (exact.ok ? exact : readExactly(text, context, answers, { near: true }));
  if (!readAs.ok || wrong.length > 0) return { ok: false, problems: [...(readAs.ok ? [] : readAs.problems), ...wrong] };
  const bound = readAs.value;
  const collected = terms.flatMap((term) => (term.ok ? [term.value] : []));
  const found = [bound.region, ...collected.flatMap((term) => term.regions)].filter((region) => region !== null);
  const [region, other] = [found[0], found.find((one) => one.region !== found[0]?.region)];
  if (region !== undefined && other !== undefined) {
    return fail(
      problem(
        'CONTROL_CONFLICT',
        `${quote(region.words)} and ${quote(other.words)} are two regions, and a deployment lives in one`,
        'ask once for each region',
        { at: other.at },
      ),
    );
  }
  const { tags, questions, problems } = bindTags(bound, said, act.text, answers);
  if (problems.length > 0) return fail(...problems);
  return ok({
    ...bound,
    tags,
    questions: [...bound.questions, ...questions],
    all: {
      controls: [...bound.all.controls, ...collected.flatMap((term) => term.all.controls), ...sets.flatMap(controlsOfSet)],
      slots: [...bound.all.slots, ...collected.flatMap((term) => term.all.slots)],
    },
    sets,
    region: region ?? null,
  });
}

/** That a text is not read exactly. `words`: there are words in it that nobody knows; otherwise how known words belong together is not clear. */
export interface NotExact {
  readonly ok: false;
  readonly problems: readonly Diagnostic[];
  readonly words: boolean;
  /** All that is not clear is how two resources belong together. */
  readonly apart: boolean;
  /** All that is wrong is what a note of the knowledge base answers. */
  readonly noted: boolean;
}

/** "Everything but encryption", "only one of them", "for some objects": what holds for a part is no wish for the whole. Null where nothing like that is said. */
function saidOfSome(text: string): Diagnostic | null {
  if (text.split(/\s+/u).length > 30) return null;
  const found =
    /\b(?:everything|anything|everybody|everyone|anybody|anyone|all|every\s+\w+)\s+(?:but|except|save)\b|\b(?:one|two|three|some|half|most|few|\d+)\s+of\s+(?:them|these|those|which|the\s+\w+s)\b|\b(?:for|in|of)\s+(?:some|certain|most|a\s+few|part\s+of)\b/iu.exec(
      text,
    );
  if (found === null) return null;
  const message = `${quote(found[0])} holds for a part, and which one is not understood`;
  return problem('INTENT_NOT_UNDERSTOOD', message, 'name each thing by itself, with what it is to be', { at: `intent:${found.index + 1}` });
}

/** A text that wants nothing made: whoever can look at the world and the books answers it. */
function noWish(kind: 'question' | 'rule' | 'removal' | 'copy' | 'undo' | 'put-back' | 'difference'): Diagnostic {
  const told = {
    question: ['it asks about what is there, and makes nothing', 'see what stands: asbuilt deployments; what was done: asbuilt runs list'],
    rule: [
      'it says what holds for all there is, and asks for no resource',
      'what may not be planned is a policy, which is kept for the whole estate; for one resource write what it is to be, as in: a private bucket',
    ],
    removal: [
      'it removes something',
      'name it, or all of a deployment. See which there are: asbuilt deployments; and run asbuilt destroy <deployment>; it shows what goes before anything does',
    ],
    undo: ['it takes the last change back', 'see what was done: asbuilt runs list'],
    'put-back': ['it puts something back that stands', 'name what is to be there'],
    copy: ['it points at something that stands', 'name what is to be there'],
    difference: [
      'it says by how much something is to change, and a plan holds what it is to be',
      'say the value that it is to have, as in: set the memory of resize to 512 MB',
    ],
  } as const;
  const [message, fix] = told[kind];
  return problem('INTENT_NOT_UNDERSTOOD', message, fix, { at: 'intent:1' });
}

/** A name is what tells one thing from another; most types keep it for as long as they are. */
function noNewName({ words, type, name }: Extract<Act, { kind: 'rename' }>, { types }: ResolveContext): Diagnostic {
  const known = types.type(type);
  const place = known.ok ? namePropertyOf(known.value) : null;
  const fixed = known.ok && place !== null && known.value.createOnly.includes(place);
  const why = fixed ? `AWS gives ${type} its name once, and takes no other` : 'what stands is known by its name, and a sentence gives it no other';
  const fix = `make a new one of that name, move over what is in ${quote(name)}, and then remove ${quote(name)}`;
  return problem('INTENT_NOT_UNDERSTOOD', `${quote(words)}: ${why}`, fix, { at: 'intent:1' });
}

/** A password in a parameter is readable for all who may read it, and stood in the sentence: a secret is offered in its place, whose value nobody writes. */
function understandSecret(intent: Intent, words: string, context: ResolveContext, answers: readonly Answer[]): Result<Understood> {
  const answer = answers.find(({ at, slot }) => at === 'intent:1' && slot === 'secret')?.value;
  const wish = intent.intent
    .replace(/\b(?:set to|with (?:the )?value(?: of)?|value(?: of)?|holding)\s+(?:"[^"]*"|'[^']*'|\S+)/giu, '')
    .replace(/\b(?:ssm |parameter store )?parameter\b/iu, 'secret');
  const read = understand({ ...intent, intent: wish.trim() }, context, answers);
  if (!read.ok || answer === 'secret') return read;
  if (answer !== undefined)
    return fail(
      problem(
        'INTENT_NOT_UNDERSTOOD',
        'a secret in plain words is put into no parameter',
        'make a secret, and give it its value in the console or with the aws program',
        { at: 'intent:1' },
      ),
    );
  const options = [
    { letter: 'a', value: 'secret', text: `a secret instead: ${wish.trim()}` },
    { letter: 'b', value: 'leave', text: 'nothing: it is done elsewhere' },
  ];
  const text = `${quote(words.trim())} sounds like a secret, and a parameter is readable in plain text. Is it to be a secret?`;
  return ok({
    ...read.value,
    groups: [],
    bares: [],
    questions: [{ at: 'intent:1', slot: 'secret', text, options, open: false, default: 'secret', because: 'what is secret stands in no plan and no record' }],
  });
}

/** How things are is no wish: whether something is to be made of it is asked. */
function understandStatement(
  intent: Intent,
  { words, wish }: { readonly words: string; readonly wish: string },
  context: ResolveContext,
  answers: readonly Answer[],
): Result<Understood> {
  const read = understand({ ...intent, intent: wish }, context, answers);
  const answer = answers.find(({ at, slot }) => at === 'intent:1' && slot === 'statement')?.value;
  if (!read.ok || answer === 'make') return read;
  if (answer !== undefined)
    return fail(problem('INTENT_NOT_UNDERSTOOD', 'nothing is to be done, as was answered', 'say what is to be there', { at: 'intent:1' }));
  const options = [
    { letter: 'a', value: 'make', text: `make it: ${wish}` },
    { letter: 'b', value: 'nothing', text: 'nothing is to be done' },
  ];
  const text = `${quote(words)} says how things are or may be. Is something to be made?`;
  return ok({ ...read.value, questions: [{ at: 'intent:1', slot: 'statement', text, options, open: false, default: 'make', because: null }] });
}

function readExactly(
  text: string,
  { knowledge, types, names }: ResolveContext,
  answers: readonly Answer[],
  { near }: { readonly near: boolean },
): { readonly ok: true; readonly value: ReadText } | NotExact {
  const regions = types.regions();
  const said = placeIn('intent');
  const problems: Diagnostic[] = [];
  const items = readThings(readItems(text, knowledge, new Set(regions), new Set(names.keys())), names, knowledge, said, problems);
  problems.push(...itemProblems(items, said, knowledge, regions, { near }));
  if (problems.length > 0)
    return { ok: false, problems, words: true, apart: false, noted: items.every(({ meaning }) => meaning.kind !== 'unknown' && meaning.kind !== 'no-region') };
  const bound = bindItems(items, knowledge, said, answers);
  if (bound.ok) return bound;
  return { ok: false, problems: bound.problems, words: !items.some(({ meaning }) => meaning.kind === 'noun'), apart: bound.apart, noted: false };
}

function placeIn(field: string): (item: Item) => Said {
  return (item) => ({ words: item.words, at: `${field}:${item.start + 1}` });
}

function complianceTerms(compliance: Intent['compliance']): { readonly text: string; readonly field: string }[] {
  if (compliance === undefined) return [];
  if (typeof compliance === 'string') return [{ text: compliance, field: 'compliance' }];
  return compliance.map((text, index) => ({ text, field: `compliance.${index}` }));
}

/** A compliance term holds for every resource; it names controls, never resources. */
function readTerm(
  term: { readonly text: string; readonly field: string },
  knowledge: KnowledgeBase,
  known: ReadonlySet<string>,
  regions: readonly string[],
): Result<Collected> {
  const items = readItems(term.text, knowledge, known);
  const said = placeIn(term.field);
  const problems = itemProblems(items, said, knowledge, regions);
  for (const item of items) {
    const { kind } = item.meaning;
    if (kind === 'noun' || kind === 'parts' || kind === 'names' || kind === 'quoted' || kind === 'verb') {
      problems.push(unclear(said(item), `${quote(item.words)} is not a control`, 'put resources into "intent" and only controls into "compliance"'));
    }
  }
  const into: Collected = {
    groups: [],
    all: { controls: [], slots: [] },
    open: { controls: [], slots: [], names: [] },
    regions: [],
    used: [],
    problems,
    doubts: [],
  };
  if (problems.length === 0) new ModifierReader(knowledge, into, said).read(items, 'all', false);
  return into.problems.length > 0 ? { ok: false, problems: into.problems } : ok(into);
}
