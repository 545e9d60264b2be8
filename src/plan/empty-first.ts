import { components } from '../graph/components.ts';
import type { Digraph } from '../graph/digraph.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { segmentsOf } from '../kernel/pointer.ts';
import type { StepPart } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { LiveReference } from './live-references.ts';
import { marksBelow, marksOf } from './marks.ts';

/** What has to let go of others before anything of a circle can be deleted. */
export interface Emptying {
  readonly part: StepPart;
  /** Nodes that nothing of it refers to any more afterwards. */
  readonly releases: ReadonlySet<string>;
}

/** A resource that is to be deleted. */
export interface Leaving {
  readonly draft: ResourceDraft;
  readonly type: ResourceType;
  readonly live: JsonObject;
  /** The nodes on whose resources it hangs. */
  readonly holds: readonly string[];
  /** What of what is live refers to which nodes. */
  readonly references: readonly LiveReference[];
}

/**
 * Resources that are to be deleted and refer to each other in a circle (security groups whose rules name each other) can only be deleted once an update has taken the
 * references out. Those of lists that can be changed and need not be there are: every member of a circle that has such gives them up.
 */
export function emptiedFirst(leaving: readonly Leaving[]): ReadonlyMap<string, Emptying> {
  const graph: Digraph = new Map(leaving.map(({ draft, holds }) => [draft.node, holds]));
  const component = components(graph);
  const found = new Map<string, Emptying>();
  for (const each of leaving) {
    const { draft, references } = each;
    const circular = references.filter(({ key }) => key !== draft.node && graph.has(key) && component.get(key) === component.get(draft.node));
    const emptying = circular.length === 0 ? null : emptyingOf(each, circular);
    if (emptying !== null) found.set(draft.node, emptying);
  }
  return found;
}

function emptyingOf({ type, live, references }: Leaving, circular: readonly LiveReference[]): Emptying | null {
  const places = circular.map(({ pointer }) => segmentsOf(pointer));
  const lists = [...new Set(places.map(([name = '']) => name))].filter((name) => canGiveUp(type, live, name));
  if (lists.length === 0) return null;
  const after = Object.fromEntries(
    lists.map((name) => {
      const going = new Set(places.filter(([head]) => head === name).map(([, index]) => index));
      return [name, (live[name] as readonly Json[]).filter((_, index) => !going.has(String(index)))];
    }),
  );
  const before = Object.fromEntries(lists.map((name) => [name, live[name] as Json]));
  const differences = lists.map((name) => ({
    path: `/${name}`,
    before: live[name] as Json,
    after: after[name] as Json,
    forcesReplace: false,
    sensitive: false,
  }));
  const patch = lists.map((name) => ({ op: 'replace' as const, path: `/${name}`, value: after[name] as Json }));
  const change = { action: 'update' as const, after, differences, patch };
  const part: StepPart = { after, before, differences, patch, basis: fingerprintOf(change, type, live) };
  const left = new Set(references.filter(({ pointer }) => !lists.includes(segmentsOf(pointer)[0] ?? '')).map(({ key }) => key));
  return { part, releases: new Set(circular.map(({ key }) => key).filter((key) => !left.has(key))) };
}

function canGiveUp(type: ResourceType, live: JsonObject, name: string): boolean {
  const marks = marksBelow(marksOf(type), name);
  const updates = type.handlers === undefined || type.handlers.update !== undefined;
  return updates && Array.isArray(live[name]) && type.properties[name]?.required !== true && !marks.createOnly && !marks.readOnly && !marks.writeOnly;
}
