import { afterEach, describe, expect, it, vi } from 'vitest';
import { localCallers } from '../../src/app/local-callers.ts';
import { Jobs } from '../../src/surfaces/mcp/jobs.ts';
import { keptIn } from '../../src/surfaces/mcp/kept-answers.ts';
import { mcpServer } from '../../src/surfaces/mcp/mcp-server.ts';
import { McpSessions } from '../../src/surfaces/mcp/mcp-sessions.ts';
import { FakeEngine } from '../cli/fake-engine.ts';
import { samplePlan } from '../cli/sample-plan.ts';
import { engineBehind, keptInMemory } from './reach.ts';

const caller = { ...localCallers('kim').agent, via: 'mcp' as const };
const limits = { most: 3, idle: 60_000 };
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'many', version: '1' } },
};

function sessions(): McpSessions {
  const jobs = new Jobs(keptIn(keptInMemory(), Date.now, () => undefined));
  const parts = { engine: engineBehind(new FakeEngine(samplePlan())), version: '0', jobs, onDefect: () => undefined };
  return new McpSessions(
    (who, readOnly) => mcpServer(parts, who, readOnly),
    () => undefined,
    limits,
  );
}

function request(body: unknown, id: string | null): Request {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...(id === null ? {} : { 'mcp-session-id': id }) };
  return new Request('http://127.0.0.1/mcp', { method: 'POST', headers, body: JSON.stringify(body) });
}

async function begin(kept: McpSessions): Promise<string> {
  const begun = await kept.fetch(request(initialize, null), null, caller, false, { parsedBody: initialize });
  await begun.text();
  return begun.headers.get('mcp-session-id') ?? '';
}

async function status(kept: McpSessions, id: string, readOnly = false): Promise<number> {
  const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
  return (await kept.fetch(request(list, id), id, caller, readOnly, { parsedBody: list })).status;
}

describe('sessions of clients of the revisions before', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are so many at most: the one that was used the longest ago goes', async () => {
    const kept = sessions();
    const [first = '', second = ''] = [await begin(kept), await begin(kept), await begin(kept)];
    expect(await status(kept, first)).toBe(200);
    await begin(kept);
    expect([kept.size, await status(kept, first), await status(kept, second)]).toEqual([3, 200, 404]);
    await kept.close();
  });

  it('are used only at the kind of address at which they began', async () => {
    const kept = sessions();
    const id = await begin(kept);
    expect([await status(kept, id, true), await status(kept, id)]).toEqual([404, 200]);
    await kept.close();
  });

  it('go when nobody has used them for the time, without another request, and stay while they are used', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const kept = sessions();
    const [idle, used] = [await begin(kept), await begin(kept)];
    vi.advanceTimersByTime(limits.idle / 2);
    expect(await status(kept, used)).toBe(200);
    vi.advanceTimersByTime(limits.idle / 2 + 1);
    expect([kept.size, await status(kept, idle)]).toEqual([1, 404]);
    expect(await status(kept, used)).toBe(200);
    vi.advanceTimersByTime(2 * limits.idle + 2);
    expect(kept.size).toBe(0);
    await kept.close();
  });
});
