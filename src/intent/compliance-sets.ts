import { entryRef, type KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { ComplianceEntry } from '../model/knowledge.ts';
import type { Evidence } from '../model/proposal.ts';
import type { ControlMention, Said } from './understood.ts';

/** A compliance set that an intent asks for. */
export interface SetMention extends Said {
  readonly entry: ComplianceEntry;
}

/** The compliance sets that a text names, and the text with blanks in their place, so that what is left keeps its columns. */
export function takeSets(text: string, field: string, knowledge: KnowledgeBase): { readonly sets: readonly SetMention[]; readonly rest: string } {
  const known = new Map(
    [...knowledge.compliance.values()].flatMap((entry) => [entry.metadata.name, ...entry.words].map((words) => [plain(words), entry] as const)),
  );
  const sets: SetMention[] = [];
  const rest = text.replace(/(?:^|[,;])([^,;]+)/g, (piece, content: string, offset: number) => {
    const entry = known.get(plain(content));
    if (entry === undefined) return piece;
    sets.push({ entry, words: content.trim(), at: `${field}:${offset + piece.indexOf(content.trim()) + 1}` });
    return ' '.repeat(piece.length);
  });
  return { sets, rest: rest.replace(/^\s*[,;]/, (separator) => ' '.repeat(separator.length)) };
}

function plain(words: string): string {
  return words
    .trim()
    .toLowerCase()
    .split(/[\s_-]+/)
    .join(' ');
}

/** The controls of a set, each on the types that its rules are about. */
export function controlsOfSet({ entry, words, at }: SetMention): ControlMention[] {
  return Object.entries(entry.rules).flatMap(([rule, { controls, types }]) =>
    controls.map((control): ControlMention => ({ control, positive: true, words: `${words} ${rule}`, at, only: types })),
  );
}

/** What a set does for resources of these types, and what of the standard it does not see to. */
export function evidenceOfSet({ entry, words }: SetMention, types: readonly string[]): Evidence[] {
  return [...new Set(types)].map((type): Evidence => {
    const rules = Object.entries(entry.rules).flatMap(([rule, { types: about }]) => (about.includes(type as (typeof about)[number]) ? [rule] : []));
    const kept = rules.length === 0 ? `says nothing of ${type}` : `asks of ${type} what ${rules.join(', ')} ${rules.length === 1 ? 'asks' : 'ask'}`;
    return { words, entry: entryRef(entry), effect: `${kept}. ${entry.uncovered}` };
  });
}
