import { afterEach, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { NamedTarget, Target } from '../../src/model/target.ts';
import type { Cloud, Mutation, Submission } from '../../src/ports/cloud.ts';
import { sending } from '../sending.ts';
import { realClock, realRandom } from './real-time.ts';
import { type Reaction, type Seen, scriptedEndpoint } from './scripted-endpoint.ts';
import { awsBinary, programEnvironment, required } from './third-party.ts';

const account = '111111111111';
const place = { account, region: 'us-east-1' };
const create: Mutation = { op: 'create', type: 'AWS::S3::Bucket', place, properties: { BucketName: 'b' } };
const binary = awsBinary();

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function cloudAt(executor: 'sdk' | 'cli', react: (seen: Seen, count: number) => Reaction, more: Partial<Target> = {}) {
  const endpoint = await scriptedEndpoint(react);
  const cloud = createAwsCloud({
    clock: realClock,
    random: realRandom,
    credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
    ...(binary === null ? {} : { cli: { binary, environment: programEnvironment() } }),
  });
  closing.push(
    () => endpoint.close(),
    () => cloud.close(),
  );
  const target: Target = { cloud: 'aws', account, region: 'us-east-1', endpoint: endpoint.url, dialect: 'cloudcontrol', executor, simulated: true, ...more };
  const named: NamedTarget = { name: 'scripted', target, regions: ['us-east-1'] };
  return { cloud, named, seen: endpoint.seen };
}

const event = (more: object): Reaction => ({
  kind: 'json',
  body: { ProgressEvent: { TypeName: 'AWS::S3::Bucket', RequestToken: 'r-1', Operation: 'CREATE', ...more } },
});
const error = (status: number, code: string, message = 'words of the service'): Reaction => ({
  kind: 'json',
  status,
  body: { __type: `com.amazonaws.cloudcontrol#${code}`, Message: message },
});

/** Followed as a run follows it: for as long as it is under way, however long one look takes. */
async function settled(cloud: Cloud, named: NamedTarget, handle: JsonObject): Promise<Submission> {
  for (;;) {
    const submission = await sending(cloud).settle(named, handle, 1_000, 1);
    if (submission.status !== 'pending') return submission;
  }
}

/** What leaves open whether a create took effect. */
const lost: readonly [string, Reaction][] = [
  ['closes the connection without an answer', { kind: 'drop' }],
  ['cuts the answer off', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"ProgressEvent":{"Opera' }],
  ['answers with something that is not JSON', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n<html>no<' }],
  ['answers with JSON that is no progress event', { kind: 'json', body: { Hello: 'there' } }],
  ['answers with something that is not HTTP', { kind: 'raw', bytes: 'garbage\r\n\r\n' }],
  ['fails inside', error(500, 'InternalFailure')],
  ['is a proxy that lost the service', { kind: 'raw', bytes: 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\nbad' }],
  ['reports a handler that failed half way', event({ OperationStatus: 'FAILED', ErrorCode: 'NotStabilized', StatusMessage: 'slow' })],
];

/**
 * What a service may do to Cloud Control's calls, and what is made of it; to be called once a test file. The aws binary takes seconds for each call: of it
 * the usual tests take a sample, one of each way in which an outcome is told.
 */
export function cloudControlWeather(executor: 'sdk' | 'cli', extent: 'whole' | 'sample'): void {
  describe(`Cloud Control through ${executor}`, () => {
    weather(executor, extent === 'whole');
  });
}

function weather(executor: 'sdk' | 'cli', whole: boolean): void {
  const it_ = it.skipIf(executor === 'cli' && binary === null && !required);
  const submitted = async (reaction: Reaction) => {
    const { cloud, named, seen } = await cloudAt(executor, () => reaction);
    return { submission: await sending(cloud).submit(named, create, 'token-1'), sent: seen.length };
  };

  it_('sends one create with the client token and takes success at once', async () => {
    const { cloud, named, seen } = await cloudAt(executor, () => event({ OperationStatus: 'SUCCESS', Identifier: 'b' }));
    expect(await sending(cloud).submit(named, create, 'token-1')).toEqual({ status: 'done', identifier: 'b' });
    expect(seen.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ['CreateResource', { TypeName: 'AWS::S3::Bucket', DesiredState: '{"BucketName":"b"}', ClientToken: 'token-1' }],
    ]);
    expect(seen[0]?.headers).toContain(`Credential=${account}/`);
  });

  it_('follows an accepted operation to its end, from a handle that survives as JSON', async () => {
    const { cloud, named } = await cloudAt(executor, (_, count) =>
      event(count < 4 ? { OperationStatus: 'IN_PROGRESS' } : { OperationStatus: 'SUCCESS', Identifier: 'b' }),
    );
    const submission = await sending(cloud).submit(named, create, 'token-1');
    if (submission.status !== 'pending') throw new Error(submission.status);
    expect(await settled(cloud, named, JSON.parse(JSON.stringify(submission.handle)))).toEqual({ status: 'done', identifier: 'b' });
  });

  it_('says a create failed because the resource exists, in the answer or inside a progress event', async () => {
    expect((await submitted(error(400, 'AlreadyExistsException'))).submission).toMatchObject({
      status: 'failed',
      exists: true,
      problem: { code: 'CLOUD_CONFLICT' },
    });
    expect((await submitted(event({ OperationStatus: 'FAILED', ErrorCode: 'AlreadyExists', Identifier: 'b', StatusMessage: 'x' }))).submission).toMatchObject({
      status: 'failed',
      exists: true,
      identifier: 'b',
    });
  });

  it_('names the denied action and the resource', async () => {
    const words =
      'User: arn:aws:iam::111111111111:user/dev is not authorized to perform: s3:CreateBucket on resource: "arn:aws:s3:::b" because no identity-based policy allows the s3:CreateBucket action';
    const { submission } = await submitted(event({ OperationStatus: 'FAILED', ErrorCode: 'AccessDenied', StatusMessage: words }));
    expect(submission).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_DENIED', message: 's3:CreateBucket was denied on arn:aws:s3:::b' } });
  });

  it_('says nothing was sent when nothing listens', async () => {
    const { cloud, named } = await cloudAt(executor, () => ({ kind: 'drop' }), { endpoint: 'http://127.0.0.1:9' });
    expect(await sending(cloud).submit(named, create, 't')).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_UNREACHABLE' } });
  });

  it_('reads a resource, its absence, and neither', async () => {
    const reading = async (reaction: Reaction) => {
      const { cloud, named } = await cloudAt(executor, () => reaction);
      return cloud.read(named, { type: 'AWS::S3::Bucket', place, identifier: 'b' });
    };
    expect(
      await reading({ kind: 'json', body: { TypeName: 'AWS::S3::Bucket', ResourceDescription: { Identifier: 'b', Properties: '{"BucketName":"b"}' } } }),
    ).toEqual({ ok: true, value: { kind: 'live', properties: { BucketName: 'b' } } });
    expect(await reading(error(400, 'ResourceNotFoundException'))).toEqual({ ok: true, value: { kind: 'absent' } });
    expect(await reading({ kind: 'json', body: { ResourceDescription: { Identifier: 'b', Properties: '{"cut' } } })).toMatchObject({
      ok: false,
      problems: [{ code: 'CLOUD_UNREACHABLE', retryable: true }],
    });
  });

  it_('says the outcome is unknown, and sends nothing again, when no answer comes or it breaks off', async () => {
    for (const reaction of lost.slice(0, 2)) {
      const { submission, sent } = await submitted(reaction[1]);
      expect(submission).toMatchObject({ status: 'unknown', problem: { code: 'CLOUD_UNKNOWN_OUTCOME' } });
      expect(sent).toBe(1);
    }
  });

  if (!whole) return;

  it_.each(lost)('says the outcome is unknown, and sends nothing again, when the service %s', async (_, reaction) => {
    const { submission, sent } = await submitted(reaction);
    expect(submission).toMatchObject({ status: 'unknown', problem: { code: 'CLOUD_UNKNOWN_OUTCOME' } });
    expect(sent).toBe(1);
  });

  it_.each([
    ['ValidationException', 400, 'CLOUD_INVALID'],
    ['ServiceLimitExceededException', 400, 'CLOUD_LIMIT'],
    ['UnsupportedActionException', 400, 'CLOUD_UNSUPPORTED'],
    ['ConcurrentOperationException', 400, 'CLOUD_CONFLICT'],
    ['ExpiredTokenException', 400, 'CREDENTIALS_REFUSED'],
    ['ResourceNotFoundException', 400, 'CLOUD_NOT_FOUND'],
  ])('classifies %s', async (code, status, expected) => {
    expect((await submitted(error(status, code))).submission).toMatchObject({ status: 'failed', problem: { code: expected } });
  });

  it_('retries what was throttled until it goes through', async () => {
    const { cloud, named, seen } = await cloudAt(executor, (_, count) =>
      count < 4 ? error(400, 'ThrottlingException') : event({ OperationStatus: 'SUCCESS', Identifier: 'b' }),
    );
    expect(await sending(cloud).submit(named, create, 'token-1')).toEqual({ status: 'done', identifier: 'b' });
    expect(new Set(seen.map(({ body }) => (JSON.parse(body) as { ClientToken: string }).ClientToken))).toEqual(new Set(['token-1']));
  });

  it_('signs in again once when credentials are refused in the middle', async () => {
    const { cloud, named, seen } = await cloudAt(executor, (_, count) =>
      count === 1 ? error(400, 'ExpiredTokenException') : event({ OperationStatus: 'SUCCESS', Identifier: 'b' }),
    );
    expect(await sending(cloud).submit(named, create, 't')).toMatchObject({ status: 'done' });
    expect(seen).toHaveLength(2);
  });

  it_('reads again after an answer was lost', async () => {
    const { cloud, named } = await cloudAt(executor, (_, count) => (count === 1 ? { kind: 'drop' } : error(400, 'ResourceNotFoundException')));
    expect(await cloud.read(named, { type: 'AWS::S3::Bucket', place, identifier: 'b' })).toEqual({ ok: true, value: { kind: 'absent' } });
  });

  const page = (identifier: string, NextToken?: string): Reaction => ({
    kind: 'json',
    body: {
      TypeName: 'AWS::ApiGateway::Stage',
      ResourceDescriptions: [{ Identifier: identifier, Properties: '{}' }],
      ...(NextToken === undefined ? {} : { NextToken }),
    },
  });

  it_('lists every page', async () => {
    const { cloud, named, seen } = await cloudAt(executor, (_, count) => (count === 1 ? page('a', 'n1') : count === 2 ? page('b', 'n2') : page('c')));
    expect(await cloud.list(named, 'AWS::ApiGateway::Stage', place, { RestApiId: 'r' })).toMatchObject({
      ok: true,
      value: [{ identifier: 'a' }, { identifier: 'b' }, { identifier: 'c' }],
    });
    expect(seen.map(({ body }) => (JSON.parse(body) as { NextToken?: string }).NextToken)).toEqual([undefined, 'n1', 'n2']);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ ResourceModel: '{"RestApiId":"r"}' });
  });

  it_('takes a listing that names a page again for none', async () => {
    const { cloud, named, seen } = await cloudAt(executor, (_, count) => (count === 1 ? page('a', 'n1') : page('b', 'n1')));
    expect(await cloud.list(named, 'AWS::ApiGateway::Stage', place)).toMatchObject({ ok: false, problems: [{ code: 'CLOUD_UNREACHABLE' }] });
    expect(seen).toHaveLength(2);
  });

  it_('goes on following an operation after the service was away for a moment', async () => {
    const { cloud, named } = await cloudAt(executor, (_, count) =>
      count === 1 ? event({ OperationStatus: 'IN_PROGRESS' }) : count < 9 ? { kind: 'drop' } : event({ OperationStatus: 'SUCCESS', Identifier: 'b' }),
    );
    const submission = await sending(cloud).submit(named, create, 't');
    if (submission.status !== 'pending') throw new Error(submission.status);
    expect(await settled(cloud, named, submission.handle)).toEqual({ status: 'done', identifier: 'b' });
  });

  const whoami = (caller: string): Reaction => ({
    kind: 'xml',
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${caller}:user/dev</Arn><UserId>AIDA</UserId><Account>${caller}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  });

  it_('proves who it is, and refuses an account that is not the target’s', async () => {
    const ours = await cloudAt(executor, () => whoami(account));
    expect(await ours.cloud.identify(ours.named)).toEqual({ ok: true, value: { account, arn: `arn:aws:iam::${account}:user/dev`, userId: 'AIDA' } });
    const theirs = await cloudAt(executor, () => whoami('222222222222'));
    expect(await theirs.cloud.identify(theirs.named)).toMatchObject({ ok: false, problems: [{ code: 'TARGET_MISMATCH' }] });
  });

  it_('assumes the target’s role under the run’s name and signs with what it is given', async () => {
    const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>session-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
    const { cloud, named, seen } = await cloudAt(
      executor,
      ({ operation }) => (operation === 'AssumeRole' ? { kind: 'xml', body: assumed } : event({ OperationStatus: 'SUCCESS', Identifier: 'b' })),
      {
        role: `arn:aws:iam::${account}:role/asbuilt`,
        external_id: 'ours',
        simulated: false,
      },
    );
    const run = { ...named, session: 'r_0123456789ab' };
    await sending(cloud).submit(run, create, 't');
    await sending(cloud).submit(run, create, 't');
    expect(seen.map(({ operation }) => operation)).toEqual(['AssumeRole', 'CreateResource', 'CreateResource']);
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toMatchObject({
      RoleSessionName: 'asbuilt-r_0123456789ab',
      SourceIdentity: 'asbuilt-r_0123456789ab',
      ExternalId: 'ours',
    });
    expect(seen[1]?.headers).toContain('Credential=ASIAROLE/');
    expect(seen[1]?.headers.toLowerCase()).toContain('x-amz-security-token: session-token');
  });
}
