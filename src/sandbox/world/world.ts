import type { Json, JsonObject } from '../../kernel/json.ts';
import { type Duration, typicalSeconds } from '../../model/durations.ts';
import type { TypeRegistry } from '../../ports/type-registry.ts';
import { followOns } from '../tables/follow-ons.ts';
import { numberedTypes } from '../tables/numbered-types.ts';
import { rewrites } from '../tables/rewrites.ts';
import { roleMessages } from '../tables/scheduled-names.ts';
import { uniqueNames } from '../tables/unique-names.ts';
import { type CompiledType, compileType, scopeOf } from '../types/compiled-type.ts';
import { Draw } from '../types/draw.ts';
import { type Circumstances, type MadeResource, makeResource, remakeProperties } from '../types/make-resource.ts';
import { textAt, valuesAt } from '../types/pointer-paths.ts';
import { asKept } from '../types/readable.ts';
import { heldIds, plainArn, type Reference, referencesOf, targetsOfId } from '../types/references.ts';
import { dependentsOf } from './find-dependents.ts';
import { ReferenceCheck, referredValue } from './find-references.ts';
import { type Ending, isOpen, type Live, type Operation, type Verb } from './live.ts';
import { OperationLog } from './operation-log.ts';
import { refusalOf, scheduledFailure, scheduledKey, scheduledName, tooMuchAtOnce } from './refusals.ts';
import { type Facts, ResourceIndex } from './resource-index.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import type { StateFile } from './state-file.ts';

/** Who asks for what, and what an injected fault makes of it. */
export interface Order {
  readonly account: string;
  readonly region: string;
  readonly type: CompiledType;
  readonly clientToken: string | null;
  readonly digest: string;
  /** Takes the place of how it would have ended. */
  readonly ending?: Ending;
  readonly extraSeconds?: number;
}

const success: Ending = { kind: 'success' };
/** Milliseconds between the creations of two resources of one identifier: some services tell the second only. */
const apart = 1000;

/**
 * The simulated accounts: resources and requests in memory, written through to the state file. Requests take effect when their time
 * has come, which is looked at whenever anybody asks (`advance`); nothing happens by itself.
 */
export class World {
  readonly clock: SimulatedClock;
  /** Simulated seconds after its creation until a role can be assumed. */
  roleSeconds = 0;
  readonly #registry: TypeRegistry;
  readonly #file: StateFile;
  readonly #index: ResourceIndex;
  readonly #log = new OperationLog();
  readonly #references: ReferenceCheck;
  readonly #facts = new WeakMap<JsonObject, Facts>();
  readonly #busy = new Map<number, string>();
  readonly #changedResources = new Map<number, Live | null>();
  readonly #changedOperations = new Map<string, Operation | null>();
  readonly #changedSettings = new Map<string, string>();
  /** The last number given to a version, by what it is a version of. */
  readonly #ordinals = new Map<string, number>();
  /** When what is gone was created, by what it was; kept for the moment in which another could seem to be of the same second. */
  readonly #lately = new Map<string, number>();
  #seed: string;
  #next: number;

