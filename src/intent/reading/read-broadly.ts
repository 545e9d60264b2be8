import type { Diagnostic } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { valueAt, withValueAt } from '../../kernel/pointer.ts';
import type { PatternEntry } from '../../model/knowledge.ts';
import type { Answer, Question } from '../../model/question.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { ResolveContext } from '../resolve.ts';
import { effectOn } from '../take-away.ts';
import type { Bare, ControlMention, Edge, Group, ReadText, Said, SlotMention, Understood } from '../understood.ts';
import { namePropertyOf } from '../closure/name-property.ts';
import { findEdges } from './find-edges.ts';
import { findThings, type Thing } from './find-things.ts';
import { lexiconOf, serviceOf } from './lexicon.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { purposeOf } from './purpose.ts';
import { nameIn } from './read-names.ts';
import { readCalled, readProperties } from './read-properties.ts';
import { scheduleIn, speaksOfTime } from './read-schedule.ts';
import { literalsOf, textOf } from './read-values.ts';
import { scheduleOf, specialValues } from './special-values.ts';
import { traitsOf } from './traits-of.ts';
import { unreadOf } from './unread.ts';
import { wordsOfName } from './words-of-name.ts';

/** What a text says, as far as it can be read, with all that it leaves unread. */
export interface Broadly {
  readonly understood: ReadText;
  /** Words that nobody knows and that may change what is asked for, where the text is short enough for each word to count. */
  readonly unread: readonly Said[];
}

/**
 * Reads a text for the resources that it speaks of, whatever else it says: each word is read as what is asked for, or is told as not used, or is unread. Null where it
 * speaks of no resource.
 */
export function readBroadly(text: string, context: ResolveContext, brief: boolean, answers: readonly Answer[]): Broadly | null {
  const { knowledge, types, names } = context;
  const lexicon = lexiconOf(types.names(), knowledge);
  const pieces = piecesOf(text, knowledge, lexicon, new Set(types.regions()), new Set(names.keys()));
  const found = findThings(pieces);
  const { asides } = found;
  // "The" in a description points at what the description is of.
  const things = brief ? found.things : found.things.map((thing) => (thing.points === 'standing' ? { ...thing, points: 'either' as const } : thing));
  if (things.length === 0) return null;
  const reader = new Reader(text, pieces, context, answers);
  const kept = reader.absorb(things);
  for (const thing of kept) reader.thing(thing, kept);
  reader.onlyOne(kept);
  const called = reader.scheduled(kept);
  reader.noteCovered();
  const { edges: joined, pieces: joints } = findEdges(pieces, kept, knowledge);
  const edges = [...joined, ...called];
  for (const index of joints) reader.consumed.add(index);
  const region = reader.region();
  const purpose = purposeOf(pieces);
  const serviceWords = new Set(kept.flatMap(({ type }) => [...lexicon.serviceWords(serviceOf(type))]));
  const { unused, unread } = unreadOf(pieces, { serviceWords, consumed: reader.consumed, covered: reader.covered, things: kept, asides, purpose });
  return {
    understood: { groups: reader.groups, all: { controls: [], slots: [] }, region, bares: reader.bares, edges, unused, questions: reader.questions },
    unread,
  };
}

class Reader {
  readonly groups: Group[] = [];
  readonly bares: Bare[] = [];
  readonly questions: Question[] = [];
  readonly consumed = new Set<number>();
  /** Stretches of the text that give a property its value. */
  readonly covered: { readonly start: number; readonly end: number }[] = [];
  readonly problems: Diagnostic[] = [];
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

