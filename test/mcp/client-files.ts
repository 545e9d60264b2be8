/** Configuration files in the forms in which people have them, by client and what is particular about each. Members are those that the clients' own documentation names. */
export const clientFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kiro: {
    'a remote server, and one that is off': `{
  "mcpServers": {
    "web-search": {
      "url": "https://example.com/mcp",
      "headers": { "Authorization": "Bearer \${TOKEN}" },
      "disabled": true,
      "disabledTools": ["delete_all"]
    },
    // local
    "filesystem": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/kim/src"],
      "autoApprove": ["*"]
    }
  }
}
`,
    'no servers yet, with a comment where they will be': '{\n  "mcpServers": {\n    // none yet\n  }\n}\n',
    'the end of lines of Windows, and trailing commas':
      '{\r\n\t"mcpServers": {\r\n\t\t"a": { "command": "C:\\\\a.exe", "args": [], },\r\n\t},\r\n\t"powers": { "enabled": true, },\r\n}\r\n',
  },
  'amazon-q': {
    'two servers over lines': `{
    "mcpServers": {
        "awslabs.cdk-mcp-server": {
            "command": "uvx",
            "args": ["awslabs.cdk-mcp-server@latest"],
            "env": { "FASTMCP_LOG_LEVEL": "ERROR", "AWS_PROFILE": "dev" },
            "timeout": 120000
        },
        "sqlite": { "command": "docker", "args": ["run", "-i", "--rm", "mcp/sqlite"] }
    },
    "useLegacyMcpJson": true
}`,
    'one line with a line’s end': '{"mcpServers":{}}\n',
    'a byte order mark': '\uFEFF{\n  "mcpServers": { "x": { "command": "x" } }\n}\n',
  },
  'claude-code': {
    'a project’s file': `{
  "mcpServers": {
    "sentry": { "type": "http", "url": "https://mcp.sentry.dev/mcp" },
    "db": {
      "type": "stdio",
      "command": "npx",
      "args": ["-y", "@bytebase/dbhub", "--dsn", "postgresql://readonly:\${DB_PASSWORD}@db:5432/app"],
      "env": {}
    }
  }
}
`,
    'a user’s file, which has its servers between much else': `{
  "installMethod": "native",
  "autoUpdates": false,
  "tipsHistory": { "new-user-warmup": 3, "theme-command": 11 },
  "cachedChangelog": "# Changelog\\n\\n- \\"mcpServers\\": {} // not here\\n",
  "projects": {
    "/home/kim/app": {
      "allowedTools": [],
      "mcpServers": { "local": { "command": "node", "args": ["server.js"] } },
      "hasTrustDialogAccepted": true
    }
  },
  "mcpServers": { "linear": { "type": "sse", "url": "https://mcp.linear.app/sse" } },
  "userID": "0f3c…",
  "oauthAccount": { "emailAddress": "kim@example.com" }
}`,
    'a user’s file without servers': '{\n  "numStartups": 1,\n  "userID": "a"\n}',
  },
  cursor: {
    'servers with files of variables': `{
  "mcpServers": {
    "local-server": {
      "command": "python",
      "args": ["\${workspaceFolder}/tools/mcp_server.py"],
      "env": { "API_KEY": "\${env:API_KEY}" },
      "envFile": "\${workspaceFolder}/.env",
    }, // our own
    /* "off": {
      "url": "http://localhost:3000/mcp"
    }, */
    "remote": { "url": "https://api.example.com/mcp", "headers": { "X": "\\u007b" } },
  },
}
`,
    'braces that open on lines of their own': '{\n  "mcpServers":\n  {\n    "a":\n    {\n      "command": "a"\n    }\n  }\n}\n',
    'nothing but braces': '{}',
  },
  vscode: {
    'inputs, a sandbox, and comments on every line': `{
\t// see https://code.visualstudio.com/docs/copilot/reference/mcp-configuration
\t"servers": { // all of them
\t\t"github": { // remote
\t\t\t"type": "http",
\t\t\t"url": "https://api.githubcopilot.com/mcp/", // no key
\t\t},
\t\t"perplexity": {
\t\t\t"type": "stdio", "command": "npx", "args": ["-y", "server-perplexity-ask",],
\t\t\t"env": { "KEY": "\${input:perplexity-key}" }
\t\t},
\t}, // servers
\t"inputs": [
\t\t{ "type": "promptString", "id": "perplexity-key", "description": "a key", "password": true },
\t],
}
`,
    'servers last, after inputs, on one line': '{"inputs":[],"servers":{"fetch":{"command":"uvx","args":["mcp-server-fetch"]}}}',
    'only inputs': '{\n    "inputs": []\n}\n',
  },
};
