import type { JsonObject } from '../../src/kernel/json.ts';
import { type KindName, kinds } from './kinds.ts';
import type { Random } from './random.ts';

/** One node that somebody wants. */
export interface Wish {
  readonly node: string;
  readonly kind: KindName;
  /** The name of the resource, where its kind has names. */
  readonly name: string;
  readonly fixed: JsonObject;
  readonly settings: JsonObject;
  /** Slot → node. */
  readonly refs: Readonly<Record<string, string>>;
  /** The target it lives at, by its alias. */
  readonly at: 'main' | 'second';
  /** Whether the plan promises that its settings are found once all is done. */
  readonly promised: boolean;
}

/** What is wanted of a deployment, by node. */
export type Draft = ReadonlyMap<string, Wish>;

const weights: Readonly<Record<KindName, number>> = {
  queue: 4,
  topic: 3,
  parameter: 3,
  logs: 2,
  bucket: 2,
  role: 1,
  key: 3,
  alias: 2,
  vpc: 2,
  subnet: 2,
  subscription: 3,
};

/** Properties with `${node.Attribute}` expressions, as a proposal has them. */
export function propertiesOf(wish: Wish): JsonObject {
  return kinds[wish.kind].properties(wish);
}

/** Makes drafts for one deployment: names are unique to it and to the history. */
export class Drafter {
  readonly #random: Random;
  readonly #prefix: string;
  readonly #two: boolean;
  #made = 0;

  /** `two`: nodes live at two targets. */
  constructor(random: Random, prefix: string, two: boolean) {
    this.#random = random;
    this.#prefix = prefix;
    this.#two = two;
  }

  first(): Draft {
    const draft = new Map<string, Wish>();
    const size = this.#random.between(1, 6);
    while (draft.size < size) this.#add(draft, this.#random.weighted(weights));
    return draft;
  }

  /** A few changes: nodes more, nodes less, other settings, another name, another thing to refer to. Always still complete. */
  variation(of: Draft): Draft {
    const draft = new Map(of);
    for (let changes = this.#random.between(1, 3); changes > 0; changes--) {
      const nodes = [...draft.values()];
      const wish = nodes.length === 0 ? undefined : this.#random.pick(nodes);
      const change = this.#random.weighted({ add: 3, remove: 2, settings: 4, rename: 2, redirect: 1 });
      if (wish === undefined || (change === 'add' && draft.size < 9)) this.#add(draft, this.#random.weighted(weights));
      else if (change === 'remove') removeWithDependents(draft, wish.node);
      else if (change === 'settings') draft.set(wish.node, { ...wish, settings: kinds[wish.kind].settings(this.#random) });
      else if (change === 'rename') draft.set(wish.node, { ...wish, name: this.#name(wish.node), fixed: kinds[wish.kind].fixed(this.#random) });
      else if (change === 'redirect') draft.set(wish.node, { ...wish, refs: this.#refs(draft, wish.kind, wish.at) });
    }
    return draft;
  }

  #add(draft: Map<string, Wish>, kind: KindName, at = this.#two && this.#random.chance(0.4) ? ('second' as const) : ('main' as const)): string {
    const refs = this.#refs(draft, kind, at);
    const node = `${kind}_${++this.#made}`;
    const settings = kinds[kind].settings(this.#random);
    const promised = Object.keys(settings).length > 0 && this.#random.chance(0.5);
    draft.set(node, { node, kind, name: this.#name(node), fixed: kinds[kind].fixed(this.#random), settings, refs, at, promised });
    return node;
  }

  #refs(draft: Map<string, Wish>, kind: KindName, at: Wish['at']): Record<string, string> {
    const refs: Record<string, string> = {};
    for (const [slot, { kind: wanted }] of Object.entries(kinds[kind].refs)) {
      // A parameter only holds the name of a queue, which may be anywhere.
      const near = [...draft.values()].filter((wish) => wish.kind === wanted && (wish.at === at || kind === 'parameter'));
      const there = near.filter((wish) => !(kind === 'subnet' && isTaken(draft, wish.node)));
      refs[slot] = there.length > 0 && this.#random.chance(0.8) ? this.#random.pick(there).node : this.#add(draft, wanted, at);
    }
    // A topic has one subscription per endpoint: a second one would be the same resource.
    if (
      kind === 'subscription' &&
      [...draft.values()].some((wish) => wish.kind === kind && wish.refs['topic'] === refs['topic'] && wish.refs['queue'] === refs['queue'])
    ) {
      refs['queue'] = this.#add(draft, 'queue', at);
    }
    return refs;
  }

  #name(node: string): string {
    return `${this.#prefix}-${node.replaceAll('_', '-')}-${this.#random.between(100, 999)}`;
  }
}

/** A subnet takes the whole address range of its network, so that a network has room for one. */
function isTaken(draft: Draft, vpc: string): boolean {
  return [...draft.values()].some((wish) => wish.kind === 'subnet' && wish.refs['vpc'] === vpc);
}

function removeWithDependents(draft: Map<string, Wish>, node: string): void {
  draft.delete(node);
  for (const wish of [...draft.values()]) if (Object.values(wish.refs).includes(node)) removeWithDependents(draft, wish.node);
}
