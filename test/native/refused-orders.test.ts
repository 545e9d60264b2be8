import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NamedAsks } from '../../src/model/named-asks.ts';
import type { Run } from '../../src/model/run.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { SandboxClient } from '../sandbox/sandbox-client.ts';
import { type EngineOver, engineOver } from './engine-over.ts';

const account = '123456789012';
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const index = (name: string) => ({ IndexName: name, KeySchema: [{ AttributeName: name, KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } });
const table = (...indexes: readonly string[]) => ({
  node: 'table',
  type: 'AWS::DynamoDB::Table',
  properties: {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: ['pk', ...indexes].map(attribute),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(index) }),
  },
});

interface Resource {
  readonly node: string;
  readonly type: string;
  readonly properties: object;
}

/** What AWS refuses in the wrong order, or all at once: on a sandbox that refuses it as well. */
describe('a change that is refused in the wrong order', () => {
  const types = loadRegistry();
  let sandbox: Sandbox;
  let over: EngineOver;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types });
    const target = {
      cloud: 'aws',
      account,
      region: 'us-east-1',
      endpoint: sandbox.endpoint,
      dialect: 'cloudcontrol',
      executor: 'sdk',
      simulated: true,
    } as const;
    over = await engineOver({ name: 'sandbox', regions: ['us-east-1'], target }, { retry: 6_000, consistency: 2_000, slice: 2_000 });
  }, 60_000);
  afterAll(async () => {
    await over.close();
    await sandbox.close();
    types.close();
  });
  beforeEach(() => control('POST', 'reset'));

  const control = async (method: string, path: string, body: object = {}): Promise<unknown> =>
    (await fetch(`${sandbox.endpoint}/_sandbox/${path}`, { method, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) })).json();
  const live = async () => ((await control('GET', `resources?account=${account}`)) as { resources: { type: string; identifier: string }[] }).resources;
  const build = async (deployment: string, resources: readonly Resource[], named: NamedAsks = {}): Promise<Run> => {
    const run = await over.apply(await over.plan(deployment, resources, named));
    expect(run, JSON.stringify(run.nodes.map(({ step, error }) => [step, error]))).toMatchObject({ status: 'succeeded' });
    expect((await over.plan(deployment, resources)).steps).toEqual([]);
    return run;
  };
  const destroy = async (deployment: string): Promise<void> => {
    const planned = await over.engine.destroy({ deployment: deployment as never });
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
    const run = await over.apply(planned.value);
    expect(run, JSON.stringify(run.nodes.map(({ step, error }) => [step, error]))).toMatchObject({ status: 'succeeded' });
    expect(await live()).toEqual([]);
  };

  it('moves a subnet to another zone under the same addresses, and what stands in it with it', async () => {
    const network = (zone: string): Resource[] => [
      { node: 'vpc', type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
      { node: 'net', type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.1.0/24', AvailabilityZone: zone } },
      { node: 'routes', type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}' } },
      { node: 'link', type: 'AWS::EC2::SubnetRouteTableAssociation', properties: { SubnetId: '${net.SubnetId}', RouteTableId: '${routes.RouteTableId}' } },
    ];
    await build('network', network('us-east-1a'));
    const run = await build('network', network('us-east-1b'));
    const order = run.nodes.map(({ step }) => step);
    expect(order.indexOf('net!delete')).toBeLessThan(order.indexOf('net'));
    await destroy('network');
  }, 120_000);

  it('gives a subnet another route table', async () => {
    const network = (routes: string): Resource[] => [
      { node: 'vpc', type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
      { node: 'net', type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.1.0/24' } },
      { node: 'one', type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}' } },
      { node: 'two', type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}' } },
      { node: 'link', type: 'AWS::EC2::SubnetRouteTableAssociation', properties: { SubnetId: '${net.SubnetId}', RouteTableId: `\${${routes}.RouteTableId}` } },
    ];
    await build('routed', network('one'));
    const run = await build('routed', network('two'));
    expect(run.nodes.map(({ step }) => step)).toEqual(['link!delete', 'link']);
    await destroy('routed');
  }, 120_000);

  it('adds two indexes to a table one after the other, and takes one away while another comes', async () => {
    await build('indexed', [table()]);
    expect((await build('indexed', [table('a', 'b')])).nodes.map(({ step }) => step)).toEqual(['table!1', 'table']);
    expect((await build('indexed', [table('b', 'c')])).nodes.map(({ step }) => step)).toEqual(['table!1', 'table']);
    await destroy('indexed');
  }, 120_000);

  it('removes security groups that name each other', async () => {
    const group = (node: string, more: object = {}): Resource => ({
      node,
      type: 'AWS::EC2::SecurityGroup',
      properties: { GroupDescription: node, VpcId: '${vpc.VpcId}', ...more },
    });
    const vpc = { node: 'vpc', type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } };
    await build('groups', [vpc, group('web'), group('app')]);
    const made = (await live()).filter(({ type }) => type === 'AWS::EC2::SecurityGroup').map(({ identifier }) => identifier);
    const from = (SourceSecurityGroupId: string | undefined) => ({
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, SourceSecurityGroupId }],
    });
    const shown = await over.engine.show({ deployment: 'groups' as never });
    const idOf = (node: string) => (shown.ok ? shown.value.resources.find((one) => one.node === node)?.identifier : undefined);
    expect([idOf('web'), idOf('app')].toSorted()).toEqual(made.toSorted());
    await build('groups', [vpc, group('web', from(idOf('app'))), group('app', from(idOf('web')))]);
    await destroy('groups');
  }, 120_000);

  it('moves the rules of a listener up by one each, and refuses beforehand to exchange two of them', async () => {
    const rule = (node: string, Priority: number): Resource => ({
      node,
      type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      properties: {
        ListenerArn: '${listener.ListenerArn}',
        Priority,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [`/${node}`] } }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      },
    });
    const subnet = (node: string, third: number): Resource => ({
      node,
      type: 'AWS::EC2::Subnet',
      properties: { VpcId: '${vpc.VpcId}', CidrBlock: `10.0.${third}.0/24` },
    });
    const served = (...rules: Resource[]): Resource[] => [
      { node: 'vpc', type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
      subnet('one', 1),
      subnet('two', 2),
      {
        node: 'balancer',
        type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        properties: { Name: 'web', Scheme: 'internal', Subnets: ['${one.SubnetId}', '${two.SubnetId}'] },
      },
      {
        node: 'listener',
        type: 'AWS::ElasticLoadBalancingV2::Listener',
        properties: {
          LoadBalancerArn: '${balancer.LoadBalancerArn}',
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
        },
      },
      ...rules,
    ];
    await build('served', served(rule('a', 1), rule('b', 2), rule('c', 3)));
    const run = await build('served', served(rule('a', 2), rule('b', 3), rule('c', 4)));
    expect(run.nodes.map(({ step }) => step)).toEqual(['c', 'b', 'a']);
    await expect(over.plan('served', served(rule('a', 3), rule('b', 2), rule('c', 4)))).rejects.toThrow('neither can be changed first');
    await expect(over.plan('served', served(rule('a', 2), rule('b', 4), rule('c', 4)))).rejects.toThrow('GRAPH_CONFLICT');
    await destroy('served');
  }, 120_000);

  it('gives a role back its name in another case only once the old one is gone, and asks for it in one place', async () => {
    const role = (RoleName: string, node = 'role'): Resource => ({ node, type: 'AWS::IAM::Role', properties: { RoleName, AssumeRolePolicyDocument: trust } });
    await build('roles', [role('Worker')]);
    const run = await build('roles', [role('worker')]);
    expect(run.nodes.map(({ step }) => step)).toEqual(['role!delete', 'role']);
    await expect(over.plan('roles', [role('worker'), role('WORKER', 'other')])).rejects.toThrow('are the same AWS::IAM::Role');
    await destroy('roles');
  }, 120_000);

  it('takes over a log group that a service has made, changes it, and removes it with the rest', async () => {
    const logs = [{ node: 'logs', type: 'AWS::Logs::LogGroup', properties: { LogGroupName: '/aws/lambda/worker', RetentionInDays: 30 } }];
    const others = { LogGroupName: '/aws/lambda/theirs' };
    await build('elsewhere', [{ node: 'logs', type: 'AWS::Logs::LogGroup', properties: others }]);
    const theirs = [{ node: 'logs', type: 'AWS::Logs::LogGroup', properties: others }];
    await expect(over.plan('kept', theirs, { adopt: { logs: '/aws/lambda/theirs' } as never })).rejects.toThrow('is logs of deployment elsewhere');
    await destroy('elsewhere');
    const adopt = { logs: '/aws/lambda/worker' } as never;
    const somebody = new SandboxClient(sandbox.endpoint, account);
    await somebody.ended(somebody.create('AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/worker' }));
    await expect(over.plan('kept', logs)).rejects.toThrow('OWNERSHIP_UNPROVEN');
    const run = await over.apply(await over.plan('kept', logs, { adopt }));
    expect(run).toMatchObject({ status: 'succeeded', nodes: [{ op: 'adopt', identifier: '/aws/lambda/worker' }] });
    expect((await build('kept', logs)).nodes).toMatchObject([{ op: 'update' }]);
    await destroy('kept');
  }, 120_000);
});

