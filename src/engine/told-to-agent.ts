import type { Diagnostic } from '../kernel/diagnostic.ts';
import { type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import type { Caller } from '../model/caller.ts';
import type { UnitBinding } from '../model/observed.ts';
import type { ResponseOf } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import type { Run, RunStep } from '../model/run.ts';
import { hiddenTexts, withheld, withheldAll, withoutRepetitions } from '../model/withhold.ts';
import type { EngineEvent } from '../ports/events.ts';
import { mayTellSecret } from './binding-of.ts';
import { storedPlan } from './decide.ts';
import type { EnginePorts } from './engine-ports.ts';

/*
 * What people are told may repeat what a plan, or a wish, holds where secrets are kept: a provider's message, somebody's words. Of that answer alone nobody could tell. An AI agent is told it without
 * that, whichever door it came through; and nothing in its own words of a unit that may tell a secret, which could spell it in any way.
 */

/** What of a plan's run is kept from agents. */
interface Kept {
  readonly texts: ReadonlySet<string>;
  /** Units whose words are for people alone. */
  readonly silent: ReadonlySet<string>;
}

/** A run. */
export async function runTold(told: Run, caller: Caller, ports: EnginePorts): Promise<Run> {
  const kept = caller.agent === null ? null : await keptInPlan(told.plan, ports);
  if (kept === null) return told;
  const { cause, ...rest } = told;
  const said = told.nodes.filter(({ node }) => kept.silent.has(node)).map(({ error }) => error as Json | undefined);
  const repeats = cause !== undefined && said.some((error) => error !== undefined && sameJson(error, cause as unknown as Json));
  const nodes = told.nodes.map((step) => withoutWords(step, kept.silent));
  return without({ ...rest, nodes, ...(cause === undefined ? {} : { cause: repeats ? untold(cause) : cause }) }, kept.texts);
}

/** What happens, as a caller is told it. */
export async function* eventsTold(events: AsyncIterable<EngineEvent>, caller: Caller, ports: EnginePorts): AsyncIterable<EngineEvent> {
  const known = new Map<string, Kept>();
  for await (const event of events) {
    if (caller.agent === null || !('run' in event)) {
      yield event;
      continue;
    }
    const kept = known.get(event.run) ?? (await keptInRun(event.run, ports));
    known.set(event.run, kept);
    yield without(event.kind === 'step' ? { ...event, step: withoutWords(event.step, kept.silent) } : event, kept.texts);
  }
}

/** What a unit gave: where that may tell a secret, its names alone. */
export function outputsTold({ outputs, secret }: UnitBinding, caller: Caller): JsonObject {
  return caller.agent !== null && secret === true ? withheldAll(outputs) : outputs;
}

/** The words that deployments were asked for with. */
export async function deploymentsTold(told: ResponseOf<'deployments'>, caller: Caller, { store }: EnginePorts): Promise<ResponseOf<'deployments'>> {
  if (caller.agent === null) return told;
  const deployments = told.deployments.map(async (one) => without(one, hiddenTexts(await store.draft(one.name))));
  return { deployments: await Promise.all(deployments) };
}

/** Entries of the audit log, without digests by which what is withheld could be tried: of what units have said, letter by letter if they like, and the chain's own, which what was drawn for an entry keeps from that. */
export function auditTold(told: ResponseOf<'audit'>, caller: Caller): ResponseOf<'audit'> {
  const entries = told.entries.map(({ blind: _, ...entry }) =>
    Object.hasOwn(entry.data, 'answer') ? { ...entry, data: { ...entry.data, answer: withheld } } : entry,
  );
  return caller.agent === null ? told : { entries };
}

/** Nothing that a unit has said by itself: of what went wrong the code, and that it would change something else. */
function withoutWords(step: RunStep, silent: ReadonlySet<string>): RunStep {
  if (!silent.has(step.node)) return step;
  const { error, retried, waiting, difference, ...rest } = step;
  return {
    ...rest,
    ...(error === undefined ? {} : { error: untold(error) }),
    ...(retried === undefined ? {} : { retried: untold(retried) }),
    ...(waiting === undefined ? {} : { waiting: untold(waiting) }),
    ...(difference === undefined ? {} : { difference: { ...difference, ...unsaid(step.node) } }),
  };
}

function untold({ cause: _, ...told }: Diagnostic): Diagnostic {
  return { ...told, message: `what it says is told to people alone: ${told.at === undefined ? 'it' : told.at} may tell a secret` };
}

/** In the place of what a unit would change. */
function unsaid(node: string): Pick<NonNullable<RunStep['difference']>, 'answer' | 'members' | 'differences'> {
  return {
    answer: '0'.repeat(64),
    members: [],
    differences: [{ of: 'count', member: node, path: '', because: 'what it would change is told to people alone' }],
  };
}

function without<T>(told: T, hidden: ReadonlySet<string>): T {
  return withoutRepetitions(told as Json, hidden) as T;
}

async function keptInRun(run: string, ports: EnginePorts): Promise<Kept> {
  const head = await ports.store.runHead(run);
  return head === null ? { texts: new Set(), silent: new Set() } : keptInPlan(head.plan, ports);
}

async function keptInPlan(id: string, ports: EnginePorts): Promise<Kept> {
  const opened = await storedPlan(id, ports);
  return opened.ok ? { texts: hiddenTexts(opened.value.plan), silent: silentUnits(opened.value.plan) } : { texts: new Set(), silent: new Set() };
}

function silentUnits({ changes }: Plan): Set<string> {
  return new Set(changes.flatMap((change) => (change.kind === 'unit' && mayTellSecret(change, change.inputs ?? {}) ? [change.node] : [])));
}
