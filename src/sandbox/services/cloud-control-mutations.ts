import { type JsonObject, sameJson } from '../../kernel/json.ts';
import type { CompiledType } from '../types/compiled-type.ts';
import { applyPatch, type PatchStep, parsePatch } from '../types/json-patch.ts';
import { type PointerPath, valuesAt, without } from '../types/pointer-paths.ts';
import { readable } from '../types/readable.ts';
import { propertyList, validateRequest } from '../types/validate-request.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { Live, Operation } from '../world/live.ts';
import { notFound, type Order } from '../world/world.ts';
import type { CallContext } from './call-context.ts';
import { clientToken, desiredState, documentText, identifierOf, requestDigest, resourceType, supports, text } from './cloud-control-input.ts';
import { progressEvent } from './progress-event.ts';

type Reply = Answer<Record<string, unknown>>;

export function createResource(context: CallContext, input: JsonObject): Reply {
  const type = resourceType(context, input);
  if (!type.ok) return type;
  const supported = supports(type.value, 'CREATE');
  if (!supported.ok) return supported;
  const token = clientToken(input);
  if (!token.ok) return token;
  const desired = desiredState(input);
  if (!desired.ok) return desired;
  const order = orderOf(context, type.value, token.value, requestDigest('CREATE', type.value.type.name, String(input['DesiredState'])));
  const repeated = repetition(context, order);
  if (repeated !== null) return repeated;
  const valid = validateRequest(type.value, desired.value);
  if (!valid.ok) return valid;
  const begun = context.world.create(order, desired.value);
  return 'conflict' in begun ? concurrent(begun.conflict) : event(context, begun, type.value);
}

export function updateResource(context: CallContext, input: JsonObject): Reply {
  const type = resourceType(context, input);
  if (!type.ok) return type;
  const supported = supports(type.value, 'UPDATE');
  if (!supported.ok) return supported;
  const token = clientToken(input);
  if (!token.ok) return token;
  const identifier = identifierOf(type.value, input);
  if (!identifier.ok) return identifier;
  const document = documentText(input, 'PatchDocument');
  if (!document.ok) return document;
  const order = orderOf(context, type.value, token.value, requestDigest('UPDATE', type.value.type.name, identifier.value, document.value));
  const repeated = repetition(context, order);
  if (repeated !== null) return repeated;
  const live = context.world.live(type.value, order.account, order.region, identifier.value);
  if (live === null) return missing(type.value, identifier.value);
  const open = context.world.openOn(live.uid);
  if (open !== undefined) return concurrent(open);
  const next = patched(type.value, live, document.value);
  return next.ok ? event(context, context.world.update(order, live, next.value), type.value) : next;
}

export function deleteResource(context: CallContext, input: JsonObject): Reply {
  const type = resourceType(context, input);
  if (!type.ok) return type;
  const supported = supports(type.value, 'DELETE');
  if (!supported.ok) return supported;
  const token = clientToken(input);
  if (!token.ok) return token;
  const identifier = identifierOf(type.value, input);
  if (!identifier.ok) return identifier;
  const order = orderOf(context, type.value, token.value, requestDigest('DELETE', type.value.type.name, identifier.value));
  const repeated = repetition(context, order);
  if (repeated !== null) return repeated;
  const live = context.world.live(type.value, order.account, order.region, identifier.value);
  const open = live === null ? undefined : context.world.openOn(live.uid);
  if (open !== undefined) return concurrent(open);
  return event(context, context.world.delete(order, identifier.value), type.value);
}

export function cancelResourceRequest(context: CallContext, input: JsonObject): Reply {
  const operation = requestOf(context, input);
  if (!operation.ok) return operation;
  switch (operation.value.status) {
    case 'IN_PROGRESS':
      return event(context, context.world.cancel(operation.value), null);
    case 'CANCEL_IN_PROGRESS':
      return event(context, operation.value, null);
    default:
      return refuse(
        'ValidationException',
        `Request with token ${operation.value.token} is ${operation.value.status}. Only requests with a status of PENDING or IN_PROGRESS can be cancelled.`,
      );
  }
}

/** The request a RequestToken names, in the caller's account and region. */
export function requestOf(context: CallContext, input: JsonObject): Answer<Operation> {
  const token = text(input, 'RequestToken', 128);
  if (!token.ok) return token;
  const operation = context.world.log.get(token.value);
  const { account, region } = context.caller;
  if (operation === undefined || operation.account !== account || operation.region !== region) {
    return refuse('RequestTokenNotFoundException', `Request with token ${token.value} was not found`);
  }
  return answer(operation);
}

