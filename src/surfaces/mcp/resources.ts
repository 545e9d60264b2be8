import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { ToolResult } from './call-tool.ts';
import { quoteAbout } from './quote.ts';

/** What can be read by its address: each is what a tool tells of the same thing, so that there is one way in which a plan or a run is shown. */
const kinds = [
  { folder: 'plans', name: 'plan', title: 'A plan', tool: 'get_plan', description: 'What a plan changes, in groups, and what became of it. Ids: list_plans.' },
  { folder: 'runs', name: 'run', title: 'A run', tool: 'get_run', description: 'What became of the steps of a run. Ids: list_runs.' },
] as const;

const mimeType = 'application/json';

export const resourceTemplates = kinds.map(({ folder, name, title, description }) => ({
  uriTemplate: `asbuilt://${folder}/{id}`,
  name,
  title,
  description,
  mimeType,
}));

/** The resource at an address; the protocol's error where there is none, with the tool's own code and fix. `call` calls a tool. */
export async function readResource(uri: string, call: (tool: string, given: Readonly<Record<string, string>>) => Promise<ToolResult>) {
  const [, folder, id] = /^asbuilt:\/\/([a-z]+)\/([^/?#]{1,200})$/.exec(uri) ?? [];
  const kind = kinds.find((each) => each.folder === folder);
  if (kind === undefined || id === undefined) throw new ResourceNotFoundError(quoteAbout()(uri));
  const { isError, structuredContent, content } = await call(kind.tool, { [kind.name]: id });
  if (isError === true)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${String(structuredContent['code'])}: ${String(structuredContent['fix'])}`, {
      uri: quoteAbout()(uri),
    });
  return { contents: content.map(({ text }) => ({ uri, mimeType, text })) };
}
