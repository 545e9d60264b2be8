import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../kernel/json.ts';
import type { TypeRegistry } from '../ports/type-registry.ts';
import type { Counters } from './control/counters.ts';
import { type FaultEffect, type FaultSubject, type Faults, operationFault } from './control/faults.ts';
import type { Throttle } from './control/throttle.ts';
import { authenticate, type Caller, type RawRequest } from './identity/authenticate.ts';
import type { Principals } from './identity/principals.ts';
import type { CallContext } from './services/call-context.ts';
import { cloudControlOperations } from './services/cloud-control.ts';
import { cloudFormationOperations } from './services/cloudformation.ts';
import { ec2Operations } from './services/ec2.ts';
import { type JsonReads, jsonReads } from './services/json-reads.ts';
import { iamReads, rdsReads } from './services/query-reads.ts';
import type { ReadOperation } from './services/read-operation.ts';
import { listBuckets } from './services/s3.ts';
import { secretReads } from './services/secret-reads.ts';
import { stsOperations } from './services/sts.ts';
import { compileType } from './types/compiled-type.ts';
import { textAt } from './types/pointer-paths.ts';
import { QueryForm } from './wire/query-form.ts';
import { type Answer, answer, type Refusal, refuse } from './wire/refusal.ts';
import { jsonReply, type Protocol, queryReply, type Reply, refusalReply, restXmlReply } from './wire/reply.ts';
import { readSignature, type SignatureCheck } from './wire/signature.ts';
import type { XmlValue } from './wire/xml.ts';
import type { World } from './world/world.ts';

export interface CallParts {
  readonly world: World;
  readonly registry: TypeRegistry;
  readonly principals: Principals;
  readonly signatures: SignatureCheck;
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly counters: Counters;
}

/** What becomes of a call: the reply, and what happens to it on its way. */
export interface Outcome {
  readonly reply: Reply;
  readonly requestId: string;
  readonly delivery: 'whole' | 'cut' | 'lost';
  readonly delayMilliseconds: number;
}

type XmlMembers = Readonly<Record<string, XmlValue>>;

/** A service of the Query protocol: what it does, or what it tells of resources of one type. */
interface QueryService {
  readonly protocol: Protocol & { readonly kind: 'query' | 'ec2' };
  readonly version: string;
  readonly operations?: Readonly<Record<string, (context: CallContext, form: QueryForm) => Answer<XmlMembers>>>;
  readonly reads?: Readonly<Record<string, ReadOperation<QueryForm, XmlMembers>>>;
}

