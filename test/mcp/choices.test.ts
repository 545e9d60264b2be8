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
const reports = `${head('Blueprint', 'reports').replace('a thing', 'a jobs store for reports')}inputs:
  type: object
  required: [name]
  properties: { name: { type: string }, days: { type: integer, default: 90 } }
nodes:
  jobs: { use: store@1, with: { name: "\${inputs.name}", days: "\${inputs.days}" } }
`;

describe('what an agent’s inputs decide', () => {
  const world = new AgentWorld();
  let keys = 0;
  beforeAll(async () => {
    await world.start();
    const files = [store, shop, reports].map((text, index) => ({ path: `${index}.yaml`, text }));
    value(await world.stage.engine.publish({ files, sources: [], templates: [], locks: {}, visibleTo: 'agents' }));
  }, 120_000);
  afterAll(() => world.end(), 60_000);

  async function said(tool: string, given: object): Promise<{ readonly plan?: string | { readonly plan: string }; readonly question?: string }> {
    const request = { ...given, idempotency_key: `choice-key-${++keys}` };
    for (;;) {
      const answer = (await (await world.call(tool, request)).json()) as {
        result: { structuredContent: { working?: true; data?: { plan?: string | { plan: string }; question?: string } } };
      };
      const { working, data } = answer.result.structuredContent;
      if (working === true) continue;
      if (data === undefined) throw new Error(JSON.stringify(answer));
      return data;
    }
  }

  async function planned(tool: string, given: object) {
    const { plan } = await said(tool, given);
    const id = typeof plan === 'string' ? plan : plan?.plan;
    if (id === undefined) throw new Error(`${tool} made no plan`);
    return value(await world.stage.engine.plan({ id })).plan;
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

  it('is the agent’s also where a person answers last: the plan says so, and asks for each by name', async () => {
    const asked = await said('create_plan', { intent: 'a jobs store for reports', params: { name: 'evil', days: 1 } });
    const came = value(await world.stage.engine.answer({ id: asked.question ?? '', answers: { 1: 'reports@1.0.0' } }));
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    expect(came.plan.agent).toBe('agent');
    expect(came.plan.choices).toContainEqual(expect.objectContaining({ property: '/QueueName', because: 'unchangeable' }));
    expect(came.plan.choices).toContainEqual(expect.objectContaining({ property: '/LifecycleConfiguration/Rules', because: 'lifetime' }));
    expect(came.plan.evidence.slice(0, 2)).toMatchObject([{ entry: 'input/name' }, { entry: 'input/days' }]);
    // Which blueprint it is the person said.
    expect(came.plan.evidence.filter(({ entry }) => entry === 'answer/blueprint')).toEqual([]);
  });

  it('is a person’s where the person gave it, although an agent chose the blueprint', async () => {
    const asked = value(await world.stage.engine.ask({ intent: { intent: 'a jobs store for reports', params: { name: 'mine' } } }));
    if (asked.kind !== 'question') throw new Error(JSON.stringify(asked));
    const plan = await planned('answer_question', { question: asked.id, answers: { 1: 'reports@1.0.0' } });
    expect(plan.agent).toBe('agent');
    expect(plan.choices).toBeUndefined();
    expect(plan.evidence).toContainEqual(expect.objectContaining({ entry: 'answer/blueprint', words: 'reports@1.0.0' }));
  });

  it.each(['1', 'only'])('is asked of the person again where it is an answer, under the key %s', async (number) => {
    const asked = await said('create_plan', { intent: `a DynamoDB table named via_${number}` });
    const left = await said('answer_question', { question: asked.question, answers: { 2: 'S' } });
    const plan = await planned('answer_question', { question: left.question, answers: { [number]: 'evil_key' } });
    expect(plan.choices).toContainEqual(expect.objectContaining({ property: '/KeySchema', because: 'unchangeable' }));
    expect(plan.evidence).toContainEqual(expect.objectContaining({ words: 'evil_key', effect: expect.stringContaining('chosen by an AI agent') }));
    expect(codeOf(await world.stage.engine.approve({ id: plan.id, approval: await world.stage.sign(plan, []) }))).toBe('CONSENT_MISSING');
  });

  const anyone = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['iam:PassRole', 'sts:AssumeRole'], Resource: '*' }] };
  it.each([
    ['an IAM managed policy named helper', JSON.stringify(anyone), [['managed_policy_helper', '/PolicyDocument', anyone]]],
    [
      'a VPN connection',
      'Type=ipsec.1, customer_gateway.IpAddress=198.51.100.66',
      [
        ['vpn_connection', '/Type', 'ipsec.1'],
        ['customer_gateway', '/IpAddress', '198.51.100.66'],
      ],
    ],
    ['an SNS topic that glows', 'KmsMasterKeyId=alias/mine', [['topic', '/KmsMasterKeyId', 'alias/mine']]],
    ['two VPCs and a security group', 'vpc_2', [['security_group', '/VpcId', expect.anything()]]],
  ])('is asked of the person again where it stands, whatever the question was: %s', async (intent, answer, chosen) => {
    const { question } = await said('create_plan', { intent });
    const plan = await planned('answer_question', { question, answers: { only: answer } });
    expect((plan.choices ?? []).map(({ node, property, chosen: value }) => [node, property, value]).sort()).toEqual([...chosen].sort());
    const persons = value(await world.stage.engine.ask({ intent: { intent: `${intent}, please` } }));
    if (persons.kind !== 'question') throw new Error(JSON.stringify(persons));
    const own = value(await world.stage.engine.answer({ id: persons.id, answers: { 1: answer } }));
    expect(own).toMatchObject({ kind: 'proposal' });
    if (own.kind === 'proposal') expect(own.plan.choices).toBeUndefined();
  });

  it('is in the plan where a person answers the last question of an agent’s words, and where the agent answered before', async () => {
    const asked = await said('create_plan', { intent: 'a DynamoDB table named by_both' });
    const left = value(await world.stage.engine.answer({ id: asked.question ?? '', answers: { 2: 'S' } }));
    if (left.kind !== 'question') throw new Error(JSON.stringify(left));
    const came = value(await world.stage.engine.answer({ id: left.id, answers: { 1: 'mine' } }));
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    expect(came.plan).toMatchObject({ agent: 'agent' });
    expect(came.plan.choices).toBeUndefined();
    const persons = value(await world.stage.engine.ask({ intent: { intent: 'a DynamoDB table named by_both' } }));
    if (persons.kind !== 'question') throw new Error(JSON.stringify(persons));
    // The same words of a person are a question of their own.
    expect(persons.id).not.toBe(asked.question);
    const second = await said('answer_question', { question: persons.id, answers: { 2: 'N' } });
    const last = value(await world.stage.engine.answer({ id: second.question ?? '', answers: { 1: 'mine' } }));
    if (last.kind !== 'proposal') throw new Error(JSON.stringify(last));
    expect(last.plan.agent).toBe('agent');
    expect(last.plan.evidence[0]).toMatchObject({ words: 'N', effect: expect.stringContaining('chosen by an AI agent') });
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
