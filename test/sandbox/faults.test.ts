import { describe, expect, it } from 'vitest';
import { account, withSandbox } from './with-sandbox.ts';

const shared = withSandbox();
const bucket = 'AWS::S3::Bucket';
const live = async () => (await shared.client.control<{ resources: { identifier: string }[] }>('GET', 'resources')).resources.map((one) => one.identifier);
const create = (name: string, token?: string) => shared.client.create(bucket, { BucketName: name }, token);

describe('an injected fault', () => {
  it('refuses a call with any exception, without effect', async () => {
    await shared.client.fault({
      match: { operation: 'CreateResource' },
      effect: { kind: 'refuse', code: 'ServiceInternalErrorException', message: 'oops' },
      times: 1,
    });
    await expect(create('one')).rejects.toMatchObject({ code: 'ServiceInternalErrorException', status: 502, message: expect.stringContaining('oops') });
    expect(await live()).toEqual([]);
    await create('one');
    expect(await live()).toEqual(['one']);
  });

  it('ends a request FAILED, without effect or with it', async () => {
    await shared.client.fault({ match: { identifier: 'gone' }, effect: { kind: 'fail', code: 'ServiceInternalError' } });
    await shared.client.fault({ match: { identifier: 'left' }, effect: { kind: 'fail', code: 'NotStabilized', message: 'took too long', applied: true } });
    expect(await shared.client.ended(create('gone'))).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: 'ServiceInternalError' });
    expect(await shared.client.ended(create('left'))).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: 'NotStabilized', StatusMessage: 'took too long' });
    expect(await live()).toEqual(['left']);
    expect(await shared.client.get(bucket, 'left')).toBeDefined();
  });

  it('throttles', async () => {
    await shared.client.fault({ match: { account }, effect: { kind: 'throttle' }, times: 2 });
    await expect(create('one')).rejects.toMatchObject({ code: 'ThrottlingException', message: 'ThrottlingException: Rate exceeded', status: 400 });
    await expect(shared.client.get(bucket, 'one')).rejects.toMatchObject({ code: 'ThrottlingException' });
    await create('one');
  });

  it('denies', async () => {
    await shared.client.fault({ match: { operation: 'DeleteResource', type: 'AWS::S3::*' }, effect: { kind: 'deny' } });
    await create('one');
    await expect(shared.client.delete(bucket, 'one')).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining(`arn:aws:iam::${account}:user/sandbox is not authorized to perform: cloudformation:DeleteResource`),
    });
  });

  it('delays the reply, or the operation', async () => {
    await shared.client.fault({ match: { operation: 'GetResource' }, effect: { kind: 'delay', milliseconds: 150 }, times: 1 });
    await create('one');
    const before = performance.now();
    await shared.client.get(bucket, 'one');
    expect(performance.now() - before).toBeGreaterThan(140);
    await shared.client.control('PUT', 'speed', { speed: 1 });
    await shared.client.fault({ match: { operation: 'CreateResource' }, effect: { kind: 'delay', seconds: 5000 } });
    const event = await create('two');
    await shared.client.control('POST', 'clock', { seconds: 4990 });
    expect((await shared.client.status(event.RequestToken)).OperationStatus).toBe('IN_PROGRESS');
    await shared.client.control('POST', 'clock', { seconds: 100 });
    expect((await shared.client.status(event.RequestToken)).OperationStatus).toBe('SUCCESS');
  });

  it('cuts the reply off after the effect', async () => {
    await shared.client.fault({ match: { operation: 'CreateResource' }, effect: { kind: 'malformed' }, times: 1 });
    await expect(create('one')).rejects.toThrow(SyntaxError);
    expect(await live()).toEqual(['one']);
  });

  it('loses the connection before the effect, or the reply after it', async () => {
    await shared.client.fault({ match: { identifier: 'before' }, effect: { kind: 'drop', when: 'before' }, times: 1 });
    await shared.client.fault({ match: { identifier: 'after' }, effect: { kind: 'drop', when: 'after' }, times: 1 });
    await expect(create('before', 'token-b')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(create('after', 'token-a')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await live()).toEqual(['after']);
    await create('before', 'token-b');
    expect(await shared.client.ended(create('after', 'token-a'))).toMatchObject({ OperationStatus: 'SUCCESS' });
    expect(await live()).toEqual(['after', 'before']);
  });

  it('strikes status calls by the resource they are about', async () => {
    await shared.client.fault({ match: { operation: 'GetResourceRequestStatus', identifier: 'one' }, effect: { kind: 'drop', when: 'after' }, times: 1 });
    const [one, two] = [await create('one'), await create('two')];
    expect((await shared.client.status(two.RequestToken)).OperationStatus).toBe('SUCCESS');
    await expect(shared.client.status(one.RequestToken)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await shared.client.status(one.RequestToken)).OperationStatus).toBe('SUCCESS');
  });

  it('lets the first calls through, counts, and is cleared by its id or with all others', async () => {
    const { id } = await shared.client.fault({ match: { region: 'us-east-1' }, effect: { kind: 'throttle' }, skip: 2 });
    await create('one');
    await create('two');
    await expect(create('three')).rejects.toMatchObject({ code: 'ThrottlingException' });
    await shared.client.at('eu-west-1').create(bucket, { BucketName: 'four' });
    expect(await shared.client.control('GET', 'faults')).toMatchObject({ faults: [{ id, matched: 3, struck: 1 }] });
    await shared.client.control('DELETE', `faults/${id}`);
    await create('three');
    await shared.client.fault({ effect: { kind: 'deny' } });
    await shared.client.control('DELETE', 'faults');
    await create('five');
  });

  it('strikes a share of the calls, the same ones for the same seed', async () => {
    const struck = async (): Promise<string> => {
      const { id } = await shared.client.fault({ effect: { kind: 'throttle' }, probability: 0.5, seed: 'x' });
      let pattern = '';
      for (let index = 0; index < 40; index++)
        pattern += await shared.client.call('ListResources', { TypeName: bucket }).then(
          () => '.',
          () => 'x',
        );
      await shared.client.control('DELETE', `faults/${id}`);
      return pattern;
    };
    const first = await struck();
    expect(first.match(/x/g)?.length).toBeGreaterThan(8);
    expect(first.match(/\./g)?.length).toBeGreaterThan(8);
    expect(await struck()).toBe(first);
  });

  it('is refused with its reason when it is not understood', async () => {
    await expect(shared.client.fault({ effect: { kind: 'explode' } })).rejects.toThrow(/400.*effect/s);
    await expect(shared.client.fault({ effect: { kind: 'throttle' }, time: 1 })).rejects.toThrow(/time/);
  });
});

