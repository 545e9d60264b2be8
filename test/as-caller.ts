import type { Engine, EngineClient } from '../src/engine/engine.ts';
import type { Caller } from '../src/model/caller.ts';
import { type OperationName, operations } from '../src/model/operations.ts';

/** An engine in this process as one caller reaches it. */
export function asCaller(engine: Engine, caller: Caller): EngineClient {
  const calls = (Object.keys(operations) as OperationName[]).map((name) => {
    const call = engine[name] as (request: unknown, caller: Caller) => Promise<unknown>;
    return [name, (request: unknown) => call(request, caller)];
  });
  const events: EngineClient['events'] = async function* (run, signal) {
    const listening = await engine.events(run, caller, signal);
    if (listening.ok) yield* listening.value;
  };
  return { ...Object.fromEntries(calls), events } as EngineClient;
}
