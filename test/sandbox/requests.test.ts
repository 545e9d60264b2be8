import { describe, expect, it } from 'vitest';
import type { ProgressEvent } from './sandbox-client.ts';
import { withSandbox } from './with-sandbox.ts';

const shared = withSandbox(1);
const bucket = 'AWS::S3::Bucket';
const advance = (seconds: number) => shared.client.control('POST', 'clock', { seconds });

describe('an asynchronous request', () => {
  it('is in progress until its time has come; the resource is seen only then', async () => {
    const event = await shared.client.create(bucket, { BucketName: 'slow' });
    expect(event).toMatchObject({ TypeName: bucket, Identifier: 'slow', Operation: 'CREATE', OperationStatus: 'IN_PROGRESS' });
    expect(event.RetryAfter).toBeGreaterThanOrEqual(event.EventTime);
    await expect(shared.client.get(bucket, 'slow')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await advance(60);
    expect(await shared.client.status(event.RequestToken)).toMatchObject({
      OperationStatus: 'SUCCESS',
      Identifier: 'slow',
      ResourceModel: expect.stringContaining('"BucketName":"slow"'),
    });
    expect(await shared.client.get(bucket, 'slow')).toHaveProperty('Arn');
  });

  it('tells an identifier that AWS chooses only at its end', async () => {
    const event = await shared.client.create('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
    expect(event).not.toHaveProperty('Identifier');
    await advance(60);
    expect((await shared.client.status(event.RequestToken)).Identifier).toMatch(/^vpc-/);
  });

  it('refuses a second request for the same resource meanwhile', async () => {
    await shared.client.create(bucket, { BucketName: 'busy' });
    await expect(shared.client.create(bucket, { BucketName: 'busy' })).rejects.toMatchObject({ code: 'ConcurrentOperationException' });
    await advance(60);
    await shared.client.update(bucket, 'busy', [{ op: 'add', path: '/VersioningConfiguration', value: { Status: 'Enabled' } }]);
    expect(await shared.client.get(bucket, 'busy')).not.toHaveProperty('VersioningConfiguration');
    await expect(shared.client.update(bucket, 'busy', [])).rejects.toMatchObject({ code: 'ConcurrentOperationException' });
    await expect(shared.client.delete(bucket, 'busy')).rejects.toMatchObject({ code: 'ConcurrentOperationException' });
    await advance(60);
    expect(await shared.client.get(bucket, 'busy')).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
    await shared.client.delete(bucket, 'busy');
    expect(await shared.client.get(bucket, 'busy')).toBeDefined();
    await advance(60);
    await expect(shared.client.get(bucket, 'busy')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('can be cancelled while it runs, and then has no effect', async () => {
    const event = await shared.client.create(bucket, { BucketName: 'stopped' });
    const cancelled = await shared.client.call('CancelResourceRequest', { RequestToken: event.RequestToken });
    expect(cancelled.ProgressEvent.OperationStatus).toBe('CANCEL_IN_PROGRESS');
    await advance(60);
    expect((await shared.client.status(event.RequestToken)).OperationStatus).toBe('CANCEL_COMPLETE');
    await expect(shared.client.get(bucket, 'stopped')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(shared.client.call('CancelResourceRequest', { RequestToken: event.RequestToken })).rejects.toMatchObject({ code: 'ValidationException' });
    await shared.client.create(bucket, { BucketName: 'stopped' });
  });

  it('takes its share of a new speed', async () => {
    const event = await shared.client.create(bucket, { BucketName: 'hurried' });
    await shared.client.control('PUT', 'speed', { speed: 1000 });
    expect(await shared.client.ended(Promise.resolve(event))).toMatchObject({ OperationStatus: 'SUCCESS' });
  });

  it('is listed with its place, newest first, by verb and status, in pages', async () => {
    await shared.client.create(bucket, { BucketName: 'one' });
    await shared.client.create(bucket, { BucketName: 'two' });
    await advance(60);
    await shared.client.delete(bucket, 'one');
    type Page = { ResourceRequestStatusSummaries: ProgressEvent[]; NextToken?: string };
    const list = (input: object) => shared.client.call<Page>('ListResourceRequests', input);
    const names = (page: Page) => page.ResourceRequestStatusSummaries.map((event) => `${event.Operation} ${event.Identifier} ${event.OperationStatus}`);
    expect(names(await list({}))).toEqual(['DELETE one IN_PROGRESS', 'CREATE two SUCCESS', 'CREATE one SUCCESS']);
    expect(names(await list({ ResourceRequestStatusFilter: { Operations: ['DELETE'] } }))).toEqual(['DELETE one IN_PROGRESS']);
    expect(names(await list({ ResourceRequestStatusFilter: { OperationStatuses: ['SUCCESS'], Operations: ['CREATE'] } }))).toEqual([
      'CREATE two SUCCESS',
      'CREATE one SUCCESS',
    ]);
    const first = await list({ MaxResults: 2 });
    expect(names(first)).toHaveLength(2);
    expect(names(await list({ MaxResults: 2, NextToken: first.NextToken }))).toEqual(['CREATE one SUCCESS']);
    expect((await shared.client.at('eu-west-1').call<Page>('ListResourceRequests', {})).ResourceRequestStatusSummaries).toEqual([]);
  });

  it('is forgotten after seven days', async () => {
    const event = await shared.client.create(bucket, { BucketName: 'old' });
    await advance(7 * 24 * 3600 - 30);
    await expect(shared.client.status(event.RequestToken)).resolves.toBeDefined();
    await advance(60);
    await expect(shared.client.status(event.RequestToken)).rejects.toMatchObject({ code: 'RequestTokenNotFoundException' });
    expect(await shared.client.get(bucket, 'old')).toBeDefined();
  });
});

describe('a client token', () => {
  it('gives a repeated request the former one, whether it runs or has ended', async () => {
    const vpc = { CidrBlock: '10.0.0.0/16' };
    const first = await shared.client.create('AWS::EC2::VPC', vpc, 'token-1');
    expect((await shared.client.create('AWS::EC2::VPC', vpc, 'token-1')).RequestToken).toBe(first.RequestToken);
    await advance(60);
    expect(await shared.client.create('AWS::EC2::VPC', vpc, 'token-1')).toMatchObject({
      RequestToken: first.RequestToken,
      OperationStatus: 'SUCCESS',
      Identifier: expect.stringMatching(/^vpc-/),
    });
    expect((await shared.client.control<{ resources: unknown[] }>('GET', 'resources')).resources).toHaveLength(1);
  });

  it('serves updates and deletions, too', async () => {
    await shared.client.create(bucket, { BucketName: 'bbb' });
    await advance(60);
    const patch = [{ op: 'add', path: '/VersioningConfiguration', value: { Status: 'Enabled' } }];
    const update = await shared.client.update(bucket, 'bbb', patch, 'token-u');
    expect((await shared.client.update(bucket, 'bbb', patch, 'token-u')).RequestToken).toBe(update.RequestToken);
    await advance(60);
    const removal = await shared.client.delete(bucket, 'bbb', 'token-d');
    await advance(60);
    expect(await shared.client.delete(bucket, 'bbb', 'token-d')).toMatchObject({ RequestToken: removal.RequestToken, OperationStatus: 'SUCCESS' });
  });

  it('is refused for another request, per account and region', async () => {
    await shared.client.create(bucket, { BucketName: 'aaa' }, 'token-2');
    await expect(shared.client.create(bucket, { BucketName: 'bbb' }, 'token-2')).rejects.toMatchObject({ code: 'ClientTokenConflictException' });
    await expect(shared.client.delete(bucket, 'aaa', 'token-2')).rejects.toMatchObject({ code: 'ClientTokenConflictException' });
    await shared.client.at('eu-west-1').create(bucket, { BucketName: 'bbb' }, 'token-2');
    await shared.other.create(bucket, { BucketName: 'ccc' }, 'token-2');
  });

  it('is forgotten after 36 hours: the same request is then a new one', async () => {
    const queue = { QueueName: 'q' };
    const first = await shared.client.create('AWS::SQS::Queue', queue, 'token-3');
    await advance(36 * 3600 - 60);
    expect((await shared.client.create('AWS::SQS::Queue', queue, 'token-3')).RequestToken).toBe(first.RequestToken);
    await advance(120);
    const second = await shared.client.create('AWS::SQS::Queue', queue, 'token-3');
    expect(second.RequestToken).not.toBe(first.RequestToken);
    await advance(120);
    expect(await shared.client.status(second.RequestToken)).toMatchObject({ OperationStatus: 'FAILED', ErrorCode: 'AlreadyExists' });
  });
});
