import { get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../../src/registry/registry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient } from './sandbox-client.ts';
import { account, withSandbox } from './with-sandbox.ts';

const shared = withSandbox();

describe('the server', () => {
  it('refuses a body larger than any request AWS takes', async () => {
    expect((await shared.client.http('POST', '/', { 'x-amz-target': 'CloudApiService.CreateResource' }, 'x'.repeat(2 * 1024 * 1024 + 1))).status).toBe(413);
    await shared.client.made('AWS::SQS::Queue', { QueueName: 'after' });
  });

  it('refuses a desired state longer than AWS takes', async () => {
    await expect(shared.client.create('AWS::SSM::Parameter', { Name: 'p', Type: 'String', Value: 'x'.repeat(262_144) })).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('262144'),
    });
  });

  it('answers a request that is no AWS call', async () => {
    expect((await shared.client.http('GET', '/', {}, '')).status).toBe(400);
  });

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '10.0.0.1'])(
    'shows its control endpoint to nobody who came by the name %s, though that leads here',
    async (host) => {
      const { port } = new URL(shared.sandbox.endpoint);
      const status = (name: string) =>
        new Promise<number>((resolve, reject) => {
          const request = get({ port, host: '127.0.0.1', path: '/_sandbox/resources', headers: { host: name } }, (reply) => {
            reply.resume();
            resolve(reply.statusCode ?? 0);
          });
          request.once('error', reject);
        });
      expect(await status(host)).toBe(403);
      for (const own of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) expect(await status(own)).toBe(200);
    },
  );

  it('tells a defect of its own as an internal failure, says it to the log, and goes on', async () => {
    const registry = loadRegistry();
    const logged: string[] = [];
    const broken = {
      names: () => registry.names(),
      regions: () => registry.regions(),
      type: (name: string) => {
        if (name === 'AWS::S3::Bucket') throw new Error('the registry is damaged');
        return registry.type(name);
      },
    };
    const sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: 1, types: broken, log: (message) => logged.push(message) });
    try {
      const client = new SandboxClient(sandbox.endpoint, account);
      await expect(client.create('AWS::S3::Bucket', {})).rejects.toMatchObject({ code: 'InternalFailure', status: 500 });
      expect(logged.join()).toContain('the registry is damaged');
      await client.create('AWS::SQS::Queue', {});
    } finally {
      await sandbox.close();
      registry.close();
    }
  });

  it('takes many calls at once, each with its own reply', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `n${index}`);
    const events = await Promise.all(names.map((name) => shared.client.create('AWS::SSM::Parameter', { Name: name, Type: 'String', Value: name })));
    expect(events.map((event) => event.Identifier)).toEqual(names);
    const values = await Promise.all(names.map(async (name) => (await shared.client.get('AWS::SSM::Parameter', name))['Value']));
    expect(values).toEqual(names);
  });
});