describe('the throttle', () => {
  it('admits a burst and then the rate, per account and region', async () => {
    await shared.client.control('PUT', 'throttle', { rate: 0.001, burst: 3 });
    const list = (client = shared.client) => client.call('ListResources', { TypeName: bucket });
    for (let index = 0; index < 3; index++) await list();
    await expect(list()).rejects.toMatchObject({ code: 'ThrottlingException' });
    await list(shared.client.at('eu-west-1'));
    await list(shared.other);
    await shared.client.control('DELETE', 'throttle');
    await list();
  });
});

describe('the control endpoint', () => {
  it('tells the truth about every account, region and state', async () => {
    await create('mine');
    await shared.other.at('eu-west-1').create('AWS::SQS::Queue', { QueueName: 'theirs' });
    const all = (await shared.client.control<{ resources: object[] }>('GET', 'resources')).resources;
    expect(all).toMatchObject([
      { type: bucket, account, region: 'us-east-1', identifier: 'mine', state: 'live', properties: { BucketName: 'mine' } },
      { type: 'AWS::SQS::Queue', account: '222222222222', region: 'eu-west-1' },
    ]);
    const one = (query: string) => shared.client.control<{ resources: object[] }>('GET', `resources?${query}`);
    expect((await one(`type=${bucket}`)).resources).toHaveLength(1);
    expect((await one('account=222222222222&region=us-east-1')).resources).toEqual([]);
  });

  it('counts calls by operation and type, and refusals by code', async () => {
    await create('one');
    await shared.client.get(bucket, 'one');
    await shared.client.get(bucket, 'none').catch(() => undefined);
    expect(await shared.client.control('GET', 'counters')).toEqual({
      calls: { CreateResource: 1, GetResource: 2 },
      byType: { [bucket]: { CreateResource: 1, GetResource: 2 } },
      refused: { ResourceNotFoundException: 1 },
    });
    await shared.client.control('DELETE', 'counters');
    expect(await shared.client.control('GET', 'counters')).toEqual({ calls: {}, byType: {}, refused: {} });
  });

  it('lists requests with their ends', async () => {
    await create('one', 'token');
    await shared.client.delete(bucket, 'none');
    await shared.client.control('GET', 'status');
    expect(await shared.client.control('GET', 'requests')).toMatchObject({
      requests: [
        { operation: 'CREATE', identifier: 'one', status: 'SUCCESS', errorCode: null, clientToken: 'token' },
        { operation: 'DELETE', identifier: 'none', status: 'FAILED', errorCode: 'NotFound' },
      ],
    });
  });

  it('answers no web page, and nothing it does not know', async () => {
    expect((await shared.client.http('GET', '/_sandbox/status', { origin: 'http://example.com' }, '')).status).toBe(403);
    expect((await shared.client.http('GET', '/_sandbox/nothing', {}, '')).status).toBe(404);
    expect((await shared.client.http('POST', '/_sandbox/faults', {}, 'x')).status).toBe(400);
  });
});
