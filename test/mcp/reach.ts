import { localCallers } from '../../src/app/local-callers.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { ok } from '../../src/kernel/result.ts';
import { type OperationName, operations } from '../../src/model/operations.ts';
import { callTool, type ToolResult } from '../../src/surfaces/mcp/call-tool.ts';
import { type JobLimits, Jobs } from '../../src/surfaces/mcp/jobs.ts';
import { type KeptAnswers, keptIn } from '../../src/surfaces/mcp/kept-answers.ts';
import { tools } from '../../src/surfaces/mcp/tools.ts';
import type { FakeEngine } from '../cli/fake-engine.ts';

/** Answers that are kept for as long as the test. */
export function keptInMemory(): KeptAnswers {
  const kept = new Map<string, { readonly request: string; readonly answer: string }>();
  return {
    find: async (owner, key) => kept.get(`${owner} ${key}`) ?? null,
    keep: async (owner, key, request, answer) => void kept.set(`${owner} ${key}`, { request, answer }),
    planned: async () => null,
  };
}

/** A fake engine as a door reaches it. */
export function engineBehind(engine: FakeEngine): Engine {
  const calls = (Object.keys(operations) as OperationName[]).map((name) => [name, (request: never) => engine[name](request)]);
  const events: Engine['events'] = async (run, _, signal) => ok(engine.events(run, signal));
  return { ...Object.fromEntries(calls), events } as Engine;
}

/** The tools before a fake engine, as an agent calls them. */
export function toolsBefore(
  engine: FakeEngine,
  limits?: JobLimits,
  answers = keptInMemory(),
  now = () => 0,
): (name: string, given?: unknown) => Promise<ToolResult> {
  const jobs = new Jobs(
    keptIn(answers, now, () => undefined),
    limits,
  );
  const reach = {
    engine: engineBehind(engine),
    caller: { ...localCallers('kim').agent, via: 'mcp' as const },
    signal: new AbortController().signal,
  };
  return (name, given) => callTool(tools, name, given, reach, jobs);
}

export function dataOf({ structuredContent }: ToolResult): Record<string, unknown> {
  return structuredContent['data'] as Record<string, unknown>;
}