/** What is deleted after days only stands in the way before anything is approved, with what restores it. */
describe('what is still scheduled for deletion', () => {
  const types = loadRegistry();
  let sandbox: Sandbox;
  let over: EngineOver;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: Number.POSITIVE_INFINITY, types });
    const { endpoint } = sandbox;
    const target = { cloud: 'aws', account, region: 'us-east-1', endpoint, dialect: 'cloudcontrol', executor: 'sdk', simulated: true } as const;
    over = await engineOver({ name: 'sandbox', regions: ['us-east-1'], target }, { retry: 6_000, consistency: 2_000, slice: 2_000 });
  }, 60_000);
  afterAll(async () => {
    await over.close();
    await sandbox.close();
    types.close();
  });

  it('is told of a secret whose name is asked for again, and of nothing once another name is', async () => {
    const secret = (Name: string): Resource[] => [{ node: 'login', type: 'AWS::SecretsManager::Secret', properties: { Name, Description: 'd' } }];
    await over.apply(await over.plan('shop', secret('shop/login')));
    const removal = await over.engine.destroy({ deployment: 'shop' as never });
    if (!removal.ok) throw new Error(JSON.stringify(removal.problems));
    await over.apply(removal.value);
    const again = await over.plan('shop', secret('shop/login'));
    expect(again.obstacles).toMatchObject([
      {
        node: 'login',
        because: 'scheduled',
        message: expect.stringContaining('shop/login is scheduled for deletion'),
        fix: expect.stringMatching(/^aws secretsmanager restore-secret --secret-id \S+shop\/login-\S+ .*--adopt login=arn:aws:secretsmanager/),
      },
    ]);
    expect((await over.apply(again)).status).toBe('failed');
    expect((await over.plan('shop', secret('shop/other'))).obstacles).toBeUndefined();
  }, 120_000);

  it('is told of a key that somebody has deleted, before another one is made in its place', async () => {
    const key = [{ node: 'key', type: 'AWS::KMS::Key', properties: { Description: 'd' } }];
    const made = await over.apply(await over.plan('keys', key));
    expect((await over.plan('keys', key)).steps).toEqual([]);
    const id = made.nodes[0]?.identifier ?? '';
    const somebody = new SandboxClient(sandbox.endpoint, account);
    await somebody.ended(somebody.delete('AWS::KMS::Key', id));
    const again = await over.plan('keys', key);
    expect(again.obstacles).toMatchObject([
      { node: 'key', because: 'scheduled', message: expect.stringContaining(`${id}, which was key, is scheduled for deletion`) },
    ]);
    expect(again.obstacles?.[0]?.fix).toContain(`aws kms cancel-key-deletion --key-id ${id}`);
  }, 120_000);
});

