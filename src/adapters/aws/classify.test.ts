import { describe, expect, it } from 'vitest';
import type { AwsCall } from '../../model/call.ts';
import { classify, classifyCode } from './classify.ts';

const write: AwsCall = { service: 's3api', operation: 'CreateBucket', input: {}, target: { account: '111111111111', region: 'us-east-1' }, effect: 'write' };
const read: AwsCall = { ...write, operation: 'HeadBucket', effect: 'read' };
const service = (code: string, status: number | null = 400, message = 'words') => ({ origin: 'service', code, message, status }) as const;

describe('classify', () => {
  it.each([
    ['BucketAlreadyOwnedByYou', 'exists'],
    ['EntityAlreadyExists', 'exists'],
    ['DBInstanceAlreadyExists', 'exists'],
    ['InvalidGroup.Duplicate', 'exists'],
    ['NoSuchBucket', 'not-found'],
    ['InvalidVpcID.NotFound', 'not-found'],
    ['AWS.SimpleQueueService.NonExistentQueue', 'not-found'],
    ['DBSubnetGroupNotFoundFault', 'not-found'],
    ['DependencyViolation', 'conflict'],
    ['DeleteConflict', 'conflict'],
    ['RequestLimitExceeded', 'throttled'],
    ['VpcLimitExceeded', 'limit'],
    ['UnauthorizedOperation', 'denied'],
    ['ExpiredToken', 'credentials'],
    ['MalformedPolicyDocument', 'invalid'],
  ])('%s means %s', (code, kind) => expect(classify(service(code), write).kind).toBe(kind));

  it.each([
    ['ThrottlingException', 'CLOUD_THROTTLED', true],
    ['DependencyViolation', 'CLOUD_CONFLICT', true],
    ['EntityAlreadyExists', 'CLOUD_CONFLICT', true],
    ['NoSuchBucket', 'CLOUD_NOT_FOUND', false],
    ['AccessDenied', 'CLOUD_DENIED', false],
    ['ExpiredToken', 'CREDENTIALS_REFUSED', false],
    ['VpcLimitExceeded', 'CLOUD_LIMIT', false],
    ['MalformedPolicyDocument', 'CLOUD_INVALID', false],
  ])('%s is told as %s, which may pass: %s', (code, told, retryable) =>
    expect(classify(service(code), write).problem).toMatchObject({ code: told, retryable }),
  );

  it('goes by the status where the code says nothing', () => {
    const statuses = [400, 401, 403, 404, 429, 500].map((status) => [status, classify(service('SomethingNew', status), write).kind]);
    expect(Object.fromEntries(statuses)).toEqual({ 400: 'invalid', 401: 'credentials', 403: 'denied', 404: 'unknown', 429: 'throttled', 500: 'unknown' });
  });

  it('takes a 404 for an absence only with a code that is known for it, or in answer to HEAD, which has no codes', () => {
    const get: AwsCall = { ...read, operation: 'GetBucketTagging' };
    for (const code of ['NOT_FOUND', '404', 'RouteUnknown', 'SomethingNew']) {
      expect([code, classify(service(code, 404), get).kind]).toEqual([code, 'broken']);
      expect([code, classify(service(code, 404), write).kind]).toEqual([code, 'unknown']);
    }
    expect(classify(service('NoSuchTagSet', 404), get).kind).toBe('not-found');
    expect(classify(service('404', 404), read).kind).toBe('not-found');
  });

  it('believes of Cloud Control no other code for an absence than its own', () => {
    const get: AwsCall = { ...read, service: 'cloudcontrol', operation: 'GetResource' };
    expect(classify(service('ResourceNotFoundException', 400), get).kind).toBe('not-found');
    for (const code of ['NotFound', 'NotFoundException', 'RouteNotFound', 'NoSuchHost']) {
      expect([code, classify(service(code, 404), get).kind]).toEqual([code, 'broken']);
      expect([code, classify(service(code, 404), { ...get, operation: 'DeleteResource', effect: 'write' }).kind]).toEqual([code, 'unknown']);
    }
  });

  it('knows a server’s failure without its status, as the aws binary reports it', () => {
    expect(classify(service('InternalError', null), write).kind).toBe('unknown');
    expect(classify(service('ServiceUnavailable', null), read).kind).toBe('broken');
    expect(classify(service('MalformedXML', null), write).kind).toBe('invalid');
  });

  it('believes nothing that a failed server says of a write or a read, but for what is said before anything is done', () => {
    for (const code of ['InternalError', 'AccessDenied', 'NoSuchBucket', 'BucketAlreadyExists', 'SomethingNew']) {
      expect([code, classify(service(code, 500), write).kind]).toEqual([code, 'unknown']);
      expect([code, classify(service(code, 502), read).kind]).toEqual([code, 'broken']);
    }
    expect(classify(service('SlowDown', 503), write).kind).toBe('throttled');
    expect(classify(service('NotImplemented', 501), write).kind).toBe('unsupported');
  });

  it('never calls a write that left us certain, nor a read uncertain', () => {
    expect(classify({ origin: 'transport', sent: true, message: 'reset' }, write)).toMatchObject({
      kind: 'unknown',
      problem: { code: 'CLOUD_UNKNOWN_OUTCOME' },
    });
    expect(classify({ origin: 'transport', sent: true, message: 'reset' }, read)).toMatchObject({ kind: 'broken', problem: { retryable: true } });
    expect(classify({ origin: 'transport', sent: false, message: 'refused' }, write)).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'CLOUD_UNREACHABLE' },
    });
  });

  it('says which action was denied on which resource, and by what', () => {
    const words =
      'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: kms:CreateGrant on resource: arn:aws:kms:us-east-1:1:key/k with an explicit deny in a service control policy';
    expect(classify(service('AccessDeniedException', 400, words), write).problem).toMatchObject({
      message: 'kms:CreateGrant was denied on arn:aws:kms:us-east-1:1:key/k',
      fix: "allow kms:CreateGrant on arn:aws:kms:us-east-1:1:key/k for the target's role or user (service control policy denies it)",
    });
    expect(classify(service('AccessDenied', 403, 'Access Denied'), write).problem.message).toBe('s3:CreateBucket was denied');
  });

  it('takes a handler’s failure of unknown kind for an unknown outcome', () => {
    expect(classifyCode('SomethingNew', 'x', write).kind).toBe('unknown');
    expect(classifyCode('NotUpdatable', 'x', write).kind).toBe('invalid');
  });
});

