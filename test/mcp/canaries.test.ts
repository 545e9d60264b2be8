import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { value } from '../e2e/stage.ts';
import { AgentWorld } from './agent-world.ts';

/** Secrets in the forms that people and providers give them: words, keys, and texts that JSON and addresses spell otherwise. */
const canaries = Array.from({ length: 100 }, (_, index) => {
  const number = String(index).padStart(2, '0');
  const forms = [
    `canary-${number}-Tr0ub4dor&3`,
    `canary ${number} "horse" battery`,
    `cAnArY${number}+wJalrXUtnFEMIK7MDENGbPxRfiCY`,
    `canary_${number}_hunter2`,
    `CANARY${number}/é%`,
  ];
  return forms[index % forms.length] ?? '';
});

/** Three secrets in each function (a tag, a variable, a variable whose name says it), three in each parameter (its value, a tag, what it is described with). */
function nodesOf(part: readonly string[]): Record<string, object> {
  const nodes: Record<string, object> = {};
  for (let at = 0; at + 2 < part.length; at += 3) {
    const [first, second, third] = part.slice(at, at + 3);
    const tags = { team: first };
    nodes[`setting_${at}`] = {
      type: 'AWS::SSM::Parameter',
      properties: { Name: `/app/setting_${at}`, Type: 'String', Value: second, Tags: { ...tags, owner: third } },
    };
    nodes[`table_${at}`] = {
      type: 'AWS::DynamoDB::Table',
      properties: {
        TableName: `table-${at}`,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: [
          { Key: 'note', Value: first },
          { Key: 'db_password', Value: second },
        ],
      },
    };
    nodes[`job_${at}`] = {
      type: 'AWS::CodeBuild::Project',
      properties: {
        Name: `job-${at}`,
        ServiceRole: 'arn:aws:iam::123456789012:role/build',
        Artifacts: { Type: 'NO_ARTIFACTS' },
        Source: { Type: 'NO_SOURCE', BuildSpec: 'version: 0.2' },
        Environment: {
          Type: 'LINUX_CONTAINER',
          ComputeType: 'BUILD_GENERAL1_SMALL',
          Image: 'aws/codebuild/standard:7.0',
          EnvironmentVariables: [
            { Name: 'PLAIN', Value: third },
            { Name: 'API_TOKEN', Value: first },
          ],
        },
      },
    };
  }
  return nodes;
}

