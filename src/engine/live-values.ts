import { problem } from '../kernel/diagnostic.ts';
import type { Json } from '../kernel/json.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { readAttribute } from '../plan/read-attribute.ts';
import { referencesIn, resolveReferences } from '../plan/resolve-references.ts';
import type { EnginePorts } from './engine-ports.ts';
import { patiently } from './patient-read.ts';
import type { LiveNode, RunContext } from './run-context.ts';

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
  const resolved = resolveReferences(value, (node, attribute) => liveAttribute(context.live.get(node), attribute, ports));
  const missing = resolved.unresolved[0];
  if (missing !== undefined) {
    const name = `${missing.node}.${missing.attribute}`;
    return fail(
      problem('REFERENCE_UNKNOWN', `${name} has no value although ${missing.node} is live`, `look at it: asbuilt show ${context.plan.deployment}`, {
        at: name,
      }),
    );
  }
  return ok(resolved.value);
}

function liveAttribute(live: LiveNode | undefined, attribute: string, ports: EnginePorts): Json | undefined {
  const type = live === undefined ? undefined : ports.types.type(live.type);
  return live === undefined || type?.ok !== true ? undefined : readAttribute(type.value, live.identifier, live.properties, attribute);
}

async function readNode(node: string, context: RunContext, ports: EnginePorts): Promise<Result<LiveNode>> {
  const binding = await ports.store.bindingOf(context.plan.deployment, node);
  const gone = problem('REFERENCE_UNKNOWN', `${node} is not there, and a later step needs a value of it`, 'plan again', { at: node });
  if (binding === null) return fail(gone);
  const ref = { type: binding.type, place: binding.target, identifier: binding.identifier };
  const read = await patiently(() => ports.cloud.read(context.target, ref), ports);
  if (!read.ok) return read;
  return read.value.kind === 'live' ? ok({ type: binding.type, identifier: binding.identifier, properties: read.value.properties }) : fail(gone);
}
