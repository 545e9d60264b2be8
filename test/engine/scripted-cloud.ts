import { type Diagnostic, problem } from '../../src/kernel/diagnostic.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { fail, ok, type Result } from '../../src/kernel/result.ts';
import type { AwsCall } from '../../src/model/call.ts';
import type { Creation } from '../../src/model/creation.ts';
import type { KeyAliases } from '../../src/model/key-aliases.ts';
import type { CallerIdentity, NamedTarget, Place } from '../../src/model/target.ts';
import type { Cloud, Mutation, Read, ResourceRef, ScheduledDeletion, Sought, Submission, TaggedArn } from '../../src/ports/cloud.ts';
import type { Permit } from '../../src/ports/permit.ts';
import type { StepScript } from '../../src/ports/script.ts';
import type { ManualClock } from './manual-clock.ts';
import { callsOf, patched } from './toy-calls.ts';

export interface Thing {
  readonly type: string;
  readonly place: Place;
  readonly identifier: string;
  /** Of `birth` no two creations have the same. */
  readonly birth: string;
  properties: JsonObject;
}

/** What is asked of the cloud in one call of the port, and how to answer it as an honest cloud would. */
export interface Request {
  readonly target: NamedTarget;
  readonly mutation?: Mutation;
  readonly permit?: Permit | null;
  readonly repeated?: boolean;
  readonly handle?: JsonObject;
  honest(): Promise<unknown>;
}

/** What is sent with the request, and under which permit; of one that only looks there is nothing. */
export function sendingOf({ mutation, permit }: Request): { readonly mutation: Mutation; readonly permit: Permit } {
  if (mutation === undefined || permit === undefined || permit === null) throw new TypeError('nothing is sent here');
  return { mutation, permit };
}

/** What the cloud does instead of the honest thing; what it answers is taken as it is. */
export type Act = (request: Request, cloud: ScriptedCloud) => unknown;

export interface Sent {
  readonly operation: string;
  readonly name: string;
  readonly token: string;
  readonly at: number;
}

/**
 * A cloud of toy things that does and answers as scripted, and honestly where nothing is scripted. A script names what is asked by a verb and the name of the thing:
 * `create box`, `update box`, `delete box`, `follow box`, `read box`, `creation box`, `list Box` (the type), and `identify`.
 * It obeys the port's contract in what the engine may rely on: each call is admitted by the permit before it has an effect.
 */
