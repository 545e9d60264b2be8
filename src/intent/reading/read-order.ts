import type { ResolveContext } from '../resolve.ts';
import { findMentions } from './find-mentions.ts';
import { lexiconOf } from './lexicon.ts';
import { readWords } from './read-words.ts';
import { type StandingPhrase, standingPhrase } from './standing-phrase.ts';

/** A value that an order gives with a direction, or as a difference. */
export interface Amount {
  readonly type: string;
  readonly name: string;
  /** "256 MB". */
  readonly value: string;
  /** The verb says that it gets more, or less; null where it says neither. */
  readonly direction: 'more' | 'less' | null;
  /** It is how much it changes, and not what it is to be. */
  readonly difference: boolean;
  /** The wish for this alone, with the value as what is to be. */
  readonly wish: string;
  /** It is so many times what it is now; `value` is empty then, and `wish` has `{value}` in its place. */
  readonly factor?: number;
  /** The order as it was put. */
  readonly order: string;
  /** The words of the text that say the value, and what stands in their place with another `{value}`. */
  readonly words: string;
  readonly instead: string;
}

/** One order about one thing: what is said of it, and how: `standing.said` and `tail` are a wish. */
export interface Order {
  readonly standing: StandingPhrase;
  readonly tail: string;
  readonly amount: Amount | null;
}

type Form = (text: string, context: ResolveContext) => Order | null;

/** Verbs that give a property a value, as alternatives of a pattern. */
export const set =
  'set|raise|change|increase|decrease|lower|reduce|extend|shorten|adjust|update|modify|bump|bump up|turn up|turn down|bring|grow|shrink|put|switch|make';
export const on = 'turn on|switch on|enable|activate|add';
export const off = 'turn off|switch off|disable|deactivate|stop|remove|drop|delete|strip|take away';

/** "set the visibility timeout of jobs to 1 minute" */
const ofIt: Form = (text, context) => {
  const found = new RegExp(`^(?:${set})\\s+(?:the\\s+)?(.+?)\\s+(?:of|for|on|in)\\s+(.+?)\\s+(to|by)\\s+(.+)$`, 'isu').exec(text);
  const [, property = '', thing = '', how = '', value = ''] = found ?? [];
  const standing = found === null ? null : standingPhrase(thing, context);
  return standing === null || namesThing(property, context) ? null : setTo(standing, property, how, value, text);
};

/** "change jobs' visibility timeout to 90 seconds", "set the timeout of …" said the other way round. */
const itsOwn: Form = (text, context) => {
  const found = new RegExp(`^(?:${set})\\s+(.+?)\\s+(to|by)\\s+(.+)$`, 'isu').exec(text);
  const [, before = '', how = '', value = ''] = found ?? [];
  const split = found === null ? null : ledByThing(before, context);
  return split === null || namesThing(split.rest, context) ? null : setTo(split.standing, split.rest, how, value, text);
};

function setTo(standing: StandingPhrase, property: string, how: string, value: string, text: string): Order {
  const tail = `should have ${articleFor(property)} of ${value}`;
  const verb = verbOf(text);
  const direction = more.test(verb) ? 'more' : less.test(verb) ? 'less' : null;
  const difference = how.toLowerCase() === 'by';
  if (direction === null && !difference) return { standing, tail, amount: null };
  const { type, name, said } = standing;
  return {
    standing,
    tail,
    amount: { type, name, value, direction, difference, wish: `${said} ${tail}`, order: text, words: `${how} ${value}`, instead: 'to {value}' },
  };
}

/** The verb that an order begins with. */
export function verbOf(text: string): string {
  return /^(?:bump up|turn up|turn down|\S+)/iu.exec(text)?.[0] ?? '';
}

export const more = /^(?:raise|increase|extend|bump|bump up|turn up|grow)$/iu;
export const less = /^(?:lower|decrease|reduce|shorten|turn down|shrink)$/iu;

/** "retention" → a retention; "tags" → tags. */
function articleFor(property: string): string {
  const bare = property.replace(/^(?:a|an|the|its|their)\s+/iu, '');
  return `a ${bare}`;
}

