import { problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { referencesIn, resolveReferences } from '../plan/resolve-references.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { RunContext } from './run-context.ts';

/**
 * A value of the plan with every `$from` and `$join` replaced by what is live now. The nodes referred to are read from the provider, once per run,
 * by the identifier their own step recorded. REFERENCE_UNKNOWN when one is not there or lacks the attribute.
 */
export async function resolveFromLive<T extends Json>(value: T, context: RunContext, ports: EnginePorts): Promise<Result<T>> {
  const nodes = new Set(referencesIn(value).map((reference) => reference.node));
  if (nodes.size === 0) return ok(value);
  for (const node of nodes) {
    if (context.live.has(node)) continue;
    const read = await readNode(node, context, ports);
    if (!read.ok) return read;
    context.live.set(node, read.value);
  }
  const resolved = resolveReferences(value, (node, attribute) => attributeOf(context.live.get(node), attribute));
  const missing = resolved.unresolved[0];
  if (missing !== undefined) {
    const name = `${missing.node}.${missing.attribute}`;
    return fail(problem('REFERENCE_UNKNOWN', `${name} has no value although ${missing.node} is live`, `look at it: asbuilt show ${context.plan.deployment}`, { at: name }));
  }
  return ok(resolved.value);
}

/** The value of a property or attribute; nested ones are written with dots, or, as attributes of nested objects, with the type's own slashes. */
export function attributeOf(properties: JsonObject | undefined, attribute: string): Json | undefined {
  let value: Json | undefined = properties;
  for (const name of attribute.split(/[./]/)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as { readonly [key: string]: Json })[name];
  }
  return value;
}

async function readNode(node: string, context: RunContext, ports: EnginePorts): Promise<Result<JsonObject>> {
  const binding = await ports.store.bindingOf(context.plan.deployment, node);
  const gone = problem('REFERENCE_UNKNOWN', `${node} is not there, and a later step needs a value of it`, 'plan again', { at: node });
  if (binding === null) return fail(gone);
  const read = await ports.cloud.read(context.target, { type: binding.type, place: binding.target, identifier: binding.identifier });
  if (!read.ok) return read;
  return read.value.kind === 'live' ? ok(read.value.properties) : fail(gone);
}