export class ScriptedCloud implements Cloud {
  readonly things = new Map<string, Thing>();
  readonly sent: Sent[] = [];
  readonly asked = new Map<string, number>();
  /** Every mutation that was handed in, let through or not. */
  readonly handedIn: { readonly what: string; readonly token: string; readonly repeated: boolean }[] = [];
  /** Whether a mutation with a token that was used before is taken for the same one, as Cloud Control does. */
  knowsTokens = true;
  /** Types of which one sending may make two. */
  readonly doubling = new Set<string>();
  identity: CallerIdentity = { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/engine', userId: 'AIDAENGINE' };
  readonly #clock: ManualClock;
  readonly #scripts = new Map<string, Act[]>();
  readonly #names = new Map<string, string>();
  readonly #byToken = new Map<string, Submission>();
  #births = 0;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  /** What happens at the next times when this is asked, one after the other; the last one again and again where it is `forever`. */
  when(what: string, ...acts: readonly Act[]): this {
    this.#scripts.set(what, [...(this.#scripts.get(what) ?? []), ...acts]);
    return this;
  }

  /** Forgets what was scripted and asked so far. */
  calm(): void {
    this.#scripts.clear();
    this.asked.clear();
    this.sent.length = 0;
    this.handedIn.length = 0;
  }

  /** Scripts that nobody asked for: a case that waits for something which does not happen tests nothing. */
  unused(): readonly string[] {
    return [...this.#scripts].filter(([, acts]) => acts.some((act) => !forevers.has(act))).map(([what]) => what);
  }

  thing(name: string): Thing | undefined {
    return [...this.things.values()].find((thing) => thing.properties['Name'] === name);
  }

  /** Somebody makes a thing without us. */
  make(type: string, properties: JsonObject, place: Place = home): Thing {
    const birth = String(++this.#births);
    const identifier = named.has(type) ? String(properties['Name']) : `${type.slice(10).toLowerCase()}-${birth}`;
    const thing: Thing = { type, place, identifier, birth, properties };
    this.things.set(keyOf(type, place, identifier), thing);
    this.#names.set(identifier, String(properties['Name']));
    return thing;
  }

  /** Somebody removes a thing without us. */
  remove(name: string): void {
    for (const [key, thing] of this.things) if (thing.properties['Name'] === name) this.things.delete(key);
  }

  identify(target: NamedTarget): Promise<Result<CallerIdentity>> {
    return this.#answer('identify', { target, honest: async () => ok({ ...this.identity, account: target.target.account }) });
  }

  async regions(): Promise<Result<readonly string[]>> {
    return ok(['us-east-1', 'eu-west-1']);
  }

  /** The size of a box takes a call of its own to read. */
  read(target: NamedTarget, ref: ResourceRef, matters?: ReadonlySet<string>): Promise<Result<Read>> {
    return this.#answer(`read ${this.nameOf(ref.identifier)}`, {
      target,
      honest: async () => {
        const thing = this.#at(ref);
        if (thing === undefined) return ok({ kind: 'absent' });
        const properties = readable(thing);
        if (thing.type !== 'AWS::Toy::Box' || matters === undefined || matters.has('Size')) return ok({ kind: 'live', properties });
        const { Size: _, ...rest } = properties;
        return ok({ kind: 'live', properties: rest, partial: true });
      },
    });
  }

  creation(target: NamedTarget, ref: ResourceRef): Promise<Result<Creation>> {
    return this.#answer(`creation ${this.nameOf(ref.identifier)}`, {
      target,
      honest: async () => {
        const thing = this.#at(ref);
        if (thing === undefined) return fail(problem('CLOUD_NOT_FOUND', `no ${ref.identifier}`, 'look'));
        if (ref.type === 'AWS::Toy::Label') return ok({ kind: 'unproven', because: 'no read proves it' });
        if (ref.type !== 'AWS::Toy::Box')
          return fail(problem('CLOUD_UNSUPPORTED', `its identifier proves the creation of ${ref.identifier}, and no read does`, 'look'));
        return ok({ kind: 'read', source: 'toy GetBox Birth', value: thing.birth });
      },
    });
  }

  list(target: NamedTarget, type: string, place: Place): Promise<Result<readonly { identifier: string; properties: JsonObject | null }[]>> {
    return this.#answer(`list ${type.slice(10)}`, {
      target,
      honest: async () => {
        const there = [...this.things.values()].filter((thing) => thing.type === type && samePlace(thing.place, place));
        return ok(there.map(({ identifier }) => ({ identifier, properties: null })));
      },
    });
  }

  byTag(target: NamedTarget, place: Place, key: string, value?: string): Promise<Result<readonly TaggedArn[]>> {
    return this.#answer('index of tags', {
      target,
      honest: async () => {
        const there = [...this.things.values()].filter((thing) => samePlace(thing.place, place));
        const tagged = there.map(({ type, identifier, properties }) => {
          const tags = (properties['Tags'] ?? []) as unknown as { Key: string; Value: string }[];
          return { arn: `arn:toy:${type.slice(10).toLowerCase()}:${identifier}`, tags: new Map(tags.map(({ Key, Value }) => [Key, Value])) };
        });
        return ok(tagged.filter(({ tags }) => tags.has(key) && (value === undefined || tags.get(key) === value)));
      },
    });
  }

  async storedParameters(_target: NamedTarget, _place: Place, names: readonly string[]): Promise<Result<ReadonlyMap<string, string | null>>> {
    return ok(new Map(names.map((name) => [name, null])));
  }

  /** What is scheduled for deletion, by the name that a wish asks for or the identifier that the books knew. */
  readonly scheduledFor = new Map<string, ScheduledDeletion | Diagnostic>();

  async scheduled(_: NamedTarget, { name, identifier }: Sought): Promise<Result<ScheduledDeletion | null>> {
    const found = this.scheduledFor.get(name ?? '') ?? this.scheduledFor.get(identifier ?? '') ?? null;
    return found !== null && 'code' in found ? fail(found) : ok(found);
  }

  /** What aliases of keys mean; null where that may not be asked. */
  aliases: KeyAliases | null = {};

  keyAliases(target: NamedTarget, place: Place): Promise<Result<KeyAliases>> {
    return this.#answer(`aliases ${place.region}`, {
      target,
      honest: async () => (this.aliases === null ? fail(problem('CLOUD_DENIED', 'kms:ListAliases was denied', 'allow it')) : ok(this.aliases)),
    });
  }

  async zones(): Promise<Result<readonly string[]>> {
    return ok([]);
  }

  mayDouble(_: NamedTarget, type: string): boolean {
    return this.doubling.has(type);
  }

  /** What the dialect cannot do, by what it would do: `create box`. */
  readonly impossible = new Map<string, Diagnostic>();

  restsOn(_: NamedTarget, type: string, names: readonly string[]): readonly string[] {
    const together = this.together.get(type) ?? [];
    return names.some((changed) => together.includes(changed)) ? together : [];
  }

  /** Properties that one call sets together, by type. */
  readonly together = new Map<string, readonly string[]>();

  cannot(_: NamedTarget, mutation: Mutation): Diagnostic | null {
    const name = mutation.op === 'create' ? String(mutation.properties['Name']) : this.nameOf(mutation.identifier);
    return this.impossible.get(`${mutation.op} ${name}`) ?? null;
  }

  script(): StepScript {
    return { lines: [], functions: [], secrets: [] };
  }

  calls(_: NamedTarget, mutation: Mutation): readonly AwsCall[] {
    return callsOf(mutation);
  }

  submit(target: NamedTarget, mutation: Mutation, permit: Permit, repeated?: boolean, left?: string): Promise<Submission> {
    const name = mutation.op === 'create' ? String(mutation.properties['Name']) : this.nameOf(mutation.identifier);
    const honest = () => (left === undefined ? this.carryOut(mutation, permit) : this.#send(mutation, callsOf(mutation).slice(1), permit, left));
    this.handedIn.push({ what: `${mutation.op} ${name}`, token: permit.token, repeated: repeated === true });
    return this.#answer(`${mutation.op} ${name}`, { target, mutation, permit, ...(repeated === undefined ? {} : { repeated }), honest });
  }

  settle(target: NamedTarget, handle: JsonObject, waitMilliseconds: number, _: number, permit: Permit | null): Promise<Submission> {
    const honest = async (): Promise<Submission> => {
      const left = Number(handle['seconds'] ?? 0) * 1_000 + Number(handle['since']) - this.#clock.now();
      await this.#clock.sleep(Math.max(0, Math.min(left, waitMilliseconds)));
      if (left > waitMilliseconds) return { status: 'pending', handle };
      const ends = handle['ends'] as unknown as Submission | undefined;
      if (ends !== undefined) return ends;
      const mutation = handle['mutation'] as unknown as Mutation;
      const calls = callsOf(mutation).slice(Number(handle['position']));
      if (calls.length > 0 && permit === null) {
        await this.#clock.sleep(waitMilliseconds);
        return { status: 'pending', handle };
      }
      return this.#send(mutation, calls, permit, String(handle['identifier']));
    };
    return this.#answer(`follow ${String(handle['name'])}`, { target, handle, permit, honest });
  }

  /** Does what is asked, as far as the permit lets it. Made things that take more than one call, and all that is scripted to, take time. */
  async carryOut(mutation: Mutation, permit: Permit): Promise<Submission> {
    const known = this.knowsTokens ? this.#byToken.get(permit.token) : undefined;
    if (known !== undefined) return known;
    const [first, ...rest] = callsOf(mutation);
    const done = await this.#send(mutation, first === undefined ? [] : [first], permit, mutation.op === 'create' ? '' : mutation.identifier);
    const answer: Submission =
      done.status === 'done' && rest.length > 0 ? { status: 'pending', handle: { ...this.handle(mutation, done.identifier ?? '', 0), position: 1 } } : done;
    if (answer.status !== 'failed') this.#byToken.set(permit.token, answer);
    return answer;
  }

  /** A handle of an operation that takes so long, and at last ends as said, or as it really went. */
  handle(mutation: Mutation, identifier: string, seconds: number, ends?: Submission): JsonObject {
    const since = this.#clock.now();
    const all = {
      mutation,
      name: this.nameOf(identifier),
      identifier,
      position: callsOf(mutation).length,
      since,
      seconds,
      ...(ends === undefined ? {} : { ends }),
    };
    return all as unknown as JsonObject;
  }

  /** What a mutation does to the world, whoever asks. */
  apply(mutation: Mutation): Submission {
    switch (mutation.op) {
      case 'create': {
        const { Note: _, ...first } = mutation.properties;
        const taken = named.has(mutation.type) && this.#at({ ...mutation, identifier: String(first['Name']) }) !== undefined;
        if (taken) {
          const at = String(first['Name']);
          return { status: 'failed', problem: problem('CLOUD_CONFLICT', `${at} exists`, 'choose another name'), exists: true, identifier: at };
        }
        return { status: 'done', identifier: this.make(mutation.type, first, mutation.place).identifier };
      }
      case 'update': {
        const thing = this.#at(mutation);
        if (thing === undefined) return gone(mutation.identifier);
        const next = patched(thing.properties, mutation.patch);
        const refusal = thing.type === 'AWS::Toy::Hall' ? hallRefusal(thing.properties, next) : null;
        if (refusal !== null) return { status: 'failed', problem: problem('CLOUD_INVALID', refusal, 'change less'), over: true };
        thing.properties = next;
        return { status: 'done', identifier: mutation.identifier };
      }
      case 'delete':
        if (mutation.type === 'AWS::Toy::Hall' && this.#namedByAnother(mutation.identifier))
          return { status: 'failed', problem: problem('CLOUD_CONFLICT', `a door leads to ${mutation.identifier}`, 'close it'), over: true };
        return this.things.delete(keyOf(mutation.type, mutation.place, mutation.identifier))
          ? { status: 'done', identifier: mutation.identifier }
          : gone(mutation.identifier);
      default:
        return mutation satisfies never;
    }
  }

  async #send(mutation: Mutation, calls: readonly AwsCall[], permit: Permit | null, identifier: string): Promise<Submission> {
    let submission: Submission = { status: 'done', identifier };
    for (const call of calls) {
      if (permit === null) throw new TypeError(`${call.operation} would be sent without a permit`);
      const own = { ...call, input: withOwn(call.input, identifier) };
      const refusal = await permit.admit(own);
      if (refusal !== null) {
        return call.operation === 'Note' ? { status: 'unknown', problem: refusal, identifier, over: true } : { status: 'failed', problem: refusal };
      }
      const name = mutation.op === 'create' ? String(mutation.properties['Name']) : this.nameOf(mutation.identifier);
      this.sent.push({ operation: call.operation, name, token: permit.token, at: this.#clock.now() });
      if (call.operation === 'Note') {
        const thing = this.#at({ ...mutation, identifier });
        if (thing !== undefined) thing.properties = { ...thing.properties, Note: call.input['Note'] as Json };
      } else submission = this.apply(mutation);
      if (submission.status !== 'done') return submission;
    }
    return submission;
  }

  async #answer<T>(what: string, request: Request): Promise<T> {
    this.asked.set(what, (this.asked.get(what) ?? 0) + 1);
    const acts = this.#scripts.get(what);
    const act = acts?.[0];
    if (act === undefined) return (await request.honest()) as T;
    if (!forevers.has(act)) acts?.shift();
    if (acts?.length === 0) this.#scripts.delete(what);
    return (await act(request, this)) as T;
  }

  #at({ type, place, identifier }: ResourceRef): Thing | undefined {
    return this.things.get(keyOf(type, place, identifier));
  }

  #namedByAnother(identifier: string): boolean {
    return [...this.things.values()].some((thing) => thing.identifier !== identifier && JSON.stringify(thing.properties['Doors'] ?? []).includes(identifier));
  }

  nameOf(identifier: string): string {
    return this.#names.get(identifier) ?? identifier;
  }
}

