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
  // As the engine gives it: a plan never changes.
  return frozen(changes, { evidence, intent: 'five hundred things in the way of a company that has grown. '.repeat(20) });
}

function frozen(...given: Parameters<typeof samplePlan>): ReturnType<typeof samplePlan> {
  const plan = samplePlan(...given);
  Object.freeze(plan.changes);
  return Object.freeze(plan);
}

/** A plan of any size, with values as long as people write them: as a whole, a group, a node, a part. */
async function viewsOf(plan: ReturnType<typeof samplePlan>): Promise<readonly (readonly [string, number])[]> {
  const call = toolsBefore(new FakeEngine(plan));
  const views: Record<string, unknown>[] = [{}, { group: 'g1' }, { node: plan.changes[7]?.node }];
  for (const part of ['understood', 'to_confirm', 'obstacles', 'not_read', 'impact', 'policy', 'deferred']) views.push({ part });
  const told: [string, number][] = [];
  for (const view of views) {
    const shown = await call('get_plan', { plan: plan.id, ...view });
    expect(shown.isError, JSON.stringify(shown.structuredContent)).not.toBe(true);
    told.push([`get_plan ${JSON.stringify(view)}`, tokensOf(shown.content[0]?.text ?? '')]);
  }
  for (const [tool, given] of [
    ['request_approval', { plan: plan.id }],
    ['create_plan', { intent: 'all of it', idempotency_key: 'large-key-1' }],
  ] as const)
    told.push([tool, tokensOf((await call(tool, given)).content[0]?.text ?? '')]);
  return told;
}

describe('what an agent reads', () => {
  it.each([500, 5_000])('of a plan of %i changes, each of whom has to be confirmed and has long values, is below 1,500 tokens in every view', async (count) => {
    const long = 'a value that somebody wrote at length '.repeat(12);
    const changes = Array.from({ length: count }, (_, index) =>
      sampleChange({
        node: `services.payments.settlement_worker_${index % 40}.queue[${index}]`,
        type: types[index % types.length],
        action: index % 2 === 0 ? 'replace' : 'create',
        risk: 'irreversible',
        ownership: index % 2 === 0 ? 'unproven' : null,
        note: long,
        identifier: index % 2 === 0 ? `arn:aws:sqs:us-east-1:123456789012:payments-settlement-worker-${index}` : null,
        after: Object.fromEntries(Array.from({ length: 30 }, (__, at) => [`Property${at}`, `${long}${index}`])),
        differences: Array.from({ length: 30 }, (__, at) => ({
          path: `/Property${at}`,
          before: long,
          after: `${long}${index}`,
          forcesReplace: true,
          sensitive: false,
        })),
      }),
    );
    const choices = changes.map(({ node }) => ({ node, property: '/Policy', chosen: long, because: 'security' }));
    const plan = frozen(changes, {
      choices,
      evidence: changes.map(({ node }) => ({ words: long, entry: `input/${node}`, effect: long })),
      impact: changes.map(({ node }) => ({ node, type: 'AWS::SQS::Queue', identifier: node, because: long })),
      deferred: changes.map(({ node }) => ({ node, because: long, envelope: {} })),
      obstacles: changes.map(({ node }) => ({ node, because: 'held', message: long, fix: long })),
      coverage: { read: [], unread: changes.map(({ node }) => ({ scope: node, reason: long })) },
    });
    const told = await viewsOf(plan);
    console.log(`${count} changes: ${told.map(([view, tokens]) => `${view} ${tokens}`).join(', ')}`);
    expect(told.filter(([, tokens]) => tokens >= 1_500)).toEqual([]);
  });

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
