import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/kernel/digest.ts';
import { sealPlan } from '../../src/plan/seal-plan.ts';
import { codeOf, value } from '../e2e/stage.ts';
import { SandboxClient } from '../sandbox/sandbox-client.ts';
import { AgentWorld } from './agent-world.ts';

/** What a person gave to a parameter, and what the provider drew for an access key. */
const canary = 'Kanarie-8842-blauw';
const standing = {
  pw: { type: 'AWS::SSM::Parameter', properties: { Name: '/billing/dbpass', Type: 'String', Value: canary } },
  user: { type: 'AWS::IAM::User', properties: { UserName: 'robot' } },
  key: { type: 'AWS::IAM::AccessKey', properties: { UserName: '${user.UserName}' } },
  topic: { type: 'AWS::SNS::Topic', properties: { DisplayName: 'of ${pw.Value}' } },
  part: { type: 'AWS::SNS::Topic', properties: { DisplayName: '${select(2, split("-", pw.Value))}' } },
};
const asked = {
  ...standing,
  spy: { type: 'AWS::SNS::Topic', properties: { DisplayName: 'x-${pw.Value}-y', TopicName: 'z-${key.SecretAccessKey}' } },
  policy: {
    type: 'AWS::IAM::ManagedPolicy',
    properties: { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::x/${pw.Value}' }] } },
  },
};

describe('a reference to a place that hides', () => {
  const world = new AgentWorld();
  const intent = (nodes: object) => ({ intent: { name: 'billing', nodes } }) as never;
  beforeAll(async () => {
    await world.start();
    const came = value(await world.stage.engine.ask(intent(standing)));
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    await world.stage.approve(came.plan);
    const { run } = value(await world.stage.engine.apply({ id: came.plan.id }));
    expect((await world.stage.ended(run)).status).toBe('succeeded');
  }, 120_000);
  afterAll(() => world.end(), 60_000);

  async function told(method: string, path: string, body?: object): Promise<string> {
    const headers = { authorization: `Bearer ${world.tokens.agent}`, 'content-type': 'application/json' };
    return (await fetch(new URL(path, world.url), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })).text();
  }

  it('has no difference where what is live is what it gives', async () => {
    const came = value(await world.stage.engine.ask(intent(standing)));
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    expect(came.plan.steps).toEqual([]);
  });

  it('tells no agent by a plan what a part of it is', async () => {
    const guessed = (cut: string, at: number) => ({
      ...standing,
      part: { ...standing.part, properties: { DisplayName: `\${select(${at}, split("${cut}", pw.Value))}` } },
    });
    for (const [cut, at] of [
      ['-', 2],
      ['2-', 1],
      ['ro', 1],
    ] as const) {
      const made = JSON.parse(await told('POST', '/v1/ask', intent(guessed(cut, at)))) as {
        value: { plan: { changes: { node: string; action: string; reason: string }[] } };
      };
      const [part] = made.value.plan.changes.filter(({ node }) => node === 'part');
      // The first is what was applied; of the others one would give what is there, and one nothing.
      expect(part).toMatchObject(cut === '-' ? { action: 'none' } : { action: 'update', reason: 'wish-changed' });
    }
  });

  it.each(['{{resolve:ssm:/billing/dbpass}}', { Ref: 'P' }, { 'Fn::Base64': { Ref: 'P' } }])('is not read for an agent’s template: %j', async (DisplayName) => {
    const template = JSON.stringify({
      Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/billing/dbpass' } },
      Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName } } },
    });
    const bundle = { files: [{ path: 't.json', base64: Buffer.from(template).toString('base64') }] };
    const source = digestOf(bundle);
    const request = { intent: { name: 'own', nodes: { t: { template: 't.json', source } } }, sources: { [source]: bundle } };
    const answer = await told('POST', '/v1/ask', request);
    expect(answer).toContain('SECRET_UNREAD');
    expect(answer).not.toContain('8842');
    expect(value(await world.stage.engine.ask(request as never)).kind).toBe('proposal');
  });

  it('is what an agent’s plan holds of it, at every door, and a yes to that says the name', async () => {
    const made = await told('POST', '/v1/ask', intent(asked));
    const { plan } = (JSON.parse(made) as { value: { plan: { id: string } } }).value;
    const whole = value(await world.stage.engine.plan({ id: plan.id })).plan;
    const nodes = ['spy', 'policy'].map((node) => world.call('get_plan', { plan: plan.id, node }));
    const answers = [
      made,
      await told('GET', `/v1/plans/${plan.id}`),
      ...(await Promise.all(nodes.map(async (answer) => (await answer).text()))),
      JSON.stringify([whole.changes.filter(({ node }) => node === 'spy' || node === 'policy'), whole.steps]),
    ];
    for (const answer of answers) {
      expect(answer).not.toContain('8842');
      expect(answer).toContain('$from');
    }
    expect(codeOf(await world.stage.engine.approve({ id: plan.id, approval: await world.stage.sign(whole, []) }))).toBe('CONSENT_MISSING');
  });

  it('tells no agent a digest against which guesses could be tried', async () => {
    const pw = { ...standing.pw, properties: { ...standing.pw.properties, Value: 'y' } };
    const made = await told('POST', '/v1/ask', intent({ ...standing, pw }));
    const { plan } = (JSON.parse(made) as { value: { plan: { id: string } } }).value;
    const { id, digest, blind, ...body } = value(await world.stage.engine.plan({ id: plan.id })).plan;
    const digests = [blind, body.books, ...body.changes.map(({ basis }) => basis)].filter((one) => typeof one === 'string');
    expect(digests.length).toBeGreaterThanOrEqual(3);
    for (const answer of [made, await told('GET', `/v1/plans/${id}`)]) for (const one of digests) expect(answer).not.toContain(one);
    expect(sealPlan(body).plan.digest).not.toBe(digest);
    expect(sealPlan({ ...body, blind: blind as string }).plan.digest).toBe(digest);
  });

  it('is none where the value that is asked for in the same plan need not be hidden: policy and whoever approves see it', async () => {
    const note = { type: 'AWS::SSM::Parameter', properties: { Name: '/net/in', Type: 'String', Value: '0.0.0.0/0' } };
    const ingress = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '${note.Value}' };
    const g = { type: 'AWS::EC2::SecurityGroup', properties: { GroupDescription: 'x', SecurityGroupIngress: [ingress] } };
    const came = value(await world.stage.engine.ask({ intent: { name: 'opened', nodes: { note, g } } } as never));
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    expect(came.plan.changes.find(({ node }) => node === 'g')).toMatchObject({ after: { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0' }] } });
    expect(came.plan.verdict.reasons.map(({ rule }) => rule)).toContain('open-to-every-address');
  });

  it('is told by no plan of what takes over a thing and gives it a secret, and its run finds the thing as the plan did', async () => {
    const { stage } = world;
    mkdirSync(join(stage.home, 'secrets'), { mode: 0o700 });
    writeFileSync(join(stage.home, 'secrets', 'db'), 'groene kanarie', { mode: 0o600 });
    const old = 'oude gele kanarie';
    await new SandboxClient(stage.endpoint, '123456789012').create('AWS::SSM::Parameter', { Name: '/old/pass', Type: 'String', Value: old });
    const t = { type: 'AWS::SSM::Parameter', properties: { Name: '/old/pass', Type: 'String', Value: "${secret('db')}" } };
    const came = value(await stage.engine.ask({ intent: { name: 'taken', nodes: { t }, adopt: { t: '/old/pass' } } } as never));
    if (came.kind !== 'proposal') throw new Error(JSON.stringify(came));
    expect(JSON.stringify(came.plan)).not.toContain(old);
    await stage.approve(came.plan);
    const { run } = value(await stage.engine.apply({ id: came.plan.id }));
    expect(await stage.ended(run)).toMatchObject({ status: 'succeeded' });
  });
});
