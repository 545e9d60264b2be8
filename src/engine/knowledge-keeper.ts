import type { Result } from '../kernel/result.ts';
import type { KnowledgeLibrary, KnownVersions } from '../knowledge/open-library.ts';

/** The knowledge base as it is kept: what is shipped, the team's own folders, and what is remembered of their versions. */
export interface KnowledgeKeeper {
  /** As it is now: read again where a file has changed. The same object as long as none has. */
  library(): KnowledgeLibrary;
  /** Of each version, what it said and who reviewed it. */
  versions(): KnownVersions;
  /** Keeps the entries of a text, all or none, and gives their names; KNOWLEDGE_INVALID or KNOWLEDGE_CHANGED where they cannot count beside the others. */
  add(text: string): Result<readonly string[]>;
  /** Notes who looked at a version that is known. */
  review(ref: string, by: string, on: string): Result<null>;
}
