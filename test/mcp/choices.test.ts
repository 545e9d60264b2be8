import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, value } from '../e2e/stage.ts';
import { AgentWorld } from './agent-world.ts';

const head = (kind: string, name: string) => `apiVersion: asbuilt.dev/v1
kind: ${kind}
metadata: { name: ${name}, version: 1.0.0, owner: us, description: a thing }
`;
const store = `${head('Artifact', 'store')}engine: { type: aws }
inputs:
  type: object
  required: [name]
  properties: { name: { type: string }, tier: { type: string, default: dev }, days: { type: integer, default: 90 }, label: { type: string, default: plain } }
outputs: { type: object, properties: {} }
resources:
  jobs: { type: "AWS::SQS::Queue", properties: { QueueName: "jobs-\${inputs.name}", MessageRetentionPeriod: "\${inputs.tier == 'prod' ? 1209600 : 60}", Tags: [{ Key: label, Value: "\${inputs.label}" }] } }
  logs: { type: "AWS::Logs::LogGroup", properties: { LogGroupName: "/\${inputs.name}", Tags: [] } }
  table:
    type: "AWS::DynamoDB::Table"
    when: "inputs.tier == 'prod'"
    properties: { TableName: "\${inputs.name}", BillingMode: PAY_PER_REQUEST, KeySchema: [{ AttributeName: id, KeyType: HASH }], AttributeDefinitions: [{ AttributeName: id, AttributeType: S }] }
  assets:
    type: "AWS::S3::Bucket"
    properties: { LifecycleConfiguration: { Rules: [{ Id: old, Status: Enabled, ExpirationInDays: "\${inputs.days}" }] } }
`;
const shop = `${head('Blueprint', 'shop')}inputs:
  type: object
  required: [names]
  properties:
    names: { type: array, items: { type: string } }
    tier: { type: string, default: dev }
    days: { type: integer, default: 90 }
    label: { type: string, default: plain }
    db_password: { type: string, default: "" }
nodes:
  stores: { use: store@1, forEach: "inputs.names", with: { name: "\${each.value}", tier: "\${inputs.tier}", days: "\${inputs.days}", label: "\${inputs.label}" } }
`;

describe('what an agent’s inputs decide', () => {
  const world = new AgentWorld();
  let keys = 0;
  beforeAll(async () => {
    await world.start();
    const files = [store, shop].map((text, index) => ({ path: `${index}.yaml`, text }));
    value(await world.stage.engine.publish({ files, sources: [], templates: [], locks: {}, visibleTo: 'agents' }));
  }, 120_000);
  afterAll(() => world.end(), 60_000);

  async function planned(tool: string, given: object) {
    const request = { ...given, idempotency_key: `choice-key-${++keys}` };
    for (;;) {
      const answer = (await (await world.call(tool, request)).json()) as {
        result: { structuredContent: { working?: true; data?: { plan?: string | { plan: string } } } };
      };
      const { working, data } = answer.result.structuredContent;
      if (working === true) continue;
      const id = typeof data?.plan === 'string' ? data.plan : data?.plan?.plan;
      if (id === undefined) throw new Error(JSON.stringify(answer));
      return value(await world.stage.engine.plan({ id })).plan;
    }
  }

  it('is asked of the person again: how many there are, once; what cannot be changed; what is of security, what a condition leads to, and for how long things are kept', async () => {
    const plan = await planned('plan_blueprint', { name: 'shop', as: 'shop', inputs: { names: ['one', 'two'], tier: 'prod', days: 7, label: 'mine' } });
    const asked = (plan.choices ?? []).map(({ node, property, because, others }) => [node, property, because, ...(others === undefined ? [] : [others])]);
    for (const name of ['one', 'two']) {
      expect(asked).toContainEqual([`stores["${name}"].jobs`, '/QueueName', 'unchangeable']);
      expect(asked).toContainEqual([`stores["${name}"].jobs`, '/MessageRetentionPeriod', 'security']);
      expect(asked).toContainEqual([`stores["${name}"].table`, '/TableName', 'unchangeable']);
      expect(asked).toContainEqual([`stores["${name}"].assets`, '/LifecycleConfiguration/Rules', 'lifetime']);
    }
    const presences = (plan.choices ?? []).filter(({ property }) => property === '');
    expect(presences).toMatchObject([
      { chosen: { names: ['one', 'two'] }, because: 'count', others: 5 },
      { chosen: { names: ['one', 'two'], tier: 'prod' }, because: 'count', others: 1 },
    ]);
    // A label is none of these.
    expect(asked.filter(([, property]) => String(property).includes('Tags'))).toEqual([]);
    expect(codeOf(await world.stage.engine.approve({ id: plan.id, approval: await world.stage.sign(plan, []) }))).toBe('CONSENT_MISSING');
    value(await world.stage.engine.approve({ id: plan.id, approval: await world.stage.sign(plan) }));
  });

  it('is nothing where a person gives the same inputs', async () => {
    const plan = value(await world.stage.engine.planBlueprint({ name: 'shop', as: 'persons', inputs: { names: ['three'], tier: 'prod', days: 7 } } as never));
    expect(plan.choices).toBeUndefined();
  });

  it('is said first in the plan, but for what is called a secret', async () => {
    const plan = await planned('plan_blueprint', { name: 'shop', as: 'said', inputs: { names: ['four'], db_password: 'hunter2hunter2' } });
    expect(plan.evidence.slice(0, 2)).toMatchObject([
      { entry: 'input/names', words: '["four"]' },
      { entry: 'input/db_password', words: '(withheld)' },
    ]);
  });

  it('is asked in the same way of the parameters of an intent: subnets, their zones and their address blocks', async () => {
    const plan = await planned('create_plan', { intent: 'a VPC named grown', params: { public_subnets: 2, cidr: '10.7.0.0/16' } });
    const because = new Set((plan.choices ?? []).map(({ because }) => because));
    expect(because.has('count')).toBe(true);
    expect((plan.choices ?? []).filter(({ property }) => property === '')).toMatchObject([{ chosen: { public_subnets: 2 } }]);
    expect(plan.choices).toContainEqual(expect.objectContaining({ property: '/CidrBlock', because: 'unchangeable' }));
    expect(plan.evidence.map(({ entry }) => entry)).toEqual(expect.arrayContaining(['params/public_subnets', 'params/cidr']));
  });
});
