import type { Diagnostic } from '../kernel/diagnostic.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { Companion, companionOf, nounBehind } from './companion-said.ts';
import { quote, unclear } from './not-understood.ts';
import { isSeparator } from './noun-phrases.ts';
import type { Item, ItemMeaning } from './read-items.ts';
import type { CompanionSaid, ControlMention, Group, Said, SlotChoice, SlotMention } from './understood.ts';
import { usedBy, usedGroup } from './used-thing.ts';

/** Whom a modifier is said of: certain groups, every resource, or nobody yet ("With logging enabled, create a bucket"). */
export type Target = { readonly groups: readonly Group[] } | 'all' | 'open';

/** What may be said of a thing or of what a control of it brings along. */
export interface Doubt {
  readonly said: Said;
  readonly group: Group;
  readonly companion: CompanionSaid;
  readonly item: ItemMeaning;
}

/** What modifiers are collected into. */
export interface Collected {
  readonly groups: Group[];
  readonly all: { readonly controls: ControlMention[]; readonly slots: SlotMention[] };
  readonly open: { readonly controls: ControlMention[]; readonly slots: SlotMention[]; readonly names: (Said & { readonly names: readonly string[] })[] };
  readonly regions: (Said & { readonly region: string })[];
  /** Things that controls use, and that are named there: the key with which something is encrypted. */
  readonly used: Group[];
  readonly problems: Diagnostic[];
  readonly doubts: Doubt[];
}

type ControlItem = { readonly control: string; readonly form: 'adjective' | 'noun' | 'opposite' };

/**
 * Reads a stretch of items between nouns. `target` is whom it stands with. Behind a comma, a region or a full stop that is certain
 * only while there is one candidate (`detachable`); otherwise it is a problem.
 */
export class ModifierReader {
  readonly #knowledge: KnowledgeBase;
  readonly #into: Collected;
  readonly #said: (item: Item) => Said;
  #target: Target = 'open';
  #detachable = false;
  #atEnd = false;
  /** Something was said of the noun already; a list of it goes on. */
  #begun = false;
  /** A link that says what something is for, not what it has: "for logging". */
  #purpose: Item | null = null;
  /** Nothing but words without weight stands between the noun and here. */
  #direct = true;
  #addressed = false;
  #negation: Item | null = null;
  /** A negation that reached a control of this form; a further one after "and" is doubtful, after "or" it goes on. */
  #negated: ControlItem['form'] | null = null;
  #last: { mention: ControlMention; joined: boolean } | null = null;
  #sinceJoin = false;
  /** What the last control brings along, while what follows may be said of that. */
  #companion: Companion | null = null;
  /** What stands right before, words without weight passed over. */
  #before: Item | null = null;
  /** An article stands right before. */
  #article = false;

  constructor(knowledge: KnowledgeBase, into: Collected, said: (item: Item) => Said) {
    this.#knowledge = knowledge;
    this.#into = into;
    this.#said = said;
  }

