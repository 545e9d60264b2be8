import type { Json, JsonObject } from '../kernel/json.ts';
import { entryRef, type KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Companion, KnowledgeCheck, PatternCompanion, PatternEntry, TypedCompanion } from '../model/knowledge.ts';
import type { DraftResource, Ending, Evidence } from '../model/proposal.ts';
import { overlap, partOf } from './address-blocks.ts';
import type { SettledCompanion, SettledControl } from './ask.ts';
import { zonesOf } from './settle-slots.ts';
import { effectOn, offOf } from './take-away.ts';
import type { Said } from './understood.ts';

/** Properties as the knowledge base writes them, with the scope their templates are read in. */
export interface Fragment {
  readonly properties: JsonObject;
  readonly instance: Instance;
  readonly each: Each | null;
  readonly words: string;
  readonly rank: 'base' | 'wish';
  /** The slot that lays it over the resource, where one does. */
  readonly slot?: string;
}

export interface Each {
  readonly number: number;
  readonly zone: string;
  readonly block: string | null;
  /** The slot that the block is a part of. */
  readonly blockOf: string | null;
  /** The slot over which zones it is spread. */
  readonly zoneOf: string | null;
}

/** One resource in the making. */
export interface Part {
  readonly type: string;
  /** The node's name, settled when it is first asked for. */
  readonly node: string;
  readonly fragments: Fragment[];
  readonly checks: (KnowledgeCheck & { readonly control: string })[];
  /** Local names of what must be there first, with the instance they are names in. */
  readonly after: { readonly instance: Instance; readonly local: string }[];
  /** The node that brings it along; null where it is asked for itself. */
  readonly of: string | null;
  /** What is asked of it already, where it stands: only what is said now is laid over that. */
  readonly stands: DraftResource | null;
  /** The name somebody gave it; `by` where that was an AI agent, beside the words. */
  readonly given: { readonly name: string; readonly said: Said; readonly by?: 'agent' | undefined } | null;
  /** Said of it; null where nothing is. */
  retain: boolean | null;
  /** What is taken out of what is asked of it already: members of its properties, and controls with what they look at. */
  readonly removes: string[];
  readonly ended: Set<string>;
  /** What is taken out of it where what is live has it. */
  readonly endings: Ending[];
  /** What an AI agent chose, by slot, that decides whether it is there. */
  readonly presence: Readonly<Record<string, string | number>>;
}

/** A pattern at work: its main resource and what comes along, under their local names. */
export interface Instance {
  readonly pattern: PatternEntry;
  readonly main: Part;
  readonly suffix: string;
  readonly locals: Map<string, Part>;
  readonly children: Map<string, Instance>;
  readonly slots: ReadonlyMap<string, string | number>;
  /** The slots as they are asked for, before they are brought to the unit that templates have. */
  readonly asked: Readonly<Record<string, string | number>>;
  /** The words that say a slot, by slot. */
  readonly said: ReadonlyMap<string, string>;
  /** The slots whose values an AI agent chose. */
  readonly chosen: ReadonlySet<string>;
  readonly companions: ReadonlyMap<string, SettledCompanion>;
  /** Names that were given to its repeated parts, by the slot that counts them. */
  readonly partNames: ReadonlyMap<string, Said & { readonly names: readonly string[] }>;
  /** Where the intent speaks of it; null for what comes along. */
  readonly at: string | null;
}

/** The entry that brings a resource along, and the words that led to it. */
interface Because {
  readonly words: string;
  readonly entry: string;
  readonly name: string;
}

export interface InstanceOrder {
  readonly pattern: PatternEntry;
  readonly node: string;
  readonly of?: string | null;
  readonly at?: string;
  readonly suffix: string;
  readonly given: Part['given'];
  readonly slots: ReadonlyMap<string, { readonly value: string | number; readonly words: string | null; readonly by?: 'agent' | undefined }>;
  readonly controls: readonly SettledControl[];
  /** What is said of what its controls bring along, by control. */
  readonly companions?: ReadonlyMap<string, SettledCompanion>;
  readonly partNames?: Instance['partNames'];
}

