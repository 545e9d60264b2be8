import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import { awsBinary, required } from '../native/third-party.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';

const sentence = 'Create a private, encrypted S3 bucket in us-east-1 with logging enabled.';

const nothing = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 0 };

/** Where the `aws` CLI is not installed, what it judges is skipped; continuous integration requires it. */
const judged = it.skipIf(awsBinary() === null && !required);

/** The first minute of a new user, with the real programs: `bin/asbuilt`, its engine, Restate and sandbox processes, and the `aws` CLI as the judge. */
describe('the first minute', () => {
  const checkout = new Checkout();
  let bucket = '';
  let logBucket = '';

  beforeAll(async () => {
    const started = await checkout.run('start', '--yes');
    expect(started.err + started.out).toContain('succeeded');
    expect(started.code).toBe(0);
    const [deployment] = (await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments;
    const shown = await checkout.json<ResponseOf<'show'>>('show', deployment?.name ?? '');
    const identifierOf = (node: string): string => shown.resources.find((resource) => resource.node === node)?.identifier ?? '';
    bucket = identifierOf('bucket');
    logBucket = identifierOf('log_bucket');
  });
  afterAll(() => checkout.end(), 60_000);

  const read = async (identifier: string): Promise<Record<string, never>> => {
    const said = await checkout.aws('cloudcontrol', 'get-resource', '--type-name', 'AWS::S3::Bucket', '--identifier', identifier);
    expect(said.code, said.err).toBe(0);
    return JSON.parse((JSON.parse(said.out) as { ResourceDescription: { Properties: string } }).ResourceDescription.Properties) as Record<string, never>;
  };

  judged('leaves a bucket and its log bucket that the aws CLI reads as private, encrypted and logging', async () => {
    const blocked = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    const encrypted = { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] };
    const made = await read(bucket);
    expect(made).toMatchObject({
      PublicAccessBlockConfiguration: blocked,
      BucketEncryption: encrypted,
      LoggingConfiguration: { DestinationBucketName: logBucket },
    });
    expect(await read(logBucket)).toMatchObject({ PublicAccessBlockConfiguration: blocked, BucketEncryption: encrypted });
  });

  it('plans nothing when the same is asked again', async () => {
    const { plan } = await checkout.json<Proposed>('ask', sentence);
    expect(plan.summary).toEqual({ ...nothing, unchanged: 3 });
    expect(plan.steps).toEqual([]);
  });

  judged('plans exactly the property that the aws CLI changed, and puts it right', async () => {
    const patch = JSON.stringify([{ op: 'replace', path: '/PublicAccessBlockConfiguration/BlockPublicPolicy', value: false }]);
    const said = await checkout.aws('cloudcontrol', 'update-resource', '--type-name', 'AWS::S3::Bucket', '--identifier', bucket, '--patch-document', patch);
    expect(said.code, said.err).toBe(0);
    const { RequestToken } = (JSON.parse(said.out) as { ProgressEvent: { RequestToken: string } }).ProgressEvent;
    expect((await checkout.aws('cloudcontrol', 'wait', 'resource-request-success', '--request-token', RequestToken)).code).toBe(0);

    const { plan } = await checkout.json<Proposed>('ask', sentence);
    expect(plan.summary).toMatchObject({ update: 1, unchanged: 2, create: 0, delete: 0, replace: 0 });
    const changed = plan.changes
      .filter((change) => change.action !== 'none')
      .flatMap((change) => (change.kind === 'resource' ? change.differences.map((difference) => `${change.node} ${difference.path}`) : []));
    expect(changed).toEqual(['bucket /PublicAccessBlockConfiguration/BlockPublicPolicy']);

    expect((await checkout.run('ask', sentence, '--yes')).code).toBe(0);
    expect(await read(bucket)).toMatchObject({ PublicAccessBlockConfiguration: { BlockPublicPolicy: true } });
  });

  it('gives the exact AWS CLI lines in a plan, and they need no LocationConstraint', async () => {
    const { plan } = await checkout.json<Proposed>('ask', 'a private S3 bucket in us-east-1 named exact');
    const { commands } = await checkout.json<ResponseOf<'plan'>>('plans', 'show', plan.id, '--commands');
    const creations = commands?.filter((line) => line.includes('aws cloudcontrol create-resource'));
    expect(creations).toHaveLength(plan.summary.create);
    for (const line of creations ?? []) expect(line).toMatch(/ --desired-state '\{.*\}' .*--region us-east-1/);
    expect(commands?.join('\n')).not.toContain('LocationConstraint');
  });

  it('finds everything again when its records are gone: a plan takes it back, and the next is empty', async () => {
    expect((await checkout.run('down')).code).toBe(0);
    for (const name of ['store.db', 'store.db-wal', 'store.db-shm', 'restate']) rmSync(join(checkout.home, name), { recursive: true, force: true });
    expect((await checkout.run('up', '--sandbox', '--detach', '--speed', '20')).code).toBe(0);
    const { plan } = await checkout.json<Proposed>('ask', sentence);
    expect(plan.summary).toEqual({ ...nothing, adopt: 3 });
    // What is found by its tags alone is taken over by name: tags can be copied.
    expect((await checkout.run('approve', plan.id)).code).toBe(5);
    expect((await checkout.run('approve', plan.id, ...plan.changes.flatMap(({ node }) => ['--confirm', node]))).code).toBe(0);
    const applied = await checkout.run('apply', plan.id, '--wait');
    expect(applied.code, applied.out + applied.err).toBe(0);
    const again = await checkout.json<Proposed>('ask', sentence);
    expect(again.plan.summary).toEqual({ ...nothing, unchanged: 3 });
  });

  judged('removes everything through a plan like any other, once the records are back', async () => {
    const [deployment] = (await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments;
    const plan = await checkout.json<ResponseOf<'destroy'>>('destroy', deployment?.name ?? '');
    expect(plan.summary).toMatchObject({ delete: 3 });
    // Without a terminal nobody can be asked to name what is lost.
    const refused = await checkout.run('approve', plan.id);
    expect(refused.code).toBe(5);
    const named = [...refused.err.matchAll(/--confirm (\S+)/g)].map(([, name]) => name as string);
    expect(named).toContain('bucket');
    expect((await checkout.run('approve', plan.id, ...named.flatMap((name) => ['--confirm', name]))).code).toBe(0);
    const applied = await checkout.run('apply', plan.id, '--wait');
    expect(applied.code, applied.out + applied.err).toBe(0);
    const gone = await checkout.aws('cloudcontrol', 'get-resource', '--type-name', 'AWS::S3::Bucket', '--identifier', bucket);
    expect(gone.err).toContain('ResourceNotFoundException');
    expect((await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments).toEqual([]);
  });

  it('says of the audit log that what was signed before the records were deleted is not in it', async () => {
    const verified = await checkout.run('audit', 'verify');
    expect(verified.code).toBe(1);
    expect(verified.err).toContain('AUDIT_BROKEN');
  });
});
