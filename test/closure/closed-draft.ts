import { type Closed, closeDraft } from '../../src/intent/closure/close-draft.ts';
import type { ClosureContext } from '../../src/intent/closure/closing.ts';
import { fitsText } from '../../src/intent/closure/fit-text.ts';
import { namePropertyOf } from '../../src/intent/closure/name-property.ts';
import { withValueAt } from '../../src/kernel/pointer.ts';
import { type DraftResource, draftResource } from '../../src/model/proposal.ts';
import type { ResourceType } from '../../src/model/resource-type.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { shippedKnowledge } from '../shipped-knowledge.ts';

export const registry = loadRegistry();
export const knowledge = shippedKnowledge();
export const account = '111111111111';

export function contextFor(more: Partial<ClosureContext> = {}): ClosureContext {
  return {
    types: registry,
    knowledge,
    deployment: 'shop',
    account,
    region: 'us-east-1',
    standing: [],
    existing: [],
    uses: [],
    inPart: new Map(),
    answers: [],
    ...more,
  };
}

/** A resource as a draft holds it of which nothing but its type and what is given was said. */
export function drafted(node: string, type: string, properties: object = {}): DraftResource {
  return draftResource.parse({ node, type, properties, said: `intent:${node}` });
}

/** One of the type with that name, where the type takes it. */
export function namedDraft(node: string, type: ResourceType, name: string): DraftResource {
  const pointer = namePropertyOf(type);
  const property = pointer === null || pointer.lastIndexOf('/') > 0 ? undefined : type.properties[pointer.slice(1)];
  const fits = pointer !== null && property?.shape.kind === 'string' && fitsText(property.shape, name) && knowledge.naming.get(type.name) === undefined;
  return drafted(node, type.name, fits ? withValueAt({}, pointer, name) : {});
}

/** The draft, closed; an error with the problems where that is not possible. */
export function closed(resources: readonly DraftResource[], more: Partial<ClosureContext> = {}): Closed {
  const result = closeDraft(resources, contextFor(more));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** The resource of a node among the closed ones. */
export function nodeOf({ resources }: Closed, node: string): DraftResource {
  const found = resources.find((resource) => resource.node === node);
  if (found === undefined) throw new Error(`no ${node} among ${resources.map((resource) => resource.node).join(', ')}`);
  return found;
}
