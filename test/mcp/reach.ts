import { localCallers } from '../../src/app/local-callers.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import { type OperationName, operations } from '../../src/model/operations.ts';
import { callTool, type ToolResult } from '../../src/surfaces/mcp/call-tool.ts';
import { type JobLimits, Jobs } from '../../src/surfaces/mcp/jobs.ts';
import type { Told } from '../../src/surfaces/mcp/tool.ts';
import { tools } from '../../src/surfaces/mcp/tools.ts';
import type { FakeEngine } from '../cli/fake-engine.ts';

/** The tools before a fake engine, as an agent calls them. */
export function toolsBefore(engine: FakeEngine, limits?: JobLimits): (name: string, given?: unknown) => Promise<ToolResult> {
  const jobs = new Jobs<Result<Told>>(limits);
  const calls = (Object.keys(operations) as OperationName[]).map((name) => [name, (request: never) => engine[name](request)]);
  const events: Engine['events'] = async (run, _, signal) => ok(engine.events(run, signal));
  const reach = {
    engine: { ...Object.fromEntries(calls), events } as Engine,
    caller: { ...localCallers('kim').agent, via: 'mcp' as const },
    signal: new AbortController().signal,
  };
  return (name, given) => callTool(tools, name, given, reach, jobs);
}

export function dataOf({ structuredContent }: ToolResult): Record<string, unknown> {
  return structuredContent['data'] as Record<string, unknown>;
}
