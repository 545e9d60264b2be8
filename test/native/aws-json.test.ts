import { CloudControlClient, CreateResourceCommand, GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
import { afterEach, describe, expect, it } from 'vitest';
import { sdkExecutor } from '../../src/adapters/aws/sdk-executor.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { AwsCall } from '../../src/model/call.ts';
import { realClock } from './real-time.ts';
import { type Reaction, type Seen, scriptedEndpoint } from './scripted-endpoint.ts';

/** What we send and understand beside what AWS's own client does, at the same endpoint. */
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a-token' };
const limits = { maxSockets: 4, connectMilliseconds: 2_000, requestMilliseconds: 500, maxResponseBytes: 10_000 };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const read: AwsCall = {
  service: 'cloudcontrol',
  operation: 'GetResource',
  input: { TypeName: 'AWS::S3::Bucket', Identifier: 'bücket' },
  target: { account: '111111111111', region: 'eu-west-1' },
  effect: 'read',
};

async function at(react: (seen: Seen, count: number) => Reaction) {
  const endpoint = await scriptedEndpoint(react);
  const executor = sdkExecutor(limits, realClock);
  const client = new CloudControlClient({ region: 'eu-west-1', endpoint: endpoint.url, credentials, maxAttempts: 1 });
  closing.push(
    () => executor.close(),
    () => client.destroy(),
    () => endpoint.close(),
  );
  return { executor, client, seen: endpoint.seen, session: { endpoint: endpoint.url, credentials: async () => credentials } };
}

const found: JsonObject = { TypeName: 'AWS::S3::Bucket', ResourceDescription: { Identifier: 'bücket', Properties: '{"BucketName":"bücket"}' } };
const refused = (status: number, body: object, headers: Record<string, string> = {}): Reaction => ({ kind: 'json', status, body, headers });

function headersOf({ headers }: Seen): Map<string, string> {
  const lines = headers.split('\r\n').slice(1);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
}

describe('Cloud Control without its client in between', () => {
  it('sends what the official client sends', async () => {
    const { executor, client, seen, session } = await at(() => ({ kind: 'json', body: found }));
    const create: AwsCall = {
      ...read,
      operation: 'CreateResource',
      input: { TypeName: 'T', DesiredState: '{"a":"\\u0000é"}', ClientToken: 'token' },
      effect: 'write',
    };
    await executor.execute(read, session);
    await client.send(new GetResourceCommand({ TypeName: 'AWS::S3::Bucket', Identifier: 'bücket' }));
    await executor.execute(create, session);
    await client.send(new CreateResourceCommand({ TypeName: 'T', DesiredState: '{"a":"\\u0000é"}', ClientToken: 'token' }));
    for (const [ours, theirs] of [
      [seen[0], seen[1]],
      [seen[2], seen[3]],
    ] as [Seen, Seen][]) {
      expect(JSON.parse(ours.body)).toEqual(JSON.parse(theirs.body));
      expect(ours.headers.split('\r\n')[0]).toBe(theirs.headers.split('\r\n')[0]);
      for (const name of ['host', 'content-type', 'x-amz-target', 'x-amz-security-token', 'content-length'])
        expect([name, headersOf(ours).get(name)]).toEqual([name, headersOf(theirs).get(name)]);
      expect(headersOf(ours).get('user-agent')).toBe('asbuilt');
      const scope = (one: Seen) => /Credential=(\S+),/.exec(headersOf(one).get('authorization') ?? '')?.[1];
      expect(scope(ours)).toBe(scope(theirs));
    }
  });

  it('gives the output that the official client gives', async () => {
    const { executor, client, session } = await at(() => ({ kind: 'json', body: found }));
    const { $metadata: _, ...theirs } = await client.send(new GetResourceCommand({ TypeName: 'T', Identifier: 'i' }));
    expect(await executor.execute(read, session)).toEqual({ ok: true, output: theirs });
  });

  it.each([
    ['a namespace', refused(400, { __type: 'com.amazon.cloudapiservice#ResourceNotFoundException', Message: 'gone' })],
    ['a bare name', refused(400, { __type: 'ThrottlingException', message: 'slower' })],
    ['a header', refused(400, { message: 'no' }, { 'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/coral/' })],
    ['a server that failed', refused(500, { __type: 'InternalFailure', message: 'oh' })],
  ])('names an error as the official client does: %s', async (_, reaction) => {
    const { executor, client, session } = await at(() => reaction);
    const theirs = await client.send(new GetResourceCommand({ TypeName: 'T', Identifier: 'i' })).then(
      () => new Error('it succeeded'),
      (error: Error & { $metadata: { httpStatusCode: number } }) => error,
    );
    expect(await executor.execute(read, session)).toEqual({
      ok: false,
      failure: { origin: 'service', code: theirs.name, message: theirs.message, status: 'status' in reaction ? reaction.status : 0 },
    });
  });

  it('passes on how long a service asks to wait', async () => {
    const { executor, session } = await at(() => refused(429, { __type: 'ThrottlingException', message: 'm' }, { 'retry-after': '7' }));
    expect(await executor.execute(read, session)).toMatchObject({ failure: { code: 'ThrottlingException', retryAfterSeconds: 7 } });
  });

  it('signs by the service’s clock after a refusal showed that ours is wrong', async () => {
    const theirs = Date.now() + 3 * 3_600_000;
    const { executor, seen, session } = await at((_, count) =>
      count === 1
        ? refused(403, { __type: 'InvalidSignatureException', message: 'Signature expired' }, { date: new Date(theirs).toUTCString() })
        : { kind: 'json', body: found },
    );
    expect(await executor.execute(read, session)).toMatchObject({ ok: false, failure: { code: 'InvalidSignatureException' } });
    expect(await executor.execute(read, session)).toMatchObject({ ok: true });
    const [first, second] = seen.map((one) => {
      const text = headersOf(one).get('x-amz-date') ?? '';
      return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    });
    expect(Math.abs((first as number) - Date.now())).toBeLessThan(60_000);
    expect(Math.abs((second as number) - theirs)).toBeLessThan(60_000);
  });

  it.each([
    ['no answer in time', { kind: 'silence' }, /no complete answer within 500 ms/],
    ['an answer that is too long', { kind: 'json', body: { long: 'x'.repeat(20_000) } }, /longer than 10000 bytes/],
    ['an answer that is cut off', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"Ty' }, /./],
    ['an answer that is not JSON', { kind: 'raw', bytes: 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\nbad' }, /HTTP 502/],
    ['an error without a code, which is not the service’s own', refused(403, { message: 'go away' }), /HTTP 403/],
    ['a closed connection', { kind: 'drop' }, /./],
  ] as [string, Reaction, RegExp][])('says that the request was sent, and no more is known: %s', async (_, reaction, words) => {
    const { executor, session } = await at(() => reaction);
    // Twenty times what it may wait.
    const stillWaiting = new Promise((resolve) => setTimeout(resolve, 10_000, 'still waiting').unref());
    const answer = await Promise.race([executor.execute(read, session), stillWaiting]);
    expect(answer).toMatchObject({ ok: false, failure: { origin: 'transport', sent: true, message: expect.stringMatching(words) } });
    expect(answer).not.toHaveProperty('failure.code');
  });

  it('says that nothing was sent where nothing listens, or the name is not known', async () => {
    const { executor, session } = await at(() => ({ kind: 'drop' }));
    for (const endpoint of ['http://127.0.0.1:9', 'http://no-such-host.invalid'])
      expect(await executor.execute(read, { ...session, endpoint })).toMatchObject({ ok: false, failure: { origin: 'transport', sent: false } });
  });

  it('says so where there are no credentials', async () => {
    const { executor, session } = await at(() => ({ kind: 'drop' }));
    const none = { ...session, credentials: () => Promise.reject(new Error('sign in first')) };
    expect(await executor.execute(read, none)).toEqual({ ok: false, failure: { origin: 'local', code: 'credentials', message: 'sign in first' } });
  });
});
