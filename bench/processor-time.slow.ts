import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureApproverKey } from '../src/adapters/keys/approver-key.ts';
import { approvalVerifier } from '../src/adapters/keys/verifier.ts';
import { expand } from '../src/catalog/expand.ts';
import { parseExpression } from '../src/catalog/expression.ts';
import { checkApproval } from '../src/engine/check-approval.ts';
import { trustedApprovers } from '../src/engine/trusted-approvers.ts';
import type { DesiredResource } from '../src/model/desired.ts';
import type { Plan } from '../src/model/plan.ts';
import { type Proposal, proposal } from '../src/model/proposal.ts';
import type { ResourceType } from '../src/model/resource-type.ts';
import { matchPattern } from '../src/model/schema-pattern.ts';
import { validateProperties } from '../src/model/validate-properties.ts';
import { diffProperties } from '../src/plan/diff-properties.ts';
import { planDeployment } from '../src/plan/plan-deployment.ts';
import type { PlanningInput } from '../src/plan/planning-input.ts';
import { sealPlan } from '../src/plan/seal-plan.ts';
import { from, link, store, ToyCloud, wanted } from '../src/plan/testing/toy-cloud.ts';
import type { Store } from '../src/ports/store.ts';
import { renderPlan } from '../src/surfaces/cli/render-plan.ts';
import { madeAt, sampleChange, samplePlan } from '../test/cli/sample-plan.ts';
import { account, propose, types } from '../test/intent/real-context.ts';
import { sentences } from '../test/intent/sentences.ts';

/** Milliseconds of processor time, user's only, that a task takes in this process; a promise's until it is kept. */
async function processorTime(task: () => unknown): Promise<number> {
  const begun = process.cpuUsage();
  await task();
  return process.cpuUsage(begun).user / 1000;
}

/** The least of several: other work on the machine can only make it more. */
async function least(times: number, task: () => unknown): Promise<number> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) all.push(await processorTime(task));
  return Math.min(...all);
}

/** A type with a list whose order means nothing, of objects that name each other. */
const listed: ResourceType = {
  name: 'Test::Long::List',
  identifier: ['Id'],
  properties: { Rules: { shape: { kind: 'array', items: { kind: 'object', definition: 'Rule' }, unordered: true } } },
  attributes: { Id: { shape: { kind: 'string' } } },
  definitions: { Rule: { Id: { shape: { kind: 'string' } }, Days: { shape: { kind: 'integer' } }, Prefix: { shape: { kind: 'string' } } } },
  stateful: false,
  createOnly: [],
  conditionalCreateOnly: [],
  readOnly: ['/Id'],
  writeOnly: [],
  source: 'schema',
};

