import { referencesIn } from '../catalog/references-in.ts';
import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { DraftExport, Proposal } from '../model/proposal.ts';
import type { EnginePorts } from './engine-ports.ts';

/** Exports that are none any more, a clause each, and those that go on. */
export interface ExportsLeft {
  readonly told: readonly string[];
  readonly still: readonly DraftExport[];
}

/**
 * What of its exports a deployment ends by what is asked of it now: those that are not asked for any more, and those of what is not there any more. Null for what is asked: all of it is removed. Whichever other
 * deployment has imported one is told with it.
 */
export async function exportsLeft(before: Proposal | null, asked: Proposal | null, { store }: Pick<EnginePorts, 'store'>): Promise<ExportsLeft> {
  const nodesOf = (draft: Proposal | null): string[] => [...(draft?.resources ?? []), ...(draft?.units ?? [])].map(({ node }) => node);
  const [former, present] = [new Set(nodesOf(before)), new Set(nodesOf(asked))];
  const isGone = ({ value }: DraftExport): boolean => referencesIn(value, former).some(({ to }) => to.some(({ node }) => !present.has(node)));
  const still = (asked?.exports ?? []).filter((one) => !isGone(one));
  const places = new Set(still.map(exportPlace));
  const left = [...(before?.exports ?? []), ...(asked?.exports ?? [])].filter((one) => !places.has(exportPlace(one)));
  const once = [...new Map(left.map((one) => [exportPlace(one), one])).values()];
  if (before === null || once.length === 0) return { told: [], still };
  const importers = await importersBeside(before.deployment, { store });
  const told = once.map((one) => {
    const by = importers.get(exportPlace(one)) ?? [];
    return `no longer exports ${one.name} in ${one.region}${by.length === 0 ? '' : `, which ${by.join(' and ')} ${by.length === 1 ? 'imports' : 'import'}`}`;
  });
  return { told, still };
}

/** GRAPH_CONFLICT for each export that is new and whose name another deployment that stands, or begins to, exports at the same place: it would be either, and nothing could import it any more. */
export async function exportedElsewhere(
  exports: readonly DraftExport[],
  before: Proposal | null,
  deployment: string,
  { store }: Pick<EnginePorts, 'store'>,
): Promise<Diagnostic[]> {
  const former = new Set(before?.exports?.map(exportPlace));
  const anew = exports.filter((one) => !former.has(exportPlace(one)));
  if (anew.length === 0) return [];
  const found: Diagnostic[] = [];
  const running = new Set((await store.liveRuns()).map((run) => run.deployment as string));
  for (const { name: other } of await store.deployments()) {
    // One whose first run is under way stands by what it was asked for.
    if (other === deployment || (!running.has(other) && (await store.bindings(other)).length === 0)) continue;
    const theirs = new Set((await store.draft(other))?.exports?.map(exportPlace));
    for (const { name, region } of anew.filter((one) => theirs.has(exportPlace(one))))
      found.push(
        problem('GRAPH_CONFLICT', `${other} exports ${name} in ${region} already`, `export it by another name, or end that of ${other} first`, { at: name }),
      );
  }
  return found;
}

/** Where an export is looked for. */
export function exportPlace({ name, account, region }: Pick<DraftExport, 'name' | 'account' | 'region'>): string {
  return JSON.stringify([name, account, region]);
}

/** Other deployments that stand, by what they were asked for with a value of from elsewhere. */
async function importersBeside(deployment: string, { store }: Pick<EnginePorts, 'store'>): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const { name } of await store.deployments()) {
    if (name === deployment || (await store.bindings(name)).length === 0) continue;
    for (const one of (await store.draft(name))?.imported ?? []) found.set(exportPlace(one), [...(found.get(exportPlace(one)) ?? []), name]);
  }
  return found;
}