/** Types whose name is their identifier. */
const named: ReadonlySet<string> = new Set(['AWS::Toy::Box', 'AWS::Toy::Label']);
const home: Place = { account: '111111111111', region: 'us-east-1' };
const forevers = new WeakSet<Act>();

/** An act that happens every time from then on. */
export function forever(act: Act): Act {
  const repeated: Act = (request, cloud) => act(request, cloud);
  forevers.add(repeated);
  return repeated;
}

function keyOf(type: string, { account, region }: Place, identifier: string): string {
  return `${type} ${account} ${region} ${identifier}`;
}

function samePlace(one: Place, other: Place): boolean {
  return one.account === other.account && one.region === other.region;
}

/** Why a hall is not changed so: more than one door comes or goes, or a color is listed that no door has. */
function hallRefusal(before: JsonObject, after: JsonObject): string | null {
  const [was, is] = [before, after].map((hall) => new Set(membersOf(hall, 'Doors').map((door) => String(door['DoorName']))));
  const moved = [...new Set([...(was ?? []), ...(is ?? [])])].filter((door) => was?.has(door) !== is?.has(door));
  if (moved.length > 1) return `more than one door at once: ${moved.join(', ')}`;
  const colors = new Set(membersOf(after, 'Doors').map((door) => door['Color']));
  return membersOf(after, 'Colors').every((color) => colors.has(color['Color'])) ? null : 'a color that no door has';
}

function membersOf(hall: JsonObject, name: string): readonly JsonObject[] {
  return (hall[name] ?? []) as readonly JsonObject[];
}

function gone(identifier: string): Submission {
  return { status: 'failed', problem: problem('CLOUD_NOT_FOUND', `no ${identifier}`, 'look') };
}

/** What a read tells: all but what is only written, and what only the provider knows. */
function readable({ type, identifier, place, properties }: Thing): JsonObject {
  const { Secret: _, ...read } = properties;
  if (type === 'AWS::Toy::Box') return { ...read, Arn: `arn:aws:toy:${place.region}:${place.account}:box/${identifier}` };
  if (type === 'AWS::Toy::Label') return read;
  return { ...read, [`${type.slice(10)}Id`]: identifier };
}

function withOwn(input: JsonObject, identifier: string): JsonObject {
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, name === 'Id' && typeof value === 'object' ? identifier : value]));
}