  constructor(registry: TypeRegistry, clock: SimulatedClock, file: StateFile, seed: string) {
    this.#registry = registry;
    this.clock = clock;
    this.#file = file;
    this.#seed = seed;
    const typeOf = (name: string) => {
      const found = registry.type(name);
      return found.ok ? found.value : null;
    };
    this.#index = new ResourceIndex(
      (live) => scopeOf(this.#compiled(live.type), live.account, live.region),
      (live, property) => referredValue(this.#compiled(live.type), live, property),
    );
    this.#references = new ReferenceCheck(this.#index, typeOf);
    this.#next = Number(file.setting('next') ?? 1);
    for (const live of file.resources()) this.#index.put(live, this.#factsOf(live));
    for (const operation of file.operations()) {
      this.#log.put(operation);
      if (isOpen(operation) && operation.uid !== null) this.#busy.set(operation.uid, operation.token);
    }
  }

  get index(): ResourceIndex {
    return this.#index;
  }

  get log(): OperationLog {
    return this.#log;
  }

  /** Lets every request whose time has come take effect. */
  advance(): void {
    const now = this.clock.now();
    for (let operation = this.#log.takeDue(now); operation !== undefined; operation = this.#log.takeDue(now)) this.#end(operation);
    for (const token of this.#log.forget(now)) this.#changedOperations.set(token, null);
  }

  get changed(): boolean {
    return this.#changedResources.size > 0 || this.#changedOperations.size > 0 || this.#changedSettings.size > 0;
  }

  /** Writes what changed. After it returns, a kill loses none of it. */
  commit(): void {
    if (!this.changed) return;
    this.#changedSettings.set('next', String(this.#next));
    this.#file.commit({ resources: this.#changedResources, operations: this.#changedOperations, settings: this.#changedSettings });
    this.#changedResources.clear();
    this.#changedOperations.clear();
    this.#changedSettings.clear();
  }

  /** The resource as everybody sees it; null while it is being made, and when there is none. */
  live(type: CompiledType, account: string, region: string, identifier: string): Live | null {
    const scope = scopeOf(type, account, region);
    const found =
      this.#index.find(scope, type.type.name, identifier) ?? (keepsLower(type) ? this.#index.find(scope, type.type.name, identifier.toLowerCase()) : undefined);
    return found?.state === 'live' ? found : null;
  }

  /** Draws what a service made up for a resource when it was created, always the same for that one: an id that no property holds. */
  drawFor(live: Live, purpose: string): Draw {
    return new Draw(this.#seed, `${live.uid}/${purpose}`);
  }

  /** The open request on a resource, if there is one. */
  openOn(uid: number): Operation | undefined {
    return this.#log.get(this.#busy.get(uid) ?? '');
  }

  /** Begins a create. Conflict: the request that is making a resource of that identity right now. */
  create(order: Order, asked: JsonObject): Operation | { readonly conflict: Operation } {
    const { type, account, region } = order;
    const uid = this.#next++;
    const at = this.clock.now();
    const kept = asKept(type, asked, order);
    const references = referencesOf(type, kept);
    const made = this.#make(type, kept, {
      account,
      region,
      at,
      seed: this.#seed,
      uid,
      referred: (text) => this.#referred(references, text, order)?.properties ?? null,
    });
    const live: Live = {
      uid,
      account,
      region,
      type: type.type.name,
      ...made,
      state: 'creating',
      createdAt: this.#createdAt(type, account, region, made.identifier, at),
    };
    const facts = this.#factsOf(live);
    const holder =
      this.#index.find(scopeOf(type, account, region), live.type, live.identifier) ??
      facts.claims.map((claim) => this.#index.holder(claim)).find((other) => other !== undefined);
    if (holder !== undefined) {
      const open = this.openOn(holder.uid);
      if (holder.state === 'creating' && open !== undefined) return { conflict: open };
    }
    const ending = this.#createEnding(order, live, references, holder);
    const lasting = ending.kind === 'success' || ending.effect === 'applied' ? uid : null;
    if (lasting !== null) this.#put(live, facts);
    return this.#begin(order, 'CREATE', uid, lasting, live.identifier, type.identifierChosen, ending, null);
  }

  /** Begins an update of a resource to properties that were checked. */
  update(order: Order, live: Live, next: JsonObject): Operation {
    const at = this.clock.now();
    const asked = asKept(order.type, next, live);
    const references = referencesOf(order.type, asked);
    const kept = remakeProperties(order.type, asked, {
      account: live.account,
      region: live.region,
      at,
      ordinal: 1,
      seed: this.#seed,
      uid: live.uid,
      referred: (text) => this.#referred(references, text, live)?.properties ?? null,
    });
    const ending = order.ending ?? this.#addedReferences(order.type, live, kept) ?? tooMuchAtOnce(live, kept) ?? this.#taken(live, kept) ?? success;
    return this.#begin(order, 'UPDATE', this.#next++, live.uid, live.identifier, true, ending, kept);
  }

  delete(order: Order, identifier: string): Operation {
    const live = this.live(order.type, order.account, order.region, identifier);
    if (live === null) return this.#begin(order, 'DELETE', this.#next++, null, identifier, true, notFound(order.type.type.name, identifier), null);
    const dependents = dependentsOf(this.#index, live);
    const ending = order.ending ?? (dependents.kind === 'blocked' ? dependents.ending : success);
    return this.#begin(order, 'DELETE', this.#next++, live.uid, identifier, true, ending, null);
  }

  /** Asks an open request to stop: what it has not done by then, it does not do. */
  cancel(operation: Operation): Operation {
    const at = this.clock.now();
    return this.#record({ ...operation, status: 'CANCEL_IN_PROGRESS', dueAt: at + this.clock.lasting(1), eventAt: at });
  }

  /** Open requests run on at another speed; what is left of each takes its share of the new one. */
  setSpeed(speed: number): void {
    const now = this.clock.now();
    const former = this.clock.speed;
    this.clock.speed = speed;
    for (const operation of this.#log.open()) {
      const left = Math.max(0, operation.dueAt - now);
      this.#record({ ...operation, dueAt: now + (Number.isFinite(speed) ? (left * former) / speed : 0) });
    }
  }

  saveSetting(name: string, value: string): void {
    this.#changedSettings.set(name, value);
  }

  /** Forgets every resource and request. */
  reset(seed: string): void {
    for (const live of this.#index.all()) this.#changedResources.set(live.uid, null);
    for (const operation of this.#log.all()) this.#changedOperations.set(operation.token, null);
    this.#index.clear();
    this.#log.clear();
    this.#busy.clear();
    this.#lately.clear();
    this.#seed = seed;
    this.#changedSettings.set('seed', seed);
  }

  /** Now, unless what had the identifier before was created less than a second ago. */
  #createdAt(type: CompiledType, account: string, region: string, identifier: string, now: number): number {
    const former = this.#lately.get(`${scopeOf(type, account, region)}|${type.type.name}|${identifier}`);
    return former === undefined ? now : Math.max(now, former + apart);
  }

  #createEnding(order: Order, live: Live, references: readonly Reference[], holder: Live | undefined): Ending {
    if (holder !== undefined) return alreadyThere(live);
    // Only what was asked for is checked: a default may name what AWS makes later, such as a function's log group.
    return (
      order.ending ??
      (this.#isScheduled(live) ? scheduledFailure(live) : null) ??
      this.#references.failure(order.type, references, order) ??
      refusalOf(this.#index, live) ??
      this.#roleFailure(live, references) ??
      success
    );
  }

  /** Makes the resource; a version gets the next number that its name has free. */
  #make(type: CompiledType, kept: JsonObject, circumstances: Omit<Circumstances, 'ordinal'>): MadeResource {
    if (!numberedTypes.has(type.type.name)) return makeResource(type, kept, { ...circumstances, ordinal: 1 });
    const name = makeResource(type, kept, { ...circumstances, ordinal: 0 }).arn;
    const scope = scopeOf(type, circumstances.account, circumstances.region);
    for (let ordinal = (this.#ordinals.get(name) ?? 0) + 1; ; ordinal++) {
      const made = makeResource(type, kept, { ...circumstances, ordinal });
      if (this.#index.find(scope, type.type.name, made.identifier) !== undefined) continue;
      this.#ordinals.set(name, ordinal);
      return made;
    }
  }

  #begin(
    order: Order,
    verb: Verb,
    number: number,
    uid: number | null,
    identifier: string,
    identifierKnown: boolean,
    ending: Ending,
    next: JsonObject | null,
  ): Operation {
    const at = this.clock.now();
    const draw = new Draw('request', number);
    const seconds =
      (ending.kind === 'success' ? between(typicalSeconds(order.type.type.name, verbNames[verb]), draw.fraction()) : 1 + draw.fraction()) +
      (order.extraSeconds ?? 0);
    const operation: Operation = {
      number,
      token: new Draw(this.#seed, `token/${number}`).uuid(),
      account: order.account,
      region: order.region,
      type: order.type.type.name,
      verb,
      uid,
      identifier,
      identifierKnown,
      clientToken: order.clientToken,
      digest: order.digest,
      acceptedAt: at,
      dueAt: at + this.clock.lasting(seconds),
      ending,
      next,
      status: 'IN_PROGRESS',
      eventAt: at,
    };
    if (uid !== null) this.#busy.set(uid, operation.token);
    return this.#record(operation);
  }

  #end(operation: Operation): void {
    const cancelled = operation.status === 'CANCEL_IN_PROGRESS';
    const live = operation.uid === null ? undefined : this.#index.get(operation.uid);
    const ending = cancelled || live === undefined ? operation.ending : this.#finalEnding(operation, live);
    if (operation.uid !== null) this.#busy.delete(operation.uid);
    if (live !== undefined) this.#takeEffect(operation, live, !cancelled && (ending.kind === 'success' || ending.effect === 'applied'));
    const status = cancelled ? 'CANCEL_COMPLETE' : ending.kind === 'success' ? 'SUCCESS' : 'FAILED';
    this.#record({ ...operation, ending, status, next: null, eventAt: operation.dueAt });
  }

  /** The world may have moved since the request was accepted: what it needs may be gone, or something may now be in its way. */
  #finalEnding(operation: Operation, live: Live): Ending {
    if (operation.ending.kind === 'failure') return operation.ending;
    if (operation.verb === 'DELETE') {
      const dependents = dependentsOf(this.#index, live);
      return dependents.kind === 'blocked' ? dependents.ending : success;
    }
    if (operation.verb === 'UPDATE' && operation.next !== null)
      return this.#addedReferences(this.#compiled(live.type), live, operation.next) ?? this.#taken(live, operation.next) ?? success;
    return success;
  }

  /** Whether what had the name was deleted so lately that it could still be restored. */
  #isScheduled(live: Live): boolean {
    const held = scheduledName(live);
    return held !== null && this.#scheduledAt(held.key) !== null;
  }

  /** What of that name is scheduled for deletion, and when, in milliseconds since the epoch; null where nothing is. */
  scheduled(of: Pick<Live, 'account' | 'region' | 'type'>, name: string): { readonly identifier: string; readonly at: number } | null {
    return this.#scheduledAt(scheduledKey(of, name));
  }

  #scheduledAt(key: string): { readonly identifier: string; readonly at: number } | null {
    const place = this.#scheduledPlace(key);
    const [at = '0', identifier = ''] = (this.#changedSettings.get(place) ?? this.#file.setting(place) ?? '').split(' ');
    return Number(at) > this.clock.now() ? { identifier, at: Number(at) } : null;
  }

  #scheduledPlace(key: string): string {
    return `scheduled|${this.#seed}|${key}`;
  }

  #roleFailure(live: Live, references: readonly Reference[]): Ending | null {
    if (this.roleSeconds === 0 || roleMessages[live.type] === undefined) return null;
    const young = references.some((reference) => {
      const other = this.#referred([reference], reference.value, live);
      return other?.type === 'AWS::IAM::Role' && other.createdAt + this.clock.lasting(this.roleSeconds) > this.clock.now();
    });
    return young ? { kind: 'failure', code: 'InvalidRequest', message: roleMessages[live.type] ?? '', effect: 'none' } : null;
  }

  /** What a text among the references leads to, if that is there. */
  #referred(references: readonly Reference[], text: string, place: { readonly account: string; readonly region: string }): Live | undefined {
    const value = plainArn(text);
    const reference = references.find((one) => one.value === value);
    return (reference?.targets ?? targetsOfId(value))
      .flatMap((target) => this.#index.having(target.type, target.property, value))
      .find((live) => live.state === 'live' && live.account === place.account && (live.region === place.region || this.#compiled(live.type).global));
  }

  /** Lists of others that hold what there now is, or no longer is. */
  #follow(live: Live, there: boolean): void {
    for (const { of, list, value } of followOns[live.type] ?? []) {
      const text = textAt(live.properties, value.split('/'));
      if (text === null) continue;
      for (const named of valuesAt(live.properties, of.split('/'))) {
        const other = typeof named === 'string' ? this.#referred(this.#factsOf(live).mentions, named, live) : undefined;
        if (other === undefined) continue;
        const former = other.properties[list];
        const rest = Array.isArray(former) ? (former as Json[]).filter((item) => item !== text) : [];
        const changed = { ...other, properties: { ...other.properties, [list]: there ? [...rest, text] : rest } };
        this.#put(changed, this.#factsOf(changed));
      }
    }
  }

  /** Whether another has what no two can have, and an update would give this one as well. */
  #taken(live: Live, next: JsonObject): Ending | null {
    const holders = this.#factsOf({ ...live, properties: next }).claims.map((claim) => this.#index.holder(claim));
    return holders.some((holder) => holder !== undefined && holder.uid !== live.uid) ? alreadyThere(live) : null;
  }

  #addedReferences(type: CompiledType, live: Live, next: JsonObject): Ending | null {
    const known = new Set(this.#factsOf(live).mentions.map((mention) => mention.value));
    const added = referencesOf(type, next).filter((reference) => !known.has(reference.value));
    return this.#references.failure(type, added, live);
  }

  #takeEffect(operation: Operation, live: Live, applied: boolean): void {
    switch (operation.verb) {
      case 'CREATE':
        if (applied) {
          this.#put({ ...live, state: 'live' }, this.#factsOf(live));
          this.#follow(live, true);
        } else this.#remove(live.uid);
        return;
      case 'UPDATE':
        if (applied && operation.next !== null) {
          const changed = { ...live, properties: operation.next };
          this.#put(changed, this.#factsOf(changed));
        }
        return;
      case 'DELETE': {
        if (!applied) return;
        const dependents = dependentsOf(this.#index, live);
        this.#remove(live.uid);
        this.#follow(live, false);
        const held = scheduledName(live);
        if (held !== null) this.#changedSettings.set(this.#scheduledPlace(held.key), `${this.clock.now() + held.seconds * 1000} ${live.identifier}`);
        if (dependents.kind === 'free') for (const gone of dependents.removed) this.#remove(gone.uid);
        return;
      }
      default:
        operation.verb satisfies never;
    }
  }

  #record(operation: Operation): Operation {
    this.#log.put(operation);
    this.#changedOperations.set(operation.token, operation);
    return operation;
  }

  #put(live: Live, facts: Facts): void {
    this.#index.put(live, facts);
    this.#changedResources.set(live.uid, live);
  }

  #remove(uid: number): void {
    const live = this.#index.get(uid);
    if (live !== undefined) this.#remember(live);
    this.#index.remove(uid);
    this.#changedResources.set(uid, null);
  }

