import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Moto, startMoto } from '../native/moto.ts';
import { awsBinary, motoBinary } from '../native/third-party.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';

const sentence = 'Create a private, encrypted S3 bucket in us-east-1 with logging enabled.';
const credentials = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing', AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' };
const installed = awsBinary() !== null && motoBinary() !== null;

/** AWS's own service calls, through the `aws` binary, on an emulator that nobody here wrote; the `aws` CLI is the judge. */
describe.skipIf(!installed && process.env['CI'] === undefined)('a sentence on moto, with the aws binary as the executor', () => {
  const checkout = new Checkout();
  let moto: Moto;
  let other: Moto;
  let asked: Proposed;

  beforeAll(async () => {
    [moto, other] = await Promise.all([startMoto(), startMoto()]);
    const target = { account: '123456789012', region: 'us-east-1', endpoint: moto.url, dialect: 'native', executor: 'cli' };
    writeFileSync(join(checkout.home, 'targets.yaml'), JSON.stringify({ targets: { local: target } }));
    const up = await checkout.run('up', '--detach');
    expect(up.code, up.err).toBe(0);
    asked = await checkout.json<Proposed>('ask', sentence);
    expect(asked.plan.changes.every((change) => change.action === 'create')).toBe(true);
    expect((await checkout.run('approve', asked.plan.id)).code).toBe(0);
    const applied = await checkout.run('apply', asked.plan.id, '--wait');
    expect(applied.code, applied.out + applied.err).toBe(0);
  });
  afterAll(async () => {
    await checkout.end();
    await Promise.all([moto?.stop(), other?.stop()]);
  });

  const s3api = async (endpoint: string, operation: string): Promise<unknown> => {
    const change = asked.plan.changes.find(({ node }) => node === 'bucket');
    const bucket = change?.kind === 'resource' ? String(change.after?.['BucketName']) : '';
    const said = await shell(`aws s3api ${operation} --bucket ${bucket} --region us-east-1 --endpoint-url ${endpoint} --output json`);
    expect(said.code, said.err).toBe(0);
    return JSON.parse(said.out);
  };
  const confirm = async (endpoint: string): Promise<void> => {
    expect(await s3api(endpoint, 'get-public-access-block')).toEqual({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    });
    expect(await s3api(endpoint, 'get-bucket-encryption')).toMatchObject({
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    });
    expect(await s3api(endpoint, 'get-bucket-logging')).toMatchObject({ LoggingEnabled: { TargetBucket: expect.stringContaining('log-bucket') } });
  };

  it('is there as asked: private, encrypted, logging', () => confirm(moto.url), 60_000);

  it('plans nothing when the same is asked again', async () => {
    const { plan } = await checkout.json<Proposed>('ask', sentence);
    expect(plan.summary).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0, unchanged: asked.plan.changes.length });
  });

  it('is built alike on a fresh moto by the plan’s own commands, pasted into a shell', async () => {
    const shown = await checkout.run('plans', 'show', asked.plan.id, '--commands');
    expect(shown.code, shown.err).toBe(0);
    expect(shown.out).not.toContain('LocationConstraint');
    const said = await shell(shown.out.replaceAll(moto.url, other.url));
    expect(said.code, said.err).toBe(0);
    await confirm(other.url);
  });
});

function shell(script: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { env: { ...process.env, ...credentials }, encoding: 'utf8', timeout: 110_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : 1, out, err });
    });
  });
}