/** "enable versioning on reports" */
const turnedOn: Form = (text, context) => {
  const found = new RegExp(`^(${on})\\s+(.+)\\s+(?:of|for|on|to|in)\\s+(.+)$`, 'isu').exec(text);
  const [, verb = '', what = '', thing = ''] = found ?? [];
  const standing = found === null ? null : standingPhrase(thing, context);
  if (standing === null || namesThing(what, context)) return null;
  // "add 10 GB of storage to pg2" is ten more than there are.
  if (/^add$/iu.test(verb) && /^(?:\d|another\b|more\b|(?:one|two|three|four|five)\b)/iu.test(what)) return moreOf(standing, what, text);
  return { standing, tail: `with ${what}`, amount: null };
};

/** "add 10 GB of storage to pg2" */
function moreOf(standing: StandingPhrase, what: string, text: string): Order {
  const [, value = what, property = 'value'] = /^(\d[\w.]*(?:\s+[a-z]+)?)\s+(?:more\s+)?of\s+(.+)$/iu.exec(what) ?? [];
  const { type, name, said } = standing;
  const tail = `should have ${articleFor(property)} of ${value}`;
  const instead = `set the ${property} of ${name} to {value}`;
  return { standing, tail, amount: { type, name, value, direction: 'more', difference: true, wish: `${said} ${tail}`, order: text, words: text, instead } };
}

const factors: Readonly<Record<string, number>> = { double: 2, triple: 3, treble: 3, quadruple: 4, halve: 1 / 2 };

/** "double the memory of resize" */
const times: Form = (text, context) => {
  const found = /^(double|triple|treble|quadruple|halve)\s+(?:the\s+)?(.+?)\s+(?:of|for|on|in)\s+(.+)$/isu.exec(text);
  const [, verb = '', property = '', thing = ''] = found ?? [];
  const standing = found === null ? null : standingPhrase(thing, context);
  const factor = factors[verb.toLowerCase()];
  if (standing === null || factor === undefined || namesThing(property, context)) return null;
  const { type, name, said } = standing;
  const tail = `should have ${articleFor(property)} of {value}`;
  const [direction, instead] = [factor > 1 ? ('more' as const) : ('less' as const), `set the ${property} of ${name} to {value}`];
  return { standing, tail, amount: { type, name, value: '', direction, difference: true, factor, wish: `${said} ${tail}`, order: text, words: text, instead } };
};

/** "subscribe ada@example.com to alerts" */
const subscribed: Form = (text, context) => {
  const found = /^subscribe\s+([\w.+-]+@[\w-]+(?:\.[\w-]+)+)\s+to\s+(.+)$/isu.exec(text);
  const standing = found === null ? null : standingPhrase(found[2] ?? '', context);
  return standing?.type === 'AWS::SNS::Topic' ? { standing, tail: `with an email subscription for ${found?.[1]}`, amount: null } : null;
};

/** "remove versioning from reports" takes something from a thing, and not the thing. */
const turnedOff: Form = (text, context) => {
  const found = new RegExp(`^(?:${off})\\s+(.+)\\s+(?:of|for|on|from|in)\\s+(.+)$`, 'isu').exec(text);
  const [, what = '', thing = ''] = found ?? [];
  const standing = found === null ? null : standingPhrase(thing, context);
  if (standing === null || namesThing(what, context) || standingPhrase(what, context) !== null) return null;
  return { standing, tail: `without ${what.replace(/^(?:the|its|any|all)\s+/iu, '')}`, amount: null };
};

/** "allow port 8443 from 10.0.0.0/8 on web" */
const lets: Form = (text, context) => {
  const found = /^(?:allow|open|permit|let in|accept)\s+(.+)\s+(?:on|in|to|for|into|at)\s+(.+)$/isu.exec(text);
  const [, what = '', thing = ''] = found ?? [];
  const standing = found === null ? null : standingPhrase(thing, context);
  return standing === null || namesThing(what, context) ? null : { standing, tail: `should allow ${what}`, amount: null };
};

/** "make reports versioned", "make jobs a fifo queue", "give jobs a visibility timeout of 1 minute" */
const made: Form = (text, context) => {
  const found = /^(make|give)\s+(.+)$/isu.exec(text);
  const split = found === null ? null : ledByThing(found[2] ?? '', context);
  if (split === null) return null;
  const verb = found?.[1]?.toLowerCase() === 'give' ? 'have' : 'be';
  const rest = split.rest.replace(/^(?:use|run|have|be)\s+/iu, '');
  return { standing: split.standing, tail: `should ${verb} ${ofItsKind(rest, split.standing, context)}`, amount: null };
};

