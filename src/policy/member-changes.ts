import type { Change, PlanBody, ResourceChange } from '../model/plan.ts';

/** What a unit says it will change, as changes that rules can be asked about: of the unit's node, at the place that it names. */
export function memberChanges(change: Change, targets: PlanBody['targets']): ResourceChange[] {
  if (change.kind !== 'unit' || change.action !== 'run') return [];
  const { node, at, estimate, risk, retain } = change;
  return (change.members ?? []).map(({ action, type, place, properties }): ResourceChange => {
    const definition = targets.find(({ alias }) => alias === place.target)?.definition;
    const region = place.region ?? (at.cloud === 'aws' ? at.region : (definition?.regions[0] ?? ''));
    return {
      kind: 'resource',
      node,
      type,
      at: { target: place.target, cloud: 'aws', account: definition?.account ?? '', region },
      action,
      reason: 'new',
      risk,
      retain,
      estimate,
      identifier: null,
      ownership: null,
      creation: null,
      before: null,
      after: action === 'delete' ? null : properties,
      // What it was before nobody says: all that is named is taken for changed.
      differences: Object.entries(properties).map(([name, after]) => ({ path: `/${name}`, after, forcesReplace: false, sensitive: false })),
      patch: [],
      basis: null,
    };
  });
}
