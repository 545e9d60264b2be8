import type { Json, JsonObject } from '../kernel/json.ts';
import { pointerOf, segmentsOf } from '../kernel/pointer.ts';
import type { Creation } from '../model/creation.ts';
import type { DeploymentName, NodeAddress } from '../model/names.ts';
import type { Binding, ResourceBinding, UnitBinding } from '../model/observed.ts';
import type { Change, ResourceChange, UnitChange } from '../model/plan.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { holdsSecret } from '../model/secret.ts';
import { readsByItself, unitBasis } from '../plan/diff-unit.ts';
import type { PartsApplied } from '../plan/kept-references.ts';
import { listPlaceOf, overlap } from '../plan/overlap.ts';
import { termsOf } from '../plan/unit-terms.ts';
import { writtenDigest } from '../plan/written-digest.ts';
import type { ReadBack } from './step-outcome.ts';

/** What the books keep of a resource after it was written; `read` is null where no read confirmed that. Write-only values are kept as keyed digests only: they may be secrets. */
export function bindingOf(
  deployment: DeploymentName,
  change: ResourceChange,
  identifier: string,
  written: JsonObject,
  creation: Creation | null,
  type: ResourceType,
  keyed: (text: string) => string,
  read: ReadBack | null = null,
): ResourceBinding {
  const writeOnlyDigests: Record<string, string> = {};
  let applied: Json = written;
  for (const pointer of type.writeOnly)
    applied = withoutAt(applied, segmentsOf(pointer), [], (at, value) => {
      writeOnlyDigests[at] = writtenDigest(value, keyed);
    });
  Object.assign(writeOnlyDigests, leftWritten(change));
  return {
    kind: 'resource',
    deployment,
    node: change.node,
    type: change.type,
    at: change.at,
    identifier,
    creation,
    applied: applied as JsonObject,
    echo: read?.echo ?? {},
    deviations: read?.deviations ?? [],
    ...(read?.aliases === undefined ? {} : { aliases: read.aliases }),
    ...(read === null ? {} : { readBack: true }),
    ...(read === null || read.settling.length === 0 ? {} : { settling: read.settling }),
    writeOnlyDigests,
    retain: change.retain,
    outputs: {},
  };
}

/** What was written earlier, is asked for no more and stays: it is told in each plan until it is accepted. */
function leftWritten({ action, differences, accepts = [] }: ResourceChange): Record<string, string> {
  if (action !== 'update' && action !== 'none') return {};
  return Object.fromEntries(
    differences.flatMap(({ path, before, after, sensitive, deviates }) =>
      sensitive && deviates === true && after === undefined && typeof before === 'string' && !accepts.some((place) => overlap(place, listPlaceOf(path)))
        ? [[path, before]]
        : [],
    ),
  );
}

/**
 * Whether what a unit says may tell a secret, and nobody can tell where in it that is: it is given one, by its name or from a place that hides it, or it reads what its credentials let it read (`readsByItself`).
 */
export function mayTellSecret(change: UnitChange, inputs: JsonObject): boolean {
  return change.takes !== undefined || change.secret === true || holdsSecret(inputs) || readsByItself(change);
}

/** What the books keep of references that give a part alone (`given`: those that the change applies): what stood at other places stays as long as nothing else is written there. */
export function partlyGiven(change: Change, given: PartsApplied['parts'], before: Binding | null): Pick<Binding, 'partly'> {
  const stay = change.kind === 'resource' && (change.action === 'update' || change.action === 'none') ? Object.entries(before?.partly ?? {}) : [];
  const written = change.kind === 'resource' ? change.differences.filter(({ deviates }) => deviates !== true).map(({ path }) => listPlaceOf(path)) : [];
  const kept = stay.filter(([pointer]) => !written.some((path) => overlap(path, listPlaceOf(pointer))));
  const partly = { ...Object.fromEntries(kept), ...given };
  return Object.keys(partly).length === 0 ? {} : { partly };
}

/** What the books keep of a unit that ran. */
export function unitBindingOf(deployment: DeploymentName, change: UnitChange, inputs: JsonObject, outputs: JsonObject): UnitBinding {
  const { node, at, engine, source } = change;
  const said = {
    ...termsOf(change),
    ...(mayTellSecret(change, inputs) ? { secret: true as const } : {}),
  };
  return { kind: 'unit', deployment, node, at, engine, source, outputs, ranWith: unitBasis(source, inputs), ...said };
}

/**
 * What the books keep of a creation whose outcome is unknown, so that the next plan looks for it even where it asks for another name: under its own
 * node, or beside it where the node has a resource that was to be replaced. `identifier` is where it is expected, empty where that is not known.
 */
export function doubtfulBinding(
  deployment: DeploymentName,
  change: ResourceChange,
  place: 'own' | NodeAddress,
  asked: { readonly wish: JsonObject; readonly expected: string | null },
  type: ResourceType,
  keyed: (text: string) => string,
): ResourceBinding {
  const binding = bindingOf(deployment, change, asked.expected ?? '', asked.wish, null, type, keyed);
  return place === 'own' ? { ...binding, doubtful: true } : { ...binding, node: place, formerly: change.node, doubtful: true };
}

/** The value without what is at the path (`*` is any item of an array); `take` is given what was taken out, by concrete pointer. */
function withoutAt(value: Json, path: readonly string[], taken: readonly string[], take: (pointer: string, value: Json) => void): Json {
  const [name, ...rest] = path;
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return name === '*' ? (value as readonly Json[]).map((item, index) => withoutAt(item, rest, [...taken, String(index)], take)) : value;
  const object = value as JsonObject;
  const member = object[name];
  if (member === undefined) return value;
  if (rest.length > 0) return { ...object, [name]: withoutAt(member, rest, [...taken, name], take) };
  take(pointerOf([...taken, name]), member);
  const { [name]: _, ...others } = object;
  return others;
}
