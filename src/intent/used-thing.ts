import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { ItemMeaning } from './read-items.ts';
import type { Group, Said } from './understood.ts';

/** What a control takes into its service by a word of its own: "encrypted with the key". */
export interface UsedThing {
  readonly pattern: string;
  readonly noun: string;
  /** The words point at one that is there; otherwise they name one that is to be there. */
  readonly points: 'standing' | 'either';
}

/**
 * What the words of a control end in, where that is a thing which several may share: a name right behind is the name of that, and not of what the control is said of.
 * Null where the words name no such thing: "encrypted with kms".
 */
export function usedBy(words: string, meaning: ItemMeaning | undefined, { controls, patterns }: KnowledgeBase): UsedThing | null {
  const entry = meaning?.kind === 'control' ? controls.get(meaning.control) : undefined;
  const lower = words.toLowerCase();
  for (const effect of Object.values(entry?.types ?? {})) {
    if ('refused' in effect) continue;
    for (const companion of Object.values(effect.resources)) {
      const pattern = 'pattern' in companion && companion.shared ? patterns.get(companion.pattern) : undefined;
      const noun = pattern?.nouns.find((one) => lower.endsWith(` ${one}`));
      if (pattern !== undefined && noun !== undefined)
        return { pattern: pattern.metadata.name, noun, points: /\b(?:the|that|this)\b/u.test(lower) ? 'standing' : 'either' };
    }
  }
  return null;
}

/** One that is used, as a thing that the text speaks of. `said` is where it is named. */
export function usedGroup({ pattern, points, noun }: UsedThing, said: Said, name: string): Group {
  return {
    words: noun,
    at: said.at,
    pattern,
    count: 1,
    points,
    names: { ...said, names: [name] },
    controls: [],
    slots: [],
    companions: [],
    properties: {},
    told: [],
    partNames: new Map(),
  };
}

/** Those that no other thing of the text is, each once. */
export function otherThan(used: readonly Group[], groups: readonly Group[]): Group[] {
  const isThere = (one: Group, list: readonly Group[]): boolean =>
    list.some(({ pattern, names }) => pattern === one.pattern && names?.names.includes(one.names?.names[0] ?? '') === true);
  return used.filter((one, index) => !isThere(one, groups) && !isThere(one, used.slice(0, index)));
}
