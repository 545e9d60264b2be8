import type { DraftExport } from '../model/proposal.ts';
import { importedAs, type ParameterNames, storedAs } from './cloudformation/parameter-origins.ts';

/** What an AI agent had a hand in of what templates import and read, by how it stands among what decides a value (`ParameterNames`). */
export type TheirsElsewhere = ReadonlyMap<string, DraftExport & { readonly by: string }>;

/** Of what was read, what an AI agent had a hand in. */
export function theirsElsewhere(imports: readonly DraftExport[]): TheirsElsewhere {
  const theirs = imports.flatMap((one) => (one.by === undefined ? [] : [{ ...one, by: one.by }]));
  return new Map(theirs.map((one) => [one.stored === undefined ? importedAs(one.name) : storedAs(one.name), one]));
}

/** The agent that decides what these names decide; undefined where none does. */
export function agentAmong(names: ParameterNames | undefined, theirs: TheirsElsewhere): string | undefined {
  return [...(names ?? [])].flatMap((name) => theirs.get(name)?.by ?? [])[0];
}
