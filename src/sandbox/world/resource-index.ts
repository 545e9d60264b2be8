import type { Reference } from '../types/references.ts';
import type { Live } from './live.ts';
import { Sequence } from './sequence.ts';

/** What the index needs to know of a resource besides its record; computed once per version of the record. */
export interface Facts {
  /** Values that only one resource may hold at a time, scope included. */
  readonly claims: readonly string[];
  readonly mentions: readonly Reference[];
  /** Ids of things that came with it and are no resources of their own. */
  readonly holds: readonly string[];
}

/** `account/region`, or `account/global` for types of global services. */
export type Scope = string;

/**
 * Every resource, found by number, by identifier, by list, by the value of a property, by what it mentions and by the unique names it
 * holds. Each index is kept on every change, so that no question costs more than its answer.
 */
export class ResourceIndex {
  readonly #scopeOf: (live: Live) => Scope;
  readonly #valueOf: (live: Live, property: string) => string | null;
  readonly #entries = new Map<number, { live: Live; facts: Facts }>();
  readonly #byIdentifier = new Map<string, number>();
  readonly #lists = new Map<string, Sequence<Live['uid']>>();
  readonly #claims = new Map<string, number>();
  readonly #mentions = new Map<string, Set<number>>();
  readonly #holds = new Map<string, Set<number>>();
  /** Type → the properties somebody asked for. */
  readonly #asked = new Map<string, Set<string>>();
  readonly #values = new Map<string, Set<number>>();
  readonly #uidsByType = new Map<string, Set<number>>();

  constructor(scopeOf: (live: Live) => Scope, referred: (live: Live, property: string) => string | null) {
    this.#scopeOf = scopeOf;
    this.#valueOf = referred;
  }

