import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { type Json, type JsonObject, sameJson } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import type { Result } from '../kernel/result.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { PatternEntry, Slot } from '../model/knowledge.ts';
import type { Answer, Question } from '../model/question.ts';
import type { SettledControl, SettledSlot } from './ask.ts';
import { quote, unclear } from './not-understood.ts';
import { alikeProblems, openQuestions, wordsFor } from './open-questions.ts';
import { valueOfMention, valueOfParam } from './slot-value.ts';
import { effectOn } from './take-away.ts';
import type { Group, Said, SlotMention } from './understood.ts';

/** Where values may come from beside the group's own words. */
export interface SlotSources {
  readonly all: readonly SlotMention[];
  readonly params: JsonObject;
  /** Where the parameters are an AI agent's. */
  readonly paramsBy: 'agent' | undefined;
  readonly answers: readonly Answer[];
  /** What a resource that stands was made from, as far as that is known; null for a new one. Nothing more is needed of one that stands. */
  readonly known: Readonly<Record<string, string | number>> | null;
}

/** Every slot of the group's pattern that has a value: said in words, given as a parameter, answered, or by default. What is left open is asked. */
export function settleSlots(
  group: Group,
  pattern: PatternEntry,
  { all, params, paramsBy, answers, known }: SlotSources,
  region: string,
  knowledge: KnowledgeBase,
  problems: Diagnostic[],
  questions: Question[],
): Map<string, SettledSlot> {
  const slots = new Map<string, SettledSlot>();
  const give = (name: string, said: Said, value: Result<string | number>, by?: 'agent'): void => {
    const before = slots.get(name);
    if (!value.ok) problems.push(...value.problems);
    else if (before?.said != null && !sameJson(before.value, value.value)) {
      problems.push(
        problem(
          'CONTROL_CONFLICT',
          `${quote(before.said.words)} and ${quote(said.words)} contradict each other for ${quote(group.words)}`,
          'keep one of the two',
          { at: said.at },
        ),
      );
    } else slots.set(name, { value: value.value, said, ...(by !== undefined && (before === undefined || before.by === by) ? { by } : {}) });
  };
  for (const mention of [...group.slots, ...all]) {
    const meant = mention.slots.find((slot) => slot.pattern === group.pattern);
    const slot = meant === undefined ? undefined : pattern.slots[meant.slot];
    if (meant !== undefined && slot !== undefined) give(meant.slot, mention, valueOfMention(meant.slot, slot, meant.choice, mention));
    else if (group.slots.includes(mention)) problems.push(unfit(mention, group, pattern));
  }
  for (const [name, value] of Object.entries(params)) {
    const slot = Object.hasOwn(pattern.slots, name) ? pattern.slots[name] : undefined;
    if (slot !== undefined) give(name, { words: `params.${name}`, at: `params.${name}` }, valueOfParam(name, slot, value, `params.${name}`), paramsBy);
  }
  for (const { at, slot: name, value, by } of answers) {
    const slot = at === group.at && Object.hasOwn(pattern.slots, name) ? pattern.slots[name] : undefined;
    if (slot !== undefined) give(name, { words: wordsFor(slot, value), at }, valueOfParam(name, slot, value, at), by);
  }
  for (const [name, value] of Object.entries(known ?? {})) if (!slots.has(name)) slots.set(name, { value, said: null });
  if (known === null) questions.push(...openQuestions(group, pattern, slots));
  else problems.push(...changedParts(group, pattern, known, slots));
  for (const [name, slot] of Object.entries(pattern.slots)) {
    if (slots.has(name)) continue;
    if (slot.default !== undefined) slots.set(name, { value: slot.default, said: null });
    else if (slot.required && known === null) problems.push(missing(name, slot, group));
  }
  problems.push(...alikeProblems(pattern, slots));
  for (const [name, slot] of Object.entries(pattern.slots)) {
    if (slot.type === 'integer' && slot.spreads !== undefined) spread(name, slot.spreads, slots, region, knowledge, problems);
  }
  return slots;
}

