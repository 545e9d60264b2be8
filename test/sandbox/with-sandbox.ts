import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type LocalTypeRegistry, loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient } from './sandbox-client.ts';

export const account = '111111111111';
export const otherAccount = '222222222222';

/** A sandbox in memory for the tests of a file, emptied before each; operations end at once unless a test sets the speed. */
export function withSandbox(speed = Number.POSITIVE_INFINITY): { client: SandboxClient; other: SandboxClient; sandbox: Sandbox } {
  const shared = {} as { client: SandboxClient; other: SandboxClient; sandbox: Sandbox };
  let registry: LocalTypeRegistry;
  beforeAll(async () => {
    registry = loadRegistry();
    shared.sandbox = await startSandbox({ port: 0, file: null, accounts: [account, otherAccount], speed, types: registry });
    shared.client = new SandboxClient(shared.sandbox.endpoint, account);
    shared.other = new SandboxClient(shared.sandbox.endpoint, otherAccount);
  });
  beforeEach(async () => {
    await shared.client.control('POST', 'reset');
    await shared.client.control('PUT', 'speed', { speed: Number.isFinite(speed) ? speed : 'infinity' });
  });
  afterAll(async () => {
    await shared.sandbox.close();
    registry.close();
  });
  return shared;
}
