import type { Diagnostic } from '../kernel/diagnostic.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Answer } from '../model/question.ts';
import { knownThings, otherNumber, quote, unclear } from './not-understood.ts';
import { findNounPhrases, type NounPhrase } from './noun-phrases.ts';
import { type Item, isLink } from './read-items.ts';
import { type Collected, hasMeaning, isBoundary, ModifierReader, type Target, weightyBefore } from './read-modifiers.ts';
import { settleDoubts } from './settle-doubts.ts';
import type { ControlMention, Group, ReadText, Said } from './understood.ts';
import { otherThan } from './used-thing.ts';

/** More of one kind than anybody means to ask for in a sentence. */
const mostResources = 1000;

/** That the items cannot be put together. `apart`: all that is not clear is how two resources belong together. */
export interface NotBound {
  readonly ok: false;
  readonly problems: readonly Diagnostic[];
  readonly apart: boolean;
}

/** What says something of a thing, where it stands between it and another. */
const saysMore: ReadonlySet<string> = new Set(['control', 'slot', 'parts', 'names', 'quoted', 'naming', 'negation', 'denial', 'region']);

/**
 * Puts the items of an intent together: which resources, how many, and what is said of which. A control binds to the noun phrase
 * it stands in, after "all" or "both" to every resource. What allows two readings is INTENT_NOT_UNDERSTOOD with the fix.
 */
export function bindItems(
  items: readonly Item[],
  knowledge: KnowledgeBase,
  said: (item: Item) => Said,
  answers: readonly Answer[],
): { readonly ok: true; readonly value: ReadText } | NotBound {
  const phrases = findNounPhrases(items, said);
  if (!phrases.ok) return { ok: false, problems: phrases.problems, apart: false };
  if (phrases.value.length === 0) return { ok: false, problems: [noResource(items, knowledge, said)], apart: false };
  const into: Collected = {
    groups: [],
    all: { controls: [], slots: [] },
    open: { controls: [], slots: [], names: [] },
    regions: [],
    used: [],
    problems: [],
    doubts: [],
  };
  const binder = new Binder(items, knowledge, into, said);
  phrases.value.forEach((phrase, index) => {
    binder.phrase(phrase, phrases.value[index - 1] ?? null, phrases.value[index + 1] ?? null);
  });
  binder.open();
  const questions = settleDoubts(into.doubts, answers);
  if (into.problems.length > 0) return { ok: false, problems: into.problems, apart: binder.apart === into.problems.length };
  const groups = [...into.groups, ...otherThan(into.used, into.groups)];
  return { ok: true, value: { groups, all: into.all, region: into.regions[0] ?? null, bares: [], edges: [], uses: [], links: [], unused: [], questions } };
}

class Binder {
  readonly #items: readonly Item[];
  readonly #knowledge: KnowledgeBase;
  readonly #into: Collected;
  readonly #said: (item: Item) => Said;
  readonly #reader: ModifierReader;
  /** How often two resources stand together, and how is not clear. */
  apart = 0;
  /** Adjectives before the noun that a following bare noun may share: "an encrypted bucket and queue". */
  #shareable: readonly ControlMention[] = [];

  constructor(items: readonly Item[], knowledge: KnowledgeBase, into: Collected, said: (item: Item) => Said) {
    this.#items = items;
    this.#knowledge = knowledge;
    this.#into = into;
    this.#said = said;
    this.#reader = new ModifierReader(knowledge, into, said);
  }