/** "encrypt alerts with a KMS key", "tag jobs with team=core", "resize pg2 to db.t3.large" */
const done: Form = (text, context) => {
  const found = /^(encrypt|version|tag|resize|scale|upgrade|downgrade|scale up|scale down)\s+(.+)$/isu.exec(text);
  if (found === null) return null;
  const verb = (found[1] ?? '').toLowerCase();
  const split = ledByThing(found[2] ?? '', context, true);
  if (split === null) return null;
  const { standing, rest } = split;
  if (verb === 'tag') return { standing, tail: `tagged ${rest}`, amount: null };
  if (verb === 'encrypt' || verb === 'version')
    return { standing, tail: `should be ${verb === 'encrypt' ? 'encrypted' : 'versioned'} ${rest}`.trim(), amount: null };
  const value = /^(to|by)\s+(.+)$/isu.exec(rest);
  if (value === null) return null;
  return value[1]?.toLowerCase() === 'by' ? setTo(standing, 'value', 'by', value[2] ?? '', text) : { standing, tail: `should have ${value[2]}`, amount: null };
};

/** "rename the bucket reports to archive" */
export function renamed(text: string, context: ResolveContext): Pick<StandingPhrase, 'type' | 'name'> | null {
  const found =
    /^(?:rename\s+(.+?)\s+(?:to|as|into)\s+\S+|(?:change|set|update)\s+the\s+name\s+of\s+(.+?)\s+to\s+\S+|call\s+(.+?)\s+\S+\s+(?:instead|from now on))$/isu.exec(
      text,
    );
  const standing = found === null ? null : standingPhrase(found[1] ?? found[2] ?? found[3] ?? '', context);
  return standing === null ? null : { type: standing.type, name: standing.name };
}

/** "the queue jobs should be a fifo queue" */
const should: Form = (text, context) => {
  const found =
    /^(.+?)\s+((?:should|must|shall|has to|have to|needs to|need to|is to|are to|ought to)(?:\s+(?:be|have|use|get|run|now|also))*)\s+(.+)$/isu.exec(text);
  if (found === null) return null;
  const [, thing = '', modal = '', rest = ''] = found;
  const standing = standingPhrase(thing, context);
  return standing === null ? null : { standing, tail: `${modal} ${ofItsKind(rest, standing, context)}`, amount: null };
};

/** "the visibility timeout of jobs should be 1 minute", "objects in reports should expire after 30 days" */
const partShould: Form = (text, context) => {
  const found =
    /^(?:the\s+)?(.+?)\s+(of|in|on|for)\s+(.+?)\s+(?:should|must|shall|has to|have to|needs to|need to|is to|are to)\s+(be\s+(?:set\s+to\s+)?)?(.+)$/isu.exec(
      text,
    );
  if (found === null) return null;
  const [, what = '', , thing = '', be, rest = ''] = found;
  const standing = standingPhrase(thing, context);
  if (standing === null || namesThing(what, context)) return null;
  return be === undefined ? { standing, tail: `, ${what} ${rest}`, amount: null } : setTo(standing, what, 'to', rest, text);
};

