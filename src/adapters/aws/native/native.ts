import type { Diagnostic } from '../../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject, sameJson } from '../../../kernel/json.ts';
import { fail, ok } from '../../../kernel/result.ts';
import type { AwsCall } from '../../../model/call.ts';
import type { Place } from '../../../model/target.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Mutation, Submission } from '../../../ports/cloud.ts';
import { type Failure, unreadable } from '../classify.ts';
import type { Dialect, Earlier, Patience } from '../dialect.ts';
import { ownMark } from '../mark-values.ts';
import { pollDelay } from '../polling.ts';
import type { Send } from '../send.ts';
import { applyPatch } from './apply-patch.ts';
import { facetCalls } from './changes.ts';
import { existing, isLeft, oursBy } from './existing.ts';
import { propertiesOf, unmapped } from './mapping.ts';
import { mayDouble } from './may-double.ts';
import {
  clearingCalls,
  completingCalls,
  createCall,
  crowdedFacets,
  deleteCalls,
  generatingCall,
  plannedClearing,
  plannedRoom,
  remainingCalls,
  roomCalls,
  type Sequence,
  updatingCalls,
  withOwnMarks,
} from './mutation-calls.ts';
import { awayJustNow, exists, fixedProperties, heldBesides, nameless, neverReady, noTable, notCovered, notListable, notThere } from './native-problems.ts';
import { nativeScript } from './native-script.ts';
import type { Facet, Mapping, NativeType } from './native-type.ts';
import { nativeTypes } from './native-types.ts';
import { at, put } from './path.ts';
import { deepMerged, describeResource, identifierOf, identityIn, identityOf, knownFrom, listed, readResource, withDerived } from './reading.ts';
import { putTogether, restingOn } from './resting-on.ts';

/** What is left to do for a mutation that was begun; it is stored, and every call in it may be repeated. */
interface Handle {
  readonly dialect: 'native';
  readonly type: string;
  readonly place: Place;
  readonly identifier: string;
  readonly op: Mutation['op'];
  /** To be sent one after the other, each when the resource is ready. */
  readonly rest: readonly AwsCall[];
  /** Milliseconds since the epoch. */
  readonly submittedAt: number;
  /** Of a creation: see `Submission`. */
  readonly found?: true;
}

type Create = Extract<Mutation, { op: 'create' }>;

/** A service may not know yet what it has just made; calls that complete a create are repeated for that long. */
const consistencyMilliseconds = 15_000;
const consistencyPause = 500;

