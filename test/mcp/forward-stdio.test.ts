import { describe, expect, it } from 'vitest';
import { forwardStdio, type Sending } from '../../src/surfaces/mcp/forward-stdio.ts';

type Answer = (sending: Sending, message: Record<string, unknown>) => Response | Promise<Response>;

/** What a client writes, what of it reaches the engine, and what the client gets back. */
async function forwarded(lines: readonly string[], answer: Answer): Promise<{ readonly sent: Sending[]; readonly told: Record<string, unknown>[] }> {
  const sent: Sending[] = [];
  const told: Record<string, unknown>[] = [];
  await forwardStdio({
    input: (async function* () {
      for (const line of lines) {
        yield Buffer.from(`${line}\n`);
        // One message after the other, as a client that waits for its answers.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })(),
    output: (line) => void told.push(JSON.parse(line) as Record<string, unknown>),
    send: async (sending) => {
      sent.push(sending);
      return answer(sending, JSON.parse(sending.body ?? '{}') as Record<string, unknown>);
    },
    answersWithin: 200,
    signal: new AbortController().signal,
  });
  return { sent, told };
}

const json = (value: unknown, more: ResponseInit = {}) =>
  new Response(JSON.stringify(value), { ...more, headers: { 'content-type': 'application/json', ...more.headers } });
const events = (...values: readonly unknown[]) =>
  new Response(values.map((value) => `event: message\r\ndata: ${JSON.stringify(value)}\r\n\r\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  });
const result = ({ id }: Record<string, unknown>) => ({ jsonrpc: '2.0', id, result: {} });
const initialize = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } });
const began = (session: string) => json({ jsonrpc: '2.0', id: 0, result: { protocolVersion: '2025-11-25' } }, { headers: { 'mcp-session-id': session } });

describe('what an agent writes to stdio', () => {
  it('reaches the engine as the revision of 2026 wants it, with its headers', async () => {
    const call = {
      jsonrpc: '2.0',
      id: 'a',
      method: 'tools/call',
      params: { name: 'gét_plan', _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
    };
    const { sent, told } = await forwarded([JSON.stringify(call)], (_, message) => json(result(message)));
    expect(sent[0]?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': `=?base64?${Buffer.from('gét_plan').toString('base64')}?=`,
    });
    expect(told).toEqual([{ jsonrpc: '2.0', id: 'a', result: {} }]);
  });

  it('is in the session that its initialize began, and what streams comes as it is', async () => {
    const lines = [initialize, JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })];
    const notice = { jsonrpc: '2.0', method: 'notifications/message', params: {} };
    const { sent, told } = await forwarded(lines, (_, message) => (message['method'] === 'initialize' ? began('s1') : events(notice, result(message))));
    expect(sent[1]?.headers).toMatchObject({ 'mcp-session-id': 's1', 'mcp-protocol-version': '2025-11-25' });
    expect(told.slice(1)).toEqual([notice, { jsonrpc: '2.0', id: 1, result: {} }]);
    // The session is given back at the end.
    expect(sent.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': 's1' } });
  });

  it('goes on in a new session, unseen by the client, when an engine does not know the old one', async () => {
    let sessions = 0;
    const lines = [initialize, ...[1, 2, 3].map((id) => JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/list' }))];
    const { told } = await forwarded(lines, ({ headers }, message) => {
      if (message['method'] === 'initialize') return began(`s${++sessions}`);
      if (headers['mcp-session-id'] === 's1' && message['id'] !== 1)
        return json({ jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'gone' } }, { status: 404 });
      return json(result(message));
    });
    expect(sessions).toBe(2);
    expect(told.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
    for (const message of told) expect(message['error']).toBeUndefined();
  });

  it('gets an error where it is no message, and the next one is answered', async () => {
    const { told } = await forwarded(
      ['{"jsonrpc":', '7', 'x'.repeat(9 * 1024 * 1024), JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })],
      (_, message) => json(result(message)),
    );
    expect(told.map(({ id, error }) => [id, (error as { code: number } | undefined)?.code])).toEqual([
      [null, -32_700],
      [null, -32_700],
      [null, -32_700],
      [1, undefined],
    ]);
  });

  it('gets an error for a request that is not answered, and none for a notification', async () => {
    const lines = [
      JSON.stringify({ jsonrpc: '2.0', method: 'notifications/x' }),
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
      JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' }),
    ];
    const { told } = await forwarded(lines, (_, message) => {
      if (message['id'] === 2) throw new Error('broken');
      return new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } });
    });
    const data = { code: 'ENGINE_NOT_RUNNING', next_tool: 'get_health', fix: expect.stringContaining('idempotency_key') };
    expect(told).toMatchObject([
      { id: 1, error: { code: -32_603, data } },
      { id: 2, error: { code: -32_603, data } },
    ]);
  });

  it('gets an error where the engine hangs, or dies while the session begins', async () => {
    const never = new Promise<Response>(() => undefined);
    const hangs = await forwarded([JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })], ({ signal }) =>
      Promise.race([never, new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))]),
    );
    expect(hangs.told).toMatchObject([{ id: 1, error: { message: expect.stringContaining('no answer within 0.2 s') } }]);
    const dies = await forwarded([initialize, JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })], (_, message) => {
      if (message['method'] === 'initialize') throw new Error('gone');
      return json(result(message));
    });
    expect(dies.told).toMatchObject([
      { id: 0, error: { data: { code: 'ENGINE_NOT_RUNNING' } } },
      { id: 1, result: {} },
    ]);
  });

  it('gets an error for a message that is nested too deeply, and the next one is answered', async () => {
    const deep = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const { sent, told } = await forwarded([deep, JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' })], (_, message) => json(result(message)));
    expect(told).toMatchObject([
      { id: 1, error: { code: -32_700 } },
      { id: 2, result: {} },
    ]);
    expect(sent).toHaveLength(1);
  });
});