  phrase(phrase: NounPhrase, previous: NounPhrase | null, next: NounPhrase | null): void {
    const low = previous === null ? 0 : previous.noun + 1;
    const noun = this.#items[phrase.noun] as Item;
    if (noun.meaning.kind !== 'noun') return;
    const before = this.#items.slice(phrase.start, phrase.noun);
    const reference = this.#reference(noun, before);
    if (previous === null) {
      if (reference !== 'standing') this.#leadingChange(phrase);
      this.#reader.read(this.#items.slice(0, phrase.start), 'open', false);
    }

    let target: Target;
    let pre = before.filter((item) => !['article', 'other', 'count', 'definite', 'existing', 'scope', 'qualifier'].includes(item.meaning.kind));
    if (reference === 'problem') return;
    if (reference === 'standing') {
      const linked = previous === null ? [] : this.#saidOfReference(phrase, low);
      if (previous !== null && linked.length === 0 && !this.#joined(phrase, previous, low)) return;
      this.#described(before, noun);
      const group = this.#group(noun, before, 'standing');
      this.#into.groups.push(group);
      target = { groups: [group] };
      pre = [...linked, ...pre];
    } else if (reference !== null) {
      target = { groups: reference };
      if (previous !== null) {
        const linked = this.#saidOfReference(phrase, low);
        // "The queue subscribed to the topic": nothing is said of the topic.
        const leads = linked.every(({ meaning }) => !saysMore.has(meaning.kind)) && isLink(weightyBefore(this.#items, phrase.start, low)?.item);
        if (leads && !this.#joined(phrase, previous, low)) return;
        pre = [...linked, ...pre];
      }
    } else {
      if (previous !== null && !this.#joined(phrase, previous, low)) return;
      const group = this.#group(noun, before, before.some((item) => item.meaning.kind === 'other') ? 'other' : 'either');
      if (previous !== null) this.#sharedAdjectives(phrase, previous, before, group, noun);
      this.#into.groups.push(group);
      target = { groups: [group] };
    }
    if (reference === null) this.#nounsBefore(before, noun);
    this.#reader.read(pre, target, false);
    if (reference === null && before.length > 0) this.#shareable = [...(this.#into.groups.at(-1)?.controls ?? [])];
    else if (reference !== null) this.#shareable = [];

    const after = this.#items.slice(phrase.noun + 1, this.#endOf(phrase, next));
    this.#reader.read(after, target, true, next === null);
  }

  #group(noun: Item, before: readonly Item[], points: Group['points']): Group {
    const { pattern, plural } = noun.meaning as Extract<Item['meaning'], { kind: 'noun' }>;
    const group: Group = {
      ...this.#said(noun),
      pattern,
      count: this.#count(noun, plural, before),
      points,
      names: null,
      controls: [],
      slots: [],
      companions: [],
      partNames: new Map(),
      properties: {},
      told: [],
    };
    this.#qualifiers(before, group);
    return group;
  }

  /** "The versioned bucket" may be the one that is versioned, or one that is to be. */
  #described(before: readonly Item[], noun: Item): void {
    const item = before.find(({ meaning }) => meaning.kind === 'control' || meaning.kind === 'slot');
    if (item === undefined) return;
    const message = `${quote(item.words)} may say which ${quote(noun.words)} is meant, or what it is to be`;
    this.#problem(item, message, `say it after the noun, as in: the ${noun.words} should be ${item.words}`);
  }

  /** "Turn on versioning for a bucket" changes a bucket; only "create" makes one. */
  #leadingChange(phrase: NounPhrase): void {
    const before = weightyBefore(this.#items, phrase.start, 0);
    const control = this.#items.slice(0, phrase.start).find((item) => item.meaning.kind === 'control');
    if (control === undefined || !isLink(before?.item)) return;
    const noun = this.#items[phrase.noun] as Item;
    this.#problem(
      control,
      `${quote(control.words)} ${before?.item.words} ${quote(noun.words)} sounds like a change of something that exists`,
      `for something new write: ${noun.words} with ${control.words}`,
    );
  }

  /** "A logging bucket" may have logging or hold logs. "A versioning-enabled bucket" is clear. */
  #nounsBefore(before: readonly Item[], noun: Item): void {
    before.forEach((item, index) => {
      const next = before[index + 1]?.meaning.kind;
      if (item.meaning.kind !== 'control' || item.meaning.form !== 'noun' || next === 'affirmation' || next === 'denial') return;
      this.#problem(item, `it is not clear what ${quote(`${item.words} ${noun.words}`)} means`, `write: ${noun.words} with ${item.words}`);
    });
  }

  /** What stood before the first noun, or after a full stop: certain only where there is one resource. */
  open(): void {
    const { open, groups, problems, regions } = this.#into;
    const [group, ...more] = groups;
    const first = [...open.controls, ...open.slots, ...open.names][0];
    if (first !== undefined && group !== undefined && more.length > 0) {
      problems.push(
        unclear(first, `it is not clear which resource ${quote(first.words)} is said of`, 'put it right before or after what it is said of, or say "all"'),
      );
    } else if (group !== undefined) {
      group.controls.push(...open.controls);
      group.slots.push(...open.slots);
      for (const names of open.names) {
        if (group.names === null) group.names = names;
        else problems.push(unclear(names, `${quote(names.words)} is a second name for ${quote(group.words)}`, 'give one name to each resource'));
      }
    }
    for (const region of regions.slice(1)) {
      const one = regions[0];
      if (one !== undefined && region.region !== one.region) {
        const message = `${quote(one.words)} and ${quote(region.words)} are two regions, and a deployment lives in one`;
        problems.push(problem('CONTROL_CONFLICT', message, 'ask once for each region', { at: region.at }));
      }
    }
    for (const each of groups) {
      if (each.names !== null && each.names.names.length !== each.count) {
        problems.push(otherNumber(each.names, each.count, each.words));
      }
    }
  }

  /** Where what is said after a noun ends: at the next noun phrase, or before what is said of the resource that one points back at. */
  #endOf(phrase: NounPhrase, next: NounPhrase | null): number {
    if (next === null) return this.#items.length;
    const noun = this.#items[next.noun] as Item;
    const before = this.#items.slice(next.start, next.noun);
    const linked = weightyBefore(this.#items, next.start, phrase.noun + 1);
    return this.#pointsBack(noun, before) && isLink(linked?.item) ? this.#sentenceOf(phrase.noun + 1, next.start) : next.start;
  }

  /** Where the sentence begins in which an item stands, not before another. */
  #sentenceOf(low: number, at: number): number {
    for (let index = at - 1; index >= low; index--) if (this.#items[index]?.meaning.kind === 'stop') return index + 1;
    return low;
  }

  #pointsBack(noun: Item, before: readonly Item[]): boolean {
    const kinds = before.map((item) => item.meaning.kind);
    if (noun.meaning.kind !== 'noun' || kinds.includes('article')) return false;
    return kinds.includes('definite') || kinds.includes('existing') || kinds.includes('scope');
  }

