import type { Json } from '../kernel/json.ts';
import { valueAt } from '../kernel/pointer.ts';
import { hidesAt } from '../model/hides-at.ts';
import type { Observed } from '../model/observed.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ResourceDraft } from './diff-node.ts';
import { type Keeps, takenIn } from './kept-references.ts';
import { attributePointer, readAttribute } from './read-attribute.ts';
import { isStandIn, referencesIn } from './resolve-references.ts';

/**
 * An attribute of a node as it will be after its change, as far as that is certain before it: what is asked for, and, of a resource that stays,
 * what is live. Undefined is "only known once that step is done".
 */
export function plannedAttribute(draft: ResourceDraft, observed: Observed, type: ResourceType, attribute: string): Json | undefined {
  const pointer = attributePointer(attribute);
  const wanted = draft.after === null ? undefined : valueAt(draft.after, pointer);
  const asked = wanted === undefined || referencesIn(wanted).length > 0 ? undefined : wanted;
  switch (draft.action) {
    case 'create':
    case 'replace':
    case 'delete':
      return asked;
    case 'none':
    case 'adopt':
    case 'run':
      return liveAttribute(observed, type, attribute) ?? asked;
    case 'update':
      if (draft.differences.some(({ path, deviates }) => deviates !== true && (isWithin(path, pointer) || isWithin(pointer, path)))) return asked;
      return movesWithUpdates(type, attribute) ? undefined : (liveAttribute(observed, type, attribute) ?? asked);
    default:
      return draft.action satisfies never;
  }
}

/** Whether an attribute is at a place that hides what stands there, in what is live or in what is asked for, or is asked to be what another one gives that is kept. */
export function keptAttribute(draft: ResourceDraft, observed: Observed, attribute: string, keeps: Keeps): boolean {
  const path = attribute.split('.');
  const after = draft.after ?? {};
  return (observed.kind === 'live' && hidesAt(observed.properties, path, observed.identifier)) || hidesAt(after, path) || isGiven(after, path, keeps);
}

function isGiven(wish: Json | undefined, [name, ...rest]: readonly string[], keeps: Keeps): boolean {
  if (wish === undefined || typeof wish !== 'object' || wish === null) return false;
  if (name === undefined || isStandIn(wish)) return takenIn(wish, keeps).length > 0;
  return Object.hasOwn(wish, name) && isGiven((wish as { readonly [name: string]: Json })[name], rest, keeps);
}

/** An attribute of a resource as it is now, unset where nothing of it is told. */
export function liveAttribute(observed: Observed, type: ResourceType, attribute: string): Json | undefined {
  return observed.kind === 'live' ? readAttribute(type, observed.identifier, observed.properties, attribute) : undefined;
}

/**
 * Attributes that providers renew when a resource is updated: versions, revisions, digests. Nothing in a schema says so; the names do
 * (`LatestVersionNumber`, `RevisionId`, `CodeSha256`). All others, ARNs and ids first of all, outlast an update.
 */
function movesWithUpdates(type: ResourceType, attribute: string): boolean {
  const name = attribute.replaceAll('.', '/');
  return Object.hasOwn(type.attributes, name) && !type.identifier.includes(name) && /version|revision|etag|sha256|digest|hash/i.test(name);
}

function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}
