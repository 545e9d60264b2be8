import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import { proposed } from '../proposed.ts';
import { SandboxClient } from '../sandbox/sandbox-client.ts';
import { account, Stage, value } from './stage.ts';

const other = '111111111111';
const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const read = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };

/** Three deployments of more than ten types, with and without tags, in two accounts, three regions and under aliases of their own. */
const wishes: Readonly<Record<string, { readonly targets: Readonly<Record<string, string>>; readonly nodes: JsonObject }>> = {
  network: {
    targets: { here: 'first' },
    nodes: {
      vpc: { type: 'AWS::EC2::VPC', properties: { CidrBlock: '10.0.0.0/16' } },
      subnet: { type: 'AWS::EC2::Subnet', properties: { VpcId: '${vpc.VpcId}', CidrBlock: '10.0.1.0/24' } },
      gateway: { type: 'AWS::EC2::InternetGateway', properties: {} },
      attachment: { type: 'AWS::EC2::VPCGatewayAttachment', properties: { VpcId: '${vpc.VpcId}', InternetGatewayId: '${gateway.InternetGatewayId}' } },
      table: { type: 'AWS::EC2::RouteTable', properties: { VpcId: '${vpc.VpcId}' } },
      outward: {
        type: 'AWS::EC2::Route',
        dependsOn: ['attachment'],
        properties: { RouteTableId: '${table.RouteTableId}', DestinationCidrBlock: '0.0.0.0/0', GatewayId: '${gateway.InternetGatewayId}' },
      },
      association: { type: 'AWS::EC2::SubnetRouteTableAssociation', properties: { SubnetId: '${subnet.SubnetId}', RouteTableId: '${table.RouteTableId}' } },
    },
  },
  messages: {
    targets: { core: 'first', edge: 'second' },
    nodes: {
      orders: { type: 'AWS::SQS::Queue', properties: { QueueName: 'orders', VisibilityTimeout: 60 } },
      news: { type: 'AWS::SNS::Topic', at: { region: 'eu-west-1' }, properties: { TopicName: 'news' } },
      letters: {
        type: 'AWS::SNS::Subscription',
        at: { region: 'eu-west-1' },
        properties: { TopicArn: '${news.TopicArn}', Protocol: 'sqs', Endpoint: '${orders.Arn}' },
      },
      archive: { type: 'AWS::S3::Bucket', at: { target: 'edge', region: 'ap-southeast-1' }, properties: { BucketName: 'messages-archive' } },
      parameter: { type: 'AWS::SSM::Parameter', at: { target: 'edge' }, properties: { Name: '/messages/queue', Type: 'String', Value: '${orders.QueueUrl}' } },
    },
  },
  service: {
    targets: { away: 'second' },
    nodes: {
      role: { type: 'AWS::IAM::Role', properties: { RoleName: 'service', AssumeRolePolicyDocument: trust } },
      reading: { type: 'AWS::IAM::RolePolicy', properties: { RoleName: '${role.RoleName}', PolicyName: 'reading', PolicyDocument: read } },
      profile: { type: 'AWS::IAM::InstanceProfile', properties: { InstanceProfileName: 'service', Roles: ['${role.RoleName}'] } },
      log: { type: 'AWS::Logs::LogGroup', at: { region: 'ap-southeast-1' }, properties: { LogGroupName: '/service', RetentionInDays: 7 } },
      errors: {
        type: 'AWS::Logs::MetricFilter',
        at: { region: 'ap-southeast-1' },
        properties: {
          LogGroupName: '${log.LogGroupName}',
          FilterName: 'errors',
          FilterPattern: 'ERROR',
          MetricTransformations: [{ MetricName: 'errors', MetricNamespace: 'service', MetricValue: '1' }],
        },
      },
      orders: {
        type: 'AWS::DynamoDB::Table',
        properties: {
          TableName: 'service-orders',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        },
      },
    },
  },
};

/** Cannot be listed by AWS, so it is found only where a wish names it. */
const unlisted = 'AWS::IAM::RolePolicy';

