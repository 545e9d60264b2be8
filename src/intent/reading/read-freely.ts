import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json } from '../../kernel/json.ts';
import { editDistance } from '../../kernel/nearest.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Answer } from '../../model/question.ts';
import { quote, unclear } from '../not-understood.ts';
import type { ResolveContext } from '../resolve.ts';
import type { NotExact } from '../understand.ts';
import type { Bare, ReadText, Said } from '../understood.ts';
import { askUnread } from './ask-unread.ts';
import { hintsIn } from './find-mentions.ts';
import { leavesOf } from './leaves-of.ts';
import { lexiconOf } from './lexicon.ts';
import { otherTime } from './purpose.ts';
import { readBroadly } from './read-broadly.ts';
import { readWords } from './read-words.ts';
import { stemOf, wordsOfName } from './words-of-name.ts';

/** So many words make a description; in a shorter text each may change what is asked for. */
const description = 30;

/**
 * Reads a text that is not read exactly; `asked` is how it was put, where it was an order. Null where it speaks of no resource, or where the exact reading knows better what is wrong with it: a slip of the pen, two
 * readings of known words, a contradiction.
 */
export function readFreely(
  { text, change, asked }: { readonly text: string; readonly change: boolean; readonly asked: string },
  context: ResolveContext,
  answers: readonly Answer[],
  exact: NotExact,
): Result<ReadText> | null {
  const brief = text.split(/\s+/u).length <= description;
  const other = exact.problems.some(({ code, message }) => code !== 'INTENT_NOT_UNDERSTOOD' && !(code === 'REGION_UNKNOWN' && isZone(message, context)));
  if (other || (brief && !exact.words && !exact.apart)) return null;
  const broad = readBroadly(text, context, brief, answers);
  if (broad === null) return hinted(text, context, answers);
  const { understood, unread, problems } = broad;
  if (brief && problems.length > 0) return fail(...problems);
  // Whoever knows every word and not how two belong together is told that, unless it is read here whole.
  if (brief && !exact.words && (unread.parts.length > 0 || understood.links.length > 0 || understood.edges.length === 0)) return null;
  if (brief && !change && unread.pieces.some(({ words }) => isSlip(words, context) && !isOfProperty(words, understood, context))) return null;
  const choice = brief ? /(?:\band\/or|(?<!\/)\bor|\beither)\b/iu.exec(text) : null;
  if (choice !== null)
    return fail(unclear({ words: choice[0], at: `intent:${choice.index + 1}` }, `${quote(choice[0])} leaves a choice`, 'say which one is wanted'));
  const like = brief ? likeWhatStands(text, context) : null;
  if (like !== null) return fail(like);
  // To leave out "not" would make what is not wanted.
  const denied = unread.pieces.find(({ words, at }) => isNegation(words, context) && text[Number(at.slice('intent:'.length)) - 1 + words.length] !== '-');
  if (denied !== undefined) return fail(unclear(denied, `what ${quote(denied.words)} takes away is not understood`, 'say only what is to be there'));
  // To leave out when something is told would have it told at another time.
  const timed = understood.edges.length === 0 ? undefined : unread.parts.find(({ words }) => otherTime(words) !== null);
  if (timed !== undefined)
    return fail(
      unclear(
        timed,
        `what is to happen ${quote(otherTime(timed.words) ?? '')} is not understood`,
        'leave that out, which has it happen whenever something is written, or give the property itself in an intent file with nodes',
      ),
    );
  // What is said of a list is added to it: "only port 8443" would leave the other ports open.
  const only = /\b(?:only|just|solely|exclusively|instead|no\s+longer|nothing\s+but)\b/iu.exec(text);
  if (only !== null && understood.bares.some((bare) => mayStand(bare, context) && Object.values(bare.properties).some(isListOfObjects)))
    return fail(
      unclear(
        { words: only[0], at: `intent:${only.index + 1}` },
        `${quote(only[0])} takes something out of a list of what stands, and a sentence only adds to one`,
        'write the whole list in an intent file with nodes, as in: asbuilt ask --file shop.json',
      ),
    );
  const [first] = unread.parts;
  const [aside] = change ? understood.unused : [];
  if (aside !== undefined) return fail(notChanged(aside, [aside], asked, understood, context));
  if (first === undefined) return ok(understood);
  // Without what is unread nothing would be left of it, or another change.
  if (change) return fail(notChanged(first, unread.parts, asked, understood, context));
  return askUnread(understood, unread.parts, context, answers);
}

function mayStand({ type, names, points }: Bare, context: ResolveContext): boolean {
  return points === 'standing' || (names?.names ?? []).some((name) => context.names.get(name)?.has(type) === true);
}

function isListOfObjects(value: Json): boolean {
  return Array.isArray(value) && (value as readonly Json[]).every(isJsonObject);
}

