import {
  completable,
  createRequestStateCodec,
  type InputRequests,
  inputRequired,
  McpServer,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The tools, resources and prompts that the protocol's conformance suite calls by name: what the suite prescribes, and nothing of Asbuilt. */

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';
const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] });
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
const states = createRequestStateCodec<{ readonly round: number }>({ key: 'a key of the conformance suite alone' });

export function conformanceServer(): McpServer {
  const server = new McpServer(
    { name: 'conformance', version: '1.0.0' },
    {
      capabilities: { logging: {}, tools: { listChanged: true }, prompts: { listChanged: true }, resources: { subscribe: true }, completions: {} },
      requestState: { verify: states.verify },
    },
  );
  plainTools(server);
  talkingTools(server);
  askingTools(server);
  resources(server);
  prompts(server);
  return server;
}

function plainTools(server: McpServer): void {
  const image = { type: 'image' as const, data: png, mimeType: 'image/png' };
  const made = (name: string, result: object) =>
    server.registerTool(name, { description: `Conformance: ${name}` }, async () => result as ReturnType<typeof text>);
  made('test_simple_text', text('This is a simple text response for testing.'));
  made('test_image_content', { content: [image] });
  made('test_audio_content', { content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }] });
  const embedded = { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'This is an embedded resource content.' };
  made('test_embedded_resource', { content: [{ type: 'resource', resource: embedded }] });
  const mixed = { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":"data","value":123}' };
  made('test_multiple_content_types', { content: [{ type: 'text', text: 'Multiple content types test:' }, image, { type: 'resource', resource: mixed }] });
  server.registerTool('test_error_handling', { description: 'Conformance: an error' }, async () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  server.registerTool('test_missing_capability', { description: 'Conformance: needs sampling' }, async (context: ServerContext) =>
    isAnswer(answerTo(context, 'sampled')) ? text('sampled') : inputRequired({ inputRequests: { sampled: sampling('Say something', 10) } }),
  );
  server.registerTool('test_trigger_tool_change', { description: 'Conformance: says that tools changed' }, async () => {
    server.sendToolListChanged();
    return text('said');
  });
  server.registerTool('test_trigger_prompt_change', { description: 'Conformance: says that prompts changed' }, async () => {
    server.sendPromptListChanged();
    return text('said');
  });
}

function talkingTools(server: McpServer): void {
  server.registerTool('test_tool_with_logging', { description: 'Conformance: logs' }, async ({ mcpReq }: ServerContext) => {
    for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.log('info', line);
      await pause();
    }
    return text('done');
  });
  server.registerTool('test_logging_tool', { description: 'Conformance: logs once' }, async ({ mcpReq }: ServerContext) => {
    await mcpReq.log('info', 'logged');
    return text('done');
  });
  server.registerTool('test_tool_with_progress', { description: 'Conformance: progress' }, async ({ mcpReq }: ServerContext) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
      await pause();
    }
    return text('done');
  });
  server.registerTool('test_streaming_elicitation', { description: 'Conformance: asks' }, async ({ mcpReq }: ServerContext) =>
    mcpReq.inputResponses === undefined ? inputRequired({ inputRequests: { user_name: asksFor('What is your name?', 'name') } }) : text('done'),
  );
  server.registerTool(
    'test_sampling',
    { description: 'Conformance: sampling', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const said = await mcpReq.requestSampling({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 });
      return text(`LLM response: ${JSON.stringify(said.content)}`);
    },
  );
  server.registerTool(
    'test_elicitation',
    { description: 'Conformance: elicitation', inputSchema: z.object({ message: z.string() }) },
    async ({ message }, { mcpReq }) => {
      const field = (description: string) => ({ type: 'string' as const, description });
      const properties = { username: field('User’s response'), email: field('User’s email address') };
      const said = await mcpReq.elicitInput({ message, requestedSchema: { type: 'object', properties, required: ['username', 'email'] } });
      return text(`User response: action=${said.action}, content=${JSON.stringify(said.content)}`);
    },
  );
  const defaults = {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  };
  const titled = (words: readonly string[]) => words.map((title, index) => ({ const: `value${index + 1}`, title }));
  const options = ['option1', 'option2', 'option3'];
  const enums = {
    untitledSingle: { type: 'string', enum: options },
    titledSingle: { type: 'string', oneOf: titled(['First Option', 'Second Option', 'Third Option']) },
    legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
    untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
    titledMulti: { type: 'array', items: { anyOf: titled(['First Choice', 'Second Choice', 'Third Choice']) } },
  };
  for (const [name, properties] of Object.entries({ test_elicitation_sep1034_defaults: defaults, test_elicitation_sep1330_enums: enums })) {
    server.registerTool(name, { description: `Conformance: ${name}` }, async ({ mcpReq }: ServerContext) => {
      const said = await mcpReq.elicitInput({ message: 'Please fill in', requestedSchema: { type: 'object', properties, required: [] } } as never);
      return text(`Elicitation completed: action=${said.action}, content=${JSON.stringify(said.content)}`);
    });
  }
}

function asksFor(message: string, field: string, type = 'string') {
  return inputRequired.elicit({ message, requestedSchema: { type: 'object', properties: { [field]: { type } }, required: [field] } } as never);
}

const sampling = (words: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: words } }], maxTokens });

/** Whether a client answered: with what it accepted, or with any other result. */
function answerTo(context: ServerContext, key: string): Record<string, unknown> | undefined {
  const said = context.mcpReq.inputResponses?.[key];
  return typeof said === 'object' && said !== null && Object.keys(said).length > 0 ? (said as Record<string, unknown>) : undefined;
}

