import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject, unfaithful } from '../../kernel/json.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { UnitBinding } from '../../model/observed.ts';
import type { UnitChange } from '../../model/plan.ts';
import type { SourceBundle } from '../../model/source-bundle.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Confirmed, Driver, Found, Order, Submission } from '../../ports/driver.ts';
import type { JobState, Processes } from '../../ports/processes.ts';
import type { ScriptOrder, StepScript } from '../../ports/script.ts';
import type { SecretValues } from '../../ports/secrets.ts';

export interface PythonDriverPorts {
  readonly processes: Processes;
  readonly clock: Clock;
  /** The content of a source by its digest; null when it is not there, or has become another. */
  readonly source: (digest: string) => Promise<SourceBundle | null>;
  /** Path of the interpreter, or why there is none. */
  readonly interpreter: () => Promise<Result<string>>;
  readonly secrets: SecretValues;
}

/** The file that a source starts with. */
const entry = 'main.py';
const pause = 200;
/** Milliseconds a unit may run. */
const longest = 3_600_000;

/*
 * A unit is `main.py` with the phase as its argument, JSON on standard input (`{"phase", "inputs", "token"}`) and a JSON object on standard output.
 * 1. `plan` says whether the inputs can be worked with and changes nothing; `apply` follows only if it succeeded. Its output is the unit's outputs.
 * 2. A token is started once. After a crash its result is there, or its process is alive, or nobody knows: then it runs again only if it is repeatable.
 * 3. A unit that ended with a failure did, or did not do, something: it runs again only if it is repeatable.
 * 4. When the permit is withdrawn its processes are ended.
 * 5. Its secrets are read when it is started, and stand on its standard input alone; what it writes of them is blotted out.
 */
export function pythonDriver({ processes, clock, source, interpreter, secrets }: PythonDriverPorts): Driver {
  const submit = async (order: Order): Promise<Submission> => {
    const change = unitOf(order);
    // Forgetting a unit sends nothing.
    if (order.step.op === 'delete') return { status: 'done', identifier: change.node };
    const earlier = order.attempt > 1 && !change.repeatable;
    if (earlier) return { status: 'failed', over: true, problem: notRepeatable(order) };
    const bundle = await source(change.source);
    if (bundle === null) return { status: 'failed', problem: sourceGone(order) };
    const python = await interpreter();
    if (!python.ok) return { status: 'failed', problem: firstOf(python.problems) };
    const argv = (phase: string) => [python.value, '-B', '-s', '-E', entry, phase];
    const { at } = change;
    const given = await secrets.reveal(order.wish, { target: order.target, region: at.cloud === 'aws' ? at.region : '' });
    if (!given.ok) return { status: 'failed', problem: firstOf(given.problems) };
    const started = await processes.start({
      token: order.token,
      source: bundle,
      phases: ['plan', 'apply'].map((name) => ({ name, argv: argv(name) })),
      input: { inputs: order.wish, token: order.token },
      given: { inputs: given.value, token: order.token },
    });
    if (!started.ok) return { status: 'failed', problem: firstOf(started.problems) };
    return { status: 'pending', handle: { token: order.token } };
  };

  const standing = (order: Order, state: JobState): Submission => {
    switch (state.kind) {
      case 'running':
        return { status: 'pending', handle: { token: order.token } };
      case 'ended': {
        const outputs = outputsOf(order, state, secrets);
        return 'code' in outputs ? { status: 'failed', over: true, problem: outputs } : { status: 'done', identifier: unitOf(order).node };
      }
      case 'lost':
      case 'unknown-token':
        return unitOf(order).repeatable
          ? { status: 'failed', over: true, problem: interrupted(order) }
          : { status: 'unknown', over: true, problem: interrupted(order) };
      default:
        return state satisfies never;
    }
  };

  return {
    submit,

    async follow(order, handle, waitMilliseconds, permit): Promise<Submission> {
      const token = String(handle['token']);
      const until = clock.now() + waitMilliseconds;
      for (;;) {
        const state = await processes.look(token);
        if (state.kind !== 'running' || clock.now() >= until) return standing(order, state);
        const ended = state.milliseconds > longest ? tooLong(order) : permit === null ? null : await permit.ended();
        if (ended !== null) {
          await processes.stop(token);
          return { status: 'unknown', over: true, problem: ended };
        }
        await clock.sleep(Math.max(0, Math.min(pause, until - clock.now())));
      }
    },

    async confirm(order): Promise<Confirmed> {
      const { node } = unitOf(order);
      if (order.step.op === 'delete') return { kind: 'shown', identifier: node, outputs: null, creation: null, echo: null };
      const state = await processes.look(order.token);
      if (state.kind === 'running') return { kind: 'not-shown', problem: interrupted(order) };
      if (state.kind !== 'ended') return { kind: 'unread', problem: interrupted(order) };
      const outputs = outputsOf(order, state, secrets);
      if ('code' in outputs) return { kind: 'unread', problem: outputs };
      return { kind: 'shown', identifier: node, outputs: outputs.outputs, creation: null, echo: null };
    },

    async find(order): Promise<Result<Found>> {
      const state = await processes.look(order.token);
      return ok(state.kind === 'ended' || state.kind === 'running' ? { kind: 'ours', identifier: unitOf(order).node } : { kind: 'nothing' });
    },

    moved: async () => ok(null),
    replaced: async () => ok(null),

    async given(token) {
      const inputs = (await processes.input(token))?.['inputs'];
      return isJsonObject(inputs) ? inputs : null;
    },

    expected: () => null,
    outputs: async (binding) => ok((binding as UnitBinding).outputs),
    script: unitScript,
    stop: (handle) => processes.stop(String(handle['token'])),
  };
}