/** Builds instances of patterns, with everything that their controls bring along. Templates are filled in afterwards, once every node has its name. */
export class Composition {
  readonly parts: Part[] = [];
  readonly evidence: Evidence[] = [];
  readonly #knowledge: KnowledgeBase;
  readonly #region: string;
  readonly #nodes = new Set<string>();
  readonly #shared = new Map<string, Instance>();
  readonly #standing: ReadonlyMap<string, DraftResource>;
  readonly #beside: readonly Pick<DraftResource, 'type' | 'properties'>[];

  /** `beside` is what is asked for and made by no pattern: a part of a block of addresses is none of which it has some. */
  constructor(
    knowledge: KnowledgeBase,
    region: string,
    reserved: Iterable<string>,
    standing: readonly DraftResource[],
    beside: readonly Pick<DraftResource, 'type' | 'properties'>[],
  ) {
    this.#beside = beside;
    this.#knowledge = knowledge;
    this.#region = region;
    this.#standing = new Map(standing.map((resource) => [resource.node, resource]));
    for (const node of [...reserved, ...this.#standing.keys()]) this.#nodes.add(node);
  }

  /** Makes an instance the one that controls share, such as the key of "a KMS key and a bucket encrypted with the key". */
  share(instance: Instance): void {
    this.#shared.set(instance.pattern.metadata.name, instance);
  }

  instance(order: InstanceOrder): Instance {
    const { pattern, given } = order;
    const stands = this.#standing.get(order.node) ?? null;
    const main: Part = { ...blankPart(), type: pattern.type, node: order.node, of: order.of ?? null, stands, given };
    const slots = new Map([...order.slots].map(([name, { value }]) => [name, scaled(pattern, name, value)]));
    const asked = Object.fromEntries([...order.slots].map(([name, { value }]) => [name, value]));
    const instance: Instance = {
      pattern,
      main,
      suffix: order.suffix,
      locals: new Map([['self', main]]),
      children: new Map(),
      slots,
      asked,
      said: new Map([...order.slots].flatMap(([name, { words }]) => (words === null ? [] : [[name, words] as const]))),
      chosen: new Set([...order.slots].flatMap(([name, { by }]) => (by === undefined ? [] : [name]))),
      at: order.at ?? null,
      companions: order.companions ?? new Map(),
      partNames: order.partNames ?? new Map(),
    };
    this.parts.push(main);
    main.fragments.push({ properties: pattern.properties, instance, each: null, words: 'default', rank: 'base' });
    for (const [name, slot] of Object.entries(pattern.slots)) {
      const value = order.slots.get(name);
      if (value === undefined) continue;
      // What stands is written anew with all that is said of it: the type of a key, which another slot holds.
      const words = value.words ?? (stands === null ? null : wordsWithin(slot.properties, order.slots));
      main.fragments.push({ properties: slot.properties, instance, each: null, words: words ?? name, rank: words === null ? 'base' : 'wish', slot: name });
    }
    for (const [key, companion] of Object.entries(pattern.resources))
      this.#bring(instance, instance, key, companion, [], { words: 'default', entry: entryRef(pattern), name: pattern.metadata.name });
    for (const control of order.controls) this.#apply(instance, control, order.controls);
    if (stands !== null) this.#follow(instance, order.controls);
    return instance;
  }

  /** What came along with one that stands, and takes its controls over, takes over what is said of that one now: a FIFO queue needs a FIFO dead-letter queue. */
  #follow(instance: Instance, controls: readonly SettledControl[]): void {
    const { main, pattern } = instance;
    for (const control of this.#knowledge.controls.values()) {
      const effect = effectOn(control, pattern.type);
      if (effect === undefined || 'refused' in effect || controls.some(({ entry }) => entry === control)) continue;
      for (const [key, companion] of Object.entries(effect.resources)) {
        if (!('pattern' in companion) || companion.shared) continue;
        const said = controls.filter(({ entry }) => companion.inherits.includes(entry.metadata.name));
        const type = this.#knowledge.patterns.get(companion.pattern)?.type ?? '';
        if (said.length === 0 || this.#standingAt(nodeFor(companion.node ?? `{owner}_${key}`, instance), type, main.node) === undefined) continue;
        const child = this.#child(instance, key, companion, said);
        instance.children.set(key, child);
        instance.locals.set(key, child.main);
        for (const { entry, mention } of said)
          this.evidence.push({ words: mention.words, entry: entryRef(entry), effect: `is said of ${child.main.node} too, which came along with ${main.node}` });
      }
    }
  }

  #apply(instance: Instance, control: SettledControl, all: readonly SettledControl[]): void {
    const effect = effectOn(control.entry, instance.pattern.type);
    if (effect === undefined || 'refused' in effect) return;
    const name = control.entry.metadata.name;
    const { words } = control.mention;
    if (!control.positive) {
      const off = offOf(control.entry, instance.pattern.type, instance.main.stands, [...this.#standing.values()]);
      if ('refused' in off) return;
      instance.main.fragments.push({ properties: off.properties, instance, each: null, words, rank: 'wish' });
      instance.main.checks.push(...off.checks.map((check) => ({ ...check, control: `without ${name}` })));
      instance.main.removes.push(...off.removes);
      instance.main.ended.add(name);
      if (off.ending !== null) instance.main.endings.push(endingOf(off.ending, off.effect, control, instance.main.node));
      if (effect.retain === true) instance.main.retain = false;
      return;
    }
    instance.main.fragments.push({ properties: effect.properties, instance, each: null, words, rank: 'wish' });
    instance.main.checks.push(...effect.checks.map((check) => ({ ...check, control: name })));
    instance.main.after.push(...effect.dependsOn.map((local) => ({ instance, local })));
    if (effect.retain === true) instance.main.retain = true;
    for (const [key, companion] of Object.entries(effect.resources))
      this.#bring(instance, instance, key, companion, all, { words, entry: entryRef(control.entry), name });
  }

  /** Adds what a companion says to the local resource of that key in `owner`; its templates are read in `scope`. */
  #bring(owner: Instance, scope: Instance, key: string, companion: Companion, controls: readonly SettledControl[], because: Because): void {
    if ('pattern' in companion) this.#bringPattern(owner, scope, key, companion, controls, because);
    else this.#bringTyped(owner, scope, key, companion, because);
  }

  #bringTyped(owner: Instance, scope: Instance, key: string, companion: TypedCompanion, because: Because): void {
    if (companion.when !== undefined && !owner.slots.get(companion.when)) return;
    const copies = companion.repeat === undefined ? null : Number(owner.slots.get(companion.repeat) ?? 0);
    for (let number = 1; number <= (copies ?? 1); number++) {
      const local = copies === null ? key : `${key}_${number}`;
      let part = owner.locals.get(local);
      if (part === undefined) {
        const wanted = nodeFor(companion.node ?? `{owner}_${key}`, owner) + (copies === null ? '' : `_${number}`);
        part = {
          ...blankPart(),
          type: companion.type,
          ...this.#place(wanted, companion.type, owner.main.node),
          of: owner.main.node,
          presence: presenceOf(owner, companion),
          given: companion.named ? owner.main.given : this.#partName(owner, companion, number),
        };
        owner.locals.set(local, part);
        this.parts.push(part);
        if (companion.effect !== undefined && part.stands === null)
          this.evidence.push({
            words: because.words,
            entry: because.entry,
            effect: `${part.node} ${companion.effect.replaceAll('{node}', scope.main.node).replaceAll('{owner}', owner.main.node)}`,
          });
      }
      const each = copies === null ? null : this.#each(owner, companion, number);
      part.fragments.push({ properties: companion.properties, instance: scope, each, words: because.words, rank: 'wish' });
      if (part.stands !== null) part.fragments.push(...followingBlock(owner, scope, companion, each));
      part.after.push(...companion.dependsOn.map((name) => ({ instance: scope, local: name })));
      part.checks.push(...companion.checks.map((check) => ({ ...check, control: because.name })));
    }
  }

  #partName({ partNames }: Instance, { repeat, type }: TypedCompanion, number: number): Part['given'] {
    const said = repeat === undefined || !this.#knowledge.naming.has(type) ? undefined : partNames.get(repeat);
    const name = said?.names[number - 1];
    return said === undefined || name === undefined ? null : { name, said };
  }