  /** The groups a phrase such as "the bucket" or "all queues" points back at; `standing` where it points at what is there, null where it names something new. */
  #reference(noun: Item, before: readonly Item[]): readonly Group[] | null | 'standing' | 'problem' {
    if (noun.meaning.kind !== 'noun') return null;
    const { pattern, plural } = noun.meaning;
    const existing = before.find((item) => item.meaning.kind === 'existing');
    if (existing === undefined && !this.#pointsBack(noun, before)) return null;
    const named = this.#into.groups.filter((group) => group.pattern === pattern);
    const every = before.some((item) => item.meaning.kind === 'scope');
    if (existing === undefined && named.length > 0 && (named.length === 1 || plural || every) && !this.#isNamed(noun)) return named;
    if (!every && (existing !== undefined || named.length === 0 || this.#isNamed(noun))) return 'standing';
    const words = quote([...before, noun].map((item) => item.words).join(' '));
    const message = named.length > 1 ? `${words} could be any of ${named.length}` : `${words} points at something that is not named before`;
    const fix = named.length > 1 ? 'say it right before or after the one that is meant' : 'name them, as in: the two queues named orders and payments';
    this.#into.problems.push(unclear(this.#said(noun), message, fix));
    return 'problem';
  }

  /** "The bucket reports" has a name of its own, also where the sentence speaks of another bucket. */
  #isNamed(noun: Item): boolean {
    const at = this.#items.indexOf(noun);
    return [this.#items[at - 1], this.#items[at + 1]].some((item) => item?.meaning.kind === 'quoted' || item?.meaning.kind === 'names');
  }

  /** In ", with versioning on the bucket", everything from the comma on is said of the bucket. */
  #saidOfReference(phrase: NounPhrase, low: number): readonly Item[] {
    const linked = weightyBefore(this.#items, phrase.start, low);
    if (linked === null || !isLink(linked.item)) return [];
    const said = this.#items.slice(this.#sentenceOf(low, linked.at), linked.at);
    const first = said[0];
    if (first !== undefined && !isBoundary(first)) {
      const noun = this.#items[phrase.noun] as Item;
      this.#into.problems.push(
        unclear(this.#said(first), `it is not clear whether ${quote(first.words)} is said of ${quote(noun.words)}`, 'make it a sentence of its own'),
      );
      return [];
    }
    return said;
  }

  /** Two resources may only stand side by side. Any other word between them relates them in a way that is not understood. */
  #joined(phrase: NounPhrase, previous: NounPhrase, low: number): boolean {
    let at = phrase.start;
    for (;;) {
      const before = weightyBefore(this.#items, at, low);
      const kind = before?.item.meaning.kind;
      if (before !== null && (kind === 'scope' || kind === 'pronoun-many')) {
        at = before.at;
        continue;
      }
      if (before !== null && isBoundary(before.item)) return true;
      const noun = this.#items[phrase.noun] as Item;
      // "or" between two resources has been reported where it stands.
      if (kind !== 'chooser') {
        this.apart++;
        const between = quote(
          this.#items
            .slice(previous.noun, phrase.noun + 1)
            .map((item) => item.words)
            .join(' '),
        );
        this.#into.problems.push(
          unclear(
            this.#said(noun),
            `how the two resources in ${between} belong together is not understood`,
            `join them with "and" to get both, each on its own`,
          ),
        );
      }
      return false;
    }
  }

  #count(noun: Item, plural: boolean, before: readonly Item[]): number {
    const counts = before.filter((item) => item.meaning.kind === 'count');
    const [count, second] = counts;
    if (second !== undefined) {
      this.#problem(second, `${quote(second.words)} is a second number for ${quote(noun.words)}`, 'say one number');
    }
    if (count?.meaning.kind === 'count') {
      if (count.meaning.count >= 1 && count.meaning.count <= mostResources) return count.meaning.count;
      this.#problem(count, `${quote(`${count.words} ${noun.words}`)} is not between 1 and ${mostResources}`, `ask for 1 to ${mostResources} at a time`);
    } else if (plural) {
      this.#problem(noun, `${quote(noun.words)} does not say how many`, `say how many: two ${noun.words}`);
    }
    return 1;
  }

  #qualifiers(before: readonly Item[], group: Group): void {
    for (const item of before) {
      if (item.meaning.kind === 'qualifier' && !item.meaning.patterns.includes(group.pattern)) {
        this.#problem(item, `${quote(item.words)} does not go with ${quote(group.words)}`, 'name one service and its resource, as in: an SQS queue');
      }
    }
  }

