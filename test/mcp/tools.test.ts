import { describe, expect, it } from 'vitest';
import { ok } from '../../src/kernel/result.ts';
import { type OperationName, operations } from '../../src/model/operations.ts';
import { routes } from '../../src/model/routes.ts';
import { describeTool } from '../../src/surfaces/mcp/call-tool.ts';
import { tools } from '../../src/surfaces/mcp/tools.ts';
import { FakeEngine } from '../cli/fake-engine.ts';
import { samplePlan } from '../cli/sample-plan.ts';
import { dataOf, toolsBefore } from './reach.ts';

/** Operations that no tool is made of, and why. A new operation needs a tool or a line here. */
const withheld: Partial<Record<OperationName, string>> = {
  approve: 'a person approves',
  reject: 'a person rejects',
  resume: 'a person says that a run goes on',
  approveDifference: 'a person approves what a step would change',
  refuseDifference: 'a person refuses it',
  openGate: 'a person lets a run pass',
  recover: 'a person rebuilds the records',
  approvers: 'who may approve is for people to look after',
  changeApprovers: 'a person on the list signs a change of it',
  publish: 'a person publishes',
  markVersion: 'a person takes a version out of use',
  catalogDiff: 'the plan of a version says what it would change',
  knowledge: 'search_knowledge finds what a list of all would bury',
  addKnowledge: 'a person adds knowledge',
  reviewKnowledge: 'a person reviews it',
  compareAudit: 'whoever keeps the notes compares them',
};

describe('the tools', () => {
  it('are made of every operation that reads or plans, of apply and of cancel, and of no other', () => {
    const used = new Set(tools.map(({ operation }) => operation));
    for (const name of Object.keys(operations) as OperationName[]) expect([name, used.has(name)]).toEqual([name, withheld[name] === undefined]);
  });

  it('hold none of an operation that decides', () => {
    for (const { operation } of tools) expect(routes[operation].effect).not.toBe('decide');
  });

  it('have names of a verb and a noun, a title, a description and the four hints', () => {
    for (const tool of tools) {
      const { name, title, description, annotations } = describeTool(tool);
      expect(name).toMatch(/^[a-z]+_[a-z_]+$/);
      expect(name.length).toBeLessThanOrEqual(28);
      expect(title).not.toBe('');
      expect(description.length).toBeGreaterThan(20);
      const { effect } = routes[tool.operation];
      expect(annotations).toMatchObject({ readOnlyHint: effect === 'read', destructiveHint: effect === 'run', idempotentHint: true });
      expect(typeof annotations.openWorldHint).toBe('boolean');
    }
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
  });

  it('take an idempotency key where they write, and only there', () => {
    for (const { name, operation, input } of tools) expect([name, 'idempotency_key' in input.shape]).toEqual([name, routes[operation].effect !== 'read']);
  });

  it('have schemas of JSON Schema 2020-12 with an object at their root, the same each time', () => {
    for (const tool of tools) {
      const { inputSchema, outputSchema } = describeTool(tool);
      for (const schema of [inputSchema, outputSchema])
        expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
      expect(inputSchema).toMatchObject({ additionalProperties: false });
      expect(JSON.stringify(describeTool(tool))).toBe(JSON.stringify(describeTool(tool)));
    }
  });
});

describe('create_plan', () => {
  it('tells the answer to a question as an answer', async () => {
    const engine = new FakeEngine(samplePlan([]));
    engine.ask = async () =>
      ok({
        kind: 'answer',
        text: '2 at sandbox',
        rows: [{ type: 'AWS::S3::Bucket', identifier: 'logs' }],
        coverage: { read: [], unread: [{ scope: 'eu-west-1', reason: 'not asked' }] },
      });
    const told = await toolsBefore(engine)('create_plan', { intent: 'what buckets are there?', idempotency_key: 'a-question-1' });
    expect(told.isError).not.toBe(true);
    expect(dataOf(told)).toMatchObject({ kind: 'answer', rows: [expect.stringContaining('logs')], unread: [{ scope: expect.stringContaining('eu-west-1') }] });
  });
});