/** "A queue like jobs but fifo": what the other one has is not taken over, and without that something else would be made. */
function likeWhatStands(text: string, { names }: ResolveContext): Diagnostic | null {
  for (const found of text.matchAll(
    /\b(?:like|similar\s+to|(?:the\s+)?same\s+as|based\s+on|modell?ed\s+on)\s+(?:(?:the|my|our|your)\s+)?((?:[\w-]+\s+)?["'`]?[\w./-]*\w)/giu,
  )) {
    const name = (found[1] ?? '').split(/\s+/u).find((word) => names.has(word.replace(/^["'`]/u, '')));
    if (name === undefined) continue;
    const bare = name.replace(/^["'`]/u, '');
    return unclear(
      { words: found[0], at: `intent:${found.index + 1}` },
      `${quote(found[0])} points at something that stands, and what that has is not taken over`,
      `say what the new one is to have, as in: a fifo queue with a retention of 4 days; for the same once more: another one like ${bare}`,
    );
  }
  return null;
}

/** What no resource is named in, but which hints at one: which is meant is asked, and the text is read for it. Null where nothing is hinted at. */
function hinted(text: string, context: ResolveContext, answers: readonly Answer[]): Result<ReadText> | null {
  const { types, knowledge } = context;
  const words = readWords(text);
  const hints = hintsIn(words, lexiconOf(types.names(), knowledge));
  const [first] = hints;
  if (first === undefined || !(wishes.test(text) || /^\s*an?\s/iu.test(text))) return null;
  const at = `intent:${(words[first.at]?.token.start ?? 0) + 1}`;
  const said = words[first.at]?.token.written ?? '';
  const answer = answers.find((one) => one.at === at && one.slot === 'type')?.value;
  const nothing: Omit<ReadText, 'bares' | 'groups' | 'questions'> = {
    all: { controls: [], slots: [] },
    region: null,
    edges: [],
    uses: [],
    links: [],
    unused: [],
  };
  if (answer === undefined) {
    const options = hints
      .slice(0, 8)
      .map(({ type }, index) => ({ letter: String.fromCharCode(97 + index), value: type, text: types.type(type).ok ? `a resource of type ${type}` : type }));
    const text = `No resource is named; ${quote(said)} sounds like one of these. Which is meant?`;
    return ok({ ...nothing, groups: [], bares: [], questions: [{ at, slot: 'type', text, options, open: true, default: first.type, because: null }] });
  }
  const pattern = [...knowledge.patterns.values()].find(({ type }) => type === answer);
  const unused = [{ words: text.slice(0, 200), at: 'intent:1', why: `only ${quote(said)} was read` }];
  if (pattern !== undefined)
    return ok({
      ...nothing,
      unused,
      groups: [
        {
          words: said,
          at,
          pattern: pattern.metadata.name,
          count: 1,
          points: 'either',
          names: null,
          controls: [],
          slots: [],
          companions: [],
          partNames: new Map(),
          properties: {},
          told: [],
        },
      ],
      bares: [],
      questions: [],
    });
  const noun = wordsOfName(answer.split('::').at(-1) ?? '').join(' ');
  return ok({
    ...nothing,
    unused,
    groups: [],
    bares: [{ words: said, at, type: answer, noun, count: 1, points: 'either', names: null, properties: {}, each: [], told: [] }],
    questions: [],
  });
}

/** A text that asks for something to be made. */
const wishes = /\b(?:create|make|generate|provision|deploy|build|set ?up|launch|need|want|infrastructure|service that|provide|write)\b/iu;

/** What of an order changes nothing that is known, in the words in which it was put: what it is read as may hold words that stand in it nowhere. */
function notChanged(first: Said, parts: readonly Said[], asked: string, understood: ReadText, context: ResolveContext): Diagnostic {
  const words = parts.every((part) => asked.includes(part.words)) ? parts.map((part) => part.words) : [asked.trim()];
  return unclear(first, `what ${words.map(quote).join(', ')} changes is not understood`, changeFix(understood, context));
}

/** What may be said of the thing that a change is about. */
function changeFix({ bares: [bare], groups: [group] }: ReadText, { types, knowledge }: ResolveContext): string {
  const named = bare ?? group;
  const type = types.type(bare?.type ?? knowledge.patterns.get(group?.pattern ?? '')?.type ?? '');
  if (!type.ok) return 'say it by the name of its property and a value, as in: set the visibility timeout of jobs to 1 minute';
  const [name] = named?.names?.names ?? [];
  const what = name === undefined ? type.value.name : `${name} (${type.value.name})`;
  const known = Object.keys(type.value.properties).filter((property) => !type.value.createOnly.includes(`/${property}`));
  return `say it by the name of its property and a value; what ${what} has: ${known
    .sort()
    .slice(0, 40)
    .map((property) => wordsOfName(property).join(' '))
    .join(', ')}`;
}

function isNegation(words: string, { knowledge }: ResolveContext): boolean {
  const lower = words.toLowerCase();
  return knowledge.phrases.startingWith(lower.split(/\s/u)[0] ?? '').some(({ meaning, parts }) => meaning.kind === 'negation' && parts.join(' ') === lower);
}

/** Whether a word stands in the name of a property of what is asked for: it is no slip of another. */
function isOfProperty(words: string, { bares, groups }: ReadText, { types, knowledge }: ResolveContext): boolean {
  const named = [...bares.map(({ type }) => type), ...groups.flatMap(({ pattern }) => knowledge.patterns.get(pattern)?.type ?? [])];
  const stem = stemOf(words.toLowerCase());
  return named.some((name) => {
    const type = types.type(name);
    return type.ok && leavesOf(type.value).some(({ own }) => wordsOfName(own).map(stemOf).includes(stem));
  });
}

/** Whether a word is another one with a slip of the pen. */
function isSlip(words: string, { knowledge }: ResolveContext): boolean {
  const word = words.toLowerCase();
  if (!/^[a-z-]{4,}$/.test(word) || knowledge.phrases.isPhrase(word)) return false;
  return knowledge.phrases.suggestions.some(
    (phrase) => !phrase.includes(' ') && phrase[0] === word[0] && editDistance(word, phrase, word.length > 6 ? 2 : 1) <= (word.length > 6 ? 2 : 1),
  );
}

function isZone(message: string, { types }: ResolveContext): boolean {
  const region = /region ([a-z]{2}(?:-[a-z]+)+-\d)[a-f]$/.exec(message)?.[1];
  return region !== undefined && types.regions().includes(region);
}