  #bringPattern(owner: Instance, scope: Instance, key: string, companion: PatternCompanion, controls: readonly SettledControl[], because: Because): void {
    const child =
      (companion.shared ? this.#shared.get(companion.pattern) : owner.children.get(key)) ??
      this.#child(owner, key, companion, controls, owner.companions.get(because.name));
    if (companion.shared) this.share(child);
    owner.children.set(key, child);
    owner.locals.set(key, child.main);
    child.main.fragments.push({ properties: companion.properties, instance: scope, each: null, words: because.words, rank: 'wish' });
    if (companion.effect !== undefined && child.main.stands === null)
      this.evidence.push({
        words: because.words,
        entry: because.entry,
        effect: `${child.main.node} ${companion.effect.replaceAll('{node}', scope.main.node)}`,
      });
    for (const [inner, item] of Object.entries(companion.resources)) this.#bringTyped(child, scope, inner, item, because);
  }

  #child(owner: Instance, key: string, companion: PatternCompanion, controls: readonly SettledControl[], said?: SettledCompanion): Instance {
    const pattern = this.#knowledge.patterns.get(companion.pattern);
    if (pattern === undefined) throw new Error(`no pattern ${companion.pattern} in the knowledge base`);
    const of = companion.shared ? null : owner.main.node;
    const { node } = this.#place(companion.shared ? (companion.node ?? pattern.node) : nodeFor(companion.node ?? `{owner}_${key}`, owner), pattern.type, of);
    const slots = new Map<string, { value: string | number; words: string | null }>();
    for (const [name, slot] of Object.entries(pattern.slots)) {
      const value = companion.slots[name] ?? slot.default;
      if (typeof value === 'string' || typeof value === 'number') slots.set(name, { value, words: null });
    }
    for (const [name, { value, said: words }] of said?.slots ?? []) slots.set(name, { value, words: words?.words ?? null });
    const own = new Set(said?.controls.map(({ entry }) => entry.metadata.name));
    const inherited = this.#inherited(companion, controls).filter(({ entry }) => !own.has(entry.metadata.name));
    for (const { entry, mention } of said?.controls ?? []) {
      const effect = effectOn(entry, pattern.type);
      if (effect !== undefined && !('refused' in effect))
        this.evidence.push({ words: mention.words, entry: entryRef(entry), effect: effect.effect.replaceAll('{node}', node) });
    }
    return this.instance({
      pattern,
      node,
      of,
      suffix: companion.shared ? '' : owner.suffix,
      given: said?.name ?? null,
      slots,
      controls: [...inherited, ...(said?.controls ?? [])].sort((a, b) => (a.entry.metadata.name < b.entry.metadata.name ? -1 : 1)),
    });
  }

  /** The controls a companion has of its own, and those it takes over; a finer one takes the place of the one it refines. */
  #inherited(companion: PatternCompanion, controls: readonly SettledControl[]): SettledControl[] {
    const chosen = new Map<string, SettledControl>();
    for (const name of companion.controls) {
      const entry = this.#knowledge.controls.get(name);
      if (entry !== undefined) chosen.set(name, { entry, positive: true, mention: { words: 'default', at: 'default', control: name, positive: true } });
    }
    for (const control of controls) if (companion.inherits.includes(control.entry.metadata.name)) chosen.set(control.entry.metadata.name, control);
    for (const control of [...chosen.values()]) if (control.positive && control.entry.refines !== undefined) chosen.delete(control.entry.refines);
    return [...chosen.values()].sort((a, b) => (a.entry.metadata.name < b.entry.metadata.name ? -1 : 1));
  }

  #each(owner: Instance, companion: TypedCompanion, number: number): Each {
    const zones = zonesOf(this.#knowledge, this.#region);
    const spread = Object.entries(owner.pattern.slots).find(([, slot]) => slot.type === 'integer' && slot.spreads !== undefined);
    const over = Math.max(1, Math.min(zones.length, Number((spread === undefined ? undefined : owner.slots.get(spread[0])) ?? zones.length)));
    const { blocks } = companion;
    const block = blocks === undefined ? null : this.#block(owner, companion.type, blocks, number);
    return { number, zone: `${this.#region}${zones[(number - 1) % over] ?? 'a'}`, block, blockOf: blocks?.slot ?? null, zoneOf: spread?.[0] ?? null };
  }

  /** The block of the part of that number: of those that nothing of its type has addresses in which is no part of the same owner. */
  #block({ main, slots }: Instance, type: string, { slot, into, from }: NonNullable<TypedCompanion['blocks']>, number: number): string {
    const whole = String(slots.get(slot));
    const others = [...this.#standing.values()].filter(({ of }) => of !== main.node);
    const taken = [...others, ...this.#beside].flatMap((other) => (other.type === type ? Object.values(other.properties).map(String) : []));
    const parts = Array.from({ length: into - from }, (_, index) => partOf(whole, into, from + index));
    return parts.filter((part) => !taken.some((other) => overlap(part, other)))[number - 1] ?? partOf(whole, into, from + number - 1);
  }

  /** Where what comes along is: at the node that stands already for it, else at a free one. */
  #place(wanted: string, type: string, of: string | null): Pick<Part, 'node' | 'stands'> {
    const stands = this.#standingAt(wanted, type, of);
    if (stands !== undefined) return { node: stands.node, stands };
    return { node: this.#free(wanted), stands: null };
  }

  #standingAt(wanted: string, type: string, of: string | null): DraftResource | undefined {
    const own = [...this.#standing.values()].filter((resource) => resource.type === type && (resource.of ?? null) === of);
    return own.find(({ node }) => node === wanted) ?? own.find(({ node }) => node.startsWith(`${wanted}_`) && /^\d+$/.test(node.slice(wanted.length + 1)));
  }

  #free(wanted: string): string {
    let node = wanted;
    for (let number = 2; this.#nodes.has(node); number++) node = `${wanted}_${number}`;
    this.#nodes.add(node);
    return node;
  }
}

