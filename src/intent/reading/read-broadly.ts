import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { valueAt, withValueAt } from '../../kernel/pointer.ts';
import type { PatternEntry } from '../../model/knowledge.ts';
import type { Answer, Question } from '../../model/question.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { namePropertyOf } from '../closure/name-property.ts';
import { otherNumber } from '../not-understood.ts';
import type { ResolveContext } from '../resolve.ts';
import { effectOn } from '../take-away.ts';
import type { Bare, ControlMention, Group, ReadText, Said, SlotMention, ToldProperty, Understood } from '../understood.ts';
import { otherThan, usedBy, usedGroup } from '../used-thing.ts';
import { type AbsorbedNetwork, absorbNetwork } from './absorb-network.ts';
import { allowedName } from './allowed-name.ts';
import { askJoined } from './ask-joined.ts';
import { eachOf, listOf, runsOf } from './each-of.ts';
import { findEdges, spokenOfAgain } from './find-edges.ts';
import { findLinks, linkedEdges, looseLinks } from './find-links.ts';
import { findThings, saidOf, type Thing } from './find-things.ts';
import { findUses } from './find-uses.ts';
import { lexiconOf, serviceOf } from './lexicon.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { purposeOf } from './purpose.ts';
import { countsIn } from './read-counts.ts';
import { typeBehind } from './read-key-type.ts';
import { namesOf } from './read-names.ts';
import { readCalled, readProperties } from './read-properties.ts';
import { speaksOfTime } from './read-schedule.ts';
import { textOf } from './read-values.ts';
import { endsWithProduct, numberBehindProduct, versionIn } from './read-version.ts';
import { readWhole } from './read-whole.ts';
import { settleRules } from './settle-rules.ts';
import { scheduleOf, specialValues } from './special-values.ts';
import { traitsOf } from './traits-of.ts';
import { type Unread, unreadOf } from './unread.ts';
import { wordsOfName } from './words-of-name.ts';

/** What a text says, as far as it can be read, with all that it leaves unread. */
export interface Broadly {
  readonly understood: ReadText;
  /** Words that nobody knows and that may change what is asked for, where the text is short enough for each word to count. */
  readonly unread: Unread;
  /** What is read and cannot be. */
  readonly problems: readonly Diagnostic[];
}

/**
 * Reads a text for the resources that it speaks of, whatever else it says: each word is read as what is asked for, or is told as not used, or is unread. Null where it
 * speaks of no resource.
 */
export function readBroadly(text: string, context: ResolveContext, brief: boolean, answers: readonly Answer[]): Broadly | null {
  const { knowledge, types, names } = context;
  const lexicon = lexiconOf(types.names(), knowledge);
  const pieces = piecesOf(text, knowledge, lexicon, new Set(types.regions()), new Set(names.keys()));
  const found = findThings(pieces, {
    isPart: (type, words) => countsIn(type, `2 ${words}`, knowledge).length > 0,
    isVersion: (ahead) => endsWithProduct(ahead, knowledge),
  });
  const { asides } = found;
  // "The" in a description points at what the description is of.
  const things = brief ? found.things : found.things.map((thing) => (thing.points === 'standing' ? { ...thing, points: 'either' as const } : thing));
  if (things.length === 0) return null;
  const reader = new Reader(text, pieces, context, answers);
  const kept = reader.absorb(things);
  for (const thing of kept) reader.thing(thing, kept);
  const called = readWhole(
    text,
    kept.map((thing) => ({ thing, at: saidOf(thing, pieces).at })),
    reader,
    context,
  );
  const joint = findEdges(pieces, kept, knowledge);
  const { edges: joined, pieces: joints } = joint;
  const purpose = purposeOf(pieces);
  const links = findLinks(pieces, kept, reader.absorbed, purpose);
  const { uses, covered } = findUses(text, pieces, kept, joint, knowledge);
  reader.covered.push(...covered);
  reader.noteCovered();
  const said = [...joined, ...linkedEdges(links, pieces, knowledge), ...called];
  const asked = askJoined({ things: kept, pieces, bares: reader.bares, edges: said }, knowledge, answers);
  settleRules(text, pieces, kept, reader);
  for (const index of [...joints, ...spokenOfAgain(pieces, joints, reader)]) reader.consumed.add(index);
  const region = reader.region(brief ? purpose : new Map());
  const serviceWords = new Set(kept.flatMap(({ type }) => [...lexicon.serviceWords(serviceOf(type))]));
  const { unused, unread } = unreadOf(text, pieces, {
    serviceWords,
    consumed: reader.consumed,
    covered: reader.covered,
    things: kept,
    joined: [...said, ...asked.edges, ...uses],
    asides,
    purpose,
  });
  const more = [...asked.unread, ...reader.unread];
  return {
    understood: {
      groups: [...reader.groups, ...otherThan(reader.used, reader.groups)],
      all: { controls: [], slots: [] },
      region,
      bares: reader.bares,
      edges: [...said, ...asked.edges],
      uses,
      links: brief ? looseLinks(links, pieces, [...said, ...asked.edges, ...uses]) : [],
      unused,
      questions: [...reader.questions, ...asked.questions],
    },
    unread: { pieces: [...unread.pieces, ...more], parts: [...unread.parts, ...more] },
    problems: reader.problems,
  };
}

