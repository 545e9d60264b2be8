import type { Json, JsonObject } from '../kernel/json.ts';
import type { Caller } from '../model/caller.ts';
import type { UnitBinding } from '../model/observed.ts';
import type { ResponseOf } from '../model/operations.ts';
import { hiddenTexts, withheldAll, withoutRepetitions } from '../model/withhold.ts';
import type { EngineEvent } from '../ports/events.ts';
import { storedPlan } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';

/*
 * What people are told may repeat what a plan, or a wish, holds where secrets are kept: a provider's message, somebody's words. Of that answer alone nobody could tell. An AI agent is told it without
 * that, whichever door it came through.
 */

/** A run, or an event of it. */
export async function runTold<T>(told: T, plan: string, caller: Caller, ports: EnginePorts): Promise<T> {
  return caller.agent === null ? told : without(told, await hiddenInPlan(plan, ports));
}

/** What happens, as a caller is told it. */
export async function* eventsTold(events: AsyncIterable<EngineEvent>, caller: Caller, ports: EnginePorts): AsyncIterable<EngineEvent> {
  const hidden = new Map<string, ReadonlySet<string>>();
  for await (const event of events) {
    if (caller.agent === null || !('run' in event)) {
      yield event;
      continue;
    }
    const known = hidden.get(event.run) ?? (await hiddenInRun(event.run, ports));
    hidden.set(event.run, known);
    yield without(event, known);
  }
}

/** What a unit gave: where it was given a secret, its names alone. */
export function outputsTold({ outputs, secret }: UnitBinding, caller: Caller): JsonObject {
  return caller.agent !== null && secret === true ? withheldAll(outputs) : outputs;
}

/** The words that deployments were asked for with. */
export async function deploymentsTold(told: ResponseOf<'deployments'>, caller: Caller, { store }: EnginePorts): Promise<ResponseOf<'deployments'>> {
  if (caller.agent === null) return told;
  const deployments = told.deployments.map(async (one) => without(one, hiddenTexts(await store.draft(one.name))));
  return { deployments: await Promise.all(deployments) };
}

function without<T>(told: T, hidden: ReadonlySet<string>): T {
  return withoutRepetitions(told as Json, hidden) as T;
}

async function hiddenInRun(run: string, ports: EnginePorts): Promise<ReadonlySet<string>> {
  const head = await ports.store.runHead(run);
  return head === null ? new Set() : hiddenInPlan(head.plan, ports);
}

async function hiddenInPlan(id: string, ports: EnginePorts): Promise<ReadonlySet<string>> {
  const opened = await storedPlan(id, ports);
  return opened.ok ? hiddenTexts(opened.value.plan) : new Set();
}
