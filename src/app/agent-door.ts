import type { Engine } from '../engine/engine.ts';
import type { HttpHandlerOptions } from '../surfaces/http/create-http-handler.ts';
import type { KeptAnswers } from '../surfaces/mcp/kept-answers.ts';
import type { McpDoor } from '../surfaces/mcp/mcp-door.ts';
import { logDefect } from './log-line.ts';
import { systemClock } from './system-clock.ts';
import { version } from './version.ts';

export type AgentDoor = NonNullable<HttpHandlerOptions['forAgents']> & { close(): Promise<void> };

/** The engine over MCP. What that takes is loaded with the first request: an engine without agents does without it. */
export function agentDoor(engine: Engine, answers: KeptAnswers): AgentDoor {
  let opened: Promise<McpDoor> | undefined;
  return {
    path: '/mcp',
    async fetch(request, caller) {
      opened ??= import('../surfaces/mcp/mcp-door.ts').then(({ mcpDoor }) => mcpDoor({ engine, version, answers, now: systemClock.now, onDefect: logDefect }));
      return (await opened).fetch(request, { ...caller, via: 'mcp' });
    },
    async close() {
      await (await opened)?.close();
    },
  };
}
