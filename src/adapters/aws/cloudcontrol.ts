import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { deepestNesting, nestsTooDeep } from '../../kernel/nesting.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { AwsCall } from '../../model/call.ts';
import { plainData } from '../../model/plain-data.ts';
import { readableForms } from '../../model/readable-forms.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Place } from '../../model/target.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Mutation, ResourceRef, Submission } from '../../ports/cloud.ts';
import type { TypeRegistry } from '../../ports/type-registry.ts';
import { classifyCode, type Failure, type FailureKind, unreadable } from './classify.ts';
import type { Dialect, Listed } from './dialect.ts';
import { nativeTypes } from './native/native-types.ts';
import { PageCount } from './page-count.ts';
import { pollDelay } from './polling.ts';
import { maySameIdentifier } from './same-identifier.ts';
import { cloudControlScript } from './script/cloudcontrol-script.ts';
import type { Send } from './send.ts';

/** What is kept of an accepted operation; it is stored, so it holds everything that is needed to ask again. */
interface Handle {
  readonly requestToken: string;
  readonly operation: AwsCall['operation'];
  readonly type: string;
  /** Null where the operation makes the resource. */
  readonly identifier: string | null;
  readonly place: Place;
  /** Milliseconds since the epoch. */
  readonly submittedAt: number;
}

const pageSize = 100;
/** Failures of a look at an operation that say nothing about the next look. */
const passing: ReadonlySet<FailureKind> = new Set(['unreachable', 'broken', 'throttled']);

/**
 * AWS through Cloud Control: one API for every CloudFormation type that supports it. `types`, where it is given, tells which it never reads back: of those nothing is made or changed, since
 * nobody could tell what became of it.
 */
export function cloudControl(clock: Clock, types?: Pick<TypeRegistry, 'type'>): Dialect {
  let waiting = 0;
  const unread = ({ op, type: name }: Mutation): Diagnostic | null => {
    const type = types?.type(name);
    return op !== 'delete' && type?.ok === true && !isReadable(type.value) ? neverRead(name) : null;
  };
  return {
    async read(send, ref) {
      const call = getCall(ref);
      const sent = await send(call);
      if (!sent.ok) return sent.failure.kind === 'not-found' ? ok({ kind: 'absent' }) : fail(sent.failure.problem);
      const description = member(sent.output, 'ResourceDescription');
      const strange = others(ref.type, ref.identifier, sent.output['TypeName'], description?.['Identifier']);
      if (strange !== null) return fail(unreadable(call, strange).problem);
      const text = description?.['Properties'];
      if (typeof text === 'string' && nestsTooDeep(text))
        return fail(unreadable(call, `Properties are nested more than ${deepestNesting} levels deep`).problem);
      const properties = jsonText(text);
      return properties === null ? fail(unreadable(call, 'no Properties').problem) : ok({ kind: 'live', properties });
    },

    async list(send, type, place, parent) {
      const found: { identifier: string; properties: JsonObject | null }[] = [];
      const pages = new PageCount();
      let next: Json | undefined;
      do {
        const call = listCall(type, place, parent, next);
        const page = await listPage(send, type, call);
        if (!page.ok) return page;
        for (const one of page.value.found) found.push(one);
        const after = pages.after(
          page.value.next,
          page.value.found.map(({ identifier }) => identifier),
        );
        if (after.kind === 'endless') return fail(unreadable(call, after.why).problem);
        next = after.kind === 'more' ? after.token : undefined;
      } while (next !== undefined);
      return ok(found);
    },

    // Every creation carries a ClientToken.
    mayDouble: () => false,

    cannot: unread,
    // It writes what a patch names, and reads the rest itself.
    restsOn: () => [],
    calls: (mutation) => [mutationCall(mutation)],
    script: cloudControlScript,

    async submit(send, mutation, { left }) {
      // A creation is one call here, and none that is part of it could be sent alone.
      if (left !== undefined) return { status: 'done', identifier: left };
      const cannot = unread(mutation);
      if (cannot !== null) return { status: 'failed', problem: cannot };
      const call = mutationCall(mutation);
      const submittedAt = clock.now();
      const sent = await send(call);
      if (!sent.ok) return failed(sent.failure, mutation.op === 'create' ? undefined : mutation.identifier);
      const event = member(sent.output, 'ProgressEvent');
      const requestToken = event?.['RequestToken'];
      if (event === undefined || typeof requestToken !== 'string') return failed(unreadable(call, 'no ProgressEvent'));
      const { type, place } = mutation;
      const identifier = mutation.op === 'create' ? null : mutation.identifier;
      const handle: Handle = { requestToken, operation: call.operation, type, identifier, place, submittedAt };
      const strange = othersEvent(event, handle);
      return strange === null ? standing(event, handle) : failed(unreadable(call, strange));
    },

    async settle(send, _, stored, patience) {
      const handle = stored as unknown as Handle;
      const call: AwsCall = {
        service: 'cloudcontrol',
        operation: 'GetResourceRequestStatus',
        input: { RequestToken: handle.requestToken },
        target: handle.place,
        effect: 'read',
      };
      const until = clock.now() + patience.waitMilliseconds;
      let retryAfter: number | null = null;
      let looked = false;
      waiting++;
      try {
        for (;;) {
          const elapsed = clock.now() - handle.submittedAt;
          // After a restart, or a wait that ended early, the operation may long be done: look before waiting.
          const delay = !looked && elapsed > 1000 ? 0 : pollDelay(elapsed, patience, waiting, retryAfter);
          await clock.sleep(Math.max(0, Math.min(delay, until - clock.now())));
          const sent = await send(call);
          looked = true;
          const event = sent.ok ? member(sent.output, 'ProgressEvent') : undefined;
          const strange = event === undefined ? 'no ProgressEvent' : othersEvent(event, handle);
          if (event === undefined || strange !== null) {
            const cause = sent.ok ? unreadable(call, String(strange)) : sent.failure;
            // The operation goes on without us: a provider that is away for a moment may be back before the wait ends.
            if (!passing.has(cause.kind) || clock.now() >= until) return lost(cause);
            continue;
          }
          const submission = standing(event, handle);
          if (submission.status !== 'pending' || clock.now() >= until) return submission;
          retryAfter = millisecondsUntil(event['RetryAfter'], clock.now());
        }
      } finally {
        waiting--;
      }
    },
  };
}

