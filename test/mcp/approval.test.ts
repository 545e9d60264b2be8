import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { value } from '../e2e/stage.ts';
import { AgentWorld } from './agent-world.ts';

/** What a client may say of asking its user. */
const declared: readonly (readonly [string, Record<string, unknown>])[] = [
  ['nothing', {}],
  ['elicitation: {}', { elicitation: {} }],
  ['forms', { elicitation: { form: {} } }],
  ['addresses', { elicitation: { url: {} } }],
  ['both', { elicitation: { form: {}, url: {} } }],
];
const modes = [undefined, { mode: 'auto' as const }];

describe('approval', () => {
  const world = new AgentWorld();
  let asked = 0;
  beforeAll(() => world.start(), 120_000);
  afterAll(() => world.end(), 60_000);

  async function connect(capabilities: Record<string, unknown>, versionNegotiation: (typeof modes)[number]): Promise<Client> {
    const client = new Client(
      { name: 'eager', version: '1' },
      { capabilities: capabilities as never, ...(versionNegotiation === undefined ? {} : { versionNegotiation }) },
    );
    if (capabilities['elicitation'] !== undefined) {
      client.setRequestHandler('elicitation/create', async () => {
        asked++;
        return { action: 'accept' as const, content: { approve: true } };
      });
    }
    await client.connect(
      new StreamableHTTPClientTransport(new URL('/mcp', world.url), { requestInit: { headers: { authorization: `Bearer ${world.tokens.agent}` } } }),
    );
    return client;
  }

  it.each(declared.flatMap(([title, capabilities]) => modes.map((mode) => [title, mode?.mode ?? 'default', capabilities, mode] as const)))(
    'is asked of a person with a command, whatever a client declares: %s, %s',
    async (_, __, capabilities, mode) => {
      const plan = await world.stage.plan(`an SQS queue named q${asked}`);
      const client = await connect(capabilities, mode);
      try {
        const told = await client.callTool({ name: 'request_approval', arguments: { plan: plan.id } });
        const command = `asbuilt approve ${plan.id}`;
        expect((told.structuredContent as { data: unknown }).data).toMatchObject({ command, state: 'open' });
        expect(JSON.stringify(told.content)).toContain(command);
        for (const key of ['first-try', 'second-try']) {
          const refused = await client.callTool({
            name: 'apply_plan',
            arguments: { plan: plan.id, digest: plan.digest, idempotency_key: `${plan.id}-${key}` },
          });
          expect(refused).toMatchObject({ isError: true, structuredContent: { code: 'APPROVAL_NEEDED' } });
        }
        expect(value(await world.stage.engine.plan({ id: plan.id })).state).toBe('open');
      } finally {
        await client.close();
      }
    },
  );

  it('was never asked of a client', () => {
    expect(asked).toBe(0);
  });

  it('is not an accept that a client sends unasked, nor a state that it makes up', async () => {
    const plan = await world.stage.plan('an SQS queue named unasked');
    const accepted = { action: 'accept', content: { approve: true } };
    for (const requestState of [undefined, 'approved', plan.digest]) {
      const more = { inputResponses: { approve: accepted, approval: accepted }, ...(requestState === undefined ? {} : { requestState }) };
      await world.call('request_approval', { plan: plan.id }, more);
      const refused = await (await world.call('apply_plan', { plan: plan.id, digest: plan.digest, idempotency_key: 'unasked-key' }, more)).json();
      expect(refused).toMatchObject({ result: { isError: true, structuredContent: { code: 'APPROVAL_NEEDED' } } });
    }
    expect(value(await world.stage.engine.plan({ id: plan.id })).state).toBe('open');
  });
});

