import type { ComplianceEntry, ControlEntry, KnowledgeEntry, NamingRule, NoteEntry, PatternEntry } from '../model/knowledge.ts';
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
  /** Every phrase that has a meaning. */
  readonly phrases: PhraseTable;
}

/** How evidence names an entry: `control/private@1.0.0`. */
export function entryRef(entry: KnowledgeEntry): string {
  return `${entry.kind.toLowerCase()}/${entry.metadata.name}@${entry.metadata.version}`;
}
