import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OlderHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** What a tool answered: its data, and the same as text. */
export interface Answered {
  readonly isError: boolean;
  readonly structured: Record<string, unknown>;
  readonly text: string;
  /** The answer as it came. */
  readonly whole: unknown;
}

/** An AI agent's client, whichever it is. */
export interface Agent {
  call(tool: string, args?: Record<string, unknown>): Promise<Answered>;
  list(): Promise<readonly { readonly name: string; readonly [key: string]: unknown }[]>;
  /** The revision of the protocol that was agreed on. */
  revision(): string | undefined;
  close(): Promise<void>;
}

/** The official clients: today's in both of its ways to agree on a revision, and the one before. */
export const clientKinds = ['2.x', '2.x auto', '1.x'] as const;
export const transports = ['http', 'stdio'] as const;
export type ClientKind = (typeof clientKinds)[number];
export type TransportKind = (typeof transports)[number];

export interface AgentOptions {
  /** What the client says that it can do. */
  readonly capabilities?: Record<string, unknown>;
  readonly name?: string;
  /** Further arguments of `asbuilt mcp`, or the path after the engine's address. */
  readonly readOnly?: boolean;
  /** Called when a server asks the client's user something. */
  readonly onElicit?: () => { action: 'accept' | 'decline'; content?: Record<string, string> };
}

const bin = join(import.meta.dirname, '..', '..', 'bin', 'asbuilt');

/** Connects a client to the engine of a data folder, with the credential of its agent. */
export async function connectAgent(home: string, kind: ClientKind, transport: TransportKind, options: AgentOptions = {}): Promise<Agent> {
  const info = { name: options.name ?? 'test-agent', version: '1.2.3' };
  const capabilities = (options.capabilities ?? {}) as never;
  const stdio = {
    command: bin,
    args: ['mcp', ...(options.readOnly === true ? ['--read-only'] : [])],
    env: { ...plainEnv(), ASBUILT_HOME: home },
    stderr: 'inherit' as const,
  };
  const http = () => {
    const { url, token } = credential(home);
    return {
      url: new URL(options.readOnly === true ? '/mcp/read-only' : '/mcp', url),
      init: { requestInit: { headers: { authorization: `Bearer ${token}` } } },
    };
  };
  const answer = () => options.onElicit?.() ?? { action: 'decline' as const };
  if (kind === '1.x') {
    const client = new OlderClient(info, { capabilities });
    if (options.onElicit !== undefined) {
      const { ElicitRequestSchema } = await import('@modelcontextprotocol/sdk/types.js');
      client.setRequestHandler(ElicitRequestSchema, async () => answer());
    }
    const through = transport === 'stdio' ? new OlderStdio(stdio) : new OlderHttp(http().url, http().init);
    await client.connect(through as Parameters<typeof client.connect>[0]);
    return agentOf(client as unknown as AnyClient, () => (through as { protocolVersion?: string }).protocolVersion);
  }
  const client = new Client(info, { capabilities, ...(kind === '2.x auto' ? { versionNegotiation: { mode: 'auto' } } : {}) });
  if (options.onElicit !== undefined) client.setRequestHandler('elicitation/create', async () => answer());
  await client.connect(transport === 'stdio' ? new StdioClientTransport(stdio) : new StreamableHTTPClientTransport(http().url, http().init));
  return agentOf(client as unknown as AnyClient, () => client.getNegotiatedProtocolVersion());
}

export function credential(home: string): { readonly url: string; readonly token: string } {
  return JSON.parse(readFileSync(join(home, 'agent.json'), 'utf8')) as { url: string; token: string };
}

interface AnyClient {
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<{ isError?: boolean; structuredContent?: unknown; content?: unknown }>;
  listTools(): Promise<{ tools: { name: string }[] }>;
  close(): Promise<void>;
}

function agentOf(client: AnyClient, revision: () => string | undefined): Agent {
  return {
    async call(name, args = {}) {
      const whole = await client.callTool({ name, arguments: args });
      const [first] = whole.content as { type: string; text: string }[];
      return { isError: whole.isError === true, structured: whole.structuredContent as Record<string, unknown>, text: first?.text ?? '', whole };
    },
    async list() {
      return (await client.listTools()).tools;
    },
    revision,
    close: () => client.close(),
  };
}

function plainEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