  /** "An encrypted bucket and queue" may mean one or two encrypted things. */
  #sharedAdjectives(phrase: NounPhrase, previous: NounPhrase, before: readonly Item[], group: Group, noun: Item): void {
    const between = this.#items.slice(previous.noun + 1, phrase.start);
    const bare = before.every((item) => item.meaning.kind === 'qualifier' || item.meaning.kind === 'filler');
    if (!bare || !between.every((item) => ['joiner', 'comma', 'filler'].includes(item.meaning.kind))) return;
    for (const mention of this.#shareable.filter((one) => hasMeaning(this.#knowledge, one.control, group))) {
      this.#problem(
        noun,
        `it is not clear whether ${quote(mention.words)} is said of ${quote(noun.words)} too`,
        `write "a" before ${quote(noun.words)} if not, or repeat ${quote(mention.words)} if so`,
      );
    }
  }

  #problem(item: Item, message: string, fix: string): void {
    this.#into.problems.push(unclear(this.#said(item), message, fix));
  }
}

function noResource(items: readonly Item[], knowledge: KnowledgeBase, said: (item: Item) => Said): Diagnostic {
  const service = items.find((item) => item.meaning.kind === 'qualifier');
  const place = said(service ?? items[0] ?? { meaning: { kind: 'unknown' }, words: '', start: 0, end: 0 });
  if (service?.meaning.kind === 'qualifier') {
    const nouns = service.meaning.patterns.map((name) => `${service.words} ${knowledge.patterns.get(name)?.nouns[0] ?? ''}`);
    return unclear(place, `${quote(service.words)} names a service, not a resource`, `say what of it: ${nouns.join(' or ')}`);
  }
  const control = items.find((item) => item.meaning.kind === 'control');
  if (control?.meaning.kind === 'control') {
    const types = Object.entries(knowledge.controls.get(control.meaning.control)?.types ?? {}).flatMap(([type, effect]) => ('refused' in effect ? [] : [type]));
    const pattern = [...knowledge.patterns.values()].find((one) => types.includes(one.type));
    const noun = pattern === undefined ? 's3 bucket' : `${pattern.qualifiers[0] ?? ''} ${pattern.nouns[0] ?? ''}`.trim();
    return unclear(
      said(control),
      `the intent names no resource that ${quote(control.words)} is said of`,
      `name one, as in: ${control.meaning.form === 'noun' ? `${noun} with ${control.words}` : `${control.words} ${noun}`}`,
    );
  }
  return unclear(place, 'the intent names no resource', `name one: ${knownThings(knowledge)}`);
}
