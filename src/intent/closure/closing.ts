import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { DraftResource, Evidence } from '../../model/proposal.ts';
import type { Answer, Question } from '../../model/question.ts';
import type { Drafting, Existing, Part } from './drafting.ts';
import type { TypesByName } from './find-target.ts';
import type { NodeUse } from './grant-uses.ts';

/** What a draft is closed with: facts that are the same for the same release, place and books. */
export interface ClosureContext {
  readonly types: TypesByName;
  readonly knowledge: KnowledgeBase;
  readonly deployment: string;
  readonly account: string;
  readonly region: string;
  /** What stands in the deployment and is not part of the draft: new things may refer to it. */
  readonly standing: readonly DraftResource[];
  /** What is live there beside the deployment, as far as anybody looked. */
  readonly existing: readonly Existing[];
  /** What its resources are said to do with each other. */
  readonly uses: readonly NodeUse[];
  /** By node, the part that it is said to be in, where that is not the one that its type runs in. */
  readonly inPart: ReadonlyMap<string, string>;
  /** To questions that were asked before. */
  readonly answers: readonly Answer[];
}

/** A value that nothing explains: it keeps the draft whole, and is asked. */
export interface OpenValue {
  readonly part: Part;
  readonly pointer: string;
  /** What it is: in the words of the registry, or a question. */
  readonly what: string;
  /** Values to choose from, where a rule knows some. */
  readonly options?: readonly string[];
}

/** A draft while it is closed. */
export interface Closing {
  readonly context: ClosureContext;
  readonly drafting: Drafting;
  readonly evidence: Evidence[];
  readonly questions: Question[];
  readonly open: OpenValue[];
  /** What comes along and is not closed yet. */
  readonly queue: Part[];
  /** Types that are being made, the innermost last: what needs itself ends there. */
  readonly making: string[];
  /** Gives a part all that its type needs. */
  readonly close: (part: Part) => void;
}

/** The resource of the draft that a part came along with: itself, where it was said. */
export function rootOf(part: Part): Part {
  let root = part;
  while (root.owner !== null) root = root.owner;
  return root;
}

/** Where the intent speaks of it. */
export function placeOf(part: Part): string {
  const root = rootOf(part);
  return root.resource.said ?? root.node;
}

/** Says why something is there. */
export function explain(closing: Closing, part: Part, entry: string, effect: string): void {
  closing.evidence.push({ words: 'default', entry, effect: effect.replaceAll('{node}', part.node) });
}

/** How evidence names what the registry says of a type. */
export function typeRef(part: Part): string {
  return `type/${part.type.name}`;
}

/** What was answered to a question about the part, and whether an AI agent did. */
export function answered(closing: Closing, part: Part, slot: string): Pick<Answer, 'value' | 'by'> | null {
  const at = placeOf(part);
  return closing.context.answers.find((answer) => answer.at === at && answer.slot === slot) ?? null;
}