describe('processor time', () => {
  it('of an expression is in proportion to its length: one as long as an intent may be takes less than a second', async () => {
    const text = `\${a${'.a'.repeat(32_000)}}`;
    expect(await least(3, () => parseExpression(text, 'here', (address) => address === 'b'))).toBeLessThan(1_000);
  });

  it('of a pattern on values made to be slow is below a tenth of a second', async () => {
    const patterns = [
      '^([A-Za-z0-9]+[A-Za-z0-9-.]*)*[A-Za-z0-9-]*[A-Za-z0-9]$',
      '^(a|a)*$',
      '^(a?a)*$',
      '^(\\w+)+$',
      '^((a{1,9})b?)+$',
      '^[a-z]+([a-z._]*[a-z]+)?$',
      '^[0-9a-z]+[0-9a-z\\.\\-]*[0-9a-z]+$',
      'arn:.*:.*:.*:[0-9]+:.*',
      '.*.*.*x',
      '[\\w-]+:[0-9a-f-]+',
    ];
    for (const pattern of patterns) {
      for (const length of [28, 200, 3_000, 100_000]) {
        for (const unit of ['a', ':', 'a-', 'arn:']) {
          const value = `${unit.repeat(length / unit.length)}\u0000`;
          expect(await processorTime(() => matchPattern(pattern, value)), `${pattern} on ${length} of ${unit}`).toBeLessThan(100);
        }
      }
    }
  });

  it('of checking a hundred thousand items is below two seconds', async () => {
    const Rules = Array.from({ length: 100_000 }, (_, index) => ({ Id: `rule-${index}` }));
    expect(await processorTime(() => expect(validateProperties(listed, { Rules }, { references: false })).toEqual([]))).toBeLessThan(2_000);
  });

  it('of comparing long sets is not that of trying each item with each', async () => {
    const items = Array.from({ length: 3_000 }, (_, index) => ({ Id: `rule-${index}`, Days: index % 7 }));
    const live = [...items].reverse().map((item) => ({ ...item, Prefix: 'added' }));
    const compare = () =>
      expect(diffProperties(listed, { Rules: items }, { Rules: live }, { properties: { Rules: items }, writeOnlyDigests: {} }).differences).toEqual([]);
    expect(await processorTime(compare)).toBeLessThan(2_000);
  });

  it('of a plan is in proportion to the number of nodes', async () => {
    const nodesFor = (count: number): DesiredResource[] =>
      Array.from({ length: count }, (_, index) =>
        index % 2 === 0
          ? wanted(`n${index}`, store, { StoreName: `s${index}`, Kind: 'x', Size: index })
          : wanted(`n${index}`, link, { From: from(`n${index - 1}`, 'Arn'), ...(index > 9 ? { To: from(`n${index - 9}`, 'Arn') } : {}) }),
      );
    const inputFor = (count: number): PlanningInput => {
      const nodes = nodesFor(count);
      const cloud = new ToyCloud();
      const first = planDeployment(cloud.input(nodes));
      if (!first.ok) throw new Error('not planned');
      cloud.apply(first.value);
      return cloud.input(
        nodes.map((node, index) => (index % 4 === 0 ? { ...node, properties: { ...node.properties, Kind: 'y' } } : node)).slice(0, count - 10),
      );
    };
    const [few, many] = [inputFor(500), inputFor(5_000)];
    await least(2, () => planDeployment(few));
    // Ten times as many: quadratic growth would be a hundred.
    expect((await least(4, () => planDeployment(many))) / (await least(4, () => planDeployment(few)))).toBeLessThan(30);
  });

  it('of expanding a draft is in proportion to the number of nodes', async () => {
    const draft = (count: number): Proposal =>
      proposal.parse({
        kind: 'draft',
        deployment: 'many',
        target: 'sandbox',
        region: 'us-east-1',
        resources: [
          { node: 'key', type: 'AWS::KMS::Key', properties: {} },
          ...Array.from({ length: count }, (_, index) => ({
            node: `queue_${index}`,
            type: 'AWS::SQS::Queue',
            properties: { QueueName: `q-${index}`, KmsMasterKeyId: '${key.Arn}' },
          })),
        ],
        units: [],
        evidence: [],
      });
    const place = { ok: true, value: { target: 'sandbox', cloud: 'aws', account, region: 'us-east-1' } } as const;
    const expanding = (proposed: Proposal) => () => expect(expand(proposed, { types, place: () => place }).ok).toBe(true);
    await processorTime(expanding(draft(500)));
    const [small, large] = [draft(1_000), draft(8_000)];
    // Eight times as many: quadratic growth would be 64.
    expect((await least(3, expanding(large))) / (await least(3, expanding(small)))).toBeLessThan(32);
  });

  it('of drawing 5,000 changes is in proportion to their number', async () => {
    const many = (count: number): Plan =>
      samplePlan(Array.from({ length: count }, (_, index) => sampleChange({ node: `bucket_${index}`, after: { BucketName: `bucket-${index}` } })));
    const drawing = (plan: Plan) => () => renderPlan(plan, { now: madeAt, columns: 160, full: false, state: 'open' });
    const [small, large] = [many(500), many(5_000)];
    await processorTime(drawing(small));
    expect(await least(2, drawing(large))).toBeLessThan(Math.max(20, await least(2, drawing(small))) * 40);
  });

  it('of understanding an intent is below 10 ms on average', async () => {
    const texts = sentences.map((sentence) => sentence.says);
    const understanding = () => {
      for (const text of texts) propose(text);
    };
    understanding();
    expect((await least(2, understanding)) / texts.length).toBeLessThan(10);
  });

  it('of checking an approval 5,000 times in a run is below two seconds', async () => {
    const home = mkdtempSync(join(tmpdir(), 'asbuilt-approval-'));
    try {
      const key = ensureApproverKey(home);
      if (!key.ok) throw new Error('no key');
      const begun = key.value.key.signChange(null, { kind: 'begin', approvers: [{ name: 'alice', publicKey: key.value.key.publicKey }] }, madeAt);
      writeFileSync(join(home, 'approvers.json'), JSON.stringify({ version: 2, changes: [begun] }), { mode: 0o600 });
      const store = { approverChanges: async () => [begun] } as unknown as Store;
      const { id: _, digest: __, ...body } = samplePlan();
      const { plan, bytes } = sealPlan(body);
      const approval = key.value.key.sign(plan, {
        approver: 'alice',
        now: madeAt,
        nonce: 'ab'.repeat(16),
        auditHead: { seq: 7, hash: 'cd'.repeat(32) },
        consents: [],
      });
      if (!approval.ok) throw new Error(approval.problems[0]?.message);
      const verifier = approvalVerifier(home);
      const run = { id: 'r_1', startedAt: new Date(madeAt).toISOString() };
      const checking = async () => {
        for (let call = 0; call < 5_000; call++) {
          const trusted = await trustedApprovers({ verifier, store });
          const answer = checkApproval({ approval: approval.value, plan, bytes, trusted, verifier, now: madeAt, run, usedBy: 'r_1' });
          if (!answer.ok) throw new Error(answer.problems[0]?.message);
        }
      };
      expect(await processorTime(checking)).toBeLessThan(2_000);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