/** A role that was made a moment ago is not known everywhere yet. */
describe('a function whose role was made a moment ago', () => {
  const types = loadRegistry();
  let sandbox: Sandbox;
  let over: EngineOver;
  const role = { node: 'role', type: 'AWS::IAM::Role', properties: { RoleName: 'worker', AssumeRolePolicyDocument: trust } };
  const worker = {
    node: 'worker',
    type: 'AWS::Lambda::Function',
    properties: { FunctionName: 'worker', Runtime: 'python3.13', Handler: 'i.h', Role: '${role.Arn}', Code: { ZipFile: 'def h(e, c): pass' } },
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, file: null, accounts: [account], speed: 100, types });
    const target = {
      cloud: 'aws',
      account,
      region: 'us-east-1',
      endpoint: sandbox.endpoint,
      dialect: 'cloudcontrol',
      executor: 'sdk',
      simulated: true,
    } as const;
    over = await engineOver({ name: 'sandbox', regions: ['us-east-1'], target }, { retry: 30_000, consistency: 2_000, slice: 5_000 });
  }, 60_000);
  afterAll(async () => {
    await over.close();
    await sandbox.close();
    types.close();
  });
  const roles = (seconds: number) => fetch(`${sandbox.endpoint}/_sandbox/roles`, { method: 'PUT', body: JSON.stringify({ seconds }) });

  it('is tried again until the role can be used, and the report says why', async () => {
    await roles(200);
    const run = await over.apply(await over.plan('fresh', [role, worker]));
    expect(run).toMatchObject({ status: 'succeeded' });
    const made = run.nodes.find(({ node }) => node === 'worker');
    expect(made?.attempts).toBeGreaterThan(1);
    expect(made?.retried).toMatchObject({ code: 'CLOUD_NOT_READY', cause: expect.stringContaining('cannot be assumed') });
  }, 120_000);

  it('is not tried again where the run has not made the role: then it is the role that is wrong', async () => {
    await roles(0);
    await over.apply(await over.plan('later', [{ ...role, properties: { ...role.properties, RoleName: 'later' } }]));
    await roles(1_000_000);
    const both = [
      { ...role, properties: { ...role.properties, RoleName: 'later' } },
      { ...worker, properties: { ...worker.properties, FunctionName: 'later' } },
    ];
    const run = await over.apply(await over.plan('later', both));
    expect(run.nodes).toMatchObject([{ node: 'worker', status: 'failed', attempts: 1, error: { code: 'CLOUD_NOT_READY' } }]);
  }, 120_000);
});
