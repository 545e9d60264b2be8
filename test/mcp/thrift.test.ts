import { describe, expect, it } from 'vitest';
import { describeTool } from '../../src/surfaces/mcp/call-tool.ts';
import { tools } from '../../src/surfaces/mcp/tools.ts';
import { FakeEngine } from '../cli/fake-engine.ts';
import { sampleChange, samplePlan } from '../cli/sample-plan.ts';
import { tokensOf } from './count-tokens.ts';
import { dataOf, toolsBefore } from './reach.ts';

const types = ['AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::IAM::Role'];

/** 500 changes as of a large network of services, with names as long as people give them. */
function largePlan(kinds: number) {
  const actions = ['create', 'update', 'replace', 'delete'] as const;
  const changes = Array.from({ length: 500 }, (_, index) => {
    const kind = index % kinds;
    return sampleChange({
      node: `services.payments.settlement_worker_${kind}.queue[${index}]`,
      type: types[kind % types.length],
      action: actions[kind % actions.length],
      risk: kind % 4 === 3 ? 'irreversible' : 'reversible',
      note: kinds > 20 ? `kept in place since it is of kind ${kind}` : undefined,
      identifier: `arn:aws:sqs:us-east-1:123456789012:payments-settlement-worker-${index}`,
      differences: [{ path: `/Tags/version_of_component_${kind}`, before: '1', after: '2', forcesReplace: kind % 4 === 2, sensitive: false }],
    });
  });
  const evidence = Array.from({ length: 300 }, (_, index) => ({ words: `queue ${index}`, entry: 'pattern/queue@1.0.0', effect: `creates the queue ${index}` }));
  return samplePlan(changes, { evidence, intent: 'five hundred things in the way of a company that has grown. '.repeat(20) });
}

describe('what an agent reads', () => {
  it.each([1, 4, 20, 500])('of a plan of 500 changes of %i kinds is below 1,500 tokens, and everything is there behind handles', async (kinds) => {
    const plan = largePlan(kinds);
    const call = toolsBefore(new FakeEngine(plan));
    const shown = await call('get_plan', { plan: plan.id });
    const tokens = tokensOf(shown.content[0]?.text ?? '');
    console.log(`get_plan of 500 changes of ${kinds} kinds: about ${tokens} tokens`);
    expect(tokens).toBeLessThan(1_500);

    const seen = new Set<string>();
    for (let page = shown; ; ) {
      for (const { group } of dataOf(page)['groups'] as { group: string }[]) {
        for (let cursor: unknown; ; ) {
          const members = await call('get_plan', { plan: plan.id, group, ...(typeof cursor === 'string' ? { cursor } : {}) });
          expect(tokensOf(members.content[0]?.text ?? '')).toBeLessThan(8_000);
          for (const { node } of dataOf(members)['changes'] as { node: string }[]) seen.add(node);
          cursor = members.structuredContent['cursor'];
          if (typeof cursor !== 'string') break;
        }
      }
      const next = page.structuredContent['cursor'];
      if (typeof next !== 'string') break;
      page = await call('get_plan', { plan: plan.id, cursor: next });
    }
    expect([...seen].sort()).toEqual(plan.changes.map(({ node }) => String(node)).sort());
  });

  it('of every tool, its description included, is told here and stays small', () => {
    let all = 0;
    for (const tool of tools) {
      const { name, description, inputSchema } = describeTool(tool);
      const tokens = tokensOf(JSON.stringify({ name, description, inputSchema }));
      all += tokens;
      console.log(`${name}: about ${tokens} tokens`);
      expect(tokens, name).toBeLessThan(750);
    }
    console.log(`all ${tools.length} tools: about ${all} tokens`);
    expect(all).toBeLessThan(4_000);
  });

  it('is cut into pages of at most 8,000 tokens where there are 10,000 results, each told once', async () => {
    const engine = new FakeEngine(samplePlan([]));
    const names = Array.from({ length: 10_000 }, (_, index) => `deployment_${index}`);
    engine.deployments = async () =>
      ({ ok: true, value: { deployments: names.map((name) => ({ name, targets: { main: 'sandbox' }, intent: `asked for ${name}` })) } }) as never;
    const call = toolsBefore(engine);
    const told: string[] = [];
    for (let cursor: unknown; ; ) {
      const page = await call('list_deployments', typeof cursor === 'string' ? { cursor } : {});
      expect(tokensOf(page.content[0]?.text ?? '')).toBeLessThan(8_000);
      told.push(...(dataOf(page)['deployments'] as { deployment: string }[]).map(({ deployment }) => deployment));
      cursor = page.structuredContent['cursor'];
      if (typeof cursor !== 'string') break;
    }
    expect(told.sort()).toEqual([...names].sort());
  });
});
