import type { JsonObject } from '../kernel/json.ts';
import type { Way } from '../model/closure-rules.ts';
import type { Question } from '../model/question.ts';
import type { SetMention } from './compliance-sets.ts';
import type { GapValue } from './read-items.ts';

/** Where something was said: the words, and `field:column` (columns count from 1). */
export interface Said {
  words: string;
  readonly at: string;
}

/** What was said of a property; `by` where an AI agent answered it, `because` where nobody said a part of it. */
export interface ToldProperty extends Said {
  readonly pointer: string;
  readonly because?: string;
  readonly by?: 'agent' | undefined;
}

/** What things are called; `by` where an AI agent answered it. */
export interface NamesSaid extends Said {
  readonly names: readonly string[];
  readonly by?: 'agent' | undefined;
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
  names: NamesSaid | null;
  readonly controls: ControlMention[];
  readonly slots: SlotMention[];
  /** What is said of the resources that its controls bring along. */
  readonly companions: CompanionSaid[];
  /** What the words say of its properties beside the slots of its pattern, with the words of each. */
  readonly properties: JsonObject;
  readonly told: readonly ToldProperty[];
  /** Names of its parts, by the slot that counts them: of one public subnet. */
  readonly partNames: Map<string, Said & { readonly names: readonly string[] }>;
}

/** What is said of what a control brings along: of the dead-letter queue, not of the queue. */
export interface CompanionSaid extends Said {
  readonly control: string;
  readonly pattern: string;
  readonly controls: ControlMention[];
  readonly slots: SlotMention[];
  names: (Said & { readonly names: readonly string[] }) | null;
}

/** So many resources of a type that no pattern makes, with what was said of them. */
export interface Bare extends Said {
  readonly type: string;
  /** What people call one: load balancer. */
  readonly noun: string;
  readonly count: number;
  readonly points: Group['points'];
  readonly names: NamesSaid | null;
  /** What the words say of its properties, with the words of each. */
  readonly properties: JsonObject;
  /** What is said of one of them alone, in their order; empty where nothing is. */
  readonly each: readonly JsonObject[];
  readonly told: readonly ToldProperty[];
}

/** That two of the things that a text speaks of are joined; both by where they are said. */
export interface Edge {
  /** Index of the relation in the knowledge base. */
  readonly relation: number;
  readonly from: string;
  readonly to: string;
  readonly words: string;
}

/** That one of the things a text speaks of does something with another; both by where they are said. */
export interface Use {
  readonly from: string;
  readonly to: string;
  /** All that can be done with it, where there are none. */
  readonly ways: readonly Way[];
  readonly words: string;
}

/** That a word leads from one of the things of a text to another; all by where they are said. It has to come to something in the plan. */
export interface Link extends Said {
  /** What it may be said of, the nearest first, and of these what stands nearest or is listed with that. */
  readonly from: readonly string[];
  readonly nearest: readonly string[];
  readonly to: string;
  /** The kind of its parts that is meant, as the closure calls it: a private subnet of a network. Null where it is meant whole. */
  readonly part: string | null;
}

/** A tag of the things that are said at these places; of all where that is null. */
export interface TagMention extends Said {
  readonly of: readonly string[] | null;
  readonly key: string;
  readonly value: string;
}

/** What one text says, apart from its tags and what is said beside it. */
export type ReadText = Omit<Understood, 'sets' | 'tags'>;

/** What a text says, before it is known what that does. `all` holds for every resource it has a meaning for. */
export interface Understood {
  readonly tags: readonly TagMention[];
  readonly groups: readonly Group[];
  readonly all: { readonly controls: readonly ControlMention[]; readonly slots: readonly SlotMention[] };
  /** The compliance sets that are asked for; their controls are among those of all. */
  readonly sets: readonly SetMention[];
  readonly region: (Said & { readonly region: string }) | null;
  readonly bares: readonly Bare[];
  readonly edges: readonly Edge[];
  readonly uses: readonly Use[];
  readonly links: readonly Link[];
  /** What was said and is not used, with the reason. `there`: the type of what the words say is there already. */
  readonly unused: readonly (Said & { readonly why: string; readonly there?: string })[];
  /** What the words leave open before anything is made of them. */
  readonly questions: readonly Question[];
}
