import type { Json } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { comparedNames, fingerprintOf } from './fingerprint.ts';
import { livePropertiesOf, type PlanningInput } from './planning-input.ts';

/** An update of which the provider's call would take away what nobody asked for: that is written again as it is live, and belongs to what the change rests on. */
export function withKept(draft: ResourceDraft, type: ResourceType, input: Pick<PlanningInput, 'observed' | 'rewritten'>): ResourceDraft {
  const live = livePropertiesOf(input.observed, draft.node);
  if (live === null || draft.action !== 'update') return draft;
  const compared = comparedNames(draft);
  const patched = [...new Set(draft.patch.map(({ path }) => segmentsOf(path)[0] ?? ''))];
  const along = input.rewritten?.(draft.at.target, draft.type, patched) ?? [];
  const keeps = along.filter((name) => !compared.has(name) && live[name] !== undefined).sort();
  if (keeps.length === 0) return draft;
  const kept = { ...draft, keeps, before: { ...draft.before, ...Object.fromEntries(keeps.map((name) => [name, live[name] as Json])) } };
  return { ...kept, basis: fingerprintOf(kept, type, live) };
}
