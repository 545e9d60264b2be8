import type { JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { ControlEffect, ControlEntry, KnowledgeCheck } from '../model/knowledge.ts';
import type { DraftResource, Ending } from '../model/proposal.ts';

/** What "without" does to one resource. */
interface Off {
  /** In one clause, with `{node}`. */
  readonly effect: string;
  readonly properties: JsonObject;
  /** Members that are taken out of what is asked of it. */
  readonly removes: readonly string[];
  readonly checks: readonly KnowledgeCheck[];
  /** How it is ended where it is live although nobody asked for it here; null where nothing is to be ended so. */
  readonly ending: Pick<Ending, 'told' | 'effect' | 'properties' | 'removes' | 'checks' | 'refused'> | null;
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
 * its `draft`): what stands and has it loses it, or that is refused. What was never asked of it may be live all the same, which only a plan sees: that is an `ending`.
 */
export function offOf(control: ControlEntry, type: string, stands: DraftResource | null, draft: readonly DraftResource[]): Off | Refused {
  const effect = effectOn(control, type);
  if (effect === undefined) throw new TypeError(`${control.metadata.name} has no meaning for ${type}`);
  if ('refused' in effect) return effect;
  const { without } = effect;
  if (without === undefined) return { refused: 'it cannot be left out', fix: 'leave the words out' };
  if ('refused' in without) return without;
  const { ends, ...left } = without;
  if (ends === undefined) return { ...left, removes: [], ending: null };
  if (stands !== null && has(control, effect, stands, draft)) return 'refused' in ends ? ends : { ...ends, ending: null };
  const ending = endingOf(effect, ends);
  if (stands === null) return { ...left, removes: [], ending };
  if (ending === null) return unseen;
  return { effect: 'changes nothing: {node} does not have it', properties: {}, removes: [], checks: [], ending };
}

/** What is no part of a resource itself is nothing that a read of it tells. */
const unseen: Refused = {
  refused: 'that was not asked of it, and what somebody else put beside it is not seen in it',
  fix: 'leave the words out; what somebody else made is removed where it was made',
};

/** Null where nothing that is live of the resource tells whether it has it. */
function endingOf(effect: ControlEffect, ends: Exclude<NonNullable<Exclude<ControlEffect['without'], { refused: string }>>['ends'], undefined>): Off['ending'] {
  const told = effect.checks;
  if ('refused' in ends) return told.length === 0 ? null : { told, effect: '', properties: {}, removes: [], checks: [], refused: ends };
  return told.length + ends.removes.length === 0 ? null : { told, ...ends };
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
