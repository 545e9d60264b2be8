import type { JsonObject } from '../kernel/json.ts';
import type { Binding, ResourceBinding } from '../model/observed.ts';
import type { Change, ResourceChange, Step, UnitChange } from '../model/plan.ts';
import { formerBinding, formerNode } from '../plan/former-binding.ts';
import { type PartsApplied, partsApplied } from '../plan/kept-references.ts';
import { deletionOf } from '../plan/order-steps.ts';
import { termsOf, withTerms } from '../plan/unit-terms.ts';
import type { Write } from '../ports/store.ts';
import { bindingOf, doubtfulBinding, partlyGiven, unitBindingOf } from './binding-of.ts';
import type { EnginePorts } from './engine-ports.ts';
import { outputOf } from './live-values.ts';
import { type RunContext, stepAndChange } from './run-context.ts';
import type { Left, ReadBack, StepOutcome } from './step-outcome.ts';

export type Ended = Exclude<StepOutcome, { kind: 'waiting' | 'asks' | 'paused' }>;

/**
 * What the books keep after a step:
 * 1. What was made or changed is bound to its node; what it replaced is kept under a name of its own until it is deleted.
 * 2. A creation of unknown outcome is kept as doubtful, so that the next plan looks for it.
 * 3. What a failed creation left behind is bound, so that it can be removed. A failed creation that left nothing leaves no binding.
 * 4. That a unit may have run is kept, unless it does no harm to run it again.
 */
export async function booksAfter(context: RunContext, id: string, outcome: Ended, seconds: number | null, ports: EnginePorts): Promise<Write[]> {
  if (context.steps.get(id)?.op === 'gate') return [];
  const { step, change } = stepAndChange(context, id);
  // How long a simulated resource takes is made up, and at whatever speed: it tells nothing of the real one.
  const real = change.kind === 'unit' || context.plan.targets.every(({ alias, simulated }) => alias !== change.at.target || !simulated);
  const timed = seconds !== null && outcome.kind === 'done' && step.op !== 'adopt' && real;
  const kind = change.kind === 'resource' ? change.type : change.engine;
  const duration: Write[] = timed ? [{ kind: 'duration', type: kind, op: step.op as 'create' | 'update' | 'delete' | 'run', seconds }] : [];
  const books = change.kind === 'unit' ? await unitBooks(context, step, change, outcome, ports) : await resourceBooks(context, step, change, outcome, ports);
  return [...books, ...duration];
}

async function unitBooks(context: RunContext, step: Step, change: UnitChange, outcome: Ended, { store, secrets }: EnginePorts): Promise<Write[]> {
  const { run, plan } = context;
  if (outcome.kind === 'unknown' && step.op === 'run' && !change.repeatable) {
    const known = await store.bindingOf(plan.deployment, change.node);
    const before = known?.kind === 'unit' ? known : { ...unitBindingOf(plan.deployment, change, {}, {}), ranWith: null };
    return [{ kind: 'binding', binding: { ...before, mayHaveRun: run } }];
  }
  if (outcome.kind !== 'done') return [];
  if (step.op === 'delete') return [{ kind: 'unbind', deployment: plan.deployment, node: change.node }];
  if (step.op === 'adopt') {
    const known = await store.bindingOf(plan.deployment, change.node);
    return known?.kind === 'unit' ? [{ kind: 'binding', binding: withTerms(known, termsOf(change)) }] : [];
  }
  const ran = unitBindingOf(plan.deployment, change, outcome.wish, outcome.outputs ?? {});
  return [{ kind: 'binding', binding: { ...ran, ...partlyGiven(change, partsOf(context, change, change.inputs, secrets), null) } }];
}