  /** How many entries each index holds: what a leak would show. */
  counts(): {
    readonly resources: number;
    readonly identifiers: number;
    readonly listed: number;
    readonly claims: number;
    readonly mentions: number;
    readonly values: number;
  } {
    const total = (sets: Iterable<{ readonly size: number }>): number => [...sets].reduce((sum, set) => sum + set.size, 0);
    return {
      resources: this.#entries.size,
      identifiers: this.#byIdentifier.size,
      listed: total(this.#lists.values()),
      claims: this.#claims.size,
      mentions: total(this.#mentions.values()),
      values: total(this.#values.values()),
    };
  }

  get(uid: number): Live | undefined {
    return this.#entries.get(uid)?.live;
  }

  find(scope: Scope, type: string, identifier: string): Live | undefined {
    const uid = this.#byIdentifier.get(keyOf(scope, type, identifier));
    return uid === undefined ? undefined : this.get(uid);
  }

  /** Resources of a type at a scope that were made after the numbered one, in the order they were made. */
  *list(scope: Scope, type: string, after: number): Generator<Live> {
    const sequence = this.#lists.get(`${scope}|${type}`);
    if (sequence === undefined) return;
    for (const uid of sequence.after(after)) {
      const live = this.get(uid);
      if (live !== undefined) yield live;
    }
  }

  *all(): Generator<Live> {
    for (const { live } of this.#entries.values()) yield live;
  }

  /** Who holds a unique name, if anybody. */
  holder(claim: string): Live | undefined {
    const uid = this.#claims.get(claim);
    return uid === undefined ? undefined : this.get(uid);
  }

  /** Resources of the type, in any account and region, whose property has the value. */
  having(type: string, property: string, value: string): Live[] {
    const asked = entryOf(this.#asked, type, () => new Set<string>());
    if (!asked.has(property)) {
      asked.add(property);
      for (const uid of this.#uidsByType.get(type) ?? []) {
        const live = this.get(uid);
        if (live !== undefined) this.#addValue(live, property);
      }
    }
    return this.#resolve(this.#values.get(keyOf(type, property, value)));
  }

  /** Resources with an attribute that holds the id. */
  holding(id: string): Live[] {
    return this.#resolve(this.#holds.get(id));
  }

  /** Resources of the account that mention the value, whatever they mean by it. */
  mentioningValue(account: string, value: string): Live[] {
    return this.#resolve(this.#mentions.get(`${account}|${value}`));
  }

  /** Resources of the account that mention the numbered one under the value, with the places. */
  mentioning(target: Live, value: string): { readonly live: Live; readonly mentions: readonly Reference[] }[] {
    const found: { live: Live; mentions: readonly Reference[] }[] = [];
    for (const uid of this.#mentions.get(`${target.account}|${value}`) ?? []) {
      const entry = this.#entries.get(uid);
      const mentions =
        entry?.facts.mentions.filter(
          (mention) => mention.value === value && mention.targets.some((one) => one.type === target.type && this.#valueOf(target, one.property) === value),
        ) ?? [];
      if (entry !== undefined && mentions.length > 0) found.push({ live: entry.live, mentions });
    }
    return found;
  }

  /** Adds a resource, or replaces its former version. Identifier, type and place never change. */
  put(live: Live, facts: Facts): void {
    const known = this.#entries.get(live.uid);
    if (known !== undefined) this.#dropFacts(known.live, known.facts);
    else {
      const scope = this.#scopeOf(live);
      this.#byIdentifier.set(keyOf(scope, live.type, live.identifier), live.uid);
      const list = `${scope}|${live.type}`;
      entryOf(this.#lists, list, () => new Sequence<number>()).add(live.uid, live.uid);
      member(this.#uidsByType, live.type).add(live.uid);
    }
    this.#entries.set(live.uid, { live, facts });
    for (const claim of facts.claims) this.#claims.set(claim, live.uid);
    for (const mention of facts.mentions) member(this.#mentions, `${live.account}|${mention.value}`).add(live.uid);
    for (const id of facts.holds) member(this.#holds, id).add(live.uid);
    for (const property of this.#asked.get(live.type) ?? []) this.#addValue(live, property);
  }

  remove(uid: number): void {
    const entry = this.#entries.get(uid);
    if (entry === undefined) return;
    const { live, facts } = entry;
    const scope = this.#scopeOf(live);
    this.#dropFacts(live, facts);
    this.#entries.delete(uid);
    this.#byIdentifier.delete(keyOf(scope, live.type, live.identifier));
    this.#lists.get(`${scope}|${live.type}`)?.remove(uid);
    leave(this.#uidsByType, live.type, uid);
  }

  clear(): void {
    for (const map of [this.#entries, this.#byIdentifier, this.#lists, this.#claims, this.#mentions, this.#holds, this.#values, this.#uidsByType]) map.clear();
  }

  #dropFacts(live: Live, facts: Facts): void {
    for (const claim of facts.claims) if (this.#claims.get(claim) === live.uid) this.#claims.delete(claim);
    for (const mention of facts.mentions) leave(this.#mentions, `${live.account}|${mention.value}`, live.uid);
    for (const id of facts.holds) leave(this.#holds, id, live.uid);
    for (const property of this.#asked.get(live.type) ?? []) {
      const value = this.#valueOf(live, property);
      if (value !== null) leave(this.#values, keyOf(live.type, property, value), live.uid);
    }
  }

  #addValue(live: Live, property: string): void {
    const value = this.#valueOf(live, property);
    if (value !== null) member(this.#values, keyOf(live.type, property, value)).add(live.uid);
  }

  #resolve(uids: ReadonlySet<number> | undefined): Live[] {
    const found: Live[] = [];
    for (const uid of uids ?? []) {
      const live = this.get(uid);
      if (live !== undefined) found.push(live);
    }
    return found;
  }
}

function keyOf(first: string, second: string, third: string): string {
  return `${first}|${second}|${third}`;
}

function member(map: Map<string, Set<number>>, key: string): Set<number> {
  return entryOf(map, key, () => new Set<number>());
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = make();
    map.set(key, entry);
  }
  return entry;
}

function leave(map: Map<string, Set<number>>, key: string, uid: number): void {
  const set = map.get(key);
  set?.delete(uid);
  if (set?.size === 0) map.delete(key);
}