function isReadable({ handlers, unreadable }: ResourceType): boolean {
  return handlers === undefined ? unreadable !== true : handlers.read !== undefined;
}

function neverRead(type: string): Diagnostic {
  const others = readableForms[type]?.map((form) => form.type) ?? [];
  const ways = [
    ...(others.length === 0 ? [] : [`ask for ${others.join(' or ')} in its place, which is the same and can be read`]),
    ...(nativeTypes.has(type) ? [`set dialect: native for ${type} under dialects`] : []),
  ];
  const message = `${type} cannot be read back through Cloud Control: nobody could tell what became of it, so nothing of it is made or changed`;
  return problem('CLOUD_UNSUPPORTED', message, ways.length === 0 ? 'leave it out, and make it with the AWS CLI' : ways.join('; or '), { at: type });
}

/** The token is the executor's; what the service takes as text stays a document until it is sent. */
function mutationCall(mutation: Mutation): AwsCall {
  const token = { $token: true };
  const base = { service: 'cloudcontrol', target: mutation.place, effect: 'write' } as const;
  switch (mutation.op) {
    case 'create':
      return { ...base, operation: 'CreateResource', input: { TypeName: mutation.type, DesiredState: { $json: mutation.properties }, ClientToken: token } };
    case 'update':
      return {
        ...base,
        operation: 'UpdateResource',
        input: { TypeName: mutation.type, Identifier: mutation.identifier, PatchDocument: { $json: mutation.patch as unknown as Json }, ClientToken: token },
      };
    case 'delete':
      return { ...base, operation: 'DeleteResource', input: { TypeName: mutation.type, Identifier: mutation.identifier, ClientToken: token } };
    default:
      return mutation satisfies never;
  }
}

function getCall(ref: ResourceRef): AwsCall {
  return { service: 'cloudcontrol', operation: 'GetResource', input: { TypeName: ref.type, Identifier: ref.identifier }, target: ref.place, effect: 'read' };
}

function listCall(type: string, place: Place, parent: JsonObject | undefined, next: Json | undefined): AwsCall {
  return {
    service: 'cloudcontrol',
    operation: 'ListResources',
    input: {
      TypeName: type,
      MaxResults: pageSize,
      ...(parent === undefined ? {} : { ResourceModel: canonicalJson(parent) }),
      ...(next === undefined ? {} : { NextToken: next }),
    },
    target: place,
    effect: 'read',
  };
}

