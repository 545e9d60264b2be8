import type { SetMention } from './compliance-sets.ts';
import type { GapValue } from './read-items.ts';

/** Where something was said: the words, and `field:column` (columns count from 1). */
export interface Said {
  words: string;
  readonly at: string;
}

/** A control that was asked for, or, where not `positive`, asked to be left out. */
export interface ControlMention extends Said {
  readonly control: string;
  positive: boolean;
  /** It is said of these types alone, whatever else it could mean. */
  readonly only?: readonly string[];
}

export type SlotChoice = { readonly pattern: string; readonly slot: string; readonly choice?: string };

/** A value for a slot; which slot it is depends on the pattern it is said of. */
export interface SlotMention extends Said {
  readonly slots: readonly SlotChoice[];
  readonly value: GapValue | { readonly gap: 'count'; readonly number: number } | null;
}

/** One noun phrase: so many resources of one pattern, with what was said of them. */
export interface Group extends Said {
  readonly pattern: string;
  readonly count: number;
  /** Whether the words point at what stands, ask for one more, or only say what there is to be. */
  readonly points: 'standing' | 'other' | 'either';
  names: (Said & { readonly names: readonly string[] }) | null;
  readonly controls: ControlMention[];
  readonly slots: SlotMention[];
}

/** What a text says, before it is known what that does. `all` holds for every resource it has a meaning for. */
export interface Understood {
  readonly groups: readonly Group[];
  readonly all: { readonly controls: readonly ControlMention[]; readonly slots: readonly SlotMention[] };
  /** The compliance sets that are asked for; their controls are among those of all. */
  readonly sets: readonly SetMention[];
  readonly region: (Said & { readonly region: string }) | null;
}