/** AWS through each service's own calls, as the tables in `types/` say. */
export function native(clock: Clock): Dialect {
  let waiting = 0;
  const engine = {
    async create(send: Send, type: NativeType, mutation: Create, earlier: Earlier): Promise<Submission> {
      const { place, properties } = mutation;
      const strange = unmapped(wholeMapping(type), properties);
      if (strange.length > 0) return { status: 'failed', problem: notCovered(type, strange) };
      if (earlier.left !== undefined) return engine.completeLeft(send, type, mutation, earlier.left);
      const before = await existing(send, type, place, properties);
      if (before.kind === 'failed') return failed(before.failure);
      if (before.kind === 'found') return engine.complete(send, type, mutation, before.identity, earlier);
      const submittedAt = clock.now();
      let known = withDerived(type, properties, place);
      const bare = createCall(type, place, properties);
      const call = bare === null ? null : await withGenerated(send, type, bare, generatingCall(type, place, properties));
      if (call !== null && 'problem' in call) return failed(call);
      if (call !== null) {
        const sent = await send(call);
        if (!sent.ok) return failed(sent.failure, identifierOf(type, properties) ?? undefined);
        const described = at(sent.output, type.create?.at ?? '') ?? {};
        const named = Object.fromEntries(
          Object.entries(type.create?.identity ?? {}).flatMap(([part, path]) =>
            at(described, path) === undefined ? [] : [[part, at(described, path) as Json]],
          ),
        );
        known = deepMerged(properties, knownFrom(type, place, { ...identityIn(type, properties, place), ...named }, described));
      }
      const identifier = identifierOf(type, known);
      if (identifier === null) return { status: 'unknown', problem: nameless(type, place) };
      const { now, whenReady } = completingCalls(type, place, properties, known);
      const handle: Handle = { dialect: 'native', type: type.type, place, identifier, op: 'create', rest: whenReady, submittedAt };
      const stopped = await engine.sendAll(send, now, handle, call !== null);
      return stopped ?? engine.begin(send, type, handle);
    },

    /** What an earlier sending of this attempt left half done is completed; what belongs to somebody else, or stood before anything was sent, is not touched. */
    async complete(send: Send, type: NativeType, mutation: Create, identity: JsonObject, earlier: Earlier): Promise<Submission> {
      const { place, properties } = mutation;
      const identifier = identifierOf(type, identity) as string;
      const read = await readResource(send, type, place, identityOf(type, identifier));
      if (read.kind === 'failed') return failed(read.failure);
      const taken = { status: 'failed', problem: exists(type, identifier, place), exists: true, identifier } as const;
      const by = earlier.sent && read.kind !== 'absent' ? oursBy(type, properties, read.value, earlier.untagged) : null;
      if (by === null || read.kind === 'absent') return taken;
      const missing = missingCalls(type, mutation, read.value);
      return missing.fixed.length > 0 ? taken : engine.sendMissing(send, type, place, identifier, missing, by === 'likeness');
    },

    /** What an earlier attempt left by its own word is completed, by its identifier. */
    async completeLeft(send: Send, type: NativeType, mutation: Create, identifier: string): Promise<Submission> {
      const { place, properties } = mutation;
      const read = await readResource(send, type, place, identityOf(type, identifier));
      if (read.kind === 'failed') return failed(read.failure);
      if (read.kind === 'absent') return { status: 'unknown', problem: awayJustNow(type, identifier, place), identifier };
      if (!isLeft(properties, read.value)) return { status: 'failed', problem: exists(type, identifier, place), exists: true, identifier };
      const missing = missingCalls(type, mutation, read.value);
      if (missing.fixed.length > 0) return { status: 'failed', problem: fixedProperties(type, missing.fixed), identifier };
      return engine.sendMissing(send, type, place, identifier, missing, false);
    },

    async sendMissing(send: Send, type: NativeType, place: Place, identifier: string, { now, whenReady }: Sequence, found: boolean): Promise<Submission> {
      const begun: Handle = { dialect: 'native', type: type.type, place, identifier, op: 'create', rest: whenReady, submittedAt: clock.now() };
      const handle = found ? { ...begun, found } : begun;
      return (await engine.sendAll(send, now, handle, true)) ?? engine.begin(send, type, handle);
    },

    async update(send: Send, type: NativeType, mutation: Extract<Mutation, { op: 'update' }>): Promise<Submission> {
      const { place, identifier } = mutation;
      const cannot = updateProblem(type, mutation);
      if (cannot !== null) return { status: 'failed', problem: cannot, identifier };
      const next = applyPatch(mutation.live, mutation.patch);
      const known = withDerived(type, { ...next, ...identityOf(type, identifier) }, place);
      const crowded = crowdedFacets(type, place, mutation.live, next, known);
      const found = crowded.length === 0 ? ({ kind: 'absent' } as const) : await readResource(send, type, place, identityOf(type, identifier), crowded);
      if (found.kind === 'failed') return failed(found.failure, identifier);
      const room = found.kind === 'found' ? roomCalls(type, crowded, place, found.value) : [];
      const calls = updatingCalls(type, place, mutation.live, next, known);
      const handle: Handle = { dialect: 'native', type: type.type, place, identifier, op: 'update', rest: calls.whenReady, submittedAt: clock.now() };
      return (await engine.sendAll(send, [...room, ...calls.now], handle, false)) ?? engine.begin(send, type, handle);
    },

    async delete(send: Send, type: NativeType, mutation: Extract<Mutation, { op: 'delete' }>): Promise<Submission> {
      const { place, identifier } = mutation;
      const clearing = type.facets.filter((facet) => facet.clearFirst === true);
      const identity = identityOf(type, identifier);
      const read =
        type.deleteTells === true && clearing.length === 0
          ? ({ kind: 'found', value: withDerived(type, identity, place) } as const)
          : await readResource(send, type, place, identity, clearing);
      if (read.kind === 'failed') return failed(read.failure, identifier);
      if (read.kind === 'absent') return { status: 'failed', problem: notThere(type, identifier, place), identifier };
      const handle: Handle = { dialect: 'native', type: type.type, place, identifier, op: 'delete', rest: [], submittedAt: clock.now() };
      const stopped = await engine.sendAll(send, [...clearingCalls(type, place, read.value), ...deleteCalls(type, place, read.value)], handle, false);
      if (stopped !== null) return stopped;
      return type.vanishes === true ? engine.begin(send, type, handle) : { status: 'done', identifier };
    },

    /** Sends calls one by one; what keeps us from going on, or null. */
    async sendAll(send: Send, calls: readonly AwsCall[], handle: Handle, fresh: boolean): Promise<Submission | null> {
      for (const [index, call] of calls.entries()) {
        let sent = await send(call);
        while (!sent.ok && sent.failure.kind === 'not-found' && fresh && clock.now() - handle.submittedAt < consistencyMilliseconds) {
          await clock.sleep(consistencyPause);
          sent = await send(call);
        }
        // What is to be added is there already: an earlier attempt got that far.
        if (!sent.ok && !(sent.failure.kind === 'exists' && (fresh || index > 0))) return partly(sent.failure, handle, fresh || index > 0);
      }
      return null;
    },

    /** The first look after everything was accepted: whoever cannot be asked now is asked later. */
    async begin(send: Send, type: NativeType, handle: Handle): Promise<Submission> {
      const submission = await engine.advance(send, send, type, handle);
      return isAway(submission) ? pending(handle) : submission;
    },

    /** Goes as far as the resource's state allows: done, or pending with what is left. */
    async advance(look: Send, send: Send | null, type: NativeType, handle: Handle): Promise<Submission> {
      const deleting = handle.op === 'delete';
      let rest = handle.rest;
      for (;;) {
        if (type.ready !== undefined || deleting) {
          const state = await describeResource(look, type, handle.place, identityOf(type, handle.identifier));
          if (state.kind === 'failed') return { status: 'unknown', problem: state.failure.problem, identifier: handle.identifier };
          if (deleting) return state.kind === 'absent' ? { status: 'done', identifier: handle.identifier } : pending({ ...handle, rest });
          if (state.kind === 'absent') return pending({ ...handle, rest });
          const now = String(at(state.value.description, type.ready?.path ?? ''));
          if (type.ready?.failed?.includes(now) === true)
            return { status: 'failed', problem: neverReady(type, handle.identifier, handle.place, now), identifier: handle.identifier, over: true };
          if (type.ready?.values.includes(now) !== true) return pending({ ...handle, rest });
        }
        const [call, ...others] = rest;
        if (call === undefined) return { status: 'done', identifier: handle.identifier, ...foundIn(handle) };
        if (send === null) return pending({ ...handle, rest });
        const stopped = await engine.sendAll(send, [call], handle, handle.op === 'create');
        if (stopped !== null) return stopped;
        rest = others;
      }
    },
  };

  return {
    async read(send, ref, matters) {
      const type = nativeTypes.get(ref.type);
      if (type === undefined) return fail(noTable(ref.type));
      const told = type.facets.filter((facet) => facet.internal !== true);
      const facets = matters === undefined ? told : told.filter((facet) => mattersTo(matters, facet));
      const read = await readResource(send, type, ref.place, identityOf(type, ref.identifier), facets);
      if (read.kind === 'failed') return fail(read.failure.problem);
      if (read.kind === 'absent') return ok({ kind: 'absent' });
      return ok({ kind: 'live', properties: read.value, ...(facets.length < told.length ? { partial: true } : {}) });
    },

    async list(send, name, place, parent) {
      const type = nativeTypes.get(name);
      if (type === undefined) return fail(noTable(name));
      if (type.list === undefined) return fail(notListable(type));
      const { identity } = type.list;
      const found = await listed(send, type.service, type.list, { place, known: parent ?? {} });
      if (found.kind !== 'found') return found.kind === 'absent' ? ok([]) : fail(found.failure.problem);
      return ok(
        found.value.flatMap((item) => {
          const parts = Object.fromEntries(
            Object.entries(identity).flatMap(([part, path]) => (at(item, path) === undefined ? [] : [[part, at(item, path) as Json]])),
          );
          const identifier = identifierOf(type, withDerived(type, { ...parent, ...parts }, place));
          return identifier === null ? [] : [{ identifier, properties: null }];
        }),
      );
    },

    mayDouble(name) {
      const type = nativeTypes.get(name);
      return type !== undefined && mayDouble(type);
    },

    calls(mutation) {
      const type = nativeTypes.get(mutation.type);
      if (type === undefined) return [];
      const { place } = mutation;
      switch (mutation.op) {
        case 'create': {
          const first = createCall(type, place, mutation.properties);
          const { now, whenReady } = completingCalls(type, place, mutation.properties, withOwnMarks(type, place, mutation.properties));
          const generating = generatingCall(type, place, mutation.properties);
          const shown = first === null || generating === null ? first : withValue(type, first, ownMark(type.create?.generated?.from ?? ''));
          return [...(generating === null ? [] : [generating]), ...(shown === null ? [] : [shown]), ...now, ...whenReady];
        }
        case 'update': {
          const next = applyPatch(mutation.live, mutation.patch);
          const known = withDerived(type, { ...next, ...identityOf(type, mutation.identifier) }, place);
          const { now, whenReady } = updatingCalls(type, place, mutation.live, next, known);
          return [...plannedRoom(type, place, mutation.live, next, known), ...now, ...whenReady];
        }
        case 'delete': {
          const known = { ...mutation.live, ...identityOf(type, mutation.identifier) };
          return [...plannedClearing(type, place, known), ...deleteCalls(type, place, withDerived(type, known, place))];
        }
        default:
          return mutation satisfies never;
      }
    },

    restsOn: (type, properties) => restingOn(nativeTypes.get(type), properties),

    cannot(mutation) {
      const type = nativeTypes.get(mutation.type);
      if (type === undefined) return noTable(mutation.type);
      if (mutation.op === 'create') {
        const strange = unmapped(wholeMapping(type), known(mutation.properties));
        return strange.length > 0 ? notCovered(type, strange) : null;
      }
      return mutation.op === 'update' ? updateProblem(type, mutation) : null;
    },

    script(target, mutation) {
      const type = nativeTypes.get(mutation.type);
      if (type === undefined) throw new TypeError(`${mutation.type} has native calls in a plan and no table`);
      return nativeScript(target, type, mutation);
    },

    async submit(send, mutation, earlier) {
      const type = nativeTypes.get(mutation.type);
      if (type === undefined) return { status: 'failed', problem: noTable(mutation.type) };
      switch (mutation.op) {
        case 'create':
          return engine.create(send, type, mutation, earlier);
        case 'update':
          return engine.update(send, type, mutation);
        case 'delete':
          return engine.delete(send, type, mutation);
        default:
          return mutation satisfies never;
      }
    },

    async settle(look, send, stored, patience: Patience) {
      let handle = stored as unknown as Handle;
      const type = nativeTypes.get(handle.type);
      if (type === undefined) return { status: 'unknown', problem: noTable(handle.type), identifier: handle.identifier };
      const until = clock.now() + patience.waitMilliseconds;
      waiting++;
      try {
        for (let looked = false; ; looked = true) {
          const elapsed = clock.now() - handle.submittedAt;
          const delay = !looked && elapsed > 1000 ? 0 : pollDelay(elapsed, patience, waiting, null);
          await clock.sleep(Math.max(0, Math.min(delay, until - clock.now())));
          const submission = await engine.advance(look, send, type, handle);
          if (clock.now() >= until || (submission.status !== 'pending' && !isAway(submission))) return submission;
          if (submission.status === 'pending') handle = submission.handle as unknown as Handle;
        }
      } finally {
        waiting--;
      }
    },
  };
}

