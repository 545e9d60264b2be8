import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { awsBinary, required } from '../native/third-party.ts';
import { proposed } from '../proposed.ts';
import { account, Stage, value } from './stage.ts';

const secret = 'it\'s $(id) `id` "quoted" \\ $HOME é\nsecond line';

const nodes = (port: number) => ({
  dead_letters: { type: 'AWS::SQS::Queue', properties: {} },
  orders: { type: 'AWS::SQS::Queue', properties: { QueueName: 'orders', RedrivePolicy: { deadLetterTargetArn: '${dead_letters.Arn}', maxReceiveCount: 5 } } },
  vpc: { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
  group: {
    type: 'AWS::EC2::SecurityGroup',
    properties: {
      GroupDescription: 'of ${vpc.VpcId}',
      GroupName: 'web',
      VpcId: '${vpc.VpcId}',
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '${vpc.CidrBlock}' }],
    },
  },
  password: { type: 'AWS::SecretsManager::Secret', properties: { Name: 'password', Description: '${orders.QueueUrl}', SecretString: secret } },
});

/** The script of a plan through Cloud Control with the real shell and `aws` binary, on one sandbox, beside the plan's run on another. */
describe.skipIf(awsBinary() === null && !required)('a plan on the sandbox, by its run and by its script', () => {
  const stage = new Stage();
  const registry = loadRegistry();
  const folder = mkdtempSync(join(tmpdir(), 'asbuilt-script-'));
  let other: Sandbox;

  beforeAll(async () => {
    await stage.startSandbox(1000);
    await stage.startEngine();
    other = await startSandbox({ port: 0, file: join(folder, 'sandbox.db'), accounts: [account], speed: 1000, types: registry });
  });
  afterAll(async () => {
    await other?.close();
    await stage.end();
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (port: number): Promise<Plan> =>
    proposed(await stage.engine.ask({ intent: { nodes: nodes(port), name: 'shop', region: 'us-east-1' } })).plan;
  const scriptOf = async (plan: Plan): Promise<string> => {
    const { commands } = value(await stage.engine.plan({ id: plan.id, commands: 'yes' }));
    return (commands ?? []).join('\n');
  };
  const carryOut = async (plan: Plan): Promise<void> => {
    await stage.approve(plan);
    const { run } = value(await stage.engine.apply({ id: plan.id }));
    expect(await stage.ended(run)).toMatchObject({ status: 'succeeded' });
  };
  /** Every resource of a sandbox, without what it makes up. */
  const world = async (endpoint: string): Promise<unknown> => {
    const reply = await fetch(`${endpoint}/_sandbox/resources`);
    const { resources } = (await reply.json()) as { resources: { type: string; properties: Record<string, unknown> }[] };
    const ours = resources.filter(({ properties }) => JSON.stringify(properties).includes('asbuilt:deployment'));
    const made = new Map<string, string>();
    const text = JSON.stringify(ours.map(({ type, properties }) => ({ type, properties })).sort((a, b) => (nodeOf(a) < nodeOf(b) ? -1 : 1)));
    // What is made up is called by the order in which it appears: so it must be the same wherever one refers to another.
    return JSON.parse(
      text.replace(/\b(vpc-cidr-assoc|vpc|sg|acl)-[0-9a-f]+|\bqueue-\w{12}|\bpassword-\w{6}/g, (name) => {
        if (!made.has(name)) made.set(name, `made ${made.size}`);
        return made.get(name) ?? '';
      }),
    );
  };

  it('leaves the same: what AWS makes up goes from node to node, and a secret is set by the reader', async () => {
    const plan = await ask(443);
    const script = await scriptOf(plan);
    expect(script).not.toContain('second line');
    expect(script).not.toMatch(/client-token|\$(json|from|join|token)\b/i);
    expect((await sh(script.replaceAll(stage.endpoint, other.endpoint))).err).toContain('SECRET_PASSWORD_SECRET_STRING');
    expect(await world(other.endpoint)).toEqual([]);
    const ran = await sh(script.replaceAll(stage.endpoint, other.endpoint), { SECRET_PASSWORD_SECRET_STRING: secret });
    expect(ran.code, ran.err).toBe(0);
    await carryOut(plan);
    const left = await world(other.endpoint);
    expect(left).toHaveLength(5);
    expect(JSON.stringify(left)).toContain(JSON.stringify(secret));
    expect(left).toEqual(await world(stage.endpoint));
  }, 240_000);

  it('leaves the same after an update and after the removal of everything, on a copy of the world', async () => {
    await Promise.all([stage.stopSandbox(), other.close()]);
    copyFileSync(join(stage.home, 'sandbox.db'), join(folder, 'sandbox.db'));
    await stage.startSandbox(1000);
    other = await startSandbox({ port: 0, file: join(folder, 'sandbox.db'), accounts: [account], speed: 1000, types: registry });
    const update = await ask(8443);
    expect(update.summary).toMatchObject({ update: 1, create: 0, delete: 0, replace: 0 });
    expect((await sh((await scriptOf(update)).replaceAll(stage.endpoint, other.endpoint))).err).toBe('');
    await carryOut(update);
    const changed = await world(other.endpoint);
    expect(JSON.stringify(changed)).toContain('"FromPort":8443');
    expect(changed).toEqual(await world(stage.endpoint));
    const removal = value(await stage.engine.destroy({ deployment: 'shop' }));
    expect((await sh((await scriptOf(removal)).replaceAll(stage.endpoint, other.endpoint))).err).toBe('');
    await carryOut(removal);
    expect([await world(other.endpoint), await world(stage.endpoint)]).toEqual([[], []]);
  }, 240_000);

  it('stops where an operation ends as failed, and says why', async () => {
    const { commands } = value(await stage.engine.plan({ id: (await stage.plan('a private S3 bucket named taken')).id, commands: 'yes' }));
    const script = (commands ?? []).join('\n').replaceAll(stage.endpoint, other.endpoint);
    expect((await sh(script)).code).toBe(0);
    const again = await sh(script);
    expect(again.code).not.toBe(0);
    expect(again.err).toMatch(/FAILED .*taken/);
  });
});

function nodeOf({ properties }: { readonly properties: Record<string, unknown> }): string {
  return /asbuilt:node","Value":"([^"]+)/.exec(JSON.stringify(properties))?.[1] ?? '';
}

function sh(script: string, more: NodeJS.ProcessEnv = {}): Promise<{ code: number; err: string }> {
  const env = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', AWS_SESSION_TOKEN: 'of somebody else', ...more };
  const path = [dirname(awsBinary() ?? ''), process.env['PATH']].join(delimiter);
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { env: { ...env, PATH: path }, encoding: 'utf8', timeout: 200_000 }, (error, _, err) => {
      resolve({ code: error === null ? 0 : 1, err });
    });
  });
}