describe('what an agent chose', () => {
  const world = new AgentWorld();
  beforeAll(() => world.start(), 120_000);
  afterAll(() => world.end(), 60_000);
  let keys = 0;

  async function told(tool: string, given: object): Promise<Record<string, unknown>> {
    const answer = (await (await world.call(tool, { ...given, ...(tool === 'get_plan' || tool === 'request_approval' ? {} : key()) })).json()) as {
      result: { structuredContent: { data: Record<string, unknown> } };
    };
    return answer.result.structuredContent.data;
  }
  const key = () => ({ idempotency_key: `chosen-key-${++keys}` });
  const stored = async (id: string) => value(await world.stage.engine.plan({ id })).plan;
  const schema = [{ AttributeName: 'order_id', KeyType: 'HASH' }];

  it('and cannot be changed later is in the plan that is signed, and a yes that does not name it is refused at every step', async () => {
    const { question } = await told('create_plan', { intent: 'a DynamoDB table named orders' });
    const { plan: shown } = await told('answer_question', { question, answers: { 1: 'order_id' } });
    const plan = await stored((shown as { plan: string }).plan);
    expect(plan.choices).toEqual([{ node: 'table_orders', property: '/KeySchema', chosen: schema, because: 'unchangeable' }]);

    const what = expect.stringContaining('an AI agent chose KeySchema [{"AttributeName":"order_id","KeyType":"HASH"}], which cannot be changed later');
    expect(await told('request_approval', { plan: plan.id })).toMatchObject({ to_confirm: [{ node: 'table_orders', what }], to_confirm_in_all: 1 });
    expect(await told('get_plan', { plan: plan.id, part: 'to_confirm' })).toMatchObject({ rows: [{ node: 'table_orders', what }] });

    const missing = { ok: false, problems: [{ code: 'CONSENT_MISSING', at: 'table_orders', fix: `asbuilt approve ${plan.id} --confirm table_orders` }] };
    for (const names of [[], ['orders'], ['table_order']])
      expect(await world.stage.engine.approve({ id: plan.id, approval: await world.stage.sign(plan, names) })).toMatchObject(missing);
    const { choices: _, ...altered } = plan;
    await expect(world.stage.sign(altered)).rejects.toThrow('PLAN_TAMPERED');
    value(await world.stage.engine.approve({ id: plan.id, approval: await world.stage.sign(plan) }));
  });

  it('is asked for where the agent says it beforehand as a parameter, or answers over the other door', async () => {
    const { plan: shown } = await told('create_plan', { intent: 'a DynamoDB table named early', params: { hash_key: 'order_id' } });
    expect((await stored((shown as { plan: string }).plan)).choices).toMatchObject([{ node: 'table_early', property: '/KeySchema' }]);
    const { plan: other } = await told('create_plan', { intent: 'an IAM role named worker', params: { service: 'lambda' } });
    expect((await stored((other as { plan: string }).plan)).choices).toMatchObject([{ because: 'security', property: '/AssumeRolePolicyDocument/Statement' }]);

    const { question } = await told('create_plan', { intent: 'a DynamoDB table named beside' });
    const beside = await fetch(new URL(`/v1/questions/${String(question)}/answer`, world.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${world.tokens.agent}`, 'content-type': 'application/json' },
      body: JSON.stringify({ answers: { 1: 'order_id' } }),
    });
    expect(await beside.json()).toMatchObject({ ok: true, value: { plan: { choices: [{ node: 'table_beside' }] } } });
  });

  it('or left to a default that opens a thing is asked for by its name', async () => {
    const nodes = { web: { type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', properties: { Subnets: ['subnet-0a1', 'subnet-0b2'] } } };
    const { plan: shown } = await told('create_plan', { deployment: 'left', nodes });
    const what = expect.stringContaining('an AI agent asked that web is public, or lets in whoever reaches it, for that is the default of Scheme');
    expect(await told('request_approval', { plan: (shown as { plan: string }).plan })).toMatchObject({ to_confirm: [{ node: 'web', what }] });
  });

  it('is not what a person answers to the agent’s question, nor what the words say', async () => {
    const { question } = await told('create_plan', { intent: 'a DynamoDB table named mine' });
    const answered = value(await world.stage.engine.answer({ id: String(question), answers: { 1: 'order_id' } }));
    expect(answered.kind === 'proposal' && answered.plan.choices).toBeUndefined();
    const { plan: shown } = await told('create_plan', { intent: 'a DynamoDB table named said with partition key order_id' });
    expect((await stored((shown as { plan: string }).plan)).choices).toBeUndefined();
  });

  it('is not asked for once more when a person changes what was made of it', async () => {
    const { question } = await told('create_plan', { intent: 'a DynamoDB table named grown' });
    const { plan: shown } = await told('answer_question', { question, answers: { 1: 'order_id' } });
    const plan = await stored((shown as { plan: string }).plan);
    await world.stage.approve(plan);
    await world.stage.ended(value(await world.stage.engine.apply({ id: plan.id })).run);
    const later = await world.stage.plan('the table grown with deletion protection');
    expect([later.summary.update, later.choices]).toEqual([1, undefined]);
  });
});

describe('the door', () => {
  const world = new AgentWorld();
  beforeAll(() => world.start(), 120_000);
  afterAll(() => world.end(), 60_000);

  it('is closed to the command line’s credential, to none, and to a wrong one', async () => {
    for (const [token, status] of [
      [world.tokens.cli, 403],
      ['0'.repeat(64), 401],
      ['', 401],
    ] as const) {
      const answer = await world.call('get_health', {}, {}, { authorization: `Bearer ${token}` });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ ok: false, problems: [{ fix: expect.any(String) }] });
    }
  });

  it.each(['http://evil.example', 'http://localhost.evil.example', 'null', 'file://', 'http://127.0.0.1.evil.example:80'])(
    'is closed to a page of another place: %s',
    async (origin) => {
      expect((await world.call('get_health', {}, {}, { origin })).status).toBe(403);
    },
  );

  it.each(['http://localhost:5173', 'http://127.0.0.1', 'http://[::1]:80'])('is open to a page of this machine: %s', async (origin) => {
    expect((await world.call('get_health', {}, {}, { origin })).status).toBe(200);
  });

  it('answers a call of 5 MB with a tool error, and one of 9 MB with the transport’s', async () => {
    const five = await (await world.call('create_plan', { intent: 'x'.repeat(5_000_000), idempotency_key: 'five-megabytes' })).json();
    expect(five).toMatchObject({ id: 1, result: { isError: true, structuredContent: { code: 'INPUT_INVALID', fix: 'send less' } } });
    expect((await world.call('create_plan', { intent: 'x'.repeat(9_000_000), idempotency_key: 'nine-megabytes' })).status).toBe(413);
    expect(value(await world.stage.engine.plans({})).plans).toEqual([]);
  });

  it.each(['/mcp/read-only', '/mcp/read-only/', '/mcp/Read-Only', '/mcp/anything'])(
    'offers what reads and nothing else wherever it is not asked for whole: %s',
    async (path) => {
      const client = new Client({ name: 'reader', version: '1' });
      await client.connect(
        new StreamableHTTPClientTransport(new URL(path, world.url), { requestInit: { headers: { authorization: `Bearer ${world.tokens.agent}` } } }),
      );
      const { tools } = await client.listTools();
      expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
      expect(tools.map(({ name }) => name)).toContain('get_plan');
      const refused = await client.callTool({ name: 'create_plan', arguments: { intent: 'a bucket', idempotency_key: 'read-only-1' } });
      expect(refused).toMatchObject({ isError: true, structuredContent: { code: 'INPUT_INVALID' } });
      await client.close();
    },
  );

  it('knows an old protocol’s client, and tells one of none which it knows', async () => {
    const initialize = (protocolVersion: string) => ({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion, capabilities: {}, clientInfo: { name: 'old', version: '1' } },
    });
    const agreed = async (version: string) => /"protocolVersion":"([^"]+)"/.exec(await (await world.post(initialize(version))).text())?.[1];
    expect(await agreed('2025-03-26')).toBe('2025-03-26');
    expect(await agreed('1999-01-01')).toBe('2025-11-25');
    const unknown = await world.call('get_health', {}, {}, { 'mcp-protocol-version': '2027-01-01' });
    expect(unknown.status).toBe(400);
  });

  it('keeps a session for its own caller, and as many as it can', async () => {
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'many', version: '1' } },
    };
    const ids: string[] = [];
    for (let count = 0; count < 70; count++) {
      const begun = await world.post(initialize);
      ids.push(begun.headers.get('mcp-session-id') ?? '');
      await begun.text();
    }
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    const status = async (id: string) => (await world.post(list, { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' })).status;
    expect(await status(ids.at(-1) ?? '')).toBe(200);
    expect(await status(ids[0] ?? '')).toBe(404);
    expect(await status('made-up')).toBe(404);
  });
});

describe('a run', () => {
  const world = new AgentWorld();
  beforeAll(() => world.start(), 120_000);
  afterAll(() => world.end(), 60_000);

  it('is stopped by the agent that began it, and by no agent otherwise', async () => {
    const person = await world.stage.plan('an SQS queue named persons');
    await world.stage.approve(person);
    const theirs = value(await world.stage.engine.apply({ id: person.id })).run;
    const refused = await (await world.call('cancel_run', { run: theirs, idempotency_key: 'cancel-theirs' })).json();
    expect(refused).toMatchObject({ result: { isError: true, structuredContent: { code: 'CALLER_NOT_ALLOWED' } } });
    await world.stage.ended(theirs);

    const agents = await world.stage.plan('an SQS queue named agents');
    await world.stage.approve(agents);
    const begun = await (await world.call('apply_plan', { plan: agents.id, digest: agents.digest, idempotency_key: 'apply-agents' })).json();
    const { run } = (begun as { result: { structuredContent: { data: { run: string } } } }).result.structuredContent.data;
    const cancelled = await (await world.call('cancel_run', { run, idempotency_key: 'cancel-agents' })).json();
    expect(cancelled).toMatchObject({ result: { structuredContent: { data: { run } } } });
    const again = await (await world.call('apply_plan', { plan: agents.id, digest: agents.digest, idempotency_key: 'apply-agents-again' })).json();
    expect(again).toMatchObject({ result: { structuredContent: { data: { run, begun: false } } } });
  });
});