/** The create call with the value that the service makes up for it, or why there is none: then nothing was created. */
async function withGenerated(send: Send, type: NativeType, call: AwsCall, generating: AwsCall | null): Promise<AwsCall | Failure> {
  if (generating === null) return call;
  const sent = await send(generating);
  if (!sent.ok) return sent.failure;
  const value = at(sent.output, type.create?.generated?.out ?? '');
  return value === undefined ? unreadable(generating, 'no generated value') : withValue(type, call, value);
}

function withValue(type: NativeType, call: AwsCall, value: Json): AwsCall {
  return { ...call, input: put(call.input, type.create?.generated?.in ?? '', value) as JsonObject };
}

/** What completes the creation of a resource that is there: the creation's own calls, as far as a fresh read does not show their effect. `fixed` names what no call can change. */
function missingCalls(type: NativeType, { place, properties }: Create, live: JsonObject): Sequence & { readonly fixed: readonly string[] } {
  const next = deepMerged(live, properties);
  return { ...remainingCalls(type, place, properties, next, live), fixed: updatingCalls(type, place, live, next, next).fixed };
}

/** Properties without those whose value comes from another step: of their form nothing is known. */
function known(properties: JsonObject): JsonObject {
  const isOpen = (value: Json): boolean => isJsonObject(value) && ['$from', '$join', '$secret'].some((mark) => Object.hasOwn(value, mark));
  return Object.fromEntries(Object.entries(properties).flatMap(([name, value]) => (isOpen(value) ? [] : [[name, isJsonObject(value) ? known(value) : value]])));
}

