import type { Proposal } from '../model/proposal.ts';
import type { Standing } from './standing.ts';

/** All that is asked of a deployment after a change: what the change holds takes the place of what stands under the same node, and everything else stays as it is. */
export function patchDraft({ deployment, draft, owed }: Standing, change: Proposal): Proposal {
  const { patch: _, ...whole } = change;
  const changed = new Set([...change.resources, ...change.units, ...change.gates].map(({ node }) => node as string));
  return {
    ...whole,
    deployment,
    resources: [...draft.resources.filter(({ node }) => !changed.has(node)), ...change.resources],
    units: [...draft.units.filter(({ node }) => !changed.has(node)), ...change.units],
    gates: [...draft.gates.filter(({ node }) => !changed.has(node)), ...change.gates],
    onFailure: draft.onFailure,
    evidence: [...owed.flatMap(({ node, told }) => (changed.has(node) ? [] : [told])), ...change.evidence],
    ...(draft.blueprint === undefined ? {} : { blueprint: draft.blueprint }),
  };
}
