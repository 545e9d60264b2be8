import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsCloud, createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Mutation } from '../../src/model/mutation.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { realClock, realRandom } from '../native/real-time.ts';
import { sending } from '../sending.ts';
import { folderSecrets } from './folder-secrets.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const former = 'correct horse battery staple';

/** What a provider that repeats what it was sent says of a creation: first that it is under way, then that it failed. */
function event(status: string, message = ''): object {
  return {
    TypeName: 'AWS::SecretsManager::Secret',
    Operation: 'CREATE',
    OperationStatus: status,
    RequestToken: 'request',
    ...(message === '' ? {} : { StatusMessage: message, ErrorCode: 'InvalidRequest' }),
  };
}

describe('a secret that was sent by an engine that has ended', () => {
  const home = mkdtempSync(join(tmpdir(), 'asbuilt-former-'));
  let provider: Server;
  let target: NamedTarget;
  const clouds: AwsCloud[] = [];

  /** An engine's way to the provider: each has read the secret as it was in its own time. */
  function engine(): AwsCloud {
    const cloud = createAwsCloud({
      clock: realClock,
      random: realRandom,
      secrets: folderSecrets(join(home, 'secrets'), realClock),
      credentials: () => async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' }),
    });
    clouds.push(cloud);
    return cloud;
  }

  function keep(value: string): void {
    writeFileSync(join(home, 'secrets', 'db'), value, { mode: 0o600 });
  }

  beforeEach(async () => {
    mkdirSync(join(home, 'secrets'), { recursive: true, mode: 0o700 });
    keep(former);
    provider = createServer((request, response) => {
      request.resume().on('end', () => {
        const following = String(request.headers['x-amz-target']).endsWith('GetResourceRequestStatus');
        const told = following ? event('FAILED', `{"SecretString": "${former}"} is not allowed`) : event('IN_PROGRESS');
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ ProgressEvent: told }));
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    target = {
      name: 'here',
      regions: [place.region],
      target: { cloud: 'aws', account: place.account, region: place.region, endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
    };
  });
  afterEach(async () => {
    for (const cloud of clouds.splice(0)) cloud.close();
    await new Promise((resolve) => provider.close(resolve));
    rmSync(home, { recursive: true, force: true });
  });

  async function sentBy(cloud: AwsCloud): Promise<JsonObject> {
    const mutation: Mutation = {
      op: 'create',
      type: 'AWS::SecretsManager::Secret',
      place,
      properties: { Name: 'app', SecretString: { $secret: [{ name: 'db' }] } },
    };
    const submission = await sending(cloud).submit(target, mutation, 'token');
    if (submission.status !== 'pending') throw new Error(JSON.stringify(submission));
    return submission.handle;
  }

  it('is blotted out of what the provider says to that engine', async () => {
    const cloud = engine();
    const ended = await cloud.settle(target, await sentBy(cloud), 1_000, 0, null);
    expect(ended).toMatchObject({ status: 'failed', problem: { cause: expect.stringContaining('(secret)') } });
    expect(JSON.stringify(ended)).not.toContain(former);
  });

  it('is not told by the next, which knows another value of it: nothing that the provider says is kept', async () => {
    const handle = await sentBy(engine());
    keep('another value');
    const next = engine();
    await sentBy(next);
    const ended = await next.settle(target, handle, 1_000, 0, null);
    expect(ended).toMatchObject({ status: 'failed', problem: { code: 'CLOUD_INVALID', message: expect.stringContaining('withheld') } });
    expect(JSON.stringify(ended)).not.toContain(former);
  });
});