function askingTools(server: McpServer): void {
  const asking = (name: string, requests: () => InputRequests, done: (context: ServerContext) => string) =>
    server.registerTool(`test_input_required_result_${name}`, { description: `Conformance: ${name}` }, async (context: ServerContext) => {
      const asked = requests();
      return Object.keys(asked).every((key) => isAnswer(answerTo(context, key))) ? text(done(context)) : inputRequired({ inputRequests: asked });
    });
  const withState = (name: string, requests: InputRequests, done: string) =>
    server.registerTool(`test_input_required_result_${name}`, { description: `Conformance: ${name}` }, async (context: ServerContext) => {
      const answered = Object.keys(requests).every((key) => isAnswer(answerTo(context, key)));
      if (answered && context.mcpReq.requestState<{ round: number }>()?.round === 1) return text(done);
      return inputRequired({ inputRequests: requests, requestState: await states.mint({ round: 1 }) });
    });
  const name = { user_name: asksFor('What is your name?', 'name') };
  asking(
    'elicitation',
    () => name,
    (context) => `Hello, ${String((answerTo(context, 'user_name')?.['content'] as { name?: unknown })?.name)}!`,
  );
  asking(
    'sampling',
    () => ({ capital_question: sampling('What is the capital of France?', 100) }),
    (context) => JSON.stringify(answerTo(context, 'capital_question')?.['content']),
  );
  asking(
    'list_roots',
    () => ({ client_roots: inputRequired.listRoots() }),
    (context) => JSON.stringify(answerTo(context, 'client_roots')?.['roots']),
  );
  withState('request_state', { confirm: asksFor('Please confirm', 'ok', 'boolean') }, 'state-ok');
  withState('multiple_inputs', { ...name, greeting: sampling('Generate a greeting', 50), client_roots: inputRequired.listRoots() }, 'all three came');
  withState('tampered_state', { confirm: asksFor('Please confirm', 'ok', 'boolean') }, 'not tampered with');
  server.registerTool('test_input_required_result_multi_round', { description: 'Conformance: rounds' }, async (context: ServerContext) => {
    const round = context.mcpReq.requestState<{ round: number }>()?.round ?? 0;
    if (round === 2 && isAnswer(answerTo(context, 'step2'))) return text('both steps done');
    if (round >= 1 && isAnswer(answerTo(context, 'step1')))
      return inputRequired({
        inputRequests: { step2: asksFor('Step 2: What is your favorite color?', 'color') },
        requestState: await states.mint({ round: 2 }),
      });
    return inputRequired({ inputRequests: { step1: asksFor('Step 1: What is your name?', 'name') }, requestState: await states.mint({ round: 1 }) });
  });
  asking(
    'capabilities',
    () => {
      const declared = capabilitiesOf(server);
      return {
        ...(declared['elicitation'] === undefined ? {} : name),
        ...(declared['sampling'] === undefined ? {} : { greeting: sampling('Generate a greeting', 50) }),
      };
    },
    () => 'done',
  );
}

function isAnswer(said: Record<string, unknown> | undefined): boolean {
  return (
    said !== undefined &&
    (said['action'] !== undefined
      ? said['action'] === 'accept' && typeof said['content'] === 'object'
      : said['role'] !== undefined || Array.isArray(said['roots']))
  );
}

function capabilitiesOf(server: McpServer): Record<string, unknown> {
  return (server.server.getClientCapabilities() ?? {}) as Record<string, unknown>;
}

function resources(server: McpServer): void {
  server.registerResource('static-text', 'test://static-text', { description: 'Text', mimeType: 'text/plain' }, async ({ href }) => ({
    contents: [{ uri: href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  }));
  server.registerResource('static-binary', 'test://static-binary', { description: 'Bytes', mimeType: 'image/png' }, async ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: png }],
  }));
  server.registerResource('watched', 'test://watched-resource', { description: 'Watched', mimeType: 'text/plain' }, async ({ href }) => ({
    contents: [{ uri: href, mimeType: 'text/plain', text: 'watched' }],
  }));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'By id', mimeType: 'application/json' },
    async ({ href }, { id }) => ({
      contents: [{ uri: href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }) }],
    }),
  );
  server.server.setRequestHandler('resources/subscribe', async () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', async () => ({}));
}

function prompts(server: McpServer): void {
  const said = (content: object) => ({ role: 'user' as const, content: content as { type: 'text'; text: string } });
  const words = (line: string) => said({ type: 'text', text: line });
  server.registerPrompt('test_simple_prompt', { description: 'Simple' }, async () => ({ messages: [words('This is a simple prompt for testing.')] }));
  const argument = (description: string) =>
    completable(z.string().describe(description), (value) => ['paris', 'park', 'party'].filter((each) => each.startsWith(String(value))));
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'With arguments', argsSchema: z.object({ arg1: argument('First test argument'), arg2: argument('Second test argument') }) },
    async ({ arg1, arg2 }) => ({ messages: [words(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Embeds', argsSchema: z.object({ resourceUri: z.string() }) },
    async ({ resourceUri }) => ({
      messages: [
        said({ type: 'resource', resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } }),
        words('Please process the embedded resource above.'),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'Image' }, async () => ({
    messages: [said({ type: 'image', data: png, mimeType: 'image/png' }), words('Please analyze the image above.')],
  }));
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks' }, async (context: ServerContext) =>
    isAnswer(answerTo(context, 'user_context'))
      ? { messages: [words('with context')] }
      : inputRequired({ inputRequests: { user_context: asksFor('What context should the prompt use?', 'context') } }),
  );
}
