import type { JsonObject } from '../../kernel/json.ts';
import { compileType, scopeOf } from '../types/compiled-type.ts';
import { textAt } from '../types/pointer-paths.ts';
import { readable } from '../types/readable.ts';
import { type Answer, answer, refuse } from '../wire/refusal.ts';
import type { Operation } from '../world/live.ts';
import type { CallContext } from './call-context.ts';
import { documentText, identifierOf, objectOf, resourceType, supports } from './cloud-control-input.ts';
import { cancelResourceRequest, createResource, deleteResource, missing, requestOf, updateResource } from './cloud-control-mutations.ts';
import { progressEvent } from './progress-event.ts';

type Handler = (context: CallContext, input: JsonObject) => Answer<Record<string, unknown>>;

/** Cloud Control's operations by name. */
export const cloudControlOperations: Readonly<Record<string, Handler>> = {
  CreateResource: createResource,
  GetResource: getResource,
  UpdateResource: updateResource,
  DeleteResource: deleteResource,
  ListResources: listResources,
  GetResourceRequestStatus: getResourceRequestStatus,
  ListResourceRequests: listResourceRequests,
  CancelResourceRequest: cancelResourceRequest,
};

function getResource(context: CallContext, input: JsonObject): ReturnType<Handler> {
  const type = resourceType(context, input);
  if (!type.ok) return type;
  const supported = supports(type.value, 'READ');
  if (!supported.ok) return supported;
  const identifier = identifierOf(type.value, input);
  if (!identifier.ok) return identifier;
  const { account, region } = context.caller;
  const live = context.world.live(type.value, account, region, identifier.value);
  if (live === null) return missing(type.value, identifier.value);
  const properties = JSON.stringify(readable(type.value, live.properties));
  return answer({ TypeName: live.type, ResourceDescription: { Identifier: live.identifier, Properties: properties } });
}

function listResources(context: CallContext, input: JsonObject): ReturnType<Handler> {
  const type = resourceType(context, input);
  if (!type.ok) return type;
  const supported = supports(type.value, 'LIST');
  if (!supported.ok) return supported;
  const page = pageOf(input);
  if (!page.ok) return page;
  const model = input['ResourceModel'] === undefined ? answer({}) : modelOf(input);
  if (!model.ok) return model;
  const parents = type.value.listParents;
  const absent = parents.filter((name) => textAt(model.value, [name]) === null);
  if (absent.length > 0) {
    return refuse(
      'InvalidRequestException',
      `Missing or invalid ResourceModel property in ${type.value.type.name} list handler request input. Required property:  [#: required key [${absent.join(', ')}] not found]`,
    );
  }
  const { account, region } = context.caller;
  const descriptions: { Identifier: string; Properties: string }[] = [];
  let last = page.value.after;
  for (const live of context.world.index.list(scopeOf(type.value, account, region), type.value.type.name, page.value.after)) {
    if (live.state !== 'live' || parents.some((name) => textAt(live.properties, [name]) !== textAt(model.value, [name]))) continue;
    if (descriptions.length === page.value.size)
      return answer({ TypeName: type.value.type.name, ResourceDescriptions: descriptions, NextToken: tokenOf(last) });
    // Most list handlers return the identifier's properties and nothing else.
    const properties = Object.fromEntries(type.value.type.identifier.map((name) => [name, textAt(live.properties, name.split('/'))]));
    descriptions.push({ Identifier: live.identifier, Properties: JSON.stringify(properties) });
    last = live.uid;
  }
  return answer({ TypeName: type.value.type.name, ResourceDescriptions: descriptions });
}

function modelOf(input: JsonObject): Answer<JsonObject> {
  const document = documentText(input, 'ResourceModel');
  if (!document.ok) return document;
  const model = objectOf(document.value);
  return model === null ? refuse('InvalidRequestException', 'Invalid request provided: ResourceModel is not a JSON object.') : answer(model);
}

function getResourceRequestStatus(context: CallContext, input: JsonObject): ReturnType<Handler> {
  const operation = requestOf(context, input);
  return operation.ok ? answer({ ProgressEvent: eventOf(context, operation.value) }) : operation;
}

function listResourceRequests(context: CallContext, input: JsonObject): ReturnType<Handler> {
  const page = pageOf(input);
  if (!page.ok) return page;
  const { account, region } = context.caller;
  const before = page.value.after === 0 ? Number.POSITIVE_INFINITY : page.value.after;
  const wanted = filterOf(input['ResourceRequestStatusFilter']);
  const summaries: unknown[] = [];
  let last = 0;
  for (const operation of context.world.log.newestFirst(account, region, before)) {
    if (!wanted(operation)) continue;
    if (summaries.length === page.value.size) return answer({ ResourceRequestStatusSummaries: summaries, NextToken: tokenOf(last) });
    summaries.push(eventOf(context, operation));
    last = operation.number;
  }
  return answer({ ResourceRequestStatusSummaries: summaries });
}

function eventOf(context: CallContext, operation: Operation): Record<string, unknown> {
  const type = context.registry.type(operation.type);
  return progressEvent(operation, context.world, type.ok ? compileType(type.value) : null);
}

function filterOf(filter: unknown): (operation: Operation) => boolean {
  const { Operations, OperationStatuses } = (typeof filter === 'object' && filter !== null ? filter : {}) as {
    Operations?: unknown;
    OperationStatuses?: unknown;
  };
  const among = (list: unknown, value: string): boolean => !Array.isArray(list) || list.length === 0 || list.includes(value);
  return (operation) => among(Operations, operation.verb) && among(OperationStatuses, operation.status);
}

/** Where a page starts and how long it is; a token is the number of the last item of the page before. */
function pageOf(input: JsonObject): Answer<{ readonly after: number; readonly size: number }> {
  const size = input['MaxResults'] ?? 100;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > 100) {
    return refuse(
      'ValidationException',
      `1 validation error detected: Value '${String(size)}' at 'maxResults' failed to satisfy constraint: Member must be between 1 and 100`,
    );
  }
  const token = input['NextToken'] ?? null;
  if (token === null) return answer({ after: 0, size });
  const after = typeof token === 'string' ? Number(/^p(\d+)$/.exec(Buffer.from(token, 'base64').toString('latin1'))?.[1] ?? Number.NaN) : Number.NaN;
  return Number.isSafeInteger(after) ? answer({ after, size }) : refuse('InvalidRequestException', 'Invalid request provided: NextToken is not valid.');
}

function tokenOf(number: number): string {
  return Buffer.from(`p${number}`).toString('base64');
}
