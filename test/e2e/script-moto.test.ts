import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsCloud } from '../../src/adapters/aws/aws-cloud.ts';
import { lossesOf } from '../../src/engine/consent.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { type Moto, startMoto } from '../native/moto.ts';
import { realClock, realRandom } from '../native/real-time.ts';
import { awsBinary, motoBinary } from '../native/third-party.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';

const credentials = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing', AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' };
const place = { account: '123456789012', region: 'us-east-1' };
const installed = awsBinary() !== null && motoBinary() !== null;

/** What a shell, the AWS CLI or a document could read more into. */
const hostile = 'it\'s $(id) `id` "quoted" \\ $HOME é 日本';
const blocked = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const allow = (actions: string, resource: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] });

/** Two buckets, a queue with its dead letters, a table, a role, and what hangs on them; names that the service makes up go from node to node. */
function shop(changed: { readonly visibility: number; readonly recovery: boolean; readonly note: string }) {
  const recovery = changed.recovery ? { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } } : {};
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const nodes = {
    logs: { type: 'AWS::S3::Bucket', properties: { BucketName: 'shop-logs', PublicAccessBlockConfiguration: blocked } },
    files: {
      type: 'AWS::S3::Bucket',
      properties: { BucketName: 'shop-files', Tags: [{ Key: 'logs', Value: "${logs.Arn}/it's" }], VersioningConfiguration: { Status: 'Enabled' } },
    },
    logs_policy: {
      type: 'AWS::S3::BucketPolicy',
      properties: {
        Bucket: '${logs.BucketName}',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject', Resource: '${logs.Arn}/*' }],
        },
      },
    },
    dead_letters: { type: 'AWS::SQS::Queue', properties: { QueueName: 'shop-dead-letters' } },
    orders: {
      type: 'AWS::SQS::Queue',
      properties: {
        QueueName: 'shop-orders',
        VisibilityTimeout: changed.visibility,
        RedrivePolicy: { deadLetterTargetArn: '${dead_letters.Arn}', maxReceiveCount: 5 },
      },
    },
    carts: {
      type: 'AWS::DynamoDB::Table',
      properties: {
        TableName: 'shop-carts',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ...recovery,
      },
    },
    may_read: {
      type: 'AWS::IAM::ManagedPolicy',
      properties: { ManagedPolicyName: 'shop-read', PolicyDocument: allow('dynamodb:GetItem', '${carts.Arn}') },
    },
    role: {
      type: 'AWS::IAM::Role',
      properties: {
        RoleName: 'shop-worker',
        AssumeRolePolicyDocument: trust,
        ManagedPolicyArns: ['${may_read.PolicyArn}'],
        Policies: [{ PolicyName: 'orders', PolicyDocument: allow('sqs:ReceiveMessage', '${orders.Arn}') }],
      },
    },
    log: { type: 'AWS::Logs::LogGroup', properties: { LogGroupName: '/shop/worker', RetentionInDays: 30 } },
    address: { type: 'AWS::SSM::Parameter', properties: { Name: '/shop/orders', Type: 'String', Value: '${orders.QueueUrl}' } },
    note: {
      type: 'AWS::SSM::Parameter',
      properties: { Name: '/shop/note', Type: 'String', Value: `${changed.note} \${log.Arn} \${role.Arn}`, Description: hostile },
    },
  };
  return { name: 'shop', region: 'us-east-1', nodes };
}
const first = shop({ visibility: 30, recovery: true, note: 'to' });

/** The script of a plan with the real shell and `aws` binary, beside the plan's run, on two emulators that nobody here wrote. */
describe.skipIf(!installed && process.env['CI'] === undefined)('a plan on moto, by its run and by its script', () => {
  const checkout = new Checkout();
  const cloud = createAwsCloud({
    clock: realClock,
    random: realRandom,
    credentials: () => async () => ({ accessKeyId: credentials.AWS_ACCESS_KEY_ID, secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY }),
  });
  let moto: Moto;
  let other: Moto;

  beforeAll(async () => {
    [moto, other] = await Promise.all([startMoto(), startMoto()]);
    const target = { ...place, endpoint: moto.url, dialect: 'native' };
    writeFileSync(join(checkout.home, 'targets.yaml'), JSON.stringify({ targets: { local: target } }));
    const up = await checkout.run('up', '--detach');
    expect(up.code, up.err).toBe(0);
  });
  afterAll(async () => {
    cloud.close();
    await checkout.end();
    await Promise.all([moto?.stop(), other?.stop()]);
  });

  const ask = async (intent: object): Promise<Proposed['plan']> => {
    const file = join(checkout.home, 'intent.json');
    writeFileSync(file, JSON.stringify(intent));
    const asked = await checkout.json<Proposed>('ask', '--file', file);
    expect(asked, JSON.stringify(asked)).toHaveProperty('plan');
    return asked.plan;
  };
  const carryOut = async (plan: { readonly id: string }, ...confirm: readonly string[]): Promise<void> => {
    const approved = await checkout.run('approve', plan.id, ...confirm);
    expect(approved.code, approved.out + approved.err).toBe(0);
    const applied = await checkout.run('apply', plan.id, '--wait');
    expect(applied.code, applied.out + applied.err).toBe(0);
  };
  /** The script for the copy: it is the same world at another address. */
  const runScript = async (plan: { readonly id: string }): Promise<string> => {
    const shown = await checkout.run('plans', 'show', plan.id, '--commands');
    expect(shown.code, shown.err).toBe(0);
    const script = shown.out.replaceAll(moto.url, other.url);
    const ran = await shell(script, { SECRET_NOTE_DESCRIPTION: hostile });
    expect(ran.code, ran.err).toBe(0);
    return script;
  };
  /** Everything that the tables know to read of each resource, without what differs from one making to the next. */
  const world = async ({ url }: Moto): Promise<unknown> => {
    const target: NamedTarget = {
      name: 'moto',
      regions: [place.region],
      target: { cloud: 'aws', ...place, endpoint: url, dialect: 'native', executor: 'sdk', simulated: false },
    };
    const reads = Object.entries(first.nodes).map(async ([node, { type }]) => {
      const read = await cloud.read(target, { type, place, identifier: identifiers[node as keyof typeof identifiers].replace('URL', url) });
      return [node, read.ok && read.value.kind === 'live' ? read.value.properties : read] as const;
    });
    const text = JSON.stringify(Object.fromEntries(await Promise.all(reads))).replaceAll(url, 'URL');
    return JSON.parse(text, (name, value: unknown) => (name === 'RoleId' || name === 'CreatedTimestamp' ? undefined : value));
  };
  /** What the aws CLI tells of a parameter. */
  const parameter = async ({ url }: Moto, name: string): Promise<unknown> => {
    const asked = await shell(`aws ssm get-parameter --name ${name} --region us-east-1 --endpoint-url ${url} --query Parameter.Value --output json`);
    expect(asked.code, asked.err).toBe(0);
    return JSON.parse(asked.out);
  };

  it('leaves the same: private buckets, queues, a table, a role, and what each takes from the others', async () => {
    const plan = await ask(first);
    expect(plan.summary).toMatchObject({ create: Object.keys(first.nodes).length });
    const script = await runScript(plan);
    // The provider never returns a parameter's description: it is not shown, and its reader has to set it.
    expect(script).not.toContain(hostile);
    expect((await shell(script)).err).toContain('SECRET_NOTE_DESCRIPTION');
    expect(script).not.toContain('LocationConstraint');
    expect(script).not.toMatch(/\$(json|from|join|own|token)\b/);
    await carryOut(plan);
    const made = await world(other);
    expect(made).toEqual(await world(moto));
    expect(made).toMatchObject({
      orders: { VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:shop-dead-letters' } },
      note: { Description: hostile },
      role: { ManagedPolicyArns: [identifiers.may_read] },
    });
    expect(await parameter(other, '/shop/orders')).toBe(`${other.url}/123456789012/shop-orders`);
  }, 400_000);

  it('plans nothing when the same is asked again', async () => {
    const plan = await ask(first);
    expect(plan.summary).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0, unchanged: Object.keys(first.nodes).length });
  });

  it('leaves the same after an update', async () => {
    const plan = await ask(shop({ visibility: 60, recovery: false, note: hostile }));
    expect(plan.summary).toMatchObject({ create: 0, update: 3, replace: 0, delete: 0 });
    await runScript(plan);
    await carryOut(plan);
    const changed = await world(other);
    expect(changed).toEqual(await world(moto));
    expect(changed).toMatchObject({ orders: { VisibilityTimeout: 60 } });
    expect(await parameter(other, '/shop/note')).toContain(hostile);
  }, 400_000);

  it('leaves the same after everything is removed, versions of a policy that nobody planned included', async () => {
    for (const { url } of [moto, other]) {
      const document = JSON.stringify(allow('dynamodb:Query', '*'));
      const made = await shell(
        `aws iam create-policy-version --policy-arn arn:aws:iam::123456789012:policy/shop-read --policy-document '${document}' --region us-east-1 --endpoint-url ${url}`,
      );
      expect(made.code, made.err).toBe(0);
    }
    const plan = await checkout.json<Proposed['plan']>('destroy', 'shop');
    expect(plan.summary).toMatchObject({ delete: Object.keys(first.nodes).length });
    await runScript(plan);
    const lost = lossesOf(plan).map(({ node }) => node as string);
    expect(lost).toEqual(expect.arrayContaining(['logs_policy']));
    await carryOut(plan, ...lost.flatMap((name) => ['--confirm', name]));
    const left = await world(other);
    expect(left).toEqual(await world(moto));
    const absent = { ok: true, value: { kind: 'absent' } };
    expect(left).toEqual(Object.fromEntries(Object.keys(first.nodes).map((node) => [node, absent])));
  }, 400_000);
});

const identifiers = {
  logs: 'shop-logs',
  files: 'shop-files',
  logs_policy: 'shop-logs',
  dead_letters: 'URL/123456789012/shop-dead-letters',
  orders: 'URL/123456789012/shop-orders',
  carts: 'shop-carts',
  may_read: 'arn:aws:iam::123456789012:policy/shop-read',
  role: 'shop-worker',
  log: '/shop/worker',
  address: '/shop/orders',
  note: '/shop/note',
};

function shell(script: string, more: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      'sh',
      ['-c', script],
      { env: { ...process.env, ...credentials, ...more, PATH: `${dirname(awsBinary() ?? '')}:${process.env['PATH']}` }, encoding: 'utf8', timeout: 170_000 },
      (error, out, err) => {
        resolve({ code: error === null ? 0 : 1, out, err });
      },
    );
  });
}