  #remember(live: Live): void {
    const now = this.clock.now();
    for (const [key, createdAt] of this.#lately) {
      if (createdAt + apart > now) break;
      this.#lately.delete(key);
    }
    const key = `${scopeOf(this.#compiled(live.type), live.account, live.region)}|${live.type}|${live.identifier}`;
    // Taken out first, so that the oldest stay in front.
    this.#lately.delete(key);
    if (live.createdAt + apart > now) this.#lately.set(key, live.createdAt);
  }

  #factsOf(live: Live): Facts {
    let facts = this.#facts.get(live.properties);
    if (facts === undefined) {
      const type = this.#compiled(live.type);
      facts = { claims: claimsOf(type, live), mentions: referencesOf(type, live.properties), holds: heldIds(type, live.properties) };
      this.#facts.set(live.properties, facts);
    }
    return facts;
  }

  /** The state file may hold a type that the registry no longer knows; that is a damaged installation, not a request. */
  #compiled(name: string): CompiledType {
    const type = this.#registry.type(name);
    if (!type.ok) throw new Error(`the sandbox's state holds a resource of the unknown type ${name}`);
    return compileType(type.value);
  }
}

/** A service that keeps an identifier in lower case finds it however it is spelled. */
function keepsLower(type: CompiledType): boolean {
  return type.type.identifier.some((part) => rewrites[type.type.name]?.[part] === 'lower');
}