/** What of an update no call of the type can do. */
function updateProblem(type: NativeType, { place, identifier, live, patch }: Extract<Mutation, { op: 'update' }>): Diagnostic | null {
  const next = applyPatch(live, patch);
  const strange = unmapped(wholeMapping(type), next).filter((path) => !sameJson(at(live, path), at(next, path)));
  if (strange.length > 0) return notCovered(type, strange);
  const held = heldWith(type, place, live, next);
  if (held.length > 0) return heldBesides(type, held);
  const { fixed } = updatingCalls(type, place, live, next, { ...next, ...identityOf(type, identifier) });
  return fixed.length > 0 ? fixedProperties(type, fixed) : null;
}

/** What is live and no call can be told, where an update sets as a whole what it belongs to. */
function heldWith(type: NativeType, place: Place, live: JsonObject, next: JsonObject): string[] {
  const sets = putTogether(type, (facet) => (facetCalls(type, facet, live, next, next, place)?.length ?? 0) > 0);
  const names = new Set(sets.flatMap(({ properties }) => propertiesOf(properties)).filter((name) => live[name] !== undefined && next[name] !== undefined));
  return unmapped(wholeMapping(type), Object.fromEntries(Object.entries(live).filter(([name]) => names.has(name))));
}

function wholeMapping(type: NativeType): Mapping {
  return Object.assign({}, ...type.facets.filter((facet) => facet.internal !== true).map((facet) => facet.properties)) as Mapping;
}