class Reader {
  readonly groups: Group[] = [];
  readonly bares: Bare[] = [];
  /** Things that controls use, and that are named there. */
  readonly used: Group[] = [];
  readonly questions: Question[] = [];
  readonly consumed = new Set<number>();
  /** Stretches of the text that give a property its value. */
  readonly covered: { readonly start: number; readonly end: number }[] = [];
  readonly problems: Diagnostic[] = [];
  /** A network of the text with the parts that it makes. */
  absorbed: AbsorbedNetwork | null = null;
  /** Parts of the words that name a thing, of which nothing is made. */
  readonly unread: Said[] = [];
  readonly #text: string;
  readonly #answers: readonly Answer[];
  readonly #pieces: readonly Piece[];
  readonly #context: ResolveContext;
  readonly #patterns: ReadonlyMap<string, PatternEntry>;
  #extra = new Map<Thing, SlotMention[]>();
  #controls = new Map<Thing, ControlMention[]>();

  constructor(text: string, pieces: readonly Piece[], context: ResolveContext, answers: readonly Answer[]) {
    this.#answers = answers;
    this.#text = text;
    this.#pieces = pieces;
    this.#context = context;
    this.#patterns = new Map([...context.knowledge.patterns.values()].map((pattern) => [pattern.type, pattern]));
  }