  /** `atEnd`: the text ends with these items. */
  read(items: readonly Item[], target: Target, detachable: boolean, atEnd = false): void {
    this.#target = target;
    this.#atEnd = atEnd;
    this.#detachable = detachable;
    this.#direct = true;
    this.#begun = false;
    this.#purpose = null;
    this.#addressed = false;
    this.#negation = null;
    this.#negated = null;
    this.#last = null;
    this.#sinceJoin = false;
    this.#companion = null;
    this.#before = null;
    this.#article = false;
    items.forEach((item, index) => {
      const rest = items.slice(index + 1);
      if (!this.#ofCompanion(item, rest)) this.#item(item, rest);
      if (item.meaning.kind !== 'filler') this.#before = item;
      if (!['filler', 'control'].includes(item.meaning.kind)) this.#article = item.meaning.kind === 'article';
    });
    if (this.#negation !== null) this.#nothingNegated(this.#negation);
  }

  /** What stands before or right behind what a control brings along is said of that: "a fifo dead-letter queue named orders-dlq". */
  #ofCompanion(item: Item, rest: readonly Item[]): boolean {
    const { meaning } = item;
    if (this.#target === 'all' || this.#target === 'open') return false;
    const [group, ...more] = this.#target.groups;
    if (group === undefined || more.length > 0) return false;
    if (meaning.kind === 'names' && this.#namesOther(item, meaning.names, group)) return true;
    if (meaning.kind === 'quoted' && this.#namesUsed(item, [meaning.text])) return true;
    if (meaning.kind === 'control' && meaning.form !== 'noun' && this.#negation === null && this.#detachable) {
      const noun = nounBehind(rest);
      const companion = noun === null ? null : companionOf(noun.control, group, this.#knowledge);
      if (noun === null || companion === null) return this.#behindCompanion(item, group);
      const mention: ControlMention = { ...this.#said(item), control: noun.control, positive: true };
      const said = new Companion(mention, companion, true, group, this.#knowledge);
      if (!said.takes(meaning.control)) return false;
      said.said.controls.push({ ...this.#said(item), control: meaning.control, positive: meaning.form !== 'opposite' });
      return true;
    }
    if (meaning.kind === 'comma' || meaning.kind === 'stop' || meaning.kind === 'joiner') this.#companion = null;
    return this.#behindCompanion(item, group);
  }

  /** A name right behind a part is the part's; behind "with the key" it is the key's. */
  #namesOther(item: Item, names: readonly string[], group: Group): boolean {
    const before = this.#before?.meaning;
    if (before?.kind === 'parts') {
      const [count, more] = before.counts;
      if (count === undefined || more !== undefined || count.count !== names.length) return false;
      group.partNames.set(count.slot, { ...this.#said(item), names });
      return true;
    }
    return this.#namesUsed(item, names);
  }

  #namesUsed(item: Item, [name = '', ...more]: readonly string[]): boolean {
    const used = usedBy(this.#before?.words ?? '', this.#before?.meaning, this.#knowledge);
    if (used === null) return false;
    if (more.length === 0) this.#into.used.push(usedGroup(used, this.#said(item), name));
    else this.#problem(item, `${quote(item.words)} names several, and ${quote(this.#before?.words ?? '')} speaks of one ${used.noun}`, 'give it one name');
    return true;
  }

  #behindCompanion(item: Item, group: Group): boolean {
    const { meaning } = item;
    const companion = this.#companion;
    if (companion === null || this.#negation !== null) return false;
    const doubt = (): boolean => {
      this.#into.doubts.push({ said: this.#said(item), group, companion: companion.said, item: meaning });
      return true;
    };
    if (meaning.kind === 'names' || meaning.kind === 'quoted') {
      if (!companion.isThing) return doubt();
      companion.said.names = { ...this.#said(item), names: meaning.kind === 'names' ? meaning.names : [meaning.text] };
      return true;
    }
    if (meaning.kind === 'slot' && companion.isThing && companion.takesSlot(meaning.slots)) {
      companion.said.slots.push({ ...this.#said(item), slots: meaning.slots, value: meaning.value });
      return true;
    }
    if (meaning.kind !== 'control' || !companion.takes(meaning.control)) return false;
    if (!companion.isThing) return doubt();
    companion.said.controls.push({ ...this.#said(item), control: meaning.control, positive: meaning.form !== 'opposite' });
    return true;
  }

  #item(item: Item, rest: readonly Item[]): void {
    const { meaning } = item;
    if (this.#negation !== null && !['control', 'parts', 'filler', 'article', 'link', 'having', 'affirmation'].includes(meaning.kind)) {
      this.#nothingNegated(this.#negation);
      this.#negation = null;
    }
    if (!['filler', 'article', 'definite', 'control'].includes(meaning.kind)) this.#purpose = null;
    switch (meaning.kind) {
      case 'control':
        this.#control(item, meaning);
        break;
      case 'slot':
        this.#slot(item, meaning.slots, meaning.value);
        break;
      case 'parts':
        this.#parts(item, meaning);
        break;
      case 'names':
        this.#names(item, meaning.names);
        break;
      case 'quoted':
        this.#names(item, [meaning.text]);
        break;
      case 'region':
        this.#into.regions.push({ ...this.#said(item), region: meaning.region });
        this.#settle();
        break;
      case 'negation':
        this.#negation = item;
        break;
      case 'denial':
        this.#denial(item);
        break;
      case 'chooser':
        this.#chooser(item, rest);
        break;
      case 'joiner':
      case 'comma':
        this.#sinceJoin = true;
        if (!this.#begun) this.#settle();
        break;
      case 'stop':
        this.#settle();
        this.#target = this.#addressed ? 'open' : this.#target;
        this.#addressed = false;
        this.#last = null;
        this.#negated = null;
        break;
      case 'having':
      case 'link':
        this.#negated = null;
        this.#sinceJoin = false;
        if (meaning.kind === 'link') this.#purpose = item;
        if (this.#ends(rest)) this.#problem(item, `nothing follows ${quote(item.words)}`, 'finish the sentence, or leave the word out');
        break;
      case 'affirmation':
        this.#negated = null;
        this.#sinceJoin = false;
        this.#last = null;
        break;
      case 'scope':
      case 'pronoun-many':
        if (rest.some((one) => ['control', 'slot', 'names'].includes(one.meaning.kind))) this.#address('all');
        break;
      case 'pronoun-one':
        this.#pronoun(item);
        break;
      case 'count':
        // "one NAT gateway" says no more than "a NAT gateway": there is one.
        if (meaning.count === 1 && isOneThing(rest[0])) break;
        this.#problem(item, `${quote(item.words)} counts nothing`, 'put the number right before what it counts, as in: three queues');
        break;
      case 'existing':
        this.#problem(item, `${quote(item.words)} points at something that exists`, 'say only what is to be made, as in: a private S3 bucket');
        break;
      case 'qualifier':
        this.#problem(item, `${quote(item.words)} names a service, not a resource`, `say what of it: ${this.#nounsOf(meaning.patterns).join(', ')}`);
        break;
      case 'noun':
      case 'verb':
      case 'filler':
      case 'article':
      case 'other':
      case 'definite':
        break;
      case 'naming':
      case 'unknown':
      case 'thing':
      case 'note':
      case 'no-region':
        break;
      default:
        meaning satisfies never;
    }
  }

  /** Whether nothing of weight is left before the next stop, and no noun comes after. */
  #ends(rest: readonly Item[]): boolean {
    const next = rest.find((one) => !['filler', 'article', 'definite'].includes(one.meaning.kind));
    return next === undefined ? this.#atEnd : next.meaning.kind === 'stop' || next.meaning.kind === 'comma';
  }

  /** From here on, what is said may be of another resource than the nearest. */
  #settle(): void {
    this.#direct = false;
  }

  #address(target: Target): void {
    this.#target = target;
    this.#addressed = true;
  }

  #control(item: Item, meaning: ControlItem): void {
    const negated = this.#negation !== null;
    if (this.#purpose !== null && meaning.form === 'noun') {
      this.#problem(
        item,
        `${quote(`${this.#purpose.words} ${item.words}`)} says what it is for, not what it has`,
        `write "with ${item.words}" if it is to have that; otherwise leave it out`,
      );
      this.#purpose = null;
      return;
    }
    this.#begun = true;
    if (!negated && this.#negated === 'noun' && this.#sinceJoin && meaning.form === 'noun') {
      this.#problem(item, `it is not clear whether ${quote(item.words)} is wanted or not`, `repeat "with" or "without" before ${quote(item.words)}`);
      return;
    }
    const mention: ControlMention = { ...this.#said(item), control: meaning.control, positive: (meaning.form !== 'opposite') !== negated };
    if (this.#negation !== null) mention.words = `${this.#negation.words} ${item.words}`;
    for (const list of this.#listsFor(item, (group) => hasMeaning(this.#knowledge, meaning.control, group))) list.controls.push(mention);
    const [group, ...more] = this.#target === 'all' || this.#target === 'open' ? [] : this.#target.groups;
    const companion =
      mention.positive && meaning.form === 'noun' && group !== undefined && more.length === 0 ? companionOf(meaning.control, group, this.#knowledge) : null;
    this.#companion = companion === null || group === undefined ? null : new Companion(mention, companion, this.#article, group, this.#knowledge);
    this.#negated = negated ? meaning.form : null;
    this.#negation = null;
    this.#last = { mention, joined: this.#last !== null && this.#sinceJoin };
    this.#sinceJoin = false;
  }

  /** "no public subnets" is none of them; "without two public subnets" could be any number but two. */
  #parts(item: Item, meaning: Extract<ItemMeaning, { kind: 'parts' }>): void {
    const negation = this.#negation;
    this.#negation = null;
    if (negation !== null && meaning.counts.some((count) => count.counted)) {
      this.#nothingNegated(negation);
      return;
    }
    for (const { pattern, slot, count } of meaning.counts) this.#slot(item, [{ pattern, slot }], { gap: 'count', number: negation === null ? count : 0 });
  }

  #slot(item: Item, slots: readonly SlotChoice[], value: SlotMention['value']): void {
    this.#begun = true;
    const mention: SlotMention = { ...this.#said(item), slots, value };
    const fits = (group: Group) => slots.some((slot) => slot.pattern === group.pattern);
    // A part ("two public subnets") belongs to the one thing that has such parts, wherever it stands.
    const owners = this.#into.groups.filter(fits);
    const [owner] = owners;
    const wanders = item.meaning.kind === 'parts' && owner !== undefined && owners.length === 1;
    for (const list of wanders ? [owner] : this.#listsFor(item, fits)) list.slots.push(mention);
    this.#last = null;
    this.#sinceJoin = false;
  }

  #names(item: Item, names: readonly string[]): void {
    const said = { ...this.#said(item), names };
    if (this.#target === 'open') {
      this.#into.open.names.push(said);
      return;
    }
    const [group, ...more] = this.#target === 'all' ? this.#into.groups : this.#target.groups;
    if (group === undefined || more.length > 0 || (!this.#direct && this.#ambiguous())) {
      this.#problem(item, `it is not clear which resource ${quote(item.words)} is for`, 'put the name right after the resource, as in: a queue named "orders"');
    } else if (group.names !== null) {
      this.#problem(item, `${quote(item.words)} is a second name for ${quote(group.words)}`, 'give one name to each resource');
    } else {
      group.names = said;
    }
  }

  /** Where to put a modifier: one list for each resource it is said of, none after a problem. */
  #listsFor(item: Item, fits: (group: Group) => boolean): readonly { controls: ControlMention[]; slots: SlotMention[] }[] {
    if (this.#target === 'all') return [this.#into.all];
    if (this.#target === 'open') return [this.#into.open];
    if (!this.#direct && this.#ambiguous()) {
      const candidates = this.#into.groups.filter(fits);
      if (candidates.length > 1) {
        const names = candidates.map((group) => quote(group.words)).join(' or ');
        this.#problem(
          item,
          `it is not clear whether ${quote(item.words)} is said of ${names} or of all`,
          'put it right before or after what it is said of, or say "all"',
        );
        return [];
      }
      if (candidates.length === 1) return candidates;
    }
    return this.#target.groups;
  }

  #ambiguous(): boolean {
    return this.#detachable && !this.#addressed && this.#into.groups.length > 1;
  }

  #denial(item: Item): void {
    const last = this.#last;
    if (last === null || this.#sinceJoin) {
      this.#problem(item, `${quote(item.words)} turns nothing off`, 'put it right after what is not wanted, as in: logging disabled');
    } else if (last.joined || !last.mention.positive) {
      this.#problem(item, `it is not clear what ${quote(item.words)} turns off`, 'say "without" before each thing that is not wanted');
    } else {
      last.mention.positive = false;
      last.mention.words = `${last.mention.words} ${item.words}`;
    }
  }

  #chooser(item: Item, rest: readonly Item[]): void {
    const next = rest.find((one) => one.meaning.kind !== 'filler' && one.meaning.kind !== 'article');
    const goesOn = this.#negated !== null && next?.meaning.kind === 'control' && (next.meaning.form === 'noun') === (this.#negated === 'noun');
    if (goesOn) this.#negation = item;
    else if (next?.meaning.kind !== 'negation') this.#problem(item, `${quote(item.words)} leaves a choice`, 'say which one is wanted');
  }

  #pronoun(item: Item): void {
    const { groups } = this.#into;
    if (groups.length === 1) this.#address({ groups });
    else if (groups.length > 1)
      this.#problem(item, `it is not clear what ${quote(item.words)} means`, 'name the resource: the bucket, the queue; or say "all"');
  }

  #nothingNegated(item: Item): void {
    this.#problem(item, `nothing that can be left out follows ${quote(item.words)}`, 'put it right before what is not wanted, as in: without versioning');
  }

  #problem(item: Item, message: string, fix: string): void {
    this.#into.problems.push(unclear(this.#said(item), message, fix));
  }

  #nounsOf(patterns: readonly string[]): string[] {
    return patterns.flatMap((name) => {
      const pattern = this.#knowledge.patterns.get(name);
      return pattern === undefined ? [] : [`${pattern.qualifiers[0] ?? ''} ${pattern.nouns[0] ?? ''}`.trim()];
    });
  }
}

/** Whether the control says anything of the group's type, be it that it is refused. */
export function hasMeaning(knowledge: KnowledgeBase, control: string, group: Group): boolean {
  const type = knowledge.patterns.get(group.pattern)?.type;
  const types = knowledge.controls.get(control)?.types;
  if (types === undefined || type === undefined) return false;
  return Object.hasOwn(types, type) || Object.hasOwn(types, '*');
}

/** The last item before `at` that carries weight. */
export function weightyBefore(items: readonly Item[], at: number, low: number): { readonly item: Item; readonly at: number } | null {
  for (let index = at - 1; index >= low; index--) {
    const item = items[index] as Item;
    if (item.meaning.kind !== 'filler') return { item, at: index };
  }
  return null;
}

/** Whether the item can stand between two resources that have nothing to do with each other. */
export function isBoundary(item: Item): boolean {
  return isSeparator(item) || item.meaning.kind === 'stop' || item.meaning.kind === 'verb';
}

function isOneThing(next: Item | undefined): boolean {
  return next?.meaning.kind === 'control' && next.meaning.form === 'noun';
}