/** The state could not be read just now; what was accepted goes on without us. */
function isAway(submission: Submission): boolean {
  return submission.status === 'unknown' && (submission.problem.code === 'CLOUD_UNREACHABLE' || submission.problem.code === 'CLOUD_THROTTLED');
}

function pending(handle: Handle): Submission {
  return { status: 'pending', handle: handle as unknown as JsonObject };
}

function failed(failure: Failure, identifier?: string): Submission {
  const where = identifier === undefined ? {} : { identifier };
  if (failure.kind === 'unknown') return { status: 'unknown', problem: failure.problem, ...where };
  return { status: 'failed', problem: failure.problem, ...(failure.kind === 'exists' ? { exists: true as const } : {}), ...where };
}

/** A mutation of several calls that stopped in the middle says so: a part of it is in effect, and repeating it does the rest. */
function partly(failure: Failure, handle: Handle, begun: boolean): Submission {
  if (!begun) return failed(failure, handle.identifier);
  const made = handle.found === true ? 'was found' : 'was created';
  const what = handle.op === 'create' ? `${made}, but not completed` : `was ${handle.op}d in part`;
  const told = { ...failure.problem, message: `${handle.type} ${handle.identifier} ${what}: ${failure.problem.message}` };
  if (failure.kind === 'unknown') return { status: 'unknown', problem: told, identifier: handle.identifier };
  return { status: 'failed', problem: told, identifier: handle.identifier, ...(handle.op === 'create' ? { part: true as const } : {}), ...foundIn(handle) };
}

function foundIn({ found }: Handle): { readonly found?: true } {
  return found === true ? { found } : {};
}

/** Whether a facet is to be read where only some properties matter. What has to be emptied before a deletion always does: its calls are made from that. */
function mattersTo(matters: ReadonlySet<string>, facet: Facet): boolean {
  if (facet.read === undefined || facet.clearFirst === true) return true;
  return Object.keys(facet.properties).some((path) => matters.has(path.split('.')[0] as string));
}
