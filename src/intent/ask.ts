import type { ControlEntry, PatternEntry } from '../model/knowledge.ts';
import type { NodeAddress } from '../model/names.ts';
import type { Evidence } from '../model/proposal.ts';
import type { Question } from '../model/question.ts';
import type { ControlMention, NamesSaid, Said } from './understood.ts';

/** A slot's value with the words it came from; `default` where nobody said it. */
export interface SettledSlot {
  readonly value: string | number;
  readonly said: Said | null;
  /** An AI agent chose it. */
  readonly by?: 'agent';
}

/** One control on one group, with every mention of it. */
export interface SettledControl {
  readonly entry: ControlEntry;
  readonly positive: boolean;
  readonly mention: ControlMention;
}

/** What is said of what a control brings along. */
export interface SettledCompanion {
  readonly controls: readonly SettledControl[];
  readonly slots: ReadonlyMap<string, SettledSlot>;
  readonly name: { readonly name: string; readonly said: Said } | null;
}

/** What is asked for, without contradictions: so many resources of a pattern, their controls in order of name. */
export interface Ask {
  readonly pattern: PatternEntry;
  readonly said: Said;
  readonly count: number;
  /** The node of the one resource that it changes; null for what is new. */
  readonly stands: NodeAddress | null;
  /** One for each resource, or null. */
  readonly names: NamesSaid | null;
  readonly controls: readonly SettledControl[];
  readonly slots: ReadonlyMap<string, SettledSlot>;
  readonly companions: ReadonlyMap<string, SettledCompanion>;
  readonly partNames: ReadonlyMap<string, Said & { readonly names: readonly string[] }>;
}

export interface SettledAsks {
  readonly asks: readonly Ask[];
  /** What was said and has no effect: a control of all that means nothing for some, or that a finer one covers. */
  readonly remarks: readonly Evidence[];
  /** What is left open. Then nothing can be made of the asks yet. */
  readonly questions: readonly Question[];
}
