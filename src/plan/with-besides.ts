import type { Json } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { comparedNames, fingerprintOf } from './fingerprint.ts';
import { livePropertiesOf, type PlanningInput } from './planning-input.ts';

/** An update with what its calls rest on besides what was asked: what they would take away is written again as it is live. */
export function withBesides(draft: ResourceDraft, type: ResourceType, input: Pick<PlanningInput, 'observed' | 'restsOn'>): ResourceDraft {
  const live = livePropertiesOf(input.observed, draft.node);
  if (live === null || draft.action !== 'update') return draft;
  const compared = comparedNames(draft);
  const patched = [...new Set(draft.patch.map(({ path }) => segmentsOf(path)[0] ?? ''))];
  const named = input.restsOn?.(draft.at.target, draft.type, patched) ?? [];
  const besides = named.filter((name) => !compared.has(name)).sort();
  if (besides.length === 0) return draft;
  const kept = {
    ...draft,
    besides,
    before: { ...draft.before, ...Object.fromEntries(besides.flatMap((name) => (live[name] === undefined ? [] : [[name, live[name] as Json]]))) },
  };
  return { ...kept, basis: fingerprintOf(kept, type, live) };
}
