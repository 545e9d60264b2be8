import { linkInputs } from '../catalog/link-references.ts';
import { problem } from '../kernel/diagnostic.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { hidesAt } from '../model/hides-at.ts';
import type { Binding } from '../model/observed.ts';
import type { DraftExport, Proposal } from '../model/proposal.ts';
import { holdsSecret } from '../model/secret.ts';
import type { Place } from '../model/target.ts';
import { attributePointer } from '../plan/read-attribute.ts';
import { referencesIn, resolveReferences } from '../plan/resolve-references.ts';
import type { EnginePorts } from './engine-ports.ts';
import { handIn } from './hand-in.ts';
import { driverOf } from './run-context.ts';

/** A value that a deployment exports, which deployment, and the AI agent that had a hand in it. */
export interface ImportedValue {
  readonly value: Json;
  readonly by: string;
  readonly agent: string | null;
}

/** What another deployment that stands exports at a place under a name, read from what is live; null where none exports it. REFERENCE_UNKNOWN where it cannot be told. */
export async function readExport(name: string, { account, region }: Place, except: string, ports: EnginePorts): Promise<Result<ImportedValue | null>> {
  const found: { readonly by: string; readonly targets: Readonly<Record<string, string>>; readonly draft: Proposal; readonly exported: DraftExport }[] = [];
  for (const { name: by, targets } of await ports.store.deployments()) {
    if (by === except || (await ports.store.bindings(by)).length === 0) continue;
    const draft = await ports.store.draft(by);
    const exported = draft?.exports?.find((one) => one.name === name && one.account === account && one.region === region);
    if (draft !== null && exported !== undefined) found.push({ by, targets, draft, exported });
  }
  const [first, second] = found;
  if (first === undefined) return ok(null);
  if (second !== undefined)
    return fail(unreadable(name, `${first.by} and ${second.by} both export ${name}, and it would be either`, 'let them export other names'));
  const { by, targets, draft, exported } = first;
  const nodes = new Map([...draft.resources, ...draft.units].map(({ node }) => [node as string, null]));
  const linked = linkInputs(by, { value: exported.value }, nodes);
  const value = linked.properties['value'] as Json;
  if (linked.problems.length > 0 || holdsSecret(value))
    return fail(unreadable(name, `what ${by} exports as ${name} is or holds a secret`, 'write the secret itself where it is needed'));
  const outputs = new Map<string, JsonObject | null>();
  const secret = new Set<string>();
  for (const { node } of referencesIn(value)) {
    if (outputs.has(node)) continue;
    const binding = await ports.store.bindingOf(by, node);
    const read = await outputsOf(binding, targets, ports);
    if (!read.ok) return read;
    outputs.set(node, read.value);
    if (binding?.kind === 'unit' && binding.secret === true) secret.add(node);
  }
  const kept = referencesIn(value).some(({ node, attribute }) => secret.has(node) || hidesAt(outputs.get(node) ?? {}, attribute.split('.')));
  if (kept) return fail(unreadable(name, `what ${by} exports as ${name} stands where it is hidden`, 'write the secret itself where it is needed'));
  const resolved = resolveReferences(value, (node, attribute) => valueAt(outputs.get(node) ?? {}, attributePointer(attribute)));
  if (resolved.unresolved.length === 0 && !holdsSecret(resolved.value)) {
    const refersTo = referencesIn(value).map(({ node }) => node);
    return ok({ value: resolved.value, by, agent: exported.by ?? handIn(draft, refersTo) });
  }
  const missing = resolved.unresolved.map(({ node, attribute }) => `${node}.${attribute}`).join(', ');
  return fail(unreadable(name, `what ${by} exports as ${name} cannot be told: ${missing || 'a secret'} gives nothing`, `look at it: asbuilt show ${by}`));
}

async function outputsOf(binding: Binding | null, targets: Readonly<Record<string, string>>, ports: EnginePorts): Promise<Result<JsonObject | null>> {
  const target = binding === null ? undefined : ports.targets().find(({ name }) => name === (targets[binding.at.target] ?? binding.at.target));
  return binding === null || target === undefined ? ok(null) : driverOf(binding, ports).outputs(binding, target);
}

function unreadable(name: string, message: string, fix: string) {
  return problem('REFERENCE_UNKNOWN', message, fix, { at: `Fn::ImportValue of ${name}` });
}
