import type { Subject } from '../intent/reading/read-question.ts';
import type { JsonObject } from '../kernel/json.ts';
import { entryRef } from '../knowledge/knowledge-base.ts';
import type { Slot } from '../model/knowledge.ts';
import { nothingRead } from './answer-from-books.ts';
import type { AnswerTo } from './answer-question.ts';
import type { EnginePorts } from './engine-ports.ts';

/** Words that ask what has to be. */
const asksNeeded = /^(?:must|should)\b|\b(?:needs?|needed|requires?|required|have\s+to|has\s+to)\b/iu;

/** What controls and patterns say of what can be, or has to be. */
export function fromKnowledge({ types, controls, parts, words }: Subject, { knowledge, types: registry }: EnginePorts): AnswerTo {
  const rows: JsonObject[] = [];
  for (const type of types) {
    for (const { control } of controls) {
      const entry = knowledge.controls.get(control);
      const effect = entry?.types[type] ?? entry?.types['*'];
      if (entry === undefined) continue;
      const told = effect === undefined ? 'has no meaning for it' : 'refused' in effect ? effect.refused : effect.effect.replaceAll('{node}', 'it');
      rows.push({ type, entry: entryRef(entry), says: told, possible: effect !== undefined && !('refused' in effect) });
    }
    const pattern = [...knowledge.patterns.values()].find((one) => one.type === type);
    if (controls.length > 0 || parts !== null) continue;
    for (const [name, slot] of Object.entries(pattern?.slots ?? {}))
      rows.push({ type, entry: pattern === undefined ? '' : entryRef(pattern), says: saidOf(name, slot), required: slot.required });
    const known = registry.type(type);
    if (pattern === undefined && known.ok)
      for (const [name, property] of Object.entries(known.value.properties))
        rows.push({ type, entry: `type/${type}`, says: name, required: property.required === true });
  }
  for (const { pattern, slot, count, counted } of parts?.counts ?? []) {
    const entry = knowledge.patterns.get(pattern);
    const part = entry?.slots[slot];
    if (entry === undefined || part?.type !== 'integer' || !types.includes(entry.type)) continue;
    const { minimum = 0, maximum } = part;
    const number = counted ? count : 1;
    const range = maximum === undefined ? `at least ${minimum}` : `${minimum} to ${maximum} can be asked for`;
    const possible = number >= minimum && (maximum === undefined || number <= maximum);
    rows.push({ type: entry.type, entry: entryRef(entry), says: `${saidOf(slot, part)}; ${range}`, possible, required: number <= minimum });
  }
  return { kind: 'answer', text: textOf(rows, words), rows, coverage: nothingRead };
}

function saidOf(name: string, { description, default: usual }: Slot): string {
  return `${name}: ${description}${usual === undefined ? '' : `, ${usual} unless said`}`;
}

function textOf(rows: readonly JsonObject[], words: string): string {
  const told = rows.filter((row) => 'possible' in row);
  const said = told.map((row) => `${row['entry']}: ${row['says']}`).join('; ');
  if (rows.length === 0) return `The knowledge base says nothing of "${words}". What it holds is in docs/reference/knowledge-format.md`;
  if (told.length === 0) return 'No rule here demands it. What can be said of it, and what has to be:';
  if (told.some((row) => row['possible'] !== true)) return `No: ${said}`;
  if (!asksNeeded.test(words)) return `Yes: ${said}`;
  if (told.every((row) => row['required'] === true)) return `Yes: ${said}`;
  return `Nothing in the knowledge base demands it; whether a policy does is told with each plan. It is possible: ${said}`;
}
