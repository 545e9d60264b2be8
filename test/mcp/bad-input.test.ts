import { describe, expect, it } from 'vitest';
import { codes } from '../../src/kernel/codes.ts';
import { type Diagnostic, problem } from '../../src/kernel/diagnostic.ts';
import { fail, ok } from '../../src/kernel/result.ts';
import { tools } from '../../src/surfaces/mcp/tools.ts';
import { FakeEngine } from '../cli/fake-engine.ts';
import { sampleChange, samplePlan } from '../cli/sample-plan.ts';
import { dataOf, toolsBefore } from './reach.ts';

const plan = samplePlan([sampleChange()]);
const key = { idempotency_key: 'key-00001' };
const names = new Set(tools.map(({ name }) => name));

describe('bad input', () => {
  it.each<[string, string, unknown, Record<string, unknown>]>([
    ['an unknown tool', 'get_plans', {}, { code: 'INPUT_INVALID', fix: 'did you mean get_plan?', next_tool: 'get_plan' }],
    ['a tool that would approve', 'approve_plan', { plan: plan.id }, { code: 'INPUT_INVALID', fix: expect.not.stringMatching(/mean (apply|cancel)/) }],
    ['a tool that is nearly one that runs', 'aply_plan', { plan: plan.id }, { code: 'INPUT_INVALID', fix: expect.not.stringContaining('mean apply_plan') }],
    [
      'both words and nodes',
      'create_plan',
      { intent: 'a bucket', nodes: {}, ...key },
      { code: 'INPUT_INVALID', fix: expect.stringContaining('leave the other out') },
    ],
    ['an unknown field', 'get_plan', { plan: plan.id, grup: 'g1' }, { code: 'INPUT_INVALID', fix: 'did you mean group?', next_tool: 'get_plan' }],
    ['a field of another type', 'get_plan', { plan: 7 }, { code: 'INPUT_INVALID', next_tool: 'get_plan' }],
    ['a field that is missing', 'get_run', {}, { code: 'INPUT_INVALID', next_tool: 'get_run' }],
    ['arguments that are a list', 'list_plans', [], { code: 'INPUT_INVALID' }],
    ['an unknown plan', 'get_plan', { plan: 'p_000000000000' }, { code: 'PLAN_UNKNOWN', next_tool: 'list_plans' }],
    ['an unknown group', 'get_plan', { plan: plan.id, group: 'g9' }, { code: 'INPUT_INVALID' }],
    ['two ways into a plan at once', 'get_plan', { plan: plan.id, group: 'g1', node: 'bucket' }, { code: 'INPUT_INVALID' }],
    ['a cursor of our making up', 'list_plans', { cursor: 'c_AAAA=' }, { code: 'INPUT_INVALID' }],
    ['an unknown question', 'answer_question', { question: 'q_1', answers: { 1: 'a' }, ...key }, { code: 'QUESTION_UNKNOWN', next_tool: 'create_plan' }],
    ['an unknown run', 'get_run', { run: 'r_000000000000' }, { code: 'RUN_UNKNOWN', next_tool: 'list_runs' }],
    ['a write without a key', 'create_plan', { intent: 'a bucket' }, { code: 'INPUT_INVALID', next_tool: 'create_plan' }],
    ['neither words nor nodes', 'create_plan', key, { code: 'INPUT_INVALID' }],
    [
      'a number that is not the one that was written',
      'create_plan',
      { nodes: { a: { properties: { Size: 2 ** 53 } } }, name: 'shop', ...key },
      { code: 'INPUT_INVALID' },
    ],
    ['arguments nested without end', 'get_plan', { plan: plan.id, more: JSON.parse(`${'['.repeat(9_000)}${']'.repeat(9_000)}`) }, { code: 'INPUT_INVALID' }],
    ['an unknown tool with such arguments', 'get_plans', JSON.parse(`{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`), { code: 'INPUT_INVALID' }],
    ['a member that assignment loses', 'create_plan', { nodes: JSON.parse('{"__proto__":{}}'), name: 'shop', ...key }, { code: 'INPUT_INVALID' }],
    ['an apply without an approval', 'apply_plan', { plan: plan.id, digest: plan.digest, ...key }, { code: 'APPROVAL_NEEDED', next_tool: 'request_approval' }],
    ['an apply with another digest', 'apply_plan', { plan: plan.id, digest: 'f'.repeat(64), ...key }, { code: 'INPUT_INVALID', next_tool: 'apply_plan' }],
  ])('is a tool error with a code, a fix and the next tool, and reaches nothing: %s', async (_, tool, given, expected) => {
    const engine = new FakeEngine(plan);
    const refused = await toolsBefore(engine)(tool, given);
    expect(refused).toMatchObject({ isError: true, structuredContent: expected });
    const { code, fix, next_tool: next } = refused.structuredContent;
    expect(Object.keys(codes)).toContain(code);
    expect(fix).not.toBe('');
    expect(next === null || names.has(String(next))).toBe(true);
    expect(JSON.parse(refused.content[0]?.text ?? '')).toEqual(refused.structuredContent);
    expect(engine.calls.filter(([operation]) => !['plan', 'run', 'apply', 'answer', 'plans'].includes(operation))).toEqual([]);
  });

  it.each<[string, string, unknown, string, string]>([
    ['is missing', 'get_run', {}, 'run is missing', 'give run: r_…'],
    ['is of another kind', 'get_plan', { plan: 7 }, 'plan is a number', 'give a text: p_…'],
    ['is a list where an object is wanted', 'create_plan', { nodes: [], ...key }, 'nodes is a list', 'give an object: node →'],
    ['is none of those there are', 'get_plan', { plan: plan.id, part: 'polici' }, 'part is none of understood', 'did you mean policy?'],
    ['is too large', 'get_run', { run: 'r_1', wait: 60 }, 'wait is too large', 'give at most 7'],
    ['is empty', 'create_plan', { intent: '', ...key }, 'intent is too small', 'give at least 1 characters'],
    [
      'is not a key',
      'create_plan',
      { intent: 'a bucket', idempotency_key: 'short' },
      'idempotency_key does not have its form',
      'give 8 to 64 letters, digits, - or _',
    ],
    ['are no arguments', 'list_plans', 'all', 'what is given is a text', 'give an object'],
    ['is another kind in a list', 'create_plan', { replace: [1], deployment: 'web', ...key }, 'replace.0 is a number', 'give a text'],
  ])('says in plain words what is wrong with a field that %s', async (_, tool, given, message, fix) => {
    const { structuredContent: told } = await toolsBefore(new FakeEngine(plan))(tool, given);
    expect(told).toMatchObject({
      code: 'INPUT_INVALID',
      fix: expect.stringContaining(fix),
      data: { problems: [{ message: expect.stringContaining(message) }] },
    });
  });

  it('of every registered code names a tool that there is, or none', async () => {
    for (const code of Object.keys(codes) as (keyof typeof codes)[]) {
      const engine = new FakeEngine(plan);
      engine.failures.set('plan', [problem(code, 'said', 'do this')]);
      const { structuredContent: told } = await toolsBefore(engine)('get_plan', { plan: plan.id });
      expect(told).toMatchObject({ code, fix: 'do this', retryable: codes[code].retryable });
      expect(told['next_tool'] === null || names.has(String(told['next_tool']))).toBe(true);
    }
  });
});