  /** Takes out what is part of a network that a pattern makes. */
  absorb(things: readonly Thing[]): readonly Thing[] {
    const absorbed = absorbNetwork(things, this.#pieces, this.#text);
    this.absorbed = absorbed;
    if (absorbed === null) return things;
    this.#controls.set(absorbed.network, absorbed.controls);
    this.#extra.set(absorbed.network, absorbed.slots);
    for (const index of absorbed.pieces) this.consumed.add(index);
    return absorbed.rest;
  }

  thing(thing: Thing, all: readonly Thing[]): void {
    for (const at of [...thing.heads, ...thing.counted]) this.consumed.add(at);
    const pattern = this.#patterns.get(thing.type);
    if (pattern === undefined || !this.#canMake(pattern, thing)) this.#bare(thing, all);
    else this.#group(thing, pattern, all);
  }

  /** Whether a pattern has all that it cannot do without. */
  #canMake(pattern: PatternEntry, thing: Thing): boolean {
    const given = new Set(this.#items(thing).flatMap(({ item }) => (item.meaning.kind === 'slot' ? item.meaning.slots.map(({ slot }) => slot) : [])));
    return Object.entries(pattern.slots).every(
      ([name, slot]) => !slot.required || slot.default !== undefined || (slot.type !== 'integer' && slot.ask !== undefined) || given.has(name),
    );
  }

  #group(thing: Thing, pattern: PatternEntry, all: readonly Thing[]): void {
    const said = this.#said(thing);
    const controls: ControlMention[] = [...(this.#controls.get(thing) ?? [])];
    const slots: SlotMention[] = [...(this.#extra.get(thing) ?? [])];
    const alone = all.filter(({ type }) => type === thing.type).length === 1;
    let negation: Piece | null = null;
    for (const [piece, index] of this.#indexed(thing)) {
      const { meaning } = piece.item;
      if (meaning.kind === 'negation') negation = piece;
      else if (meaning.kind === 'control' && piece.named === null) {
        if (this.#control(piece, index, meaning, negation, pattern, controls)) this.#useOf(piece, index);
        negation = null;
      } else if (meaning.kind === 'slot' && meaning.slots.some((slot) => slot.pattern === pattern.metadata.name)) {
        this.consumed.add(index);
        if (!slots.some((slot) => slot.slots.some(({ slot: name }) => meaning.slots.some((other) => other.slot === name))))
          slots.push({ words: piece.words, at: this.#at(piece), slots: meaning.slots, value: meaning.value });
        const typed = typeBehind(this.#text, piece.end, meaning, pattern);
        if (typed !== null) slots.push(typed.slot);
        if (typed !== null) this.covered.push(typed.covered);
      } else if (meaning.kind === 'denial') {
        const last = controls.at(-1);
        if (last !== undefined && this.#pieces[index - 1]?.item.meaning.kind === 'control') {
          last.positive = false;
          this.consumed.add(index);
        }
      }
    }
    if (alone)
      for (const [index, piece] of this.#pieces.entries())
        if (
          piece.item.meaning.kind === 'parts' &&
          piece.item.meaning.counts.every((count) => count.pattern === pattern.metadata.name) &&
          !this.consumed.has(index)
        ) {
          this.consumed.add(index);
          for (const { slot, count } of piece.item.meaning.counts)
            if (!slots.some(({ slots: [first] }) => first?.slot === slot))
              slots.push({
                words: piece.words,
                at: this.#at(piece),
                slots: [{ pattern: pattern.metadata.name, slot }],
                value: { gap: 'count', number: count },
              });
        }
    this.#needed(pattern, controls, slots, said, all);
    const names = this.#namesOf(thing);
    const { properties, told } = this.#beside(thing, pattern, slots);
    this.groups.push({
      ...said,
      pattern: pattern.metadata.name,
      count: this.#countOf(thing, names),
      points: thing.points,
      names,
      controls,
      slots,
      companions: [],
      properties,
      told,
      partNames: new Map(),
    });
  }

  /** What is said of a thing's properties by words that mean nothing to its pattern. What a slot says is not said again: it may be of something else. */
  #beside(thing: Thing, pattern: PatternEntry, slots: readonly SlotMention[]): Pick<Group, 'properties' | 'told'> {
    const bySlot = new Set(
      slots.flatMap((said) => said.slots.flatMap(({ slot }) => Object.keys(pattern.slots[slot]?.properties ?? {}).map((name) => `/${name}`))),
    );
    const known = this.#context.types.type(pattern.type);
    const type = known.ok ? known.value : null;
    let properties: JsonObject = {};
    const told: (Said & { pointer: string })[] = [];
    for (const run of type === null ? [] : runsOf(thing, this.#pieces)) {
      const start = run[0]?.start ?? 0;
      let text = textOf(run, this.#text);
      for (const piece of run)
        if (piece.named === null && this.consumed.has(this.#pieces.indexOf(piece)))
          text = `${text.slice(0, piece.start - start)}${' '.repeat(piece.end - piece.start)}${text.slice(piece.end - start)}`;
      const special = type === null ? [] : specialValues(type, { stretch: text, offset: start, whole: null, called: '' }, this.#context.knowledge);
      for (const { pointer, value, spans } of special) {
        const [first] = spans;
        properties = withValueAt(properties, pointer, value);
        this.covered.push(...spans);
        if (first !== undefined) told.push({ words: this.#text.slice(first.start, first.end), at: `intent:${first.start + 1}`, pointer });
      }
      for (const read of type === null ? [] : readProperties(type, text, start, this.#context.knowledge)) {
        if (valueAt(properties, read.pointer) !== undefined || bySlot.has(read.pointer) || (type !== null && read.pointer === namePropertyOf(type))) continue;
        properties = withValueAt(properties, read.pointer, read.value);
        told.push({ words: this.#text.slice(read.start, read.end), at: `intent:${read.start + 1}`, pointer: read.pointer });
        this.covered.push(read, ...(read.also ?? []));
      }
    }
    return { properties, told };
  }

  #control(
    piece: Piece,
    index: number,
    { control }: { readonly control: string },
    negation: Piece | null,
    { type }: PatternEntry,
    controls: ControlMention[],
  ): boolean {
    const entry = this.#context.knowledge.controls.get(control);
    const effect = entry === undefined ? undefined : effectOn(entry, type);
    const form = piece.item.meaning.kind === 'control' ? piece.item.meaning.form : 'noun';
    const positive = (form !== 'opposite') !== (negation !== null);
    if (effect === undefined || 'refused' in effect || controls.some((known) => known.control === control)) return false;
    if (entry !== undefined && controls.some((known) => entry.contradicts.includes(known.control))) return false;
    if (!positive && entry?.opposite === undefined && (effect.without === undefined || 'refused' in effect.without)) return false;
    this.consumed.add(index);
    controls.push({ words: negation === null ? piece.words : `${negation.words} ${piece.words}`, at: this.#at(piece), control, positive });
    return positive;
  }

  /** "Encrypted with the key named prod-key" speaks of that key too. */
  #useOf({ words, item }: Piece, index: number): void {
    const used = usedBy(words, item.meaning, this.#context.knowledge);
    const piece = this.#pieces[index + 1];
    const meaning = piece?.item.meaning;
    const names =
      meaning?.kind === 'names' ? meaning.names : meaning?.kind === 'quoted' ? [meaning.text] : meaning?.kind === 'thing' ? [piece?.words ?? ''] : [];
    const [name, more] = names;
    if (used === null || piece === undefined || name === undefined || more !== undefined) return;
    this.used.push(usedGroup(used, { words: piece.words, at: this.#at(piece) }, name));
    this.consumed.add(index + 1);
  }

  /**
   * What a control demands of a slot that nobody said: as few as it takes, told as such. Where the text gives what would be those parts their addresses itself, they are all that there are to be, and
   * what would need others is left unread.
   */
  #needed(pattern: PatternEntry, controls: ControlMention[], slots: SlotMention[], said: Said, all: readonly Thing[]): void {
    const isSaidItself = (slot: string): boolean =>
      Object.values(pattern.resources).some(
        (part) =>
          'type' in part &&
          part.repeat === slot &&
          all.some((thing) => thing.type === part.type && listOf(thing, 'cidr', this.#pieces, this.#text, this.#context.knowledge).length > 0),
      );
    for (const mention of [...controls]) {
      const { control, positive, at } = mention;
      const entry = this.#context.knowledge.controls.get(control);
      const effect = entry === undefined ? undefined : effectOn(entry, pattern.type);
      if (!positive || effect === undefined || 'refused' in effect) continue;
      const unsaid = Object.keys(effect.requires).filter((slot) => !slots.some(({ slots: [first] }) => first?.slot === slot));
      if (unsaid.some(isSaidItself)) {
        controls.splice(controls.indexOf(mention), 1);
        this.consumed.delete(this.#pieces.findIndex((piece) => this.#at(piece) === at));
        continue;
      }
      for (const [slot, { minimum }] of Object.entries(effect.requires))
        if (minimum !== undefined && !slots.some(({ slots: [first] }) => first?.slot === slot))
          slots.push({
            words: 'default',
            at: said.at,
            slots: [{ pattern: pattern.metadata.name, slot }],
            value: { gap: 'count', number: Math.max(minimum, 2) },
          });
    }
  }

  #bare(thing: Thing, all: readonly Thing[]): void {
    const { types, knowledge } = this.#context;
    const known = types.type(thing.type);
    if (!known.ok) return;
    const names = this.#namesOf(thing);
    const said = this.#said(thing);
    let properties: JsonObject = {};
    const told: ToldProperty[] = [];
    // What tells one from another cannot be said of several.
    const isOfOne = (pointer: string): boolean => (thing.count ?? 1) > 1 && known.value.identifier.includes(pointer.slice(1));
    // What it is called says something of it, too: a redis cache.
    const heads = thing.heads.flatMap((at) => readCalled(known.value, this.#pieces[at]?.words ?? '', this.#pieces[at]?.start ?? 0, knowledge));
    const called = thing.heads.map((at) => this.#pieces[at]?.words).join(' ');
    const stretches = runsOf(thing, this.#pieces).map((run) => ({ text: textOf(run, this.#text), start: run[0]?.start ?? 0 }));
    const whole = all.filter(({ type }) => type === thing.type).length === 1 ? this.#text : null;
    for (const { text, start } of stretches.length > 0 ? stretches : [{ text: '', start: 0 }]) {
      for (const { pointer, value, spans, because } of specialValues(known.value, { stretch: text, offset: start, whole, called }, knowledge)) {
        if (valueAt(properties, pointer) !== undefined || isOfOne(pointer)) continue;
        properties = withValueAt(properties, pointer, value);
        told.push({ words: this.#text.slice(spans[0]?.start, spans.at(-1)?.end).trim(), at: `intent:${(spans[0]?.start ?? 0) + 1}`, pointer });
        if (because !== undefined) told.push({ words: 'default', at: said.at, pointer, because });
        this.covered.push(...spans);
      }
    }
    const schedule = scheduleOf(known.value);
    if (schedule !== null && valueAt(properties, schedule) === undefined && speaksOfTime(this.#text)) {
      const { value, by } = this.#when(said);
      properties = withValueAt(properties, schedule, value);
      if (by !== undefined) told.push({ words: value, at: said.at, pointer: schedule, by });
    }
    for (const at of thing.heads) {
      const { words = '', start = 0 } = this.#pieces[at] ?? {};
      const version = versionIn(thing.type, words, '', knowledge);
      const number = numberBehindProduct(words, knowledge);
      if (version !== null) {
        const said = { words: words.slice(version.start, version.end), at: `intent:${start + version.start + 1}` };
        properties = withValueAt(properties, version.pointer, version.value);
        told.push({ ...said, pointer: version.pointer });
      } else if (number !== null) this.unread.push({ words: number.words, at: `intent:${start + number.at + 1}` });
    }
    const runs = stretches.map(({ text, start }) => readProperties(known.value, text, start, knowledge));
    for (const reads of [heads, ...runs]) {
      for (const read of reads) {
        if (valueAt(properties, read.pointer) !== undefined || isOfOne(read.pointer)) continue;
        properties = withValueAt(properties, read.pointer, read.value);
        told.push({ words: this.#text.slice(read.start, read.end), at: `intent:${read.start + 1}`, pointer: read.pointer });
        this.covered.push(read, ...(read.also ?? []));
      }
    }
    for (const { words, at, index, set } of this.#traits(thing, known.value)) {
      const fresh = set.filter(({ pointer }) => valueAt(properties, pointer) === undefined);
      this.consumed.add(index);
      for (const { pointer, value } of fresh) {
        properties = withValueAt(properties, pointer, value);
        told.push({ words, at, pointer });
      }
    }
    const { each, pieces } = eachOf(thing, known.value, this.#pieces, this.#text, knowledge);
    for (const index of pieces) this.consumed.add(index);
    const noun = wordsOfName(thing.type.split('::').at(-1) ?? '').join(' ');
    this.bares.push({
      ...said,
      type: thing.type,
      noun,
      count: each.length > 0 && names === null ? each.length : this.#countOf(thing, names),
      points: thing.points,
      names,
      properties,
      each,
      told,
    });
  }

  /** A time that is spoken of and cannot be read is asked: what would be taken otherwise is another one. */
  #when(said: Said): Pick<Answer, 'value' | 'by'> {
    const usual = 'rate(1 day)';
    const answer = this.#answers.find(({ at, slot }) => at === said.at && slot === 'schedule');
    if (answer === undefined)
      this.questions.push({
        at: said.at,
        slot: 'schedule',
        text: `When is ${said.words} to run? Say it as EventBridge writes it: rate(5 minutes), cron(0 7 * * ? *)`,
        options: [{ letter: 'a', value: usual, text: 'once a day' }],
        open: true,
        default: usual,
        because: null,
      });
    return answer ?? { value: usual };
  }

  /** What controls that are said of a thing set on it. One that sets nothing is left unread. */
  #traits(thing: Thing, type: ResourceType): (Said & { readonly index: number; readonly set: ReturnType<typeof traitsOf> })[] {
    let negation: Piece | null = null;
    return this.#indexed(thing).flatMap(([piece, index]) => {
      const { meaning } = piece.item;
      const before = negation;
      negation = meaning.kind === 'negation' ? piece : null;
      const entry = meaning.kind === 'control' && piece.named === null ? this.#context.knowledge.controls.get(meaning.control) : undefined;
      if (entry === undefined || meaning.kind !== 'control') return [];
      const denied = this.#pieces[index + 1]?.item.meaning.kind === 'denial';
      const set = traitsOf(entry, type, (meaning.form !== 'opposite') !== (before !== null || denied));
      if (set.length === 0) return [];
      if (before !== null) this.consumed.add(this.#pieces.indexOf(before));
      if (denied) this.consumed.add(index + 1);
      return [{ words: before === null ? piece.words : `${before.words} ${piece.words}`, at: this.#at(piece), index, set }];
    });
  }

  /** Pieces of which every letter gives some property its value are read. */
  noteCovered(): void {
    for (const [index, { start, end, words }] of this.#pieces.entries()) {
      const rest = [...words].filter(
        (letter, at) => /[\p{L}\p{N}]/u.test(letter) && !this.covered.some((one) => one.start <= start + at && start + at < one.end),
      );
      if (rest.length === 0 && end > start && this.covered.some((one) => one.start < end && one.end > start)) this.consumed.add(index);
    }
  }

  /** The first region that is said, wherever it stands but in a clause `aside`: what the thing is for, or does there, does not say where it is. */
  region(aside: ReadonlyMap<number, string>): Understood['region'] {
    for (const [index, piece] of this.#pieces.entries()) {
      if (aside.has(index)) continue;
      const { meaning } = piece.item;
      if (meaning.kind === 'region') {
        this.consumed.add(index);
        return { words: piece.words, at: this.#at(piece), region: meaning.region };
      }
      const zone = meaning.kind === 'no-region' ? /^([a-z]{2}(?:-[a-z]+)+-\d)[a-f]$/.exec(meaning.text)?.[1] : undefined;
      if (zone !== undefined && this.#context.types.regions().includes(zone)) return { words: piece.words, at: this.#at(piece), region: zone };
    }
    return null;
  }

  #namesOf(thing: Thing): Bare['names'] {
    const found = namesOf(thing, this.#pieces, this.#text, this.#context);
    if (found === null) return null;
    if (thing.count !== null && thing.count !== found.names.length) {
      this.problems.push(otherNumber(found, thing.count, this.#said(thing).words));
      return null;
    }
    for (const index of found.pieces) this.consumed.add(index);
    this.covered.push(...found.covered);
    const names = found.names.flatMap((name) => {
      const allowed = allowedName(name, thing.type, found.at, this.#context.knowledge, this.#answers);
      this.questions.push(...allowed.questions);
      return allowed.name ?? [];
    });
    const by = this.#answers.find((one) => one.at === found.at && one.slot === 'name')?.by;
    return names.length === found.names.length ? { words: found.words, at: found.at, names, by } : null;
  }

  #countOf(thing: Thing, names: Bare['names']): number {
    const count = names?.names.length ?? thing.count ?? 1;
    return count >= 1 && count <= 1000 ? count : 1;
  }

  #indexed(thing: Thing): (readonly [Piece, number])[] {
    return [...thing.before, ...thing.after].sort((a, b) => a - b).map((index) => [this.#pieces[index] as Piece, index] as const);
  }

  #items(thing: Thing): Piece[] {
    return this.#indexed(thing).map(([piece]) => piece);
  }

  #said(thing: Thing): Said {
    return saidOf(thing, this.#pieces);
  }

  #at(piece: Piece): string {
    return `intent:${piece.start + 1}`;
  }
}