function blankPart(): Pick<Part, 'fragments' | 'checks' | 'after' | 'retain' | 'removes' | 'ended' | 'endings' | 'presence'> {
  return { fragments: [], checks: [], after: [], retain: null, removes: [], ended: new Set(), endings: [], presence: {} };
}

function endingOf(
  ending: Omit<Ending, 'control' | 'words' | 'entry' | 'otherwise'>,
  otherwise: string,
  { entry, mention: { words } }: SettledControl,
  node: string,
): Ending {
  const of = (text: string): string => text.replaceAll('{node}', node);
  return { ...ending, control: `without ${entry.metadata.name}`, words, entry: entryRef(entry), otherwise: of(otherwise), effect: of(ending.effect) };
}

/** What stands as a part of a block of addresses that is another one now: it lies in that one. */
function followingBlock(owner: Instance, instance: Instance, { blocks, properties }: TypedCompanion, each: Each | null): Fragment[] {
  const words = blocks === undefined ? undefined : owner.said.get(blocks.slot);
  if (blocks === undefined || words === undefined || owner.main.stands?.slots?.[blocks.slot] === owner.asked[blocks.slot]) return [];
  const own = Object.entries(properties).filter(([, value]) => JSON.stringify(value).includes('${each.block}'));
  return [{ properties: Object.fromEntries(own), instance, each, words, rank: 'wish' }];
}

