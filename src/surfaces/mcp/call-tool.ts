import type { JSONObject } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { jsonLine } from '../../kernel/escape-text.ts';
import { unfaithful } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import type { Result } from '../../kernel/result.ts';
import { routes } from '../../model/routes.ts';
import { inputProblems } from './input-problems.ts';
import type { Jobs } from './jobs.ts';
import { quoteAbout } from './quote.ts';
import type { Reach, Told, Tool } from './tool.ts';
import { toolErrorOf } from './tool-error.ts';

/** What MCP calls the result of a tool: data, and the same as text. */
export interface ToolResult {
  readonly [key: string]: unknown;
  readonly isError?: true;
  readonly structuredContent: Record<string, unknown>;
  readonly content: { readonly type: 'text'; readonly text: string }[];
}

/** Around the `data` of a tool. The receipt is the same in every answer: spelled out in each tool's schema, it would be half of what a client reads. */
function answerSchema(output: z.ZodType) {
  return z.object({
    receipt: z.record(z.string(), z.unknown()),
    next: z.string(),
    next_tool: z.string().nullable(),
    cursor: z.string().nullable().optional(),
    data: output,
  });
}

/** Of an answer that was not ready in time. */
const working = z.object({ working: z.literal(true), next: z.string(), next_tool: z.string() });
/** Of a tool error. Clients of the generation before hold errors to the schema too. */
const failed = z.looseObject({ code: z.string(), fix: z.string(), next_tool: z.string().nullable() });

/**
 * Calls a tool by what a client sent. Whatever goes wrong is a tool error with a code, a fix and the next tool; a defect throws.
 * A call that is not done within the time of `jobs` answers that it goes on: the same call waits for it again.
 */
export async function callTool(tools: readonly Tool[], name: string, given: unknown, reach: Reach, jobs: Jobs<Result<Told>>): Promise<ToolResult> {
  const told = await answerTo(tools, name, given, reach, jobs);
  const way = told.structuredContent['next_tool'];
  // A door that only reads offers no tool that plans.
  return typeof way !== 'string' || tools.some((each) => each.name === way) ? told : { ...told, ...result({ ...told.structuredContent, next_tool: null }) };
}

async function answerTo(tools: readonly Tool[], name: string, given: unknown, reach: Reach, jobs: Jobs<Result<Told>>): Promise<ToolResult> {
  const tool = tools.find((each) => each.name === name);
  // First: what comes after it looks through all that was given.
  const lost = unfaithful(given);
  if (lost !== null)
    return refusal([problem('INPUT_INVALID', lost.what, 'write it as a text, or otherwise', { at: lost.path })], tool?.name ?? null, undefined);
  if (tool === undefined) {
    const names = tools.map((each) => each.name);
    // What runs or stops something is nobody's slip of another name.
    const harmless = tools.filter(({ operation }) => routes[operation].effect === 'read' || routes[operation].effect === 'plan');
    const likely = nearest(
      name.slice(0, 64),
      harmless.map((each) => each.name),
      1,
    )[0];
    const fix = likely === undefined ? `use one of: ${names.join(', ')}` : `did you mean ${likely}?`;
    return refusal([problem('INPUT_INVALID', `there is no tool ${JSON.stringify(name.slice(0, 64))}`, fix)], likely ?? null, given);
  }
  const input = tool.input.safeParse(given ?? {});
  if (!input.success) return refusal(inputProblems(input.error, given ?? {}, tool.input), tool.name, given);
  const { idempotency_key: key, ...asked } = input.data as { readonly idempotency_key?: string };
  const request = JSON.parse(JSON.stringify({ tool: tool.name, asked })) as object;
  const outcome = await jobs.do(reach.caller.principal, key ?? null, request, () => tool.call(asked, reach));
  switch (outcome.kind) {
    case 'done':
      return outcome.value.ok ? answer(outcome.value.value, tool.output) : refusal(outcome.value.problems, tool.name, given);
    case 'working':
      return result({ working: true, next: 'It goes on. Call it again with the same arguments to have its answer.', next_tool: tool.name });
    case 'other':
      return refusal(
        [problem('INPUT_INVALID', 'that idempotency key was used for another request', 'give a new one for a new request', { at: 'idempotency_key' })],
        tool.name,
        given,
      );
    case 'full':
      return refusal([problem('CALLER_BUSY', 'too many of your requests are under way', 'wait for one of them, then call again')], tool.name, given);
    default:
      return outcome satisfies never;
  }
}

/** What a tool says goes through its own schema: a client that holds answers to that refuses any other, and nothing is told that is not declared. */
function answer({ receipt: about, next, next_tool, cursor, data }: Told, output: z.ZodType): ToolResult {
  return result({ receipt: about, next, next_tool, ...(cursor === undefined ? {} : { cursor }), data: output.parse(data) });
}

function result(value: Record<string, unknown>): ToolResult {
  const structuredContent = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  return { structuredContent, content: [{ type: 'text', text: jsonLine(structuredContent) }] };
}

/** A failure as a tool tells it. `about` is what was asked, whose secrets stay out of it. */
export function refusal(problems: readonly Diagnostic[], tool: string | null, about: unknown): ToolResult {
  return { ...result({ ...toolErrorOf(problems, tool, quoteAbout(about)) }), isError: true };
}

/** A tool as clients list it. */
export function describeTool(tool: Tool) {
  const { effect, summary } = routes[tool.operation];
  return {
    name: tool.name,
    title: tool.title,
    description: [`${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`, tool.detail].filter((part) => part !== '').join(' '),
    inputSchema: jsonSchemaOf(tool.input, 'input'),
    outputSchema: jsonSchemaOf(z.union([answerSchema(tool.output), working, failed]), 'output'),
    annotations: {
      title: tool.title,
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'run',
      idempotentHint: true,
      openWorldHint: tool.world,
    },
  };
}

/** JSON Schema 2020-12, an object at its root as MCP wants it. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', io }) as JSONObject;
  return { ...made, type: 'object' as const };
}
