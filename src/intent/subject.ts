import type { Identity } from './identify.ts';
import type { Standing } from './standing.ts';

/** What an intent is about, as far as that is known before it is understood whole. */
export interface Subject {
  /** What stands there and is to be changed; null for a new deployment. */
  readonly standing: Standing | null;
  /** By mention, the nodes that stand. A mention that is missing was not looked for. */
  readonly nodes: Identity['nodes'];
  readonly beside: Identity['beside'];
  /** Names of deployments that a new one cannot have where it is to be another one. */
  readonly taken: ReadonlySet<string>;
}

export const nothingKnown: Subject = { standing: null, nodes: new Map(), beside: new Map(), taken: new Set() };
