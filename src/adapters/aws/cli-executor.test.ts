import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../model/call.ts';
import { cliExecutor } from './cli-executor.ts';

const folder = mkdtempSync(join(tmpdir(), 'asbuilt-aws-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call: AwsCall = {
  service: 'sqs',
  operation: 'CreateQueue',
  input: { QueueName: '$(touch pwned); `id` \'"' },
  target: { account: '111111111111', region: 'us-east-1' },
  effect: 'write',
};
const session = { endpoint: 'http://127.0.0.1:1/$HOME', credentials: async () => ({ accessKeyId: 'AK', secretAccessKey: 'secret', sessionToken: 'session' }) };

/** An `aws` that does what the script says. */
function executor(name: string, script: string, more: { readonly timeoutMilliseconds?: number; readonly maxOutputBytes?: number } = {}) {
  const binary = join(folder, name);
  writeFileSync(binary, `#!${process.execPath}\n${script}\n`);
  chmodSync(binary, 0o700);
  return cliExecutor({ binary, environment: { PATH: process.env['PATH'] ?? '' }, timeoutMilliseconds: 30_000, maxOutputBytes: 100_000, ...more });
}

const echo =
  "const fs = require('fs'); process.stdout.write(JSON.stringify({ argv: process.argv.slice(2), env: process.env, input: fs.readFileSync('/dev/stdin', 'utf8') }));";

describe('a call through the aws binary', () => {
  it('reaches it as it is, with nothing that a shell has read and no input among its words', async () => {
    const reply = await executor('echo', echo).execute(call, session);
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    const { argv, input } = reply.output as { readonly argv: readonly string[]; readonly input: string };
    expect(JSON.parse(input)).toEqual(call.input);
    expect(argv).toContain('http://127.0.0.1:1/$HOME');
    expect(argv.join(' ')).not.toContain('touch');
    expect(argv.join(' ')).not.toContain('secret');
  });

  it('is sent once, under the given credentials, by no configuration of the user', async () => {
    const reply = await executor('echo', echo).execute(call, session);
    const { env } = (reply as unknown as { readonly output: { readonly env: Readonly<Record<string, string>> } }).output;
    expect(env).toMatchObject({
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
    });
    expect(env['HOME']).toBeUndefined();
  });

  it.each([
    ['is cut off for its length', "setInterval(() => process.stdout.write('x'.repeat(100000)), 1);", {}],
    ['does not end in time', 'setInterval(() => undefined, 1000);', { timeoutMilliseconds: 300 }],
    ['prints what is no JSON object', "process.stdout.write('Done!');", {}],
  ])('may have had its effect when its output %s', async (name, script, more) => {
    expect(await executor(name.replaceAll(' ', '-'), script, more).execute(call, session)).toMatchObject({
      ok: false,
      failure: { origin: 'transport', sent: true },
    });
  });

  it('has what the service said when it is refused', async () => {
    const script = "console.error('An error occurred (QueueNameExists) when calling the CreateQueue operation: taken'); process.exit(254);";
    expect(await executor('refused', script).execute(call, session)).toMatchObject({ ok: false, failure: { origin: 'service', code: 'QueueNameExists' } });
  });

  it('was not sent where there is no such binary', async () => {
    const missing = cliExecutor({ binary: join(folder, 'missing'), environment: {}, timeoutMilliseconds: 1_000, maxOutputBytes: 1_000 });
    expect(await missing.execute(call, session)).toMatchObject({ ok: false, failure: { origin: 'local', code: 'unsupported' } });
  });
});