/** "add a second private subnet to net": parts are counted, so that two are to be there. */
const onePartMore: Form = (text, { names, knowledge }) => {
  const found = /^add\s+an?\s+(second|third|fourth|fifth|sixth)\s+(.+?)(?:\s+(?:to|in)\s+(?:the\s+|my\s+|our\s+)?(.+))?$/isu.exec(text);
  if (found === null) return null;
  const [, ordinal = '', what = '', thing] = found;
  const part = knowledge.phrases.parts.find(({ adjective, noun }) => what.toLowerCase() === `${adjective} ${noun}`);
  const pattern = part === undefined ? undefined : knowledge.patterns.get(part.pattern);
  const owners = [...names].filter(([, types]) => pattern !== undefined && types.has(pattern.type));
  if (part === undefined || pattern === undefined || owners.length === 0) return null;
  const noun = pattern.nouns[0] ?? '';
  const isNoun = thing === undefined || [...pattern.nouns, 'network'].includes(thing.toLowerCase());
  const bare = isNoun
    ? ''
    : thing.replace(new RegExp(`^(?:${pattern.nouns.join('|')})\\s+|\\s+(?:${pattern.nouns.join('|')})$`, 'iu'), '').replace(/^["'`]|["'`]$/gu, '');
  const name = isNoun ? '' : ` "${bare}"`;
  const standing = { type: pattern.type, name: bare, said: `the ${noun}${name}` };
  return { standing, tail: `should have ${ordinals.indexOf(ordinal.toLowerCase()) + 2} ${what}s`, amount: null };
};

const ordinals = ['second', 'third', 'fourth', 'fifth', 'sixth'];

const forms: readonly Form[] = [ofIt, itsOwn, onePartMore, times, subscribed, turnedOff, turnedOn, lets, done, made, should, partShould];

/** The one order that a text is; null where it is none about a thing that stands. */
export function orderIn(text: string, context: ResolveContext): Order | null {
  for (const form of forms) {
    const order = form(text, context);
    if (order !== null) return order;
  }
  return null;
}

/** What an order is about by a name that nothing has which stands: "set the delay of jbos to 5 seconds". Null where that is not what is wrong with it. */
export function strayNameIn(text: string, context: ResolveContext): { readonly name: string; readonly start: number } | null {
  const found = new RegExp(
    `^(?:(?:${set})\\s+(.+?)\\s+(?:of|for|on|in)\\s+(.+?)\\s+(?:to|by)\\s+.+|(?:${on}|${off})\\s+(.+)\\s+(?:of|for|on|from)\\s+(.+))$`,
    'isu',
  ).exec(text.trim());
  const thing = (found?.[2] ?? found?.[4] ?? '').replace(/^(?:(?:the|my|our|your)\s+)+/iu, '');
  const words = thing.split(/\s+/u);
  const name = words.at(-1)?.replace(/^["'`“]|["'`”.]$/gu, '') ?? '';
  const { phrases } = context.knowledge;
  if (
    found === null ||
    namesThing(found[1] ?? found[3] ?? '', context) ||
    words.length > 3 ||
    !/^[\w./-]*\p{L}[\w./-]*$/u.test(name) ||
    context.names.has(name) ||
    phrases.isPhrase(name.toLowerCase())
  )
    return null;
  const noun = words.slice(0, -1).join(' ');
  const called = findMentions(readWords(noun), lexiconOf(context.types.names(), context.knowledge));
  if ((noun !== '' && called.length === 0) || namesThing(name, context)) return null;
  return { name, start: text.lastIndexOf(name) === text.indexOf(name) ? text.indexOf(name) : text.indexOf(thing) + thing.lastIndexOf(name) };
}

/** The longest beginning of a text that points at something that stands, with the rest. `alone`: nothing has to follow. */
function ledByThing(text: string, context: ResolveContext, alone = false): { readonly standing: StandingPhrase; readonly rest: string } | null {
  const words = text.split(/\s+/u);
  for (let length = words.length - (alone ? 0 : 1); length > 0; length--) {
    const said = words.slice(0, length).join(' ');
    const standing = standingPhrase(said, context) ?? (length < words.length || alone ? standingPhrase(said.replace(/(?:['’]s?)$/u, ''), context) : null);
    if (standing !== null) return { standing, rest: words.slice(length).join(' ') };
  }
  return null;
}

/** "a fifo queue", of a queue, is fifo. */
function ofItsKind(rest: string, { type }: StandingPhrase, context: ResolveContext): string {
  const found = /^an?\s+(.+)$/isu.exec(rest);
  if (found === null) return rest;
  const words = readWords(found[1] ?? '');
  const own = findMentions(words, lexiconOf(context.types.names(), context.knowledge)).find((named) => named.type === type && !named.service);
  const [first, last] = own === undefined ? [] : [words[own.start], words[own.end - 1]];
  if (first === undefined || last === undefined) return rest;
  const inside = found[1] ?? '';
  return `${inside.slice(0, first.token.start)}${inside.slice(last.token.end)}`.replace(/\s+/gu, ' ').trim();
}

/** Whether words name a resource, so that more than a property of what stands is spoken of. What a control is called is none: a dead-letter queue. */
function namesThing(words: string, context: ResolveContext): boolean {
  const lower = words
    .toLowerCase()
    .replaceAll('-', ' ')
    .replace(/^(?:a|an|the|its|any|all)\s+/u, '');
  if (context.knowledge.phrases.isPhrase(lower) && ![...context.knowledge.patterns.values()].some(({ nouns }) => nouns.includes(lower))) return false;
  return findMentions(readWords(words), lexiconOf(context.types.names(), context.knowledge)).some(({ service }) => !service);
}