const cloudControl: Protocol & { readonly kind: 'json' } = { kind: 'json', namespace: 'com.amazon.cloudapiservice', version: '1.0' };
const s3: Protocol & { readonly kind: 'rest-xml' } = { kind: 'rest-xml', xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/' };
const queryServices: Readonly<Record<string, QueryService>> = {
  sts: { protocol: { kind: 'query', xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' }, version: '2011-06-15', operations: stsOperations },
  cloudformation: {
    protocol: { kind: 'query', xmlns: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' },
    version: '2010-05-15',
    operations: cloudFormationOperations,
  },
  ec2: { protocol: { kind: 'ec2', xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' }, version: '2016-11-15', operations: ec2Operations },
  iam: { protocol: { kind: 'query', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' }, version: '2010-05-08', reads: iamReads },
  rds: { protocol: { kind: 'query', xmlns: 'http://rds.amazonaws.com/doc/2014-10-31/' }, version: '2014-10-31', reads: rdsReads },
};
const services = ['cloudcontrol', 's3', ...Object.keys(queryServices), ...[...jsonReads, ...secretReads].map(({ signedAs }) => signedAs)].join(', ');

/** Answers one AWS call: who it is from, what faults say, what the service says. */
export function handleCall(parts: CallParts, request: RawRequest): Outcome {
  parts.world.advance();
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return jsonCall(parts, request, target);
  // S3 has no name for an operation but the method and the address; the signature says that it is meant.
  return readSignature(request.headers)?.service === 's3' ? s3Call(parts, request) : queryCall(parts, request);
}

function jsonCall(parts: CallParts, request: RawRequest, target: string): Outcome {
  const [service, operation = ''] = target.split('.');
  const reads = [...jsonReads, ...secretReads].find((one) => one.target === service);
  if (reads !== undefined) return jsonRead(parts, request, reads, operation);
  const handler = service === 'CloudApiService' && Object.hasOwn(cloudControlOperations, operation) ? cloudControlOperations[operation] : undefined;
  if (handler === undefined) return refused(parts, cloudControl, refuse('UnknownOperationException', `${target} is not an operation of this sandbox`).refusal);
  const caller = callerOf(parts, request, 'json', 'cloudcontrolapi');
  if (!caller.ok) return refused(parts, cloudControl, caller.refusal);
  const input = inputOf(request.body);
  if (!input.ok) return refused(parts, cloudControl, input.refusal);
  const subject = subjectOf(parts, caller.value, operation, input.value);
  return answered(parts, cloudControl, caller.value, subject, (context) => {
    const result = handler(context, input.value);
    return result.ok ? answer(jsonReply(cloudControl, result.value)) : result;
  });
}

function jsonRead(parts: CallParts, request: RawRequest, { namespace, version, signedAs, operations }: JsonReads, name: string): Outcome {
  const protocol: Protocol & { readonly kind: 'json' } = { kind: 'json', namespace, version };
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined)
    return refused(parts, protocol, refuse('UnknownOperationException', `The sandbox has no operation ${name} of ${signedAs}`).refusal);
  const caller = callerOf(parts, request, 'json', signedAs);
  if (!caller.ok) return refused(parts, protocol, caller.refusal);
  const input = inputOf(request.body);
  if (!input.ok) return refused(parts, protocol, input.refusal);
  const { account, region } = caller.value;
  const subject = { account, region, operation: name, type: operation.type, identifier: operation.named(input.value) };
  return answered(parts, protocol, caller.value, subject, (context) => {
    const result = operation.answer(context, input.value);
    return result.ok ? answer(jsonReply(protocol, result.value)) : result;
  });
}

function s3Call(parts: CallParts, request: RawRequest): Outcome {
  const { pathname, searchParams } = new URL(request.url, 'http://sandbox');
  // `x-id` is how the SDKs mark their requests for people who read logs.
  const known = new Set(['x-id', 'prefix', 'bucket-region', 'max-buckets', 'continuation-token']);
  if (request.method !== 'GET' || pathname !== '/' || [...searchParams.keys()].some((name) => !known.has(name)))
    return refused(
      parts,
      s3,
      refuse('NotImplemented', 'Of S3, the sandbox answers ListBuckets; buckets are made, read and changed through Cloud Control').refusal,
    );
  const caller = callerOf(parts, request, 'rest-xml', 's3');
  if (!caller.ok) return refused(parts, s3, caller.refusal);
  const { account, region } = caller.value;
  const subject: FaultSubject = { account, region, operation: 'ListBuckets', type: 'AWS::S3::Bucket', identifier: null };
  return answered(parts, s3, caller.value, subject, (context) => {
    const result = listBuckets(context, searchParams);
    return result.ok ? answer(restXmlReply(s3, 'ListAllMyBucketsResult', result.value)) : result;
  });
}

function queryCall(parts: CallParts, request: RawRequest): Outcome {
  const form = new QueryForm(request.body.toString('utf8'));
  const version = form.text('Version');
  const [name, service] = Object.entries(queryServices).find(([, { version: known }]) => known === version) ?? ['sts', undefined];
  const fallback = queryServices['sts']?.protocol ?? cloudControl;
  if (service === undefined)
    return refused(parts, fallback, refuse('InvalidAction', `The sandbox knows the services ${services}, at their current versions`).refusal);
  const { protocol, operations = {}, reads = {} } = service;
  const operation = form.text('Action') ?? '';
  const read = Object.hasOwn(reads, operation) ? reads[operation] : undefined;
  const handler = Object.hasOwn(operations, operation) ? operations[operation] : read?.answer;
  if (handler === undefined) return refused(parts, protocol, refuse('InvalidAction', `The sandbox has no action ${operation} of ${name}`).refusal);
  const caller = callerOf(parts, request, protocol.kind, name);
  if (!caller.ok) return refused(parts, protocol, caller.refusal);
  const { account, region } = caller.value;
  const about = read === undefined ? { type: form.text('TypeName') ?? null, identifier: null } : { type: read.type, identifier: read.named(form) };
  return answered(parts, protocol, caller.value, { account, region, operation, ...about }, (context, requestId) => {
    const result = handler(context, form);
    return result.ok ? answer(queryReply(protocol, operation, result.value, requestId)) : result;
  });
}

const wrongScope: Readonly<Record<Protocol['kind'], string>> = {
  json: 'InvalidSignatureException',
  query: 'SignatureDoesNotMatch',
  ec2: 'AuthFailure',
  'rest-xml': 'AuthorizationHeaderMalformed',
};

function callerOf(parts: CallParts, request: RawRequest, family: Protocol['kind'], service: string): Answer<Caller> {
  const { clock } = parts.world;
  const caller = authenticate(request, family, parts.principals, parts.signatures, { now: clock.now(), wall: clock.wall() });
  if (!caller.ok) return caller;
  const code = wrongScope[family];
  if (caller.value.service !== service) return refuse(code, `Credential should be scoped to correct service: '${service}'.`);
  if (!parts.registry.regions().includes(caller.value.region)) return refuse(code, `Credential should be scoped to a valid region.`);
  return caller;
}

/** Runs the handler between the faults that strike before it and those that strike after. */
function answered(
  parts: CallParts,
  protocol: Protocol,
  caller: Caller,
  subject: FaultSubject,
  handle: (context: CallContext, requestId: string) => Answer<Reply>,
): Outcome {
  const { faults, throttle, counters, world, registry, principals } = parts;
  counters.call(subject.operation, subject.type);
  const effect = faults.none ? null : faults.strike(subject);
  const stopped = stopBefore(effect, subject, caller, protocol);
  if (stopped !== null) return { ...refused(parts, protocol, stopped), delivery: effect?.kind === 'drop' ? 'lost' : 'whole' };
  if (protocol === cloudControl && !throttle.admits(caller.account, caller.region, world.clock.wall())) return refused(parts, protocol, rateExceeded);
  const requestId = randomUUID();
  const result = handle({ world, registry, principals, caller, operationFault: operationFault(effect) }, requestId);
  if (!result.ok) counters.refusal(result.refusal.code);
  return {
    reply: result.ok ? result.value : refusalReply(protocol, result.refusal, requestId),
    requestId,
    delivery: effect?.kind === 'malformed' ? 'cut' : effect?.kind === 'drop' ? 'lost' : 'whole',
    delayMilliseconds: effect?.kind === 'delay' ? effect.milliseconds : 0,
  };
}

const rateExceeded: Refusal = { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 };

const denials: Readonly<Record<Protocol['kind'], string>> = {
  json: 'AccessDeniedException',
  query: 'AccessDenied',
  ec2: 'UnauthorizedOperation',
  'rest-xml': 'AccessDenied',
};

function stopBefore(effect: FaultEffect | null, subject: FaultSubject, caller: Caller, protocol: Protocol): Refusal | null {
  switch (effect?.kind) {
    case 'refuse':
      return { code: effect.code, message: effect.message, status: effect.status ?? refuse(effect.code, '').refusal.status };
    case 'throttle':
      return rateExceeded;
    case 'deny': {
      // Cloud Control's actions are CloudFormation's.
      const service = caller.service === 'cloudcontrolapi' ? 'cloudformation' : caller.service;
      return refuse(
        denials[protocol.kind],
        `User: ${caller.principal.arn} is not authorized to perform: ${service}:${subject.operation} on resource: arn:aws:${service}:${caller.region}:${caller.account}:resource/*`,
      ).refusal;
    }
    case 'drop':
      return effect.when === 'before' ? { code: 'ServiceUnavailable', message: 'dropped', status: 503 } : null;
    default:
      return null;
  }
}

function refused(parts: CallParts, protocol: Protocol, refusal: Refusal): Outcome {
  const requestId = randomUUID();
  parts.counters.refusal(refusal.code);
  return { reply: refusalReply(protocol, refusal, requestId), requestId, delivery: 'whole', delayMilliseconds: 0 };
}

function inputOf(body: Buffer): Answer<JsonObject> {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (isJsonObject(parsed)) return answer(parsed);
  } catch {
    // Falls through to the refusal: the text is not JSON.
  }
  return refuse('SerializationException', 'The request body is not a JSON object');
}

/** Only when faults are injected does anybody ask which resource a call is about. */
function subjectOf(parts: CallParts, { account, region }: Caller, operation: string, input: JsonObject): FaultSubject {
  const token = input['RequestToken'];
  const request = typeof token === 'string' ? parts.world.log.get(token) : undefined;
  const typeName = input['TypeName'];
  const type = request?.type ?? (typeof typeName === 'string' ? typeName : null);
  if (parts.faults.none) return { account, region, operation, type, identifier: null };
  const given = input['Identifier'];
  const identifier = request?.identifier ?? (typeof given === 'string' ? given : chosenIdentifier(parts, type, input['DesiredState']));
  return { account, region, operation, type, identifier };
}

function chosenIdentifier(parts: CallParts, typeName: string | null, desiredState: unknown): string | null {
  const type = typeName === null ? null : parts.registry.type(typeName);
  if (type === null || !type.ok || typeof desiredState !== 'string') return null;
  const input = inputOf(Buffer.from(desiredState));
  if (!input.ok) return null;
  const chosen = compileType(type.value).identifier.map((path) => textAt(input.value, path));
  return chosen.includes(null) ? null : chosen.join('|');
}
