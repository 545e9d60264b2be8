import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../src/model/routes.ts';
import { describeTool } from '../src/surfaces/mcp/call-tool.ts';
import { describePrompts } from '../src/surfaces/mcp/prompts.ts';
import { resourceTemplates } from '../src/surfaces/mcp/resources.ts';
import { tools } from '../src/surfaces/mcp/tools.ts';

export const mcpReferencePath = join(import.meta.dirname, '..', 'docs', 'reference', 'mcp.md');

/** The reference of what the MCP server offers, made from the tables that clients list it from. */
export function mcpReference(): string {
  return `${[
    '# MCP tools',
    '<!-- Made by scripts/build-mcp-reference.ts from src/surfaces/mcp/tools.ts. -->',
    'An answer is `{receipt, next, next_tool, cursor?, data}`; everything under `data` is quoted from outside. One that is not ready within 7.5 seconds is `{working, next, next_tool}`: the same call again has it. An error is `{code, retryable, fix, next_tool, data: {problems}}`, with the codes of the [command line’s reference](cli.md).',
    ...tools.map((tool) => {
      const { name, title, description, inputSchema } = describeTool(tool);
      const { properties = {}, required = [] } = inputSchema as { properties?: Record<string, { description?: string }>; required?: string[] };
      const fields = Object.entries(properties).map(([field, schema]) => {
        const said = [...(required.includes(field) ? ['needed'] : []), ...(schema.description === undefined ? [] : [schema.description])].join('; ');
        return `- \`${field}\`${said === '' ? '' : `: ${said}`}`;
      });
      return [`## ${name}`, `${title}. Effect: ${routes[tool.operation].effect}.`, description, ...(fields.length === 0 ? [] : [fields.join('\n')])].join(
        '\n\n',
      );
    }),
    '## Resources',
    resourceTemplates.map(({ uriTemplate, description }) => `- \`${uriTemplate}\`: ${description}`).join('\n'),
    '## Prompts',
    describePrompts(new Set(tools.map(({ name }) => name)))
      .map(({ name, description, arguments: [argument] }) => `- \`${name}\`: ${description}. \`${argument?.name}\`: ${argument?.description}`)
      .join('\n'),
  ].join('\n\n')}\n`;
}

if (import.meta.main) writeFileSync(mcpReferencePath, mcpReference());