  /** What a pattern makes as parts of one of its things is no thing of its own: the public subnets of a VPC, its gateways and routes. */
  absorb(things: readonly Thing[]): readonly Thing[] {
    const networks = things.filter(({ type }) => type === vpc);
    const [network] = networks;
    const subnets = things.filter(({ type }) => type === subnet);
    const plain = subnets.every((thing) => this.#cidrs(thing).length === 0 && nameIn(this.#after(thing), this.#pieces, this.#text) === null);
    const parts = this.#pieces.filter(({ item }) => item.meaning.kind === 'parts');
    const slots = subnets.flatMap((thing) => this.#subnetSlots(thing));
    // Subnets of no kind are subnets by themselves: nothing says whether the internet reaches them.
    if (network === undefined || networks.length > 1 || !plain || (slots.length === 0 && parts.length === 0)) return things;
    const said = slots.length > 0 || parts.length > 0;
    const nat = things.find(({ type }) => type === natGateway);
    const rest = things.filter((thing) => !(subnets.includes(thing) || (said && partsOfVpc.has(thing.type) && thing.count === null) || thing === nat));
    if (nat !== undefined) this.#controls.set(network, [{ ...this.#said(nat), control: 'nat', positive: true }]);
    this.#extra.set(network, slots);
    for (const thing of things)
      if (!rest.includes(thing))
        for (const at of [
          ...thing.heads,
          ...thing.before.filter((one) => /^(?:private|public|isolated|internal|managed)$/i.test(this.#pieces[one]?.words ?? '')),
        ])
          this.consumed.add(at);
    return rest;
  }

  #subnetSlots(thing: Thing): SlotMention[] {
    const words = `${thing.before.map((at) => this.#pieces[at]?.words).join(' ')} ${thing.heads.map((at) => this.#pieces[at]?.words).join(' ')}`;
    const kinds = [/private|isolated|internal/i.test(words) ? 'private_subnets' : null, /public/i.test(words) ? 'public_subnets' : null].flatMap(
      (kind) => kind ?? [],
    );
    const count = thing.count ?? (thing.plural ? 2 : 1);
    return kinds.map((slot) => ({
      ...this.#said(thing),
      slots: [{ pattern: 'vpc', slot }],
      value: { gap: 'count', number: count },
    }));
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
        this.#control(piece, index, meaning, negation, pattern, controls);
        negation = null;
      } else if (meaning.kind === 'slot' && meaning.slots.some((slot) => slot.pattern === pattern.metadata.name)) {
        this.consumed.add(index);
        if (!slots.some((slot) => slot.slots.some(({ slot: name }) => meaning.slots.some((other) => other.slot === name))))
          slots.push({ words: piece.words, at: this.#at(piece), slots: meaning.slots, value: meaning.value });
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
    this.#needed(pattern, controls, slots, said);
    const names = this.#namesOf(thing);
    const { properties, told } = this.#beside(thing, pattern);
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

  /** What is said of a thing's properties by words that mean nothing to its pattern. */
  #beside(thing: Thing, pattern: PatternEntry): Pick<Group, 'properties' | 'told'> {
    const known = this.#context.types.type(pattern.type);
    const type = known.ok ? known.value : null;
    let properties: JsonObject = {};
    const told: (Said & { pointer: string })[] = [];
    for (const run of type === null ? [] : this.#runs(thing)) {
      const start = run[0]?.start ?? 0;
      let text = textOf(run, this.#text);
      for (const piece of run)
        if (piece.named === null && this.consumed.has(this.#pieces.indexOf(piece)))
          text = `${text.slice(0, piece.start - start)}${' '.repeat(piece.end - piece.start)}${text.slice(piece.end - start)}`;
      for (const read of type === null ? [] : readProperties(type, text, start, this.#context.knowledge)) {
        const top = read.pointer.split('/')[1] ?? '';
        if (valueAt(properties, read.pointer) !== undefined || (type !== null && read.pointer === namePropertyOf(type))) continue;
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
  ): void {
    const entry = this.#context.knowledge.controls.get(control);
    const effect = entry === undefined ? undefined : effectOn(entry, type);
    const form = piece.item.meaning.kind === 'control' ? piece.item.meaning.form : 'noun';
    const positive = (form !== 'opposite') !== (negation !== null);
    if (effect === undefined || 'refused' in effect || controls.some((known) => known.control === control)) return;
    if (entry !== undefined && controls.some((known) => entry.contradicts.includes(known.control))) return;
    if (!positive && entry?.opposite === undefined && (effect.without === undefined || 'refused' in effect.without)) return;
    this.consumed.add(index);
    controls.push({ words: negation === null ? piece.words : `${negation.words} ${piece.words}`, at: this.#at(piece), control, positive });
  }

  /** What a control demands of a slot that nobody said: as few as it takes, told as such. */
  #needed(pattern: PatternEntry, controls: readonly ControlMention[], slots: SlotMention[], said: Said): void {
    for (const { control, positive } of controls) {
      const entry = this.#context.knowledge.controls.get(control);
      const effect = entry === undefined ? undefined : effectOn(entry, pattern.type);
      if (!positive || effect === undefined || 'refused' in effect) continue;
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
    const told: (Said & { pointer: string })[] = [];
    // What it is called says something of it, too: a redis cache.
    const heads = thing.heads.flatMap((at) => readCalled(known.value, this.#pieces[at]?.words ?? '', this.#pieces[at]?.start ?? 0, knowledge));
    const stretches = this.#runs(thing).map((run) => ({ text: textOf(run, this.#text), start: run[0]?.start ?? 0 }));
    const whole = all.filter(({ type }) => type === thing.type).length === 1 ? this.#text : null;
    for (const { text, start } of stretches.length > 0 ? stretches : [{ text: '', start: 0 }]) {
      for (const { pointer, value, spans } of specialValues(known.value, text, start, whole, knowledge)) {
        if (valueAt(properties, pointer) !== undefined) continue;
        properties = withValueAt(properties, pointer, value);
        const [first] = spans;
        told.push({ words: this.#text.slice(first?.start, spans.at(-1)?.end), at: `intent:${(first?.start ?? 0) + 1}`, pointer });
        this.covered.push(...spans);
      }
    }
    const schedule = scheduleOf(known.value);
    if (schedule !== null && valueAt(properties, schedule) === undefined && speaksOfTime(this.#text))
      properties = withValueAt(properties, schedule, this.#when(said));
    const runs = stretches.map(({ text, start }) => readProperties(known.value, text, start, knowledge));
    for (const reads of [heads, ...runs]) {
      for (const read of reads) {
        if (valueAt(properties, read.pointer) !== undefined) continue;
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
    const each = this.#eachOf(thing, known.value);
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
  #when(said: Said): string {
    const usual = 'rate(1 day)';
    const answer = this.#answers.find(({ at, slot }) => at === said.at && slot === 'schedule')?.value;
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
    return answer ?? usual;
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

  /** As many blocks of addresses or zones as there are things are one for each. */
  #eachOf(thing: Thing, type: ResourceType): readonly JsonObject[] {
    const literals = this.#runs(thing).flatMap((run) => literalsOf(textOf(run, this.#text), run[0]?.start ?? 0, this.#context.knowledge));
    const lists = (['cidr', 'zone'] as const).flatMap((kind) => {
      const property = kind === 'cidr' ? 'CidrBlock' : 'AvailabilityZone';
      const values = literals.filter((literal) => literal.kind === kind);
      if (type.properties[property] === undefined || values.length < 2 || values.length !== (thing.count ?? values.length)) return [];
      for (const [piece, index] of this.#indexed(thing)) if (values.some(({ start, end }) => piece.start < end && piece.end > start)) this.consumed.add(index);
      return [{ property, values: values.map(({ text }) => text) }];
    });
    const length = Math.max(0, ...lists.map(({ values }) => values.length));
    return Array.from(
      { length },
      (_, index) => Object.fromEntries(lists.flatMap(({ property, values }) => (values[index] === undefined ? [] : [[property, values[index]]]))) as JsonObject,
    );
  }

  /** What only one of the things can be called by is said of that one, wherever it stands: "Use an Ubuntu image". */
  onlyOne(all: readonly Thing[]): void {
    const { types, knowledge } = this.#context;
    const places = all.map((thing) => this.#said(thing).at);
    const read = this.bares.flatMap((bare, index) => {
      const type = places.includes(bare.at) ? types.type(bare.type) : null;
      return type?.ok === true ? readCalled(type.value, this.#text, 0, knowledge).map((one) => ({ ...one, index })) : [];
    });
    for (const one of read) {
      const bare = this.bares[one.index];
      const rivals = read.filter(({ start, end, index }) => index !== one.index && start < one.end && one.start < end);
      // What leads to a value that is read says no more: "Use AMI lookup for an Ubuntu image".
      if (bare !== undefined && valueAt(bare.properties, one.pointer) === one.value && rivals.length === 0) this.covered.push(one);
      const isRead = this.covered.some(({ start, end }) => start < one.end && one.start < end);
      if (bare === undefined || rivals.length > 0 || isRead || valueAt(bare.properties, one.pointer) !== undefined) continue;
      this.bares[one.index] = {
        ...bare,
        properties: withValueAt(bare.properties, one.pointer, one.value),
        told: [...bare.told, { words: this.#text.slice(one.start, one.end), at: `intent:${one.start + 1}`, pointer: one.pointer }],
      };
      this.covered.push(one);
    }
  }

  /** What runs when a time comes, and is called by nothing that is named, is called by a rule of its own. */
  scheduled(all: readonly Thing[]): readonly Edge[] {
    const { types, knowledge } = this.#context;
    const when = scheduleIn(this.#text);
    const timed = all.some(({ type }) => {
      const known = types.type(type);
      return known.ok && scheduleOf(known.value) !== null;
    });
    const called = all.filter(({ type, count }) => callable.has(type) && (count ?? 1) === 1);
    const [thing] = called;
    const relation = knowledge.relations.findIndex(({ relation: { from, to } }) => from === rule && to === thing?.type);
    if (when === null || timed || thing === undefined || called.length > 1 || relation < 0) return [];
    const said = { words: this.#text.slice(when.start, when.end), at: `intent:${when.start + 1}` };
    this.covered.push(when);
    const told = [{ ...said, pointer: '/ScheduleExpression' }];
    this.bares.push({
      ...said,
      type: rule,
      noun: 'rule',
      count: 1,
      points: 'other',
      names: null,
      properties: { ScheduleExpression: when.value },
      each: [],
      told,
    });
    return [{ relation, from: said.at, to: this.#said(thing).at, words: said.words }];
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

  /** The first region that is said, wherever it stands. */
  region(): Understood['region'] {
    for (const [index, piece] of this.#pieces.entries()) {
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
    const found = nameIn(
      this.#indexed(thing).map(([, index]) => index),
      this.#pieces,
      this.#text,
    );
    if (found === null) return null;
    for (const index of found.pieces) this.consumed.add(index);
    if (thing.count !== null && thing.count !== found.names.length) return null;
    if (thing.count === null && !thing.plural && found.names.length > 1)
      return { ...found, names: found.names.slice(0, 1).flatMap((name) => this.#allowed(name, thing.type, found.at) ?? []) };
    const names = found.names.flatMap((name) => this.#allowed(name, thing.type, found.at) ?? []);
    return names.length === found.names.length ? { words: found.words, at: found.at, names } : null;
  }

  /** A name that the type allows; of one that it does not, the nearest that it does is asked. Null where it is to have none. */
  #allowed(name: string, type: string, at: string): string | null {
    const rule = this.#context.knowledge.naming.get(type)?.rule;
    const fits = (text: string): boolean =>
      rule === undefined || (text.length >= rule.minLength && text.length <= rule.maxLength && new RegExp(rule.pattern, 'u').test(text));
    const near = name
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-')
      .replace(/^-+|-+$/g, '');
    if (fits(name) || rule === undefined || !fits(near)) return name;
    const answer = this.#answers.find((one) => one.at === at && one.slot === 'name')?.value;
    if (answer !== undefined) return fits(answer) ? answer : null;
    this.questions.push({
      at,
      slot: 'name',
      text: `"${name}" is no name for ${type}, which takes ${rule.rule}. Which name is it to have?`,
      options: [{ letter: 'a', value: near, text: `the nearest that is allowed` }],
      open: true,
      default: near,
      because: null,
    });
    return near;
  }

  #countOf(thing: Thing, names: Bare['names']): number {
    const count = names?.names.length ?? thing.count ?? 1;
    return count >= 1 && count <= 1000 ? count : 1;
  }

  #cidrs(thing: Thing): string[] {
    return this.#after(thing).flatMap((at) => this.#pieces[at]?.words.match(/\d+\.\d+\.\d+\.\d+\/\d+/g) ?? []);
  }

  #after(thing: Thing): readonly number[] {
    return thing.after;
  }

  #indexed(thing: Thing): (readonly [Piece, number])[] {
    return [...thing.before, ...thing.after].sort((a, b) => a - b).map((index) => [this.#pieces[index] as Piece, index] as const);
  }

  #items(thing: Thing): Piece[] {
    return this.#indexed(thing).map(([piece]) => piece);
  }

  /** The pieces of a thing as stretches without a gap. */
  #runs(thing: Thing): Piece[][] {
    const runs: Piece[][] = [];
    let last = -2;
    // What names it once more stands within what is said: "windows server 2022".
    const again = thing.heads.slice(1).map((index) => [this.#pieces[index] as Piece, index] as const);
    for (const [piece, index] of [...this.#indexed(thing), ...again].sort(([, a], [, b]) => a - b)) {
      if (index === last + 1) runs.at(-1)?.push(piece);
      else runs.push([piece]);
      last = index;
    }
    return runs;
  }

  #said(thing: Thing): Said {
    const piece = this.#pieces[thing.heads[0] ?? 0] as Piece;
    return { words: piece.words, at: this.#at(piece) };
  }

  #at(piece: Piece): string {
    return `intent:${piece.start + 1}`;
  }
}

const rule = 'AWS::Events::Rule';
/** What a rule can call with nothing more said of it. */
const callable: ReadonlySet<string> = new Set([
  'AWS::Lambda::Function',
  'AWS::StepFunctions::StateMachine',
  'AWS::CodeBuild::Project',
  'AWS::CodePipeline::Pipeline',
]);
const vpc = 'AWS::EC2::VPC';
const subnet = 'AWS::EC2::Subnet';
const natGateway = 'AWS::EC2::NatGateway';
/** What the pattern of a VPC makes once it has subnets. */
const partsOfVpc: ReadonlySet<string> = new Set([
  'AWS::EC2::InternetGateway',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::RouteTable',
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
]);
