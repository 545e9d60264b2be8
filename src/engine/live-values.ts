import { problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { ResourceBinding } from '../model/observed.ts';
import { holdsHidden } from '../model/secret.ts';
import type { NamedTarget } from '../model/target.ts';
import { outputsOf } from '../plan/outputs-of.ts';
import { attributePointer } from '../plan/read-attribute.ts';
import { referencesIn, resolveReferences, tooLarge } from '../plan/resolve-references.ts';
import { betweenLooks } from '../ports/driver.ts';
import { anotherThing } from './another-thing.ts';
import type { EnginePorts } from './engine-ports.ts';
import { patiently } from './patient-read.ts';
import { reachTargets } from './reach-targets.ts';
import { notThere } from './refuse-step.ts';
import { driverOf, type RunContext } from './run-context.ts';
import { observedAs } from './standing-of.ts';

/**
 * A value of the plan with every `$from` and `$join` replaced by what the nodes give now: what their own step saw of them, and where that does not hold it, what a
 * read tells, once per run. REFERENCE_UNKNOWN when one is not there or gives nothing of that name.
 */
export async function resolveFromLive<T extends Json>(value: T, context: RunContext, ports: EnginePorts): Promise<Result<T>> {
  const references = referencesIn(value);
  if (references.length === 0) return ok(value);
  const nodes = new Set(references.map(({ node }) => node));
  for (const { node, attribute } of references) {
    if (outputOf(context, node, attribute) !== undefined || context.readWhole.has(node)) continue;
    const read = await outputsNow(node, context, ports);
    if (!read.ok) return read;
    context.outputs.set(node, read.value);
    context.readWhole.add(node);
  }
  const resolved = resolveReferences(value, (node, attribute) => outputOf(context, node, attribute));
  if (resolved.tooLarge) return fail(tooLarge(`what is taken from ${[...nodes].join(', ')}`, [...nodes].join(', ')));
  const missing = resolved.unresolved[0];
  if (missing !== undefined) {
    const name = `${missing.node}.${missing.attribute}`;
    return fail(
      problem('REFERENCE_UNKNOWN', `${name} has no value although ${missing.node} is there`, `look at it: asbuilt show ${context.plan.deployment}`, {
        at: name,
      }),
    );
  }
  if (holdsHidden(resolved.value)) {
    const names = [...nodes].join(', ');
    const message = `what is taken from ${names} is or holds a secret, which nothing takes from there`;
    return fail(problem('SECRET_UNREAD', message, "write the secret itself where it is needed: ${secret('…')}", { at: names }));
  }
  return ok(resolved.value);
}

/** What a node of the run gives, as far as this process has seen it; a value of a step's own inputs is there once they were resolved. */
export function outputOf(context: RunContext, node: string, attribute: string): Json | undefined {
  const outputs = context.outputs.get(node);
  return outputs === undefined ? undefined : valueAt(outputs, attributePointer(attribute));
}

/**
 * What a node of the run gives, read now. What no step of this round has made is looked at first: a thing that is, or may be, another by now gives nothing, which is OWNERSHIP_UNPROVEN with a line
 * that takes it over.
 */
export async function outputsNow(node: string, context: RunContext, ports: EnginePorts): Promise<Result<JsonObject>> {
  const binding = await ports.store.bindingOf(context.plan.deployment, node);
  const gone = problem('REFERENCE_UNKNOWN', `${node} is not there, and a later step needs a value of it`, 'plan again', { at: node });
  if (binding === null) return fail(gone);
  // Reached anew each time: a sandbox may have moved to another address meanwhile.
  const read = await patiently(async () => {
    const target = reachTargets(context.plan.targets, ports.targets(), context.run).get(binding.at.target) ?? null;
    if (target === null) return fail(notThere(binding.at.target));
    return binding.kind === 'unit' || context.outputs.has(node) ? driverOf(binding, ports).outputs(binding, target) : ownOutputs(binding, target, ports);
  }, ports);
  if (!read.ok) return read;
  return read.value === null ? fail(gone) : ok(read.value);
}

async function ownOutputs(binding: ResourceBinding, target: NamedTarget, ports: EnginePorts): Promise<Result<JsonObject | null>> {
  let seen = await observedAs(binding, target, ports);
  // One read may come from a copy that lags.
  if (seen.ok && anotherThing(binding, seen.value) !== null) {
    await ports.clock.sleep(betweenLooks);
    seen = await observedAs(binding, target, ports);
  }
  if (!seen.ok) return seen;
  const { node, identifier } = binding;
  const other = anotherThing(binding, seen.value);
  if (other !== null) {
    const message = `${node}: ${identifier} ${other.what}, and a later step needs a value of it`;
    return fail(problem('OWNERSHIP_UNPROVEN', message, other.fix, { at: node }));
  }
  const type = ports.types.type(binding.type);
  if (!type.ok) return type;
  if (seen.value.kind === 'unread') return fail(problem('NODE_UNREAD', seen.value.reason, `look at it: asbuilt show ${binding.deployment}`, { at: node }));
  const live = seen.value.kind === 'live' && seen.value.identifier === identifier ? seen.value : null;
  return ok(live === null ? null : outputsOf(type.value, identifier, live.properties));
}
