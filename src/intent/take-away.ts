import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { ControlEffect, ControlEntry, KnowledgeCheck } from '../model/knowledge.ts';
import type { DraftResource } from '../model/proposal.ts';

/** What "without" does to one resource. */
interface Off {
  /** In one clause, with `{node}`. */
  readonly effect: string;
  readonly properties: JsonObject;
  /** Members that are taken out of what is asked of it. */
  readonly removes: readonly string[];
  readonly checks: readonly KnowledgeCheck[];
}

export interface Refused {
  readonly refused: string;
  readonly fix: string;
}

/** What a control does to a type: its own entry, or the one for every type. */
export function effectOn(control: ControlEntry, type: string): ControlEntry['types'][string] | undefined {
  return Object.hasOwn(control.types, type) ? control.types[type] : Object.hasOwn(control.types, '*') ? control.types['*'] : undefined;
}

/**
 * What "without" does to a resource of the type, or why nothing does it. To leave something out of a new resource is not to end it on one that stands (`stands`, in
 * its `draft`): what stands and has it loses it, or that is refused.
 */
export function offOf(control: ControlEntry, type: string, stands: DraftResource | null, draft: readonly DraftResource[]): Off | Refused {
  const effect = effectOn(control, type);
  if (effect === undefined) throw new TypeError(`${control.metadata.name} has no meaning for ${type}`);
  if ('refused' in effect) return effect;
  const { without } = effect;
  if (without === undefined) return { refused: 'it cannot be left out', fix: 'leave the words out' };
  if ('refused' in without) return without;
  const { ends, ...left } = without;
  if (stands === null || ends === undefined) return { ...left, removes: [] };
  if (has(control, effect, stands, draft)) return ends;
  return { effect: 'changes nothing: that was not asked of {node}', properties: {}, removes: [], checks: [] };
}

/** Whether a control is asked of what stands: by the control itself, by a property that it looks at, or by what it brings along. */
function has({ metadata: { name } }: ControlEntry, effect: ControlEffect, stands: DraftResource, draft: readonly DraftResource[]): boolean {
  const said = ({ checks }: DraftResource) => checks.some(({ control }) => control === name);
  if (said(stands) || effect.checks.some(({ pointer }) => valueAt(stands.properties, pointer) !== undefined)) return true;
  const types = new Set(Object.values(effect.resources).flatMap((companion) => ('type' in companion ? [companion.type as string] : [])));
  return draft.some((other) => {
    if (!types.has(other.type)) return false;
    return other.of === undefined ? JSON.stringify(other.properties).includes(`\${${stands.node}.`) : other.of === stands.node && said(other);
  });
}
