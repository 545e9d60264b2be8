import type { Proposal } from '../model/proposal.ts';
import { alongWith } from './along-with.ts';
import type { Standing } from './standing.ts';

/** A change laid over what stands, and the nodes that it is about: those that it holds, and what came along with those of which it says all once more. */
export interface Patched {
  readonly proposal: Proposal;
  readonly about: ReadonlySet<string>;
}

/** All that is asked of a deployment after a change, `whole` the nodes of which all is said once more: what the change holds takes the place of what stands under the same node, and everything else stays as it is. */
export function patchDraft({ deployment, draft, owed }: Standing, change: Proposal, whole: ReadonlySet<string>): Patched {
  const { patch: _, ...rest } = change;
  const changed = new Set([...change.resources, ...change.units, ...change.gates].map(({ node }) => node as string));
  const resources = [...draft.resources.filter(({ node }) => !changed.has(node)), ...change.resources];
  const proposal: Proposal = {
    ...rest,
    deployment,
    resources,
    units: [...draft.units.filter(({ node }) => !changed.has(node)), ...change.units],
    gates: [...draft.gates.filter(({ node }) => !changed.has(node)), ...change.gates],
    onFailure: draft.onFailure,
    evidence: [...owed.flatMap(({ node, told }) => (changed.has(node) ? [] : [told])), ...change.evidence],
    ...(draft.blueprint === undefined ? {} : { blueprint: draft.blueprint }),
    ...(draft.exports === undefined ? {} : { exports: draft.exports }),
    ...(draft.imported === undefined ? {} : { imported: draft.imported }),
  };
  return { proposal, about: new Set([...changed, ...alongWith(resources, whole)]) };
}
