import { problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { holdsHidden } from '../model/secret.ts';
import { attributePointer } from '../plan/read-attribute.ts';
import { referencesIn, resolveReferences, tooLarge } from '../plan/resolve-references.ts';
import type { EnginePorts } from './engine-ports.ts';
import { patiently } from './patient-read.ts';
import { reachTargets } from './reach-targets.ts';
import { notThere } from './refuse-step.ts';
import { driverOf, type RunContext } from './run-context.ts';

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

/** What a node of the run gives, read now. */
export async function outputsNow(node: string, context: RunContext, ports: EnginePorts): Promise<Result<JsonObject>> {
  const binding = await ports.store.bindingOf(context.plan.deployment, node);
  const gone = problem('REFERENCE_UNKNOWN', `${node} is not there, and a later step needs a value of it`, 'plan again', { at: node });
  if (binding === null) return fail(gone);
  // Reached anew each time: a sandbox may have moved to another address meanwhile.
  const read = await patiently(async () => {
    const target = reachTargets(context.plan.targets, ports.targets(), context.run).get(binding.at.target) ?? null;
    return target === null ? fail(notThere(binding.at.target)) : driverOf(binding, ports).outputs(binding, target);
  }, ports);
  if (!read.ok) return read;
  return read.value === null ? fail(gone) : ok(read.value);
}
