import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOf } from '../../src/model/operations.ts';
import { Checkout } from '../e2e/checkout.ts';
import { type Agent, type Answered, type ClientKind, clientKinds, connectAgent, type TransportKind, transports } from './agents.ts';

/** Data of an answer that has to be one. */
function dataOf({ isError, structured, text }: Answered): Record<string, unknown> {
  if (isError) throw new Error(text);
  return structured['data'] as Record<string, unknown>;
}

describe('an agent with the official clients', () => {
  const checkout = new Checkout();
  let keys = 0;
  const key = () => ({ idempotency_key: `loop-key-${++keys}` });

  beforeAll(async () => {
    const started = await checkout.run('up', '--sandbox', '--detach', '--port', '0', '--speed', 'infinity');
    expect(started.code, started.err).toBe(0);
  }, 120_000);
  afterAll(() => checkout.end(), 60_000);

  const revisions: Readonly<Record<ClientKind, string>> = { '2.x': '2025-11-25', '2.x auto': '2026-07-28', '1.x': '2025-11-25' };
  const ways = clientKinds.flatMap((kind) => transports.map((transport): [ClientKind, TransportKind] => [kind, transport]));

  it.each(ways)(
    'client %s over %s: asks, answers, plans, has a person approve, applies, follows, and AWS has it',
    async (kind, transport) => {
      const agent: Agent = await connectAgent(checkout.home, kind, transport);
      try {
        // The older client does not say what it agreed on over stdio.
        expect(agent.revision() ?? revisions[kind]).toBe(revisions[kind]);
        const name = `t${keys}${transport}`;
        const asked = dataOf(await agent.call('create_plan', { intent: `A DynamoDB table named ${name}`, ...key() }));
        expect(asked['kind']).toBe('question');
        const planned = dataOf(await agent.call('answer_question', { question: asked['question'], answers: { 1: 'order_id' }, ...key() }));
        const { plan, digest } = planned['plan'] as { plan: string; digest: string };

        const refused = await agent.call('apply_plan', { plan, digest, ...key() });
        expect(refused).toMatchObject({ isError: true, structured: { code: 'APPROVAL_NEEDED', next_tool: 'request_approval' } });
        const approval = await agent.call('request_approval', { plan });
        expect(dataOf(approval)).toMatchObject({ command: `asbuilt approve ${plan}`, state: 'open' });
        expect(approval.text).toContain(`asbuilt approve ${plan}`);
        expect((await agent.call('apply_plan', { plan, digest, ...key() })).structured).toMatchObject({ code: 'APPROVAL_NEEDED' });
        expect((await checkout.aws('dynamodb', 'describe-table', '--table-name', name)).code).not.toBe(0);

        const plain = await checkout.run('approve', plan);
        expect([plain.code, plain.err]).toEqual([5, expect.stringContaining(`asbuilt approve ${plan} --confirm table_${name}`)]);
        const person = await checkout.run('approve', plan, '--confirm', `table_${name}`);
        expect(person.code, person.err).toBe(0);
        expect(person.out).toContain('chosen by an AI agent');
        const { run } = dataOf(await agent.call('apply_plan', { plan, digest, ...key() })) as { run: string };
        for (let looked = 0; looked < 20; looked++) {
          const { ended } = dataOf(await agent.call('get_run', { run, wait: 7 }));
          if (ended === true) break;
        }
        expect(dataOf(await agent.call('get_run', { run }))).toMatchObject({ status: 'succeeded' });
        const table = JSON.parse((await checkout.aws('dynamodb', 'describe-table', '--table-name', name)).out) as { Table: { KeySchema: unknown } };
        expect(table.Table.KeySchema).toEqual([{ AttributeName: 'order_id', KeyType: 'HASH' }]);
      } finally {
        await agent.close();
      }
    },
    120_000,
  );

  it('repeats a write under its key after the engine was started anew, and has the same answer and no second plan', async () => {
    const agent = await connectAgent(checkout.home, '2.x', 'stdio');
    try {
      const wish = { intent: 'an SQS queue named repeated', ...key() };
      const first = await agent.call('create_plan', wish);
      const { plans } = await checkout.json<ResponseOf<'plans'>>('plans', 'list');
      expect((await checkout.run('down')).code).toBe(0);
      expect((await checkout.run('up', '--sandbox', '--detach', '--port', '0', '--speed', 'infinity')).code).toBe(0);
      expect((await agent.call('create_plan', wish)).structured).toEqual(first.structured);
      expect((await checkout.json<ResponseOf<'plans'>>('plans', 'list')).plans).toEqual(plans);
    } finally {
      await agent.close();
    }
  }, 120_000);

  it('leaves in the audit log which client it was, and that it was an agent', async () => {
    const { entries } = await checkout.json<ResponseOf<'audit'>>('audit', 'list');
    const begun = entries.filter(({ kind }) => kind === 'run.begun').map(({ data }) => data['caller']);
    expect(begun).toHaveLength(ways.length);
    for (const caller of begun) expect(caller).toMatchObject({ principal: expect.stringMatching(/^agent of /), via: 'mcp', agent: 'test-agent 1.2.3' });
    expect((await checkout.run('audit', 'verify')).code).toBe(0);
  });
});
