import { problem } from '../kernel/diagnostic.ts';
import { fail, type Result } from '../kernel/result.ts';
import type { Observed, Ownership } from '../model/observed.ts';
import type { Observer, Wanted } from '../ports/driver.ts';

/**
 * What a node is to take over by name; INPUT_INVALID where it is that already, GRAPH_CONFLICT where it has another resource that is still there. `isFormer`: it is what the node was before it was replaced, which it
 * may be again; what it has now is answered then.
 */
export async function toTakeOver(sought: Wanted, identifier: string, observer: Observer, isFormer: boolean): Promise<Result<Observed>> {
  const { node, type, binding } = sought;
  const bound = binding === null ? null : await observer.observe(sought);
  if (bound?.ok === false) return bound;
  const same = bound?.value.kind === 'live' && bound.value.identifier === identifier;
  if (same && inDoubt.has(bound.value.ownership)) return bound;
  if (bound?.value.kind === 'live' && !takenByName.has(bound.value.ownership)) {
    if (same) return fail(problem('INPUT_INVALID', `${identifier} is ${node} already`, `leave out --adopt ${node}=${identifier}`, { at: node }));
    if (isFormer) {
      const former = await observer.named({ ...sought, binding: null }, identifier);
      return former.ok ? bound : former;
    }
    const message = `${node} is ${type.name} ${bound.value.identifier}, and that is still there`;
    return fail(problem('GRAPH_CONFLICT', message, `give what takes over ${identifier} a node name of its own`, { at: node }));
  }
  return observer.named({ ...sought, binding: null }, identifier);
}

/** Of what the books name, and nobody can tell whether it is the one that was made. */
const inDoubt: ReadonlySet<Ownership> = new Set<Ownership>(['untagged', 'disputed']);

/** Whose what is bound to a node may be for a person to say that it is the node's. */
const takenByName: ReadonlySet<Ownership> = new Set<Ownership>(['untagged', 'found', 'foreign']);
