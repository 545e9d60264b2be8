import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import { entryRef, type KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { DraftResource, Evidence } from '../model/proposal.ts';
import type { SettledControl } from './ask.ts';
import { quote, unclear } from './not-understood.ts';
import { effectOn, offOf, type Refused } from './take-away.ts';
import type { ControlMention, Group } from './understood.ts';

/**
 * The controls of one group: its own and those said of all. Contradictions are CONTROL_CONFLICT naming both words; a control
 * that is refused for the type or for what stands (`stands`, in its `draft`), or that means nothing for a resource it is said of alone, is INTENT_NOT_UNDERSTOOD.
 */
export function settleControls(
  group: Group,
  all: readonly ControlMention[],
  knowledge: KnowledgeBase,
  { stands, draft }: { readonly stands: DraftResource | null; readonly draft: readonly DraftResource[] },
  problems: Diagnostic[],
  remarks: Evidence[],
): SettledControl[] {
  const type = knowledge.patterns.get(group.pattern)?.type ?? '';
  const settled = new Map<string, SettledControl>();
  for (const [mentions, own] of [
    [group.controls, true],
    [all, false],
  ] as const) {
    for (const mention of mentions) {
      const control = meant(mention, knowledge);
      if (control === null || mention.only?.includes(type) === false) continue;
      const effect = effectOn(control.entry, type);
      if (effect === undefined) {
        if (own) problems.push(meaningless(mention, group, type, knowledge));
        continue;
      }
      const before = settled.get(control.entry.metadata.name);
      if (before === undefined) settled.set(control.entry.metadata.name, control);
      else if (before.positive !== control.positive) problems.push(conflict(before.mention, mention, group));
    }
  }
  contradictions([...settled.values()], group, problems);
  for (const control of settled.values()) {
    const refused = refusalOf(control, type, stands, draft);
    if (refused !== null) problems.push(unclear(control.mention, `${quote(control.mention.words)} for ${quote(group.words)}: ${refused.refused}`, refused.fix));
  }
  return withoutRefined(settled, remarks);
}

/** The control a mention means: "not public" is private. */
function meant(mention: ControlMention, knowledge: KnowledgeBase): SettledControl | null {
  const entry = knowledge.controls.get(mention.control);
  if (entry === undefined) return null;
  const opposite = entry.opposite === undefined ? undefined : knowledge.controls.get(entry.opposite);
  return !mention.positive && opposite !== undefined ? { entry: opposite, positive: true, mention } : { entry, positive: mention.positive, mention };
}

/** Why it is not done for the type, where it is not. */
function refusalOf({ entry, positive }: SettledControl, type: string, stands: DraftResource | null, draft: readonly DraftResource[]): Refused | null {
  const effect = effectOn(entry, type);
  if (effect === undefined) return null;
  const done = positive || 'refused' in effect ? effect : offOf(entry, type, stands, draft);
  return 'refused' in done ? done : null;
}

function contradictions(settled: readonly SettledControl[], group: Group, problems: Diagnostic[]): void {
  settled.forEach((one, index) => {
    for (const other of settled.slice(index + 1)) {
      const names = [one.entry.metadata.name, other.entry.metadata.name] as const;
      const exclusive = one.positive && other.positive && (one.entry.contradicts.includes(names[1]) || other.entry.contradicts.includes(names[0]));
      const undone =
        (one.entry.refines === names[1] && one.positive && !other.positive) || (other.entry.refines === names[0] && other.positive && !one.positive);
      if (exclusive || undone) problems.push(conflict(one.mention, other.mention, group));
    }
  });
}

function conflict(one: ControlMention, other: ControlMention, group: Group): Diagnostic {
  return problem('CONTROL_CONFLICT', `${quote(one.words)} and ${quote(other.words)} contradict each other for ${quote(group.words)}`, 'keep one of the two', {
    at: other.at,
  });
}

function meaningless(mention: ControlMention, group: Group, type: string, knowledge: KnowledgeBase): Diagnostic {
  const known = [...knowledge.controls.values()].filter((control) => {
    const effect = effectOn(control, type);
    return effect !== undefined && !('refused' in effect);
  });
  const words = known.map((control) => control.words.adjectives[0] ?? control.words.nouns[0] ?? control.metadata.name);
  const near = nearest(mention.words.toLowerCase(), words, 1);
  const fix = near.length > 0 ? `did you mean ${quote(near[0] ?? '')}?` : `what can be said of it: ${words.sort().join(', ')}`;
  return unclear(mention, `${quote(mention.words)} has no meaning for ${quote(group.words)} (${type})`, fix);
}

/** In order of name, and without those that a finer control takes the place of. */
function withoutRefined(settled: ReadonlyMap<string, SettledControl>, remarks: Evidence[]): SettledControl[] {
  const covered = new Map<string, SettledControl>();
  for (const control of settled.values()) if (control.positive && control.entry.refines !== undefined) covered.set(control.entry.refines, control);
  const kept: SettledControl[] = [];
  for (const control of [...settled.values()].sort((a, b) => (a.entry.metadata.name < b.entry.metadata.name ? -1 : 1))) {
    const finer = covered.get(control.entry.metadata.name);
    if (finer === undefined) kept.push(control);
    else remarks.push({ words: control.mention.words, entry: entryRef(control.entry), effect: `is part of ${quote(finer.mention.words)}` });
  }
  return kept;
}

/** Controls of all that mean nothing for any resource are problems; for some, a remark. */
export function settleReach(
  all: readonly ControlMention[],
  groups: readonly Group[],
  knowledge: KnowledgeBase,
  problems: Diagnostic[],
  remarks: Evidence[],
): void {
  for (const mention of all) {
    const control = meant(mention, knowledge);
    const [first] = groups;
    if (control === null || first === undefined) continue;
    const without = groups.filter((group) => effectOn(control.entry, knowledge.patterns.get(group.pattern)?.type ?? '') === undefined);
    if (without.length === groups.length) {
      problems.push(meaningless(mention, first, knowledge.patterns.get(first.pattern)?.type ?? '', knowledge));
    } else {
      for (const group of without)
        remarks.push({ words: mention.words, entry: entryRef(control.entry), effect: `has no meaning for ${quote(group.words)}, which stays without it` });
    }
  }
}
