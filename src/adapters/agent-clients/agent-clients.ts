import type { JsonObject } from '../../kernel/json.ts';

/** A program whose agent can use MCP servers, and where it keeps which. */
export interface AgentClient {
  readonly title: string;
  /** Below the project's folder. */
  readonly project: string;
  /** Below the user's own folder, by operating system. */
  readonly user: (platform: NodeJS.Platform) => string;
  /** The member of the document that holds the servers, by name. */
  readonly container: string;
  /** What a server says beyond its command. */
  readonly also: JsonObject;
}

/** Where each keeps its servers: the products' own documentation, as of 2026. */
export const agentClients: Readonly<Record<string, AgentClient>> = {
  kiro: { title: 'Kiro', project: '.kiro/settings/mcp.json', user: () => '.kiro/settings/mcp.json', container: 'mcpServers', also: {} },
  'amazon-q': { title: 'Amazon Q Developer CLI', project: '.amazonq/mcp.json', user: () => '.aws/amazonq/mcp.json', container: 'mcpServers', also: {} },
  'claude-code': { title: 'Claude Code', project: '.mcp.json', user: () => '.claude.json', container: 'mcpServers', also: { type: 'stdio' } },
  cursor: { title: 'Cursor', project: '.cursor/mcp.json', user: () => '.cursor/mcp.json', container: 'mcpServers', also: {} },
  vscode: { title: 'VS Code', project: '.vscode/mcp.json', user: vscodeUser, container: 'servers', also: { type: 'stdio' } },
};

function vscodeUser(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Library/Application Support/Code/User/mcp.json';
  return platform === 'win32' ? 'AppData/Roaming/Code/User/mcp.json' : '.config/Code/User/mcp.json';
}