async function listPage(send: Send, type: string, call: AwsCall): Promise<Result<{ readonly found: Listed; readonly next: Json | undefined }>> {
  const sent = await send(call);
  if (!sent.ok) return fail(sent.failure.problem);
  const strange = others(type, null, sent.output['TypeName'], undefined);
  if (strange !== null) return fail(unreadable(call, strange).problem);
  const descriptions = sent.output['ResourceDescriptions'];
  if (!Array.isArray(descriptions)) return fail(unreadable(call, 'no ResourceDescriptions').problem);
  const found = descriptions.flatMap((description: Json) => {
    if (!isJsonObject(description) || typeof description['Identifier'] !== 'string') return [];
    return [{ identifier: description['Identifier'], properties: jsonText(description['Properties']) }];
  });
  return ok({ found, next: sent.output['NextToken'] });
}

/** Why an answer is about another resource than was asked about, or null. What it does not tell cannot be compared. */
function others(type: string, identifier: string | null, toldType: Json | undefined, toldIdentifier: Json | undefined): string | null {
  if (typeof toldType === 'string' && toldType !== type) return `it is about a ${toldType}`;
  const isOther = identifier !== null && typeof toldIdentifier === 'string' && toldIdentifier !== '' && !maySameIdentifier(identifier, toldIdentifier);
  return isOther ? `it is about ${toldIdentifier}` : null;
}

/** The same of a progress event: an event of another operation proves nothing of this one. */
function othersEvent(event: JsonObject, { operation, requestToken, type, identifier }: Handle): string | null {
  if (event['RequestToken'] !== undefined && event['RequestToken'] !== requestToken) return `it is about request ${String(event['RequestToken'])}`;
  if (typeof event['Operation'] === 'string' && event['Operation'] !== verbOf(operation)) return `it is about a ${event['Operation']}`;
  return others(type, identifier, event['TypeName'], event['Identifier']);
}

/** `CreateResource` is called CREATE in its events (Cloud Control API reference, ProgressEvent: Operation). */
function verbOf(operation: string): string {
  return operation.replace('Resource', '').toUpperCase();
}

/** Where an operation stands according to its progress event. A failure is told inside an HTTP 200. */
function standing(event: JsonObject, handle: Handle): Submission {
  const identifier = typeof event['Identifier'] === 'string' && event['Identifier'] !== '' ? event['Identifier'] : null;
  const call: AwsCall = { service: 'cloudcontrol', operation: handle.operation, input: {}, target: handle.place, effect: 'write' };
  const words = typeof event['StatusMessage'] === 'string' ? event['StatusMessage'] : '';
  switch (event['OperationStatus']) {
    case 'SUCCESS':
      return { status: 'done', identifier };
    case 'PENDING':
    case 'IN_PROGRESS':
    case 'CANCEL_IN_PROGRESS':
      return { status: 'pending', handle: { dialect: 'cloudcontrol', ...handle } };
    case 'FAILED':
      return ended(failed(classifyCode(typeof event['ErrorCode'] === 'string' ? event['ErrorCode'] : '', words, call), identifier ?? undefined));
    case 'CANCEL_COMPLETE':
      return ended(failed(classifyCode('', `the operation was cancelled at the provider ${words}`.trim(), call), identifier ?? undefined));
    default:
      return failed(unreadable(call, `OperationStatus ${String(event['OperationStatus'])}`), identifier ?? undefined);
  }
}

function failed(failure: Failure, identifier?: string): Submission {
  const where = identifier === undefined ? {} : { identifier };
  if (failure.kind === 'unknown') return { status: 'unknown', problem: failure.problem, ...where };
  return { status: 'failed', problem: failure.problem, ...(failure.kind === 'exists' ? { exists: true as const } : {}), ...where };
}

/** The provider has spoken its last word on the operation. */
function ended(submission: Submission): Submission {
  return submission.status === 'unknown' || submission.status === 'failed' ? { ...submission, over: true } : submission;
}

/** The operation was accepted and cannot be followed any more: whether it took effect has to be read from the resource. */
function lost(failure: Failure): Submission {
  return { status: 'unknown', problem: failure.problem };
}

function member(output: JsonObject, name: string): JsonObject | undefined {
  const value = output[name];
  return isJsonObject(value) ? value : undefined;
}

/** Cloud Control carries models as JSON text. */
function jsonText(text: Json | undefined): JsonObject | null {
  if (typeof text !== 'string' || nestsTooDeep(text)) return null;
  try {
    const value = plainData(JSON.parse(text) as Json);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** From the timestamp of a progress event: ISO 8601, or seconds since the epoch as the protocol sends it. */
function millisecondsUntil(timestamp: Json | undefined, now: number): number | null {
  const at = typeof timestamp === 'number' ? timestamp * 1000 : typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