/** Words of a slot that a template holds. */
function wordsWithin(template: JsonObject, slots: InstanceOrder['slots']): string | null {
  const inside = [...JSON.stringify(template).matchAll(/\$\{slots\.([a-z0-9_]+)\}/gu)];
  return inside.map(([, slot = '']) => slots.get(slot)?.words ?? null).find((words) => words !== null) ?? null;
}

/** The slots of an agent's choice that decide whether a companion is there, or how many of it. */
function presenceOf({ chosen, asked }: Instance, { when, repeat }: TypedCompanion): Part['presence'] {
  const deciding = [when, repeat].filter((slot) => slot !== undefined && chosen.has(slot)) as string[];
  return Object.fromEntries(deciding.map((slot) => [slot, asked[slot] ?? 0]));
}

/** A node may be called `queues["a"]`, what comes along with it `queues_a_…`. */
function nodeFor(template: string, owner: Instance): string {
  return template.replaceAll('{owner}', owner.main.node.replace(/[^a-z0-9]+/g, '_').replace(/_$/, '')).replaceAll('{suffix}', owner.suffix);
}

function scaled(pattern: PatternEntry, name: string, value: Json): string | number {
  const slot = pattern.slots[name];
  if (typeof value === 'number') return slot?.type === 'integer' ? value * slot.factor : value;
  return String(value);
}