describe('something that answers and is no Cloud Control', () => {
  const list: AwsCall = { ...read, service: 'cloudcontrol', operation: 'ListResources' };
  const page = (status: number) => ({ origin: 'transport', sent: true, message: 'it is not a JSON object', status }) as const;
  const endpoint = 'http://127.0.0.1:5000';

  it('is told as that, with the dialect that it may speak', () => {
    for (const raw of [page(400), page(404), page(405), service('UnknownOperationException'), service('NotImplemented', 501)])
      expect(classify(raw, list, endpoint)).toMatchObject({
        // A page may be a proxy's in a bad moment, and is asked again; what is said in AWS's form is meant.
        kind: raw.origin === 'transport' ? 'broken' : 'unsupported',
        problem: { code: 'CLOUD_UNSUPPORTED', message: expect.stringContaining(endpoint), fix: expect.stringContaining('dialect: native'), cause: raw.message },
      });
  });

  it('is not concluded of AWS itself, of a server in trouble, of a call of another service, of a type that is not known there, nor where something was written', () => {
    expect(classify(page(404), list).kind).toBe('broken');
    expect(classify(page(502), list, endpoint).kind).toBe('broken');
    // A garbled answer may be the next one's right one.
    expect(classify(page(200), list, endpoint).kind).toBe('broken');
    expect(classify(page(429), list, endpoint).kind).toBe('broken');
    // An emulator may break over what it does not know.
    expect(classify(page(500), list, endpoint).problem).toMatchObject({ code: 'CLOUD_UNREACHABLE', fix: expect.stringContaining('dialect: native') });
    for (const other of [classify(page(500), list), classify(page(500), read, endpoint)]) expect(other.problem.fix).not.toContain('native');
    expect(classify(page(404), read, endpoint).kind).toBe('broken');
    expect(classify(page(404), { ...list, effect: 'write' }, endpoint).kind).toBe('unknown');
    expect(classify(service('TypeNotFoundException'), list, endpoint).problem.fix).not.toContain('native:');
    expect(classify(service('UnsupportedActionException'), list, endpoint).problem.message).toContain('not available here');
  });
});
