import { type JsonObject, sameJson } from '../../src/kernel/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import type { Books } from './check-run.ts';
import { type Draft, propertiesOf } from './draft.ts';
import type { Former } from './expected-plan.ts';
import { keyOf, type Snapshot } from './snapshot.ts';

/** A resource that somebody else changed or deleted: its key, whether it is gone, and which properties are otherwise now. */
export interface Moved {
  readonly key: string;
  readonly gone: boolean;
  readonly properties: readonly string[];
  /** Whether it was deleted and made again, and the provider tells one creation from another. */
  readonly remade?: boolean;
}

/** What became of a resource between two snapshots; null when nothing did. */
export function movedBetween(before: Snapshot, after: Snapshot, key: string): Moved | null {
  const was: JsonObject = before.get(key)?.properties ?? {};
  const is: JsonObject = after.get(key)?.properties ?? {};
  const properties = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !sameJson(was[name] ?? null, is[name] ?? null));
  return properties.length === 0 ? null : { key, gone: !after.has(key), properties };
}

export interface PlannedWork {
  readonly plan: Plan;
  readonly draft: Draft;
  readonly former: Former;
  readonly books: Books;
}

/**
 * A run is stopped as stale when what it was about to change is not what its plan was made from: when an update's resource is gone or differs in what is
 * asked of it, when a deletion's resource differs in what was asked. A deletion of what is gone already has nothing left to do.
 */
export function checkStale({ plan, draft, former, books }: PlannedWork, report: Run, moved: Moved): string[] {
  if (report.status === 'stale') return [];
  const node = [...books].find(([, place]) => keyOf(place.type, place.identifier) === moved.key)?.[0] ?? '';
  const wish = draft.get(node);
  const known = wish ?? former.get(node);
  const asked = known === undefined ? [] : [...Object.keys(propertiesOf(known)), 'Tags'];
  const differs = moved.remade === true || moved.properties.some((name) => asked.includes(name));
  const concerned = plan.steps.some((step) => {
    const status = report.nodes.find((one) => one.step === step.id)?.status;
    // Something else may have kept it from beginning.
    if (step.node !== node || step.op === 'create' || step.op === 'adopt' || status === 'skipped') return false;
    return step.op === 'delete' ? !moved.gone && differs && wish === undefined : moved.gone || differs;
  });
  return concerned
    ? [`${moved.key} (${moved.gone ? 'gone' : moved.properties.join(', ')}) moved after ${plan.id} was made, and the run is ${report.status}`]
    : [];
}