async function resourceBooks(context: RunContext, step: Step, change: ResourceChange, outcome: Ended, ports: EnginePorts): Promise<Write[]> {
  const { deployment } = context.plan;
  const type = ports.types.type(change.type);
  if (!type.ok) throw new TypeError(`${change.type} is not known although it was planned`);
  const keyed = (text: string): string => ports.secrets.keyed(text);
  const held = resourceOf(await ports.store.bindingOf(deployment, change.node));
  // What the books still had was gone when the plan was made: what stands under its name by now is not it.
  const binding = held?.doubtful === true || change.reason === 'gone' ? null : held;
  // Where an unknown outcome of this very step is kept while the node still has the resource that it replaces.
  const beside = formerNode(change.node, `${context.run}/${step.id}`);
  const forget: Write[] = step.op === 'create' && change.action === 'replace' ? [{ kind: 'unbind', deployment, node: beside }] : [];
  const endpoint = context.plan.targets.find(({ alias }) => alias === change.at.target)?.definition.endpoint;
  const bind = async ({ identifier, creation, wish }: Left, read: ReadBack | null, half: { readonly incomplete?: true } = {}): Promise<Write[]> => {
    const made = bindingOf(deployment, change, identifier, wish, creation, type.value, keyed, read);
    const adopted =
      step.op === 'adopt' && (change.reason === 'named' || change.reason === 'doubtful' || binding?.adopted === true) ? { adopted: true as const } : {};
    const bound: Write = {
      kind: 'binding',
      binding: {
        ...made,
        ...partlyGiven(change, partsOf(context, change, change.after, ports.secrets), held),
        ...adopted,
        ...half,
        ...(endpoint === undefined ? {} : { endpoint }),
      },
    };
    if (binding === null || binding.identifier === identifier || (step.op !== 'adopt' && binding.identifier !== change.identifier)) return [...forget, bound];
    const former = formerBinding(binding);
    const deletion = await ports.store.stepOf(context.run, step.op === 'adopt' ? former.node : deletionOf(change.node));
    return deletion?.status === 'done' || (deletion === null && step.op !== 'adopt')
      ? [...forget, bound]
      : [...forget, { kind: 'binding', binding: former }, bound];
  };
  if (outcome.kind === 'unknown') {
    if (step.op !== 'create' || outcome.asked === undefined) return [];
    if (binding !== null && binding.identifier !== change.identifier) return [];
    const askedAt = new Date((await ports.store.operation(context.run, step.id))?.sentAt ?? ports.clock.now()).toISOString();
    return [
      { kind: 'binding', binding: { ...doubtfulBinding(deployment, change, binding === null ? 'own' : beside, outcome.asked, type.value, keyed), askedAt } },
    ];
  }
  if (outcome.kind === 'failed') {
    if (step.op !== 'create') return [];
    if (outcome.left !== undefined) return bind(outcome.left, null, { incomplete: true });
    return binding === null ? [...forget, { kind: 'unbind', deployment, node: change.node }] : forget;
  }
  // What empties a resource before it is deleted asks for nothing else of it.
  if (step.op === 'update' && context.changes.get(change.node)?.action === 'delete')
    return binding === null ? [] : [{ kind: 'binding', binding: { ...binding, applied: emptiedIn(binding.applied, outcome.wish) } }];
  if (step.op !== 'delete') return bind(outcome, outcome.read);
  // The old half of a replace must not take the books of the new one with it.
  const gone = binding?.identifier === outcome.identifier ? change.node : formerNode(change.node, outcome.identifier);
  return [{ kind: 'unbind', deployment, node: gone }];
}

/** Of what the run has given a change, the parts. */
function partsOf(context: RunContext, { takes = [] }: Change, asked: JsonObject | null, secrets: EnginePorts['secrets']): PartsApplied['parts'] {
  return partsApplied(
    takes,
    asked ?? {},
    (node, attribute) => outputOf(context, node, attribute),
    (text) => secrets.keyed(text),
  );
}

function resourceOf(binding: Binding | null): ResourceBinding | null {
  return binding?.kind === 'resource' ? binding : null;
}

/** What was applied, less what was emptied; where nothing is known of it, nothing still. */
function emptiedIn(applied: JsonObject, emptied: JsonObject): JsonObject {
  return Object.keys(applied).length === 0 ? applied : { ...applied, ...emptied };
}