describe('a write that is repeated', () => {
  it('under the same key is done once, and answered alike', async () => {
    const engine = new FakeEngine(plan);
    const call = toolsBefore(engine);
    const first = await call('create_plan', { intent: 'a bucket', ...key });
    expect(await call('create_plan', { intent: 'a bucket', ...key })).toEqual(first);
    expect(engine.calls.filter(([name]) => name === 'ask')).toHaveLength(1);
  });

  it('at once under the same key is done once', async () => {
    const engine = new FakeEngine(plan);
    const call = toolsBefore(engine);
    await Promise.all(Array.from({ length: 20 }, () => call('create_plan', { intent: 'a bucket', ...key })));
    expect(engine.calls.filter(([name]) => name === 'ask')).toHaveLength(1);
  });

  it('under the key of another request is refused', async () => {
    const call = toolsBefore(new FakeEngine(plan));
    await call('create_plan', { intent: 'a bucket', ...key });
    expect(await call('create_plan', { intent: 'two buckets', ...key })).toMatchObject({ isError: true, structuredContent: { code: 'INPUT_INVALID' } });
    expect(await call('plan_removal', { deployment: 'web', ...key })).toMatchObject({ isError: true });
  });

  it('after it failed is done again', async () => {
    const engine = new FakeEngine(plan);
    const call = toolsBefore(engine);
    engine.failures.set('ask', [problem('CLOUD_UNREACHABLE', 'away', 'try again')]);
    expect(await call('create_plan', { intent: 'a bucket', ...key })).toMatchObject({
      isError: true,
      structuredContent: { code: 'CLOUD_UNREACHABLE', retryable: true },
    });
    engine.failures.clear();
    expect((await call('create_plan', { intent: 'a bucket', ...key })).isError).toBeUndefined();
  });

  it.each(['APPROVAL_USED', 'PLAN_APPLIED'] as const)('and whose approval is used up answers with the run that used it: %s', async (code) => {
    const engine = new FakeEngine(plan);
    const used: Diagnostic = problem(code, 'used', 'see its run');
    engine.apply = async () => fail(used);
    engine.runs = async () =>
      ok({ runs: [{ id: 'r_0123456789ab', plan: plan.id, deployment: plan.deployment, status: 'running', startedAt: plan.createdAt, endedAt: null }] });
    const told = await toolsBefore(engine)('apply_plan', { plan: plan.id, digest: plan.digest, ...key });
    expect(dataOf(told)).toEqual({ run: 'r_0123456789ab', begun: false });
  });
});

describe('work that takes long', () => {
  const limits = { wait: 20, underWay: 2 };

  it('is answered with that it goes on, and by the same call when it is done', async () => {
    const engine = new FakeEngine(plan);
    let done: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      done = resolve;
    });
    const ask = engine.ask.bind(engine);
    engine.ask = async (request) => {
      await held;
      return ask(request);
    };
    const call = toolsBefore(engine, limits);
    const first = await call('create_plan', { intent: 'a bucket', ...key });
    expect(first.structuredContent).toMatchObject({ working: true, next_tool: 'create_plan' });
    done();
    expect(dataOf(await call('create_plan', { intent: 'a bucket', ...key }))).toMatchObject({ kind: 'plan' });
    expect(engine.calls.filter(([name]) => name === 'ask')).toHaveLength(1);
  });

  it('is bounded for a caller, who is told to wait', async () => {
    const engine = new FakeEngine(plan);
    engine.ask = () => new Promise(() => undefined);
    const call = toolsBefore(engine, limits);
    for (const number of [1, 2]) await call('create_plan', { intent: 'a bucket', idempotency_key: `key-0000${number}` });
    expect(await call('create_plan', { intent: 'a bucket', idempotency_key: 'key-00003' })).toMatchObject({
      isError: true,
      structuredContent: { code: 'CALLER_BUSY', retryable: true },
    });
  });
});
