import type { Caller } from '../model/caller.ts';
import type { ToldSource } from '../model/operations.ts';
import type { Plan } from '../model/plan.ts';
import type { SourceBundle } from '../model/source-bundle.ts';
import { unvouchedIn } from './consent.ts';
import type { EnginePorts } from './engine-ports.ts';

/** What the units of a plan run, file by file. An agent is told of those that an agent has sent: what only people have may hold what is for people alone. */
export async function sourcesTold(plan: Plan, caller: Caller, { store }: EnginePorts): Promise<ToldSource[]> {
  const units = caller.agent === null ? plan.changes.flatMap((change) => (change.kind === 'unit' && change.action === 'run' ? [change] : [])) : [];
  if (caller.agent !== null) for (const unit of unvouchedIn(plan)) if (await store.sentByAgent(unit.source)) units.push(unit);
  const told = units.map(async ({ node, source }) => ({ node, digest: source, files: filesOf(await store.source(source), caller) }));
  return Promise.all(told);
}

function filesOf(bundle: SourceBundle | null, { agent }: Caller): ToldSource['files'] {
  if (bundle === null) return null;
  return bundle.files.map(({ path, base64 }) => {
    const text = textOf(base64);
    return { path, ...(text !== null ? { text } : agent === null ? { base64 } : {}) };
  });
}

/** Null of what is no text: nobody could read it. */
function textOf(base64: string): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}