/** What consists of parts cannot be changed by a sentence where nobody knows which parts it was made with; and none of them is removed by saying a smaller number. */
function changedParts(
  group: Group,
  pattern: PatternEntry,
  known: Readonly<Record<string, string | number>>,
  slots: ReadonlyMap<string, SettledSlot>,
): Diagnostic[] {
  const parts = Object.entries(pattern.slots).flatMap(([name, slot]) => (slot.type === 'integer' && slot.part !== undefined ? [name] : []));
  if (parts.length > 0 && Object.keys(known).length === 0) return [unclear(group, `what ${quote(group.words)} was made with is not in the records`, inNodes)];
  return parts.flatMap((name) => {
    const [before, now] = [Number(known[name] ?? 0), slots.get(name)];
    if (now === undefined || now.said === null || Number(now.value) >= before) return [];
    return [unclear(now.said, `${quote(group.words)} has ${before} of them, and a sentence removes nothing`, inNodes)];
  });
}

const inNodes = 'change it in an intent file that says its nodes; what such a file holds is in: asbuilt help ask';

function unfit(mention: SlotMention, group: Group, pattern: PatternEntry): Diagnostic {
  const fix = `what can be said of it: ${Object.entries(pattern.slots)
    .map(([name, slot]) => `${name} (${slot.description})`)
    .join(', ')}`;
  return unclear(mention, `${quote(mention.words)} has no meaning for ${quote(group.words)} (${pattern.type})`, fix);
}

function missing(name: string, slot: Slot, group: Group): Diagnostic {
  const phrase = slot.phrases[0]?.replace('{value}', slot.type === 'choice' ? (Object.keys(slot.choices)[0] ?? '…') : '…');
  const fix =
    phrase === undefined
      ? `give it as a parameter: {"params": {"${name}": …}}`
      : `say it, as in: ${group.words} ${slot.type === 'choice' ? '' : 'with '}${phrase}`;
  return problem('PROPERTY_MISSING', `${quote(group.words)} needs ${slot.description}`, fix, { at: group.at });
}

/** The number of zones: what was said, or as many as the largest of the counted slots, within what the region has. */
function spread(
  name: string,
  counted: readonly string[],
  slots: Map<string, SettledSlot>,
  region: string,
  knowledge: KnowledgeBase,
  problems: Diagnostic[],
): void {
  const zones = zonesOf(knowledge, region).length;
  const counts = counted
    .map((slot) => ({ slot, count: Number(slots.get(slot)?.value ?? 0), said: slots.get(slot)?.said ?? null }))
    .filter((entry) => entry.count > 0);
  const said = slots.get(name);
  if (said?.said == null) {
    if (counts.length > 0) slots.set(name, { value: Math.min(zones, Math.max(...counts.map((entry) => entry.count))), said: null });
    return;
  }
  const wanted = Number(said.value);
  if (wanted > zones)
    problems.push(
      problem('PROPERTY_INVALID', `${quote(said.said.words)}: ${region} has ${zones} availability zones for new accounts`, `say ${zones} at most`, {
        at: said.said.at,
      }),
    );
  if (counts.length === 0)
    problems.push(
      problem('PROPERTY_MISSING', `${quote(said.said.words)}: nothing is there to be spread`, `say how many, as in: with ${wanted} private subnets`, {
        at: said.said.at,
      }),
    );
  for (const entry of counts) {
    if (entry.count < wanted) {
      const message = `${quote(said.said.words)} and ${quote(entry.said?.words ?? entry.slot)} contradict each other: ${entry.count} cannot be spread over ${wanted} zones`;
      problems.push(problem('CONTROL_CONFLICT', message, `ask for ${wanted} or more of each kind`, { at: said.said.at }));
    }
  }
}

/** Letters of the region's zones; regions nobody described have the usual three. */
export function zonesOf(knowledge: KnowledgeBase, region: string): readonly string[] {
  return knowledge.regions.get(region)?.zones ?? ['a', 'b', 'c'];
}