/** A unit's source is not written into a script: one that comes to it ends there. To forget a unit is to remove a record here. */
function unitScript({ step, change, wanted, variable }: ScriptOrder): StepScript {
  if (change.kind !== 'unit') throw new TypeError(`step ${step.id} is not of a unit`);
  const nothing = { functions: [], secrets: [] };
  if (step.op === 'delete') return { ...nothing, lines: ['# Only the records of this installation know the unit: nothing is sent.'] };
  const given = wanted.map((output) => variable(change.node, output));
  return {
    ...nothing,
    lines: [
      `# A run of ${change.engine} over the source ${change.source.slice(0, 12)} is not in this script, which stops here.`,
      ...(given.length === 0 ? [] : [`# The steps that follow take from it, as JSON: ${given.join(' ')}`]),
      "echo 'the plan holds a unit: run it, then go on after this line' >&2",
      'exit 1',
    ],
  };
}

/** What a unit gave, or why that is not what it declares. */
function outputsOf(order: Order, state: Extract<JobState, { kind: 'ended' }>, secrets: SecretValues): { readonly outputs: JsonObject } | Diagnostic {
  const change = unitOf(order);
  const at = change.node;
  const cause = state.errors === '' ? undefined : secrets.without(state.errors);
  if (state.code !== 0) {
    const message = `${at}: its ${state.phase} phase ended with ${state.code}`;
    return problem('UNIT_FAILED', message, change.repeatable ? `asbuilt runs resume ${order.run}` : 'look at what it did, then plan again', {
      at,
      ...(cause === undefined ? {} : { cause }),
    });
  }
  const read = parsed(state.output);
  const lost = unfaithful(read);
  if (lost !== null) return problem('UNIT_FAILED', `${at} gives ${lost.path}: ${lost.what}`, 'write it as a text', { at });
  if (!isJsonObject(read) || holdsReserved(read))
    return problem(
      'UNIT_FAILED',
      `${at} did not write a JSON object, or one with a member that begins with $`,
      'let main.py write its outputs as one JSON object',
      { at },
    );
  for (const [name, schema] of Object.entries(change.outputs)) {
    if (!Object.hasOwn(read, name))
      return problem('UNIT_FAILED', `${at} does not give ${name}, which it declares`, 'write it, or declare what it gives', { at });
    const wanted = isJsonObject(schema) ? schema['type'] : undefined;
    if (typeof wanted === 'string' && !isOfType(read[name] as Json, wanted))
      return problem('UNIT_FAILED', `${at}: ${name} is not of type ${wanted}`, 'write what is declared', { at });
  }
  // Only what is declared flows on.
  return { outputs: Object.fromEntries(Object.keys(change.outputs).map((name) => [name, withoutSecrets(read[name] as Json, secrets)])) };
}

/** What a unit was given as a secret is nobody's output, however it wrote it. */
function withoutSecrets(value: Json, secrets: SecretValues): Json {
  if (typeof value === 'string') return secrets.without(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withoutSecrets(item, secrets));
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, member]) => [name, withoutSecrets(member, secrets)]));
}

/** What another node is given of a unit is a value, and never stands for something else (`call.ts`). */
function holdsReserved(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.startsWith('$') || holdsReserved(member as Json));
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function unitOf({ change, step }: Order): UnitChange {
  if (change.kind !== 'unit') throw new TypeError(`step ${step.id} is not of a unit`);
  return change;
}

function notRepeatable(order: Order): Diagnostic {
  const at = order.step.node;
  return problem('UNIT_FAILED', `${at} has run before and does not say that it may run again`, 'look at what it did, then plan again', { at });
}

function interrupted(order: Order): Diagnostic {
  const at = order.step.node;
  return problem('UNIT_INTERRUPTED', `${at} was begun, and nothing tells how it ended`, 'look at what it did, then plan again', { at });
}

function tooLong(order: Order): Diagnostic {
  const at = order.step.node;
  return problem('UNIT_INTERRUPTED', `${at} ran for more than an hour and was ended`, 'look at what it did, then plan again', { at });
}

function sourceGone(order: Order): Diagnostic {
  const at = order.step.node;
  return problem(
    'INPUT_INVALID',
    `the source of ${at} is not in the records any more, or has become another than was signed`,
    'plan again: ask with the same intent',
    { at },
  );
}

function firstOf(problems: readonly Diagnostic[]): Diagnostic {
  return problems[0] ?? problem('INTERNAL', 'a failure without a problem', 'report this');
}
