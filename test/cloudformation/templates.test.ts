import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/kernel/digest.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { SourceBundle } from '../../src/model/source-bundle.ts';
import type { NamedTarget } from '../../src/model/target.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type EngineOver, engineOver } from '../native/engine-over.ts';
import { proposed } from '../proposed.ts';

const account = '111111111111';
const region = 'us-east-1';

function bundle(...paths: readonly string[]): SourceBundle {
  return { files: paths.map((path) => ({ path, base64: readFileSync(join(import.meta.dirname, 'fixtures', path)).toString('base64') })) };
}

describe('templates through the engine and the sandbox', { timeout: 120_000 }, () => {
  const registry = loadRegistry();
  let sandbox: Sandbox;
  let over: EngineOver;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types: registry });
    const target: NamedTarget = {
      name: 'sandbox',
      regions: [region],
      target: { cloud: 'aws', account, region, endpoint: sandbox.endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true },
    };
    over = await engineOver(target, { retry: 20_000, consistency: 2_000, slice: 5_000 });
  }, 120_000);

  afterAll(async () => {
    await over?.close();
    await sandbox?.close();
    registry.close();
  });

  const web = bundle('web.yaml', 'parts/net.yaml');
  const reader = bundle('reader.json');
  const sources = { [digestOf(web)]: web, [digestOf(reader)]: reader };
  const ask = async (inputs: JsonObject = {}) =>
    proposed(
      await over.engine.ask({
        intent: {
          name: 'shop',
          region,
          nodes: {
            web: { template: 'web.yaml', source: digestOf(web), inputs },
            reader: { template: 'reader.json', source: digestOf(reader), inputs: { Page: 'index.html' } },
            copy: { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: '${web.outputs.Address}' }, dependsOn: ['reader'] },
          },
        },
        sources,
      }),
    );

  const live = async (type: string): Promise<readonly { readonly identifier: string; readonly properties: JsonObject }[]> => {
    const answer = await fetch(`${sandbox.endpoint}/_sandbox/resources`);
    const { resources } = (await answer.json()) as {
      readonly resources: readonly { readonly type: string; readonly identifier: string; readonly properties: JsonObject }[];
    };
    return resources.filter((resource) => resource.type === type);
  };

  it('are made whole, with what exists only after a step put together in the run, are then as asked, and leave nothing', async () => {
    const { plan, interpretation } = await ask();
    expect(interpretation.evidence.map(({ words, entry, effect }) => `${words} ${entry} ${effect}`).join('\n')).toMatch(
      /web\.yaml:\d+ template\/web Server: its CreationPolicy/,
    );
    expect((plan as Plan).changes.map(({ node }) => node as string)).toContain('web.net.subnet');
    const run = await over.apply(plan as Plan);
    expect(run.nodes.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(run.status).toBe('succeeded');

    const [vpc] = await live('AWS::EC2::VPC');
    const queues = await live('AWS::SQS::Queue');
    const orders = queues.find(({ properties }) => JSON.stringify(properties['Tags']).includes('"orders"'));
    const parameters = (await live('AWS::SSM::Parameter')).map(({ properties }) => properties['Value']);
    const queueName = String(orders?.properties['Arn']).split(':')[5];
    expect(parameters).toContain(`${queueName},${vpc?.identifier.split('-')[1]}`);
    expect(parameters).toContain(`https://web-${account}-${region}.s3.amazonaws.com/index.html`);
    expect(parameters).toContain(`https://web-${account}-${region}.s3.amazonaws.com/`);
    expect((await live('AWS::EC2::Subnet')).map(({ properties }) => [properties['CidrBlock'], properties['AvailabilityZone']])).toEqual([
      ['10.7.3.0/24', `${region}a`],
    ]);
    const [server] = await live('AWS::EC2::Instance');
    expect(Buffer.from(String(server?.properties['UserData']), 'base64').toString()).toBe(`#!/bin/sh\necho web-${account}-${region} of shop-web \${HOME}\n`);
    expect(await live('AWS::SQS::QueueInlinePolicy')).toHaveLength(1);
    expect(await live('AWS::SNS::Topic')).toEqual([]);

    const again = await ask();
    expect((again.plan as Plan).changes.filter(({ action }) => action !== 'none')).toEqual([]);

    const other = await ask({ Names: ['orders'] });
    expect((other.plan as Plan).summary).toMatchObject({ create: 0, update: 0 });
    expect((other.plan as Plan).changes.filter(({ action }) => action !== 'none').map(({ action, node }) => `${action} ${node}`)).toContain(
      'delete web.payments_queue',
    );

    const removal = await over.engine.destroy({ deployment: 'shop' as never });
    if (!removal.ok) throw new Error(JSON.stringify(removal.problems));
    expect((await over.apply(removal.value as Plan)).status).toBe('succeeded');
    for (const type of ['AWS::EC2::VPC', 'AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::EC2::Instance', 'AWS::SSM::Parameter'])
      expect(await live(type)).toEqual([]);
  });

  it('are given secrets by the run alone, also one that they make themselves', async () => {
    const text = `Resources:
  Login: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: { SecretStringTemplate: '{"user":"shop"}', GenerateStringKey: password, PasswordLength: 20 } } }
  Db:
    Type: AWS::RDS::DBInstance
    Properties: { Engine: mysql, DBInstanceClass: db.t3.small, AllocatedStorage: 20, MasterUsername: shop, MasterUserPassword: !Sub '{{resolve:secretsmanager:\${Login}:SecretString:password}}' }
`;
    const secret = { files: [{ path: 'db.yaml', base64: Buffer.from(text).toString('base64') }] };
    const intent = { name: 'db', region, nodes: { t: { template: 'db.yaml', source: digestOf(secret) } } };
    const wish = { intent: intent as unknown as JsonObject, sources: { [digestOf(secret)]: secret } };
    const { plan } = proposed(await over.engine.ask(wish));
    const run = await over.apply(plan as Plan);
    expect(run.nodes.filter(({ error }) => error !== undefined)).toEqual([]);
    const [db] = await live('AWS::RDS::DBInstance');
    const password = String(db?.properties['MasterUserPassword']);
    expect(password).toMatch(/^\w{20}$/);
    expect(JSON.stringify([plan, run, await over.engine.plan({ id: (plan as Plan).id })])).not.toContain(password);

    const again = proposed(await over.engine.ask(wish)).plan as Plan;
    expect(again.changes.filter(({ action }) => action !== 'none')).toEqual([]);
    expect(again.coverage.unread.map(({ scope }) => scope)).toContain('secret secretsmanager:‹t.login.Id›#password at sandbox');
    const removal = await over.engine.destroy({ deployment: 'db' as never });
    if (!removal.ok) throw new Error(JSON.stringify(removal.problems));
    expect((await over.apply(removal.value as Plan)).status).toBe('succeeded');
    expect(await live('AWS::SecretsManager::Secret')).toEqual([]);
  });
});
