import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import type { AwsCall } from '../../model/call.ts';
import { classify } from './classify.ts';
import { creationOf, creationOfRead } from './creation.ts';
import type { Send } from './send.ts';

const account = '123456789012';

function ref(type: string, identifier: string, region = 'eu-west-1') {
  return { type, place: { account, region }, identifier };
}

/** Answers with the outputs one after the other, and keeps the calls. */
function answering(...outputs: JsonObject[]): { readonly send: Send; readonly calls: AwsCall[] } {
  const calls: AwsCall[] = [];
  return {
    calls,
    send: async (call) => {
      calls.push(call);
      return { ok: true, output: outputs[calls.length - 1] ?? {} };
    },
  };
}

function refusing(code: string, status: number): Send {
  return async (call) => ({ ok: false, failure: classify({ origin: 'service', code, message: 'no', status }, call) });
}

describe('the creation of a resource', () => {
  it('is proved by the unique id that its service tells', async () => {
    const { send, calls } = answering({ User: { UserName: 'ann', UserId: 'AIDA1' } });
    expect(await creationOf(send, ref('AWS::IAM::User', 'ann'))).toEqual({ ok: true, value: { kind: 'read', source: 'iam GetUser UserId', value: 'AIDA1' } });
    expect(calls).toEqual([{ service: 'iam', operation: 'GetUser', input: { UserName: 'ann' }, target: { account, region: 'eu-west-1' }, effect: 'read' }]);
  });

  it.each([
    ['seconds, as the protocol has them', 1785585600.5],
    ['seconds, spelt out', '1785585600.5'],
    ['ISO 8601', '2026-08-01T12:00:00.500Z'],
    ['ISO 8601 in another zone', '2026-08-01T14:00:00.500000+02:00'],
  ])('is the same proof whether an instant comes as %s', async (_, createdAt) => {
    const { send } = answering({ repositories: [{ createdAt }] });
    expect(await creationOf(send, ref('AWS::ECR::Repository', 'app'))).toMatchObject({ value: { value: '2026-08-01T12:00:00.500Z' } });
  });

  it('takes milliseconds for milliseconds, and only the item of exactly that name', async () => {
    const groups = [
      { logGroupName: '/app/2', creationTime: 1 },
      { logGroupName: '/app', creationTime: 1785585600500 },
    ];
    const { send } = answering({ logGroups: groups });
    expect(await creationOf(send, ref('AWS::Logs::LogGroup', '/app'))).toMatchObject({ value: { value: '2026-08-01T12:00:00.500Z' } });
  });

  it('of a bucket is asked for in us-east-1, page by page, wherever the bucket is', async () => {
    const { send, calls } = answering(
      { Buckets: [{ Name: 'logs-2', CreationDate: '2026-01-01T00:00:00.000Z' }], ContinuationToken: 'more' },
      { Buckets: [{ Name: 'logs', CreationDate: '2026-08-01T12:00:00.000Z' }] },
    );
    expect(await creationOf(send, ref('AWS::S3::Bucket', 'logs'))).toMatchObject({ value: { value: '2026-08-01T12:00:00.000Z' } });
    expect(calls.map(({ input, target }) => [input, target.region])).toEqual([
      [{ Prefix: 'logs' }, 'us-east-1'],
      [{ Prefix: 'logs', ContinuationToken: 'more' }, 'us-east-1'],
    ]);
  });

  it('of a bucket in another partition is unproven, and nothing is asked', async () => {
    const { send, calls } = answering();
    expect(await creationOf(send, ref('AWS::S3::Bucket', 'logs', 'cn-north-1'))).toMatchObject({ value: { kind: 'unproven' } });
    expect(calls).toEqual([]);
  });

  it.each([
    ['NoSuchEntity', 404, 'CLOUD_NOT_FOUND'],
    ['AccessDenied', 403, 'CLOUD_DENIED'],
  ])('is neither proved nor disproved by a read that fails with %s', async (code, status, expected) => {
    expect(await creationOf(refusing(code, status), ref('AWS::IAM::User', 'ann'))).toMatchObject({ ok: false, problems: [{ code: expected }] });
  });

  it('is neither proved nor disproved by an answer that does not know the resource, or makes no sense', async () => {
    expect(await creationOf(answering({ Buckets: [] }).send, ref('AWS::S3::Bucket', 'logs'))).toMatchObject({
      ok: false,
      problems: [{ code: 'CLOUD_NOT_FOUND' }],
    });
    expect(await creationOf(answering({ User: { UserName: 'ann', UserId: '' } }).send, ref('AWS::IAM::User', 'ann'))).toMatchObject({ ok: false });
    expect(await creationOf(answering({ repositories: [{ createdAt: 'yesterday' }] }).send, ref('AWS::ECR::Repository', 'app'))).toMatchObject({ ok: false });
  });
});

describe('an endpoint that describes a resource without the proving value', () => {
  it('leaves its creation unproven', async () => {
    expect(await creationOf(answering({ User: { UserName: 'ann' } }).send, ref('AWS::IAM::User', 'ann'))).toEqual({
      ok: true,
      value: { kind: 'unproven', because: 'iam GetUser UserId is not told by this endpoint' },
    });
  });
});

describe('a read of a resource', () => {
  it('tells the same proof as the service does, where it holds the value', async () => {
    const told = creationOfRead('AWS::IAM::Role', { RoleName: 'deploy', RoleId: 'AROA1' });
    expect(told).toEqual({ kind: 'read', source: 'iam GetRole RoleId', value: 'AROA1' });
    expect(await creationOf(answering({ Role: { RoleId: 'AROA1' } }).send, ref('AWS::IAM::Role', 'deploy'))).toEqual({ ok: true, value: told });
  });

  it('tells nothing where it lacks the value, so that the service is asked', () => {
    expect(creationOfRead('AWS::IAM::Role', { RoleName: 'deploy' })).toBeNull();
    expect(creationOfRead('AWS::S3::Bucket', { BucketName: 'logs' })).toBeNull();
  });

  it('needs no more where the identifier proves it, or where nothing does', () => {
    expect(creationOfRead('AWS::EC2::VPC', {})).toEqual({ kind: 'identifier' });
    expect(creationOfRead('AWS::SNS::Topic', {})).toEqual({ kind: 'unproven', because: 'SNS tells neither a unique id of a topic nor when it was created' });
    expect(creationOfRead('AWS::StepFunctions::Activity', {})).toMatchObject({ kind: 'unproven' });
    expect(creationOfRead('constructor', {})).toMatchObject({ kind: 'unproven' });
  });
});
