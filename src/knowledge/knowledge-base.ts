import type { ComplianceEntry, ControlEntry, KnowledgeEntry, LexiconEntry, NamingRule, NoteEntry, PatternEntry, Relation } from '../model/knowledge.ts';
import type { ClosureRules } from './closure-rules.ts';
import type { PhraseTable } from './phrase-table.ts';

/** Where regions and zones are named, of all vocabulary entries together. */
export interface RegionFacts {
  /** Letters of the availability zones that new accounts can be given. */
  readonly zones: readonly string[];
}

/** The curated knowledge, checked and indexed: what an intent's words can mean and what they do. */
export interface KnowledgeBase {
  readonly controls: ReadonlyMap<string, ControlEntry>;
  readonly patterns: ReadonlyMap<string, PatternEntry>;
  /** By resource type, with the entry it comes from. */
  readonly naming: ReadonlyMap<string, { readonly rule: NamingRule; readonly entry: string }>;
  readonly notes: ReadonlyMap<string, NoteEntry>;
  readonly compliance: ReadonlyMap<string, ComplianceEntry>;
  readonly regions: ReadonlyMap<string, RegionFacts>;
  /** Seconds by unit of time, singular and plural. */
  readonly units: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
  /** Parts of the world, and the region that stands for each where nobody says which. */
  readonly places: ReadonlyMap<string, string>;
  /** What services and types are called; `lexiconOf` makes one lexicon of them and the names of the types. */
  readonly lexicons: readonly LexiconEntry[];
  /** How resources that are spoken of together are joined, each with the entry it comes from. */
  readonly relations: readonly { readonly relation: Relation; readonly entry: string }[];
  readonly closure: ClosureRules;
  /** Every phrase that has a meaning. */
  readonly phrases: PhraseTable;
}

/** How evidence names an entry: `control/private@1.0.0`. */
export function entryRef(entry: KnowledgeEntry): string {
  return `${entry.kind.toLowerCase()}/${entry.metadata.name}@${entry.metadata.version}`;
}
