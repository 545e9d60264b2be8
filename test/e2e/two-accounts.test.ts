import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { Proposed } from '../proposed.ts';
import { Checkout } from './checkout.ts';

const file = join(import.meta.dirname, '..', '..', 'examples', 'two-accounts', 'intent.yaml');
const ask = ['ask', '--file', file, '--target', 'core=staging', '--target', 'edge=prod'] as const;
const places = [
  ['alerts["eu"]', '111111111111', 'eu-west-1'],
  ['audit', '222222222222', 'us-east-1'],
  ['orders', '111111111111', 'us-east-1'],
  ['table', '222222222222', 'ap-southeast-1'],
];

/** One deployment over two accounts and three regions, with a real Python unit between its resources, and an engine that is killed in the middle. */
describe('a deployment in two accounts', () => {
  const checkout = new Checkout();
  let plan: Plan;
  let report: Run;

  beforeAll(async () => {
    writeFileSync(
      join(checkout.home, 'targets.yaml'),
      `targets:
  staging: { cloud: aws, account: "111111111111", regions: [us-east-1, eu-west-1], endpoint: sandbox }
  prod: { cloud: aws, account: "222222222222", regions: [us-east-1, ap-southeast-1], endpoint: sandbox }
`,
    );
    const up = await checkout.run('up', '--sandbox', '--detach', '--speed', '8');
    expect(up.code, up.err).toBe(0);
  });
  afterAll(() => checkout.end(), 60_000);

  it('is one plan that names both targets, with what they are and who we are there', async () => {
    const said = await checkout.run(...ask, '--json');
    expect(said.code, said.err).toBe(0);
    plan = (JSON.parse(said.out.trim().split('\n').at(-1) ?? '') as Proposed).plan;
    expect(plan.targets.map(({ alias, name, definition, identity, simulated }) => [alias, name, definition.account, identity.account, simulated])).toEqual([
      ['core', 'staging', '111111111111', '111111111111', true],
      ['edge', 'prod', '222222222222', '222222222222', true],
    ]);
    expect(plan.targets.map(({ definition }) => definition.endpoint.kind)).toEqual(['sandbox', 'sandbox']);
    const at = plan.changes.flatMap((change) => (change.kind === 'resource' ? [[change.node, change.at.account, change.at.region]] : []));
    expect(at.sort()).toEqual(places);
    expect(plan.summary).toEqual({ create: 4, update: 0, replace: 0, delete: 0, adopt: 0, run: 1, unchanged: 0 });
    expect(plan.deferred.map(({ node }) => node)).toEqual(['routing']);
    expect(plan.engines).toMatchObject([{ engine: 'python', digest: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    const after = new Map(plan.steps.map((step) => [step.id, step.after]));
    expect(after.get('routing')?.slice().sort()).toEqual(['alerts["eu"]', 'orders']);
    expect(after.get('table')).toEqual(['routing']);
  });

  it('runs under one approval, also when the engine is killed in the middle, and each thing is made once', async () => {
    expect((await checkout.run('approve', plan.id)).code).toBe(0);
    const { run } = await checkout.json<ResponseOf<'apply'>>('apply', plan.id);
    const { pid } = JSON.parse(readFileSync(join(checkout.home, 'engine.json'), 'utf8')) as { pid: number };
    for (let begun = false; !begun; )
      begun = (await checkout.json<Run>('runs', 'show', run)).nodes.some(({ status }) => status === 'running' || status === 'done');
    process.kill(pid, 'SIGKILL');
    const up = await checkout.run('up', '--sandbox', '--detach');
    expect(up.code, up.err).toBe(0);
    const watched = await checkout.run('runs', 'watch', run);
    expect(watched.code, watched.out + watched.err).toBe(0);
    report = await checkout.json<Run>('runs', 'show', run);
    expect([report.status, ...report.nodes.map(({ status }) => status)]).toEqual(['succeeded', 'done', 'done', 'done', 'done', 'done']);
    expect(await made(checkout)).toEqual([
      ['AWS::S3::Bucket', '222222222222', 'us-east-1'],
      ['AWS::SNS::Topic', '111111111111', 'eu-west-1'],
      ['AWS::SQS::Queue', '111111111111', 'us-east-1'],
      ['AWS::SSM::Parameter', '222222222222', 'ap-southeast-1'],
    ]);
  });

  it('says in the report and in the audit log where it worked, and as whom', async () => {
    expect(report.targets.map(({ alias, account, identity }) => [alias, account, identity.includes(account)])).toEqual([
      ['core', '111111111111', true],
      ['edge', '222222222222', true],
    ]);
    expect(report.nodes.find(({ node }) => node === 'table')?.place).toBe('edge 222222222222/ap-southeast-1');
    const { entries } = await checkout.json<ResponseOf<'audit'>>('audit', 'list');
    for (const kind of ['plan.made', 'run.begun'])
      expect(entries.find((entry) => entry.kind === kind)?.data['identities']).toMatchObject([{ target: 'core' }, { target: 'edge' }]);
    expect((await checkout.run('audit', 'verify')).code).toBe(0);
  });

  it('gave each node what the unit made of the others, and plans nothing when the same is asked again', async () => {
    const shown = await checkout.json<ResponseOf<'show'>>('show', 'two_accounts');
    const outputs = shown.units[0]?.outputs as { table: string; suffix: string };
    const parameter = shown.resources.find(({ node }) => node === 'table')?.properties as { Value: string };
    expect(JSON.parse(parameter.Value)).toEqual({
      from: 'arn:aws:sqs:us-east-1:111111111111:orders',
      to: ['arn:aws:sns:eu-west-1:111111111111:alerts-eu'],
    });
    expect(shown.resources.find(({ node }) => node === 'audit')?.identifier).toBe(`two-accounts-audit-${outputs.suffix}`);
    const again = (await checkout.json<Proposed>(...ask)).plan;
    expect(again.summary).toEqual({ create: 0, update: 0, replace: 0, delete: 0, adopt: 0, run: 0, unchanged: 5 });
  });

  it('is removed by one plan, and nothing is left', async () => {
    const refused = await checkout.run('destroy', 'two_accounts', '--yes');
    expect(refused.code, refused.out + refused.err).toBe(5);
    const named = [...refused.err.matchAll(/--confirm ('[^']*'|\S+)/g)].flatMap(([, name]) => ['--confirm', (name as string).replaceAll("'", '')]);
    expect(named).toContain('table');
    const destroyed = await checkout.run('destroy', 'two_accounts', '--yes', ...named);
    expect(destroyed.code, destroyed.out + destroyed.err).toBe(0);
    expect(await made(checkout)).toEqual([]);
    expect((await checkout.json<ResponseOf<'deployments'>>('deployments')).deployments).toEqual([]);
  });
});

/** What the sandbox holds, by its own list. */
async function made(checkout: Checkout): Promise<string[][]> {
  const { endpoint } = JSON.parse(readFileSync(join(checkout.home, 'sandbox.json'), 'utf8')) as { endpoint: string };
  const { resources } = (await (await fetch(`${endpoint}/_sandbox/resources`)).json()) as { resources: { type: string; account: string; region: string }[] };
  return resources.map(({ type, account, region }) => [type, account, region]).sort();
}
