import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { fingerprintOf } from '../plan/fingerprint.ts';
import type { EnginePorts } from './engine-ports.ts';
import { patiently } from './patient-read.ts';
import { type RunContext, stepAndChange } from './run-context.ts';

/**
 * Whether what a step is about to change is still what the plan was made from; the reason if not. A creation needs no look: it cannot overwrite, since
 * the provider refuses an identity that is taken. A deletion of something that is gone already is not stale.
 */
export async function checkFingerprint(context: RunContext, id: string, ports: EnginePorts): Promise<Diagnostic | null> {
  const { step, change } = stepAndChange(context, id);
  if (step.op === 'create' || change.identifier === null || change.fingerprint === null) return null;
  const type = ports.types.type(change.type);
  if (!type.ok) return type.problems[0] ?? null;
  const ref = { type: change.type, place: change.target, identifier: change.identifier };
  const read = await patiently(() => ports.cloud.read(context.target, ref), ports);
  if (!read.ok) return read.problems[0] ?? null;
  const stale = (what: string): Diagnostic =>
    problem('PLAN_STALE', `${step.node} ${what} after the plan was made`, `plan again: asbuilt ask with the same intent`, { at: step.node });
  if (read.value.kind === 'absent') return step.op === 'delete' ? null : stale('was deleted');
  return fingerprintOf(change, type.value, read.value.properties) === change.fingerprint ? null : stale('changed');
}