const verbNames = { CREATE: 'create', UPDATE: 'update', DELETE: 'delete' } as const;

function between({ p50, p90 }: Duration, fraction: number): number {
  return p50 + (p90 - p50) * fraction;
}

export function notFound(type: string, identifier: string): Ending {
  return { kind: 'failure', code: 'NotFound', message: `Resource of type '${type}' with identifier '${identifier}' was not found.`, effect: 'none' };
}

function alreadyThere({ type, identifier }: Live): Ending {
  return { kind: 'failure', code: 'AlreadyExists', message: `Resource of type '${type}' with identifier '${identifier}' already exists.`, effect: 'none' };
}

function claimsOf(type: CompiledType, live: Live): string[] {
  // An ARN identifies where the type states its form and nothing else does; one without a name of its own is shared.
  const claims = type.arnIdentifies && type.identifier.length === 1 ? [`arn|${live.type}|${live.arn}`] : [];
  const rule = uniqueNames[live.type];
  if (rule !== undefined) {
    const texts = rule.properties.map((name) => textAt(live.properties, [name]) ?? '');
    const values = rule.withoutCase === true ? texts.map((text) => text.toLowerCase()) : texts;
    const scope = rule.scope === 'partition' ? '' : rule.scope === 'account' ? live.account : scopeOf(type, live.account, live.region);
    if (values.some((value) => value !== '')) claims.push(`name|${live.type}|${scope}|${values.join('|')}`);
  }
  return claims;
}