describe('100 secrets in an engine and a sandbox', () => {
  const world = new AgentWorld();
  const leaks: string[] = [];
  let answers = 0;
  let keys = 0;
  beforeAll(() => world.start(), 120_000);
  afterAll(() => world.end(), 60_000);

  function look(what: string, whole: string): void {
    answers += 1;
    for (const canary of canaries)
      for (const spelled of [canary, JSON.stringify(canary).slice(1, -1), encodeURIComponent(canary), Buffer.from(canary).toString('base64')])
        if (whole.includes(spelled)) leaks.push(`${what}: ${spelled}`);
  }

  /** What the agent's credential is told beside the tools. */
  async function readOver(path: string): Promise<void> {
    const reply = await fetch(new URL(path, world.url), { headers: { authorization: `Bearer ${world.tokens.agent}` } });
    look(path, await reply.text());
  }

  /** A call of a tool, whose whole answer, as it went over the wire, is looked through. */
  async function told(tool: string, given: Record<string, unknown>, write = false): Promise<Record<string, unknown>> {
    const text = await (await world.call(tool, { ...given, ...(write ? { idempotency_key: `canary-key-${++keys}` } : {}) })).text();
    const whole = `${text}\n${(JSON.parse(text) as { result: { content: { text: string }[] } }).result.content.map((part) => part.text).join('')}`;
    look(`${tool} ${JSON.stringify(given).slice(0, 80)}`, whole);
    return (JSON.parse(text) as { result: { structuredContent: Record<string, unknown> } }).result.structuredContent;
  }

  async function pages(tool: string, given: Record<string, unknown>): Promise<void> {
    for (let cursor: unknown; ; ) {
      const page = await told(tool, { ...given, ...(typeof cursor === 'string' ? { cursor } : {}) });
      cursor = page['cursor'];
      if (typeof cursor !== 'string') return;
    }
  }

  it('are in no answer to an agent: not of their plan, their run, what stands, a provider’s refusal that repeats them, nor of what is refused', async () => {
    const nodes = nodesOf(canaries.slice(0, 99));
    const planned = await told('create_plan', { nodes, deployment: 'canaries' }, true);
    expect(planned).toMatchObject({ data: { kind: 'plan', plan: { counts: { create: Object.keys(nodes).length } } } });
    const { plan: id, digest } = (planned['data'] as { plan: { plan: string; digest: string } }).plan;
    const { plan } = value(await world.stage.engine.plan({ id }));
    expect(canaries.slice(0, 99).filter((canary) => !JSON.stringify(plan).includes(JSON.stringify(canary).slice(1, -1)))).toEqual([]);
    await pages('get_plan', { plan: id });
    for (const part of ['understood', 'to_confirm', 'obstacles', 'not_read', 'impact', 'policy', 'deferred']) await pages('get_plan', { plan: id, part });
    for (const node of Object.keys(nodes)) await pages('get_plan', { plan: id, node });
    await told('request_approval', { plan: id });
    await told('apply_plan', { plan: id, digest }, true);

    // The provider refuses some of them in words that repeat what it was given.
    for (const at of [0, 30, 60, 90]) {
      const message = `The values ${canaries.slice(at, at + 3).join(' and ')} and ${JSON.stringify({ v: canaries[at + 1] })} are not valid`;
      await world.stage.control('POST', 'faults', { match: { identifier: `table-${at}` }, effect: { kind: 'fail', code: 'InvalidRequest', message } });
      await world.stage.control('POST', 'faults', {
        match: { identifier: `/app/setting_${at}` },
        effect: { kind: 'refuse', code: 'ValidationException', message },
      });
    }
    await world.stage.approve(plan);
    const { run } = (await told('apply_plan', { plan: id, digest }, true))['data'] as { run: string };
    const report = await world.stage.ended(run);
    expect(report.nodes.filter(({ status }) => status === 'failed').length).toBeGreaterThan(3);
    await pages('get_run', { run });
    await pages('get_run', { run, steps: 'all' });
    await readOver(`/v1/runs/${run}`);
    await readOver(`/v1/events?run=${run}&after=0`);
    await readOver(`/v1/plans/${id}`);
    await readOver('/v1/audit');
    await pages('get_deployment', { deployment: 'canaries' });
    for (const { node } of report.nodes.filter(({ status }) => status === 'done')) await pages('get_deployment', { deployment: 'canaries', node });
    // Words repeat what then stands where secrets are kept.
    const [value0, owner] = [canaries[91] ?? '', canaries[93] ?? ''];
    const spoken = [
      `an SSM parameter named /said/one with value ${JSON.stringify(value0.replaceAll('"', "'"))}`,
      `an SQS queue named said with tag owner=${owner}`,
    ];
    for (const intent of spoken) {
      const asked = (await told('create_plan', { intent }, true))['data'] as { plan: { plan: string } };
      const made = value(await world.stage.engine.plan({ id: asked.plan.plan })).plan;
      await world.stage.approve(made);
      await world.stage.ended(value(await world.stage.engine.apply({ id: made.id })).run);
    }
    await readOver('/v1/deployments');
    await readOver('/v1/runs');
    await readOver('/v1/plans');
    const text = canaries[99] ?? '';
    for (const given of [
      { intent: `an SQS queue with the password ${text}` },
      { intent: `a postgres database named pg using password ${text}` },
      { intent: `a lambda function named f with environment variable KEY=${text}` },
      { intent: 'a database', params: { admin_password: text, token: text } },
      { nodes: { a: { type: 'AWS::SQS::Queue', properties: { Tags: [{ Key: 'x', Value: text }], Nope: 1 } } }, deployment: 'wrong' },
      { nodes: { a: { type: 'AWS::Nope::Nope', properties: { MasterUserPassword: text } } }, deployment: 'wrong' },
    ])
      await told('create_plan', given, true);
    await told('plan_blueprint', { name: 'nope', inputs: { db_password: text } }, true);
    for (const tool of ['list_plans', 'list_runs', 'list_deployments', 'list_audit', 'list_targets', 'search_catalog']) await pages(tool, {});
    expect(leaks).toEqual([]);
    console.log(`${answers} answers looked through for ${canaries.length} secrets in four spellings`);
  }, 300_000);
});
