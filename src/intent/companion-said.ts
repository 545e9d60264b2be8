import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { PatternCompanion } from '../model/knowledge.ts';
import type { Item } from './read-items.ts';
import { effectOn } from './take-away.ts';
import type { CompanionSaid, ControlMention, Group, SlotMention } from './understood.ts';

/** What a control brings along that is a whole resource of its own, to which more can be said: the dead-letter queue of a queue, the log bucket of a bucket. */
export function companionOf(control: string, group: Group, knowledge: KnowledgeBase): PatternCompanion | null {
  const entry = knowledge.controls.get(control);
  const type = knowledge.patterns.get(group.pattern)?.type;
  const effect = entry === undefined || type === undefined ? undefined : effectOn(entry, type);
  if (effect === undefined || 'refused' in effect) return null;
  return Object.values(effect.resources).find((companion): companion is PatternCompanion => 'pattern' in companion && !companion.shared) ?? null;
}

/** Collects what is said of the companion of a control; `named` is where it is said of it that it has an article of its own. */
export class Companion {
  readonly control: string;
  readonly pattern: string;
  /** "a dead-letter queue" is a thing, "logging" is not: what follows a thing is said of it. */
  readonly isThing: boolean;
  readonly said: CompanionSaid;
  readonly #knowledge: KnowledgeBase;

  constructor(mention: ControlMention, companion: PatternCompanion, isThing: boolean, group: Group, knowledge: KnowledgeBase) {
    this.control = mention.control;
    this.pattern = companion.pattern;
    this.isThing = isThing;
    this.#knowledge = knowledge;
    const known = group.companions.find(({ control }) => control === mention.control);
    this.said = known ?? { control: mention.control, words: mention.words, at: mention.at, pattern: companion.pattern, controls: [], slots: [], names: null };
    if (known === undefined) group.companions.push(this.said);
  }

  takes(control: string): boolean {
    const type = this.#knowledge.patterns.get(this.pattern)?.type ?? '';
    const entry = this.#knowledge.controls.get(control);
    const effect = entry === undefined ? undefined : effectOn(entry, type);
    return control !== this.control && effect !== undefined && !('refused' in effect);
  }

  /** Whether a value is one of the companion's own: not one that the control itself has on its owner. */
  takesSlot(slots: SlotMention['slots']): boolean {
    return slots.some(({ pattern, slot }) => {
      if (pattern !== this.pattern) return false;
      const needs = this.#knowledge.patterns.get(pattern)?.slots[slot]?.needs;
      return needs === undefined || !('control' in needs) || needs.control !== this.control;
    });
  }
}

/** The control noun that an adjective stands right before, over words without weight: "a fifo dead-letter queue". */
export function nounBehind(rest: readonly Item[]): Extract<Item['meaning'], { kind: 'control' }> | null {
  for (const { meaning } of rest) {
    if (meaning.kind === 'filler') continue;
    if (meaning.kind === 'control' && meaning.form !== 'noun') continue;
    return meaning.kind === 'control' ? meaning : null;
  }
  return null;
}