export function missing(type: CompiledType, identifier: string): { readonly ok: false; readonly refusal: { code: string; message: string; status: number } } {
  const ending = notFound(type.type.name, identifier);
  return refuse('ResourceNotFoundException', ending.kind === 'failure' ? ending.message : '');
}

function orderOf(context: CallContext, type: CompiledType, token: string | null, digest: string): Order {
  const { account, region } = context.caller;
  const fault = context.operationFault;
  return {
    account,
    region,
    type,
    clientToken: token,
    digest,
    ...(fault?.ending === undefined ? {} : { ending: fault.ending }),
    ...(fault?.extraSeconds === undefined ? {} : { extraSeconds: fault.extraSeconds }),
  };
}

/** What a request under a client token that was used before gets: the former request's event if it is the same one. */
function repetition(context: CallContext, order: Order): Reply | null {
  if (order.clientToken === null) return null;
  const former = context.world.log.underClientToken(order.account, order.region, order.clientToken, context.world.clock.now());
  if (former === undefined) return null;
  if (former.digest === order.digest) return event(context, former, order.type);
  return refuse(
    'ClientTokenConflictException',
    `The client token ${order.clientToken} was already used in another resource request. Client tokens expire after 36 hours.`,
  );
}

function event(context: CallContext, operation: Operation, type: CompiledType | null): Reply {
  return answer({ ProgressEvent: progressEvent(operation, context.world, type) });
}

function concurrent(open: Operation): Reply {
  return refuse(
    'ConcurrentOperationException',
    `Resource of type '${open.type}' with identifier '${open.identifier ?? ''}' already has the ${open.verb} request ${open.token} in progress.`,
  );
}

/** The properties a patch leaves, by Cloud Control's rules: it sees what a read returns, and some properties stand still. */
function patched(type: CompiledType, live: Live, document: string): Answer<JsonObject> {
  const steps = parsePatch(document);
  if (!steps.ok) return refuse('InvalidRequestException', `Invalid patch document: ${steps.problem}`);
  const before = readable(type, live.properties);
  const after = applyPatch(before, steps.value);
  if (!after.ok) return refuse('InvalidRequestException', `Invalid patch update: ${after.problem}`);
  const fixed = changedPaths(type.type.createOnly, type.createOnly, live.properties, before, after.value, steps.value);
  if (fixed.length > 0) return refuse('NotUpdatableException', `Invalid patch update: createOnlyProperties ${propertyList(fixed)} cannot be updated`);
  const readOnly = changedPaths(type.type.readOnly, type.readOnly, live.properties, before, after.value, steps.value);
  if (readOnly.length > 0) return refuse('NotUpdatableException', `Invalid patch update: readOnlyProperties ${propertyList(readOnly)} cannot be updated`);
  const kept = withWriteOnly(type, live.properties, after.value);
  const valid = validateRequest(type, without(kept.sent, type.readOnly));
  return valid.ok ? answer(kept.next) : valid;
}

function changedPaths(
  names: readonly string[],
  paths: readonly PointerPath[],
  live: JsonObject,
  before: JsonObject,
  after: JsonObject,
  steps: readonly PatchStep[],
): string[] {
  return names.filter((_, index) => {
    const path = paths[index] ?? [];
    if (!sameJson(valuesAt(before, path), valuesAt(after, path))) return true;
    // A write-only value cannot be compared with the live one: setting it counts as changing it.
    return (
      valuesAt(live, path).length > 0 &&
      valuesAt(before, path).length === 0 &&
      steps.some((step) => step.op === 'add' && step.path.join('/') === path.join('/'))
    );
  });
}

/**
 * A write-only property that the patch does not set keeps its value. What is validated is what was sent: like Cloud Control,
 * without it, except where it could not be sent at all because it is create-only.
 */
function withWriteOnly(type: CompiledType, live: JsonObject, after: JsonObject): { readonly next: JsonObject; readonly sent: JsonObject } {
  let next = after;
  let sent = after;
  for (const path of type.writeOnly) {
    const [root, ...rest] = path;
    if (root === undefined || rest.length > 0 || after[root] !== undefined) continue;
    const value = live[root];
    if (value === undefined) continue;
    next = { ...next, [root]: value };
    if (type.type.createOnly.includes(`/${root}`)) sent = { ...sent, [root]: value };
  }
  return { next: withNested(type, live, next), sent };
}

/** Write-only members of objects that the patch left as they were. */
function withNested(type: CompiledType, live: JsonObject, after: JsonObject): JsonObject {
  let next = after;
  const roots = new Set(type.writeOnly.filter((path) => path.length > 1).map((path) => path[0] ?? ''));
  const before = readable(type, live);
  for (const root of roots) {
    const value = live[root];
    if (value !== undefined && sameJson(before[root], after[root])) next = { ...next, [root]: value };
  }
  return next;
}
