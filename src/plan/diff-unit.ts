import { digestOf } from '../kernel/digest.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import type { DesiredUnit } from '../model/desired.ts';
import { hidesAt } from '../model/hides-at.ts';
import type { UnitBinding } from '../model/observed.ts';
import type { UnitChange } from '../model/plan.ts';
import { holdsSecret } from '../model/secret.ts';
import { type Keeps, keepReferences, partsIn, takenIn } from './kept-references.ts';
import type { World } from './place.ts';
import { attributePointer } from './read-attribute.ts';
import { type Lookup, referencesIn } from './resolve-references.ts';
import { changedTerms } from './unit-terms.ts';

/** A change of a unit before it is known how long it takes. */
export type UnitDraft = Omit<UnitChange, 'estimate'>;

const nothingSaid = { told: [], eases: [] } as const;

/** What a run of a unit is known by: the same source with the same inputs is the same run. */
export function unitBasis(source: string, inputs: JsonObject): string {
  return digestOf({ source, inputs });
}

/** Whether a unit reads of a target what its credentials let it read, by calls that no person has published: what it gives may be whatever stands there. */
export function readsByItself({ engine, published }: Pick<UnitDraft, 'engine' | 'published'>): boolean {
  return engine === 'aws-cli' && published !== true;
}

/**
 * What has to happen to one unit: it runs when it never ran, would run with another source or other inputs than last time, or did not give what it is to give
 * now. Inputs that exist only after an earlier step may be other ones, so it runs then too; and so does one of which nobody knows whether it ran, which is told. For other terms (`UnitTerms`) it does not
 * run: a step writes them into the books.
 */
export function diffUnit(
  desired: DesiredUnit,
  binding: UnitBinding | null,
  lookup: Lookup,
  seal: (inputs: JsonObject) => JsonObject = (inputs) => inputs,
  keeps: Keeps = () => false,
  keyed?: World['keyed'],
): UnitDraft {
  const wish = keepReferences(desired.inputs, lookup, keeps, seal, partsIn(binding, keyed));
  const open = referencesIn(wish.whole).length > 0;
  const lacking = Object.keys(desired.outputs).some((name) => binding !== null && !Object.hasOwn(binding.outputs, name));
  const doubt = binding?.mayHaveRun;
  const runs = binding === null || doubt !== undefined || open || lacking || unitBasis(desired.source, wish.whole) !== binding.ranWith;
  const { told, eases } = binding === null ? nothingSaid : changedTerms(desired, binding);
  const note = doubt !== undefined ? `it may have run already: run ${doubt} began it, and nobody knows what it did` : runs ? '' : told.join('; ');
  return {
    kind: 'unit',
    node: desired.node,
    at: desired.at,
    action: runs ? 'run' : 'none',
    reason: !runs ? (told.length > 0 ? 'terms-changed' : 'as-wished') : doubt !== undefined ? 'doubtful' : binding === null ? 'new' : 'wish-changed',
    risk: runs ? 'lossy' : 'reversible',
    retain: desired.retain,
    engine: desired.engine,
    source: desired.source,
    inputs: wish.restored(wish.compared),
    outputs: desired.outputs,
    repeatable: desired.repeatable,
    ...(note === '' ? {} : { note }),
    ...(eases.length === 0 ? {} : { eases: [...eases] }),
    ...(desired.undo === undefined ? {} : { undo: desired.undo }),
    ...(desired.hosts === undefined ? {} : { hosts: desired.hosts }),
    ...(desired.foresees === undefined ? {} : { foresees: desired.foresees }),
    ...(desired.published === undefined ? {} : { published: desired.published }),
    basis: binding?.ranWith ?? null,
  };
}

/**
 * A unit that is no longer wanted: where its source says how it is taken back, that is done. Otherwise what it did stays, and only its record goes. Neither where it is retained.
 */
export function droppedUnit(binding: UnitBinding): UnitDraft {
  // What it gave is known of a run that succeeded alone.
  const undone = binding.undo === true && !binding.retain && binding.ranWith !== null;
  return {
    kind: 'unit',
    node: binding.node,
    at: binding.at,
    action: binding.retain ? 'none' : 'delete',
    reason: binding.retain ? 'retained' : 'not-wanted',
    risk: undone ? 'lossy' : 'reversible',
    retain: binding.retain,
    note: binding.retain
      ? 'kept: it is retained'
      : undone
        ? 'taken back: its undo runs with what it gave, and its record goes'
        : 'forgotten: its record goes, and what it did when it ran stays',
    engine: binding.engine,
    source: binding.source,
    inputs: null,
    outputs: {},
    repeatable: false,
    ...(undone ? { undo: true as const } : {}),
    ...(undone && binding.secret === true ? { secret: true as const } : {}),
    ...(undone && binding.hosts !== undefined ? { hosts: [...binding.hosts] } : {}),
    basis: binding.ranWith,
  };
}

/** A value that the unit gave when it last ran, where it does not run again; one within an output is written with dots. */
export function plannedOutput(draft: UnitDraft, binding: UnitBinding | null, name: string): Json | undefined {
  return draft.action === 'none' ? valueAt(binding?.outputs, attributePointer(name)) : undefined;
}

/** Whether what a unit gives is hidden: where it is given what is kept, or was, nobody can tell in which of its outputs that is. */
export function keptOutput(draft: UnitDraft, binding: UnitBinding | null, name: string, keeps: Keeps): boolean {
  const { inputs } = draft;
  if (binding?.secret === true || readsByItself(draft)) return true;
  return holdsSecret(inputs ?? {}) || takenIn(inputs, keeps).length > 0 || hidesAt(binding?.outputs ?? {}, name.split('.'));
}