describe('deployments whose records are lost', () => {
  const stage = new Stage();
  // Beside them the stage has a target `local`, through which a part of `first` is reached, too.
  const targets = { first: { regions: ['us-east-1', 'eu-west-1'] }, second: { account: other, regions: ['us-east-1', 'ap-southeast-1'] } };
  let foreign: string[] = [];

  beforeAll(async () => {
    await stage.startSandbox(Number.POSITIVE_INFINITY);
    await stage.startEngine(targets);
  }, 60_000);
  afterAll(() => stage.end(), 60_000);

  it('does not bother whose records are whole, from the first plan on', async () => {
    for (const name of Object.keys(wishes)) {
      const plan = await planned(name);
      expect(gapsOf(plan)).toEqual([]);
      await applied(plan);
    }
    const before = new Set(await everything());
    // A copy of our tags on a thing of another type, as a service copies tags to what it makes.
    const [orders] = await stage.live('AWS::SQS::Queue');
    await new SandboxClient(stage.endpoint, account).create('AWS::EC2::Volume', { AvailabilityZone: 'us-east-1a', Size: 1, Tags: orders?.properties['Tags'] });
    // And somebody’s own, which looks like one of ours in everything but the tags.
    await new SandboxClient(stage.endpoint, account).create('AWS::SQS::Queue', { QueueName: 'orders-of-somebody', VisibilityTimeout: 60 });
    foreign = (await everything()).filter((one) => !before.has(one));
    expect(foreign).toHaveLength(2);
  }, 300_000);

  it('tells with every plan, before they are recovered, that the books do not know everything, and which command helps', async () => {
    await lose();
    const part = await planned('messages', ({ orders }) => ({ orders: orders ?? null }));
    expect(gapsOf(part).map(({ scope }) => scope)).toEqual(
      [`${account}/us-east-1`, `${account}/eu-west-1`, `${other}/us-east-1`, `${other}/ap-southeast-1`].map((place) => `all of ${place} that is ours`),
    );
    expect(gapsOf(part)[2]?.reason).toContain('of messages: parameter');
    expect(await stage.engine.destroy({ deployment: 'messages' })).toMatchObject({
      ok: false,
      problems: [{ code: 'DEPLOYMENT_UNKNOWN', fix: expect.stringContaining('asbuilt deployments recover') }],
    });
  }, 300_000);

  it('are rebuilt, with what is certain and what is not, and no look-alike is among what is certain', async () => {
    expect((await recovered()).map(({ name, resources, certain, uncertain }) => [name, resources, certain, uncertain.map(({ type }) => type).sort()])).toEqual([
      ['messages', 6, 4, ['AWS::EC2::Volume', 'AWS::SNS::Subscription']],
      ['network', 7, 4, ['AWS::EC2::Route', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPCGatewayAttachment']],
      ['service', 5, 3, ['AWS::IAM::InstanceProfile', 'AWS::Logs::MetricFilter']],
    ]);
  }, 300_000);

  it('have nothing to change when the same is asked again, and exactly one thing when one property is another', async () => {
    for (const name of Object.keys(wishes)) {
      const plan = await planned(name);
      expect(plan.summary, name).toEqual({ create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: plan.changes.length });
      expect(plan.changes.map(({ node }) => node as string).sort(), name).toEqual(Object.keys(wishes[name]?.nodes ?? {}).sort());
      expect(gapsOf(plan)).toEqual([]);
    }
    const plan = await planned('messages', (nodes) => ({
      ...nodes,
      orders: { type: 'AWS::SQS::Queue', properties: { QueueName: 'orders', VisibilityTimeout: 90 } },
    }));
    expect(plan.changes.filter(({ action }) => action !== 'none').map(({ node, action }) => [node, action])).toEqual([['orders', 'update']]);
    await applied(plan);
  }, 300_000);

  it('are removed to the last resource, and nothing else is', async () => {
    for (const name of Object.keys(wishes)) {
      const plan = value(await stage.engine.destroy({ deployment: name }));
      expect(
        plan.coverage.unread.filter(({ reason }) => reason.includes('copy')),
        name,
      ).toHaveLength(name === 'messages' ? 1 : 0);
      await applied(plan);
    }
    expect(await everything()).toEqual(foreign);
  }, 300_000);

  it('are removed straight after they were recovered, and what has no tags is asked for by name', async () => {
    const listed = (nodes: JsonObject) => Object.fromEntries(Object.entries(nodes).filter(([, node]) => (node as JsonObject)['type'] !== unlisted));
    for (const name of Object.keys(wishes)) await applied(await planned(name, listed));
    await lose();
    await recovered();
    for (const name of Object.keys(wishes)) {
      const plan = value(await stage.engine.destroy({ deployment: name }));
      const unproven = plan.changes.flatMap((change) => (change.kind === 'resource' && change.ownership === 'unproven' ? [change] : []));
      expect(unproven.map(({ node }) => node.split('.')[0]).sort(), name).toEqual(
        new Map(Object.entries({ messages: ['news'], network: ['table', 'table', 'vpc'], service: ['log', 'role'] })).get(name),
      );
      await applied(plan);
    }
    expect(await everything()).toEqual(foreign);
  }, 300_000);

  it('leave an entry for each in the audit log, which says what was bound and by whom', async () => {
    const { entries } = value(await stage.engine.audit({}));
    const books = entries.filter(({ kind }) => kind === 'books.recovered');
    expect(books.map(({ subject, actor }) => [subject, actor]).sort()).toEqual(
      Object.keys(wishes)
        .sort()
        .map((name) => [name, 'tester']),
    );
    expect(value(await stage.engine.verifyAudit({})).entries).toBe(entries.length);
  }, 60_000);

  async function recovered(): Promise<ResponseOf<'recover'>['deployments']> {
    const answer = value(await stage.engine.recover({}));
    expect(answer.notFound).toEqual([]);
    return answer.deployments;
  }

  async function planned(name: string, change: (nodes: JsonObject) => JsonObject = (nodes) => nodes): Promise<Plan> {
    const wish = wishes[name];
    if (wish === undefined) throw new Error(name);
    return proposed(await stage.engine.ask({ intent: { name, region: 'us-east-1', nodes: change(wish.nodes) }, targets: { ...wish.targets } })).plan;
  }

  async function applied(plan: Plan): Promise<void> {
    await stage.approve(plan);
    const report = await stage.ended(value(await stage.engine.apply({ id: plan.id })).run);
    expect(report, JSON.stringify(report.nodes.filter(({ status }) => status !== 'done'))).toMatchObject({ status: 'succeeded' });
  }

  /** The records are gone; what they were about is not. */
  async function lose(): Promise<void> {
    await stage.stopEngine();
    for (const file of ['store.db', 'store.db-wal', 'store.db-shm', 'restate', 'keys', 'approvers.json'])
      rmSync(join(stage.home, file), { recursive: true, force: true });
    await stage.startEngine(targets);
  }

  /** What the sandbox holds, by its own list. */
  async function everything(): Promise<string[]> {
    const { resources } = (await stage.control('GET', 'resources')) as { resources: { type: string; account: string; identifier: string }[] };
    return resources.map(({ type, account: of, identifier }) => `${type} ${of} ${identifier}`).sort();
  }
});

/** What a plan says of things of ours that the books do not name. */
function gapsOf(plan: Plan): Plan['coverage']['unread'] {
  return plan.coverage.unread.filter(({ reason }) => reason.includes('asbuilt deployments recover --target'));
}