/** Slots that were said and have no effect, since what they need is not there. */
export function checkNeeds(
  group: Group,
  pattern: PatternEntry,
  controls: readonly SettledControl[],
  slots: ReadonlyMap<string, SettledSlot>,
  knowledge: KnowledgeBase,
  problems: Diagnostic[],
): void {
  for (const [name, settled] of slots) {
    const needs = pattern.slots[name]?.needs;
    if (settled.said === null || needs === undefined) continue;
    const there = 'control' in needs ? controls.some((control) => control.positive && control.entry.metadata.name === needs.control) : slots.has(needs.slot);
    if (there) continue;
    const needed = 'control' in needs ? (knowledge.controls.get(needs.control)?.words.nouns[0] ?? needs.control) : needs.slot.replaceAll('_', ' ');
    problems.push(
      unclear(
        settled.said,
        `${quote(settled.said.words)} has no effect on ${quote(group.words)} without a ${needed}`,
        `add the ${needed}, or leave the words out`,
      ),
    );
  }
}

/** What controls demand of slots: CONTROL_CONFLICT against what was said, PROPERTY_MISSING where nothing was. */
export function checkDemands(
  group: Group,
  pattern: PatternEntry,
  controls: readonly SettledControl[],
  slots: ReadonlyMap<string, SettledSlot>,
  problems: Diagnostic[],
): void {
  for (const control of controls) {
    const effect = effectOn(control.entry, pattern.type);
    if (effect === undefined || 'refused' in effect || !control.positive) continue;
    for (const [name, demand] of Object.entries(effect.requires)) {
      const slot = slots.get(name);
      const value = Number(slot?.value ?? 0);
      if (value >= (demand.minimum ?? value) && value <= (demand.maximum ?? value)) continue;
      const words = quote(control.mention.words);
      problems.push(
        slot?.said != null
          ? problem('CONTROL_CONFLICT', `${words} and ${quote(slot.said.words)} contradict each other: ${demand.message}`, 'keep one of the two', {
              at: control.mention.at,
            })
          : problem(
              'PROPERTY_MISSING',
              `${words} for ${quote(group.words)}: ${demand.message}`,
              `say how many, as in: ${group.words} with two public and two private subnets`,
              { at: control.mention.at },
            ),
      );
    }
  }
}

/** Parameters that no resource of the intent has, and a name for more than one. */
export function checkParams(params: JsonObject, groups: readonly Group[], patterns: readonly PatternEntry[]): Diagnostic[] {
  const known = ['name', ...new Set(patterns.flatMap((pattern) => Object.keys(pattern.slots)))];
  const problems: Diagnostic[] = [];
  for (const [name, value] of Object.entries(params)) {
    const at = `params.${name.slice(0, 60)}`;
    if (!known.includes(name)) {
      const near = nearest(name, known, 1);
      problems.push(
        problem(
          'INPUT_INVALID',
          `no resource of the intent has a parameter ${quote(name)}`,
          near.length > 0 ? `did you mean ${near[0]}?` : `the parameters are ${known.join(', ')}`,
          { at },
        ),
      );
    } else if (name === 'name') {
      problems.push(...checkName(value, groups));
    }
  }
  return problems;
}

function checkName(value: Json, groups: readonly Group[]): Diagnostic[] {
  const at = 'params.name';
  const [group, ...more] = groups;
  if (typeof value !== 'string' || value === '') return [problem('PROPERTY_INVALID', 'the name is not a text', 'give one name', { at })];
  if (group === undefined || more.length > 0 || group.count > 1)
    return [problem('INPUT_INVALID', 'it is not clear which resource the name is for', 'name each resource in the text: a queue named "orders"', { at })];
  if (group.names !== null && group.names.names[0] !== value) {
    return [problem('CONTROL_CONFLICT', `${quote(group.names.words)} and params.name ${quote(value)} contradict each other`, 'keep one of the two', { at })];
  }
  return [];
}
