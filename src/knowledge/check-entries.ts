import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import { nearest } from '../kernel/nearest.ts';
import type { Companion, ControlEffect, ControlEntry, PatternEntry, SlotQuestion } from '../model/knowledge.ts';
import type { PlacedEntry } from './collect-phrases.ts';

/** What the entries say of each other: every name that is referred to exists. At most one version of an entry is among them. */
export function checkEntries(entries: readonly PlacedEntry[]): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const controls = new Map<string, ControlEntry>();
  const patterns = new Map<string, PatternEntry>();
  const named = new Map<string, string>();
  for (const { path, entry } of entries) {
    if (entry.kind === 'Control') controls.set(entry.metadata.name, entry);
    if (entry.kind === 'Pattern') patterns.set(entry.metadata.name, entry);
    if (entry.kind === 'Naming') {
      for (const type of Object.keys(entry.types)) {
        const other = named.get(type);
        if (other !== undefined)
          problems.push(
            problem('KNOWLEDGE_INVALID', `the names of ${type} are already ruled in ${other}`, 'keep one of the two rules', { at: `${path} /types/${type}` }),
          );
        named.set(type, path);
      }
    }
  }

  const known = (kind: 'control' | 'pattern' | 'slot', name: string, names: Iterable<string>, at: string): void => {
    const all = [...names];
    if (all.includes(name)) return;
    const near = nearest(name, all);
    problems.push(
      problem(
        'KNOWLEDGE_INVALID',
        `there is no ${kind} ${name}`,
        near.length === 0 ? `name one of: ${all.sort().join(', ')}` : `did you mean ${near.join(' or ')}?`,
        { at },
      ),
    );
  };

  const companion = (item: Companion, at: string, slots: readonly string[]): void => {
    if (!('pattern' in item)) {
      for (const slot of [item.when, item.repeat, item.blocks?.slot]) if (slot !== undefined) known('slot', slot, slots, at);
      return;
    }
    known('pattern', item.pattern, patterns.keys(), `${at}/pattern`);
    for (const name of [...item.controls, ...item.inherits]) known('control', name, controls.keys(), at);
    for (const slot of Object.keys(item.slots)) known('slot', slot, Object.keys(patterns.get(item.pattern)?.slots ?? {}), `${at}/slots`);
    for (const [key, inner] of Object.entries(item.resources)) companion(inner, `${at}/resources/${key}`, slots);
  };

  for (const { path, entry } of entries) {
    if (entry.kind === 'Control') {
      for (const [field, names] of [
        ['opposite', [entry.opposite]],
        ['refines', [entry.refines]],
        ['contradicts', entry.contradicts],
      ] as const) {
        for (const name of names) if (name !== undefined) known('control', name, controls.keys(), `${path} /${field}`);
      }
      for (const [type, effect] of Object.entries(entry.types)) {
        if ('refused' in effect) continue;
        problems.push(...endProblems(effect, `${path} /types/${type}/without`));
        const slots = [...patterns.values()].filter((pattern) => type === '*' || pattern.type === type).flatMap((pattern) => Object.keys(pattern.slots));
        for (const slot of Object.keys(effect.requires)) known('slot', slot, slots, `${path} /types/${type}/requires`);
        for (const [key, item] of Object.entries(effect.resources)) companion(item, `${path} /types/${type}/resources/${key}`, slots);
      }
    } else if (entry.kind === 'Pattern') {
      const slots = Object.keys(entry.slots);
      for (const [key, item] of Object.entries(entry.resources)) companion(item, `${path} /resources/${key}`, slots);
      for (const [name, slot] of Object.entries(entry.slots)) {
        if (slot.needs !== undefined && 'control' in slot.needs) known('control', slot.needs.control, controls.keys(), `${path} /slots/${name}/needs`);
        if (slot.needs !== undefined && 'slot' in slot.needs) known('slot', slot.needs.slot, slots, `${path} /slots/${name}/needs`);
        if (slot.type !== 'integer' && slot.ask !== undefined) problems.push(...questionProblems(entry, slot.default, slot.ask, `${path} /slots/${name}/ask`));
        if (slot.type === 'text' && slot.pattern !== undefined && !isPattern(slot.pattern)) {
          problems.push(
            problem('KNOWLEDGE_INVALID', `${slot.pattern} is not a regular expression`, 'correct the pattern', { at: `${path} /slots/${name}/pattern` }),
          );
        }
      }
    } else if (entry.kind === 'Compliance') {
      for (const [rule, { types, controls: names }] of Object.entries(entry.rules)) {
        const at = `${path} /rules/${rule}`;
        for (const name of names) {
          known('control', name, controls.keys(), at);
          const effects = controls.get(name)?.types ?? {};
          for (const type of types) {
            const effect = effects[type] ?? effects['*'];
            if (effect === undefined || 'refused' in effect)
              problems.push(
                problem('KNOWLEDGE_INVALID', `${name} does nothing for ${type}`, 'leave the type out, or say it among what is not covered', { at }),
              );
          }
        }
      }
    } else if (entry.kind === 'Naming') {
      for (const [type, rule] of Object.entries(entry.types)) {
        if (!isPattern(rule.pattern))
          problems.push(
            problem('KNOWLEDGE_INVALID', `${rule.pattern} is not a regular expression`, 'correct the pattern', { at: `${path} /types/${type}/pattern` }),
          );
      }
    }
  }
  return problems;
}

/** A question offers its default, and goes along with another one or has no default besides it. */
function questionProblems(entry: PatternEntry, fallback: string | undefined, ask: SlotQuestion, at: string): Diagnostic[] {
  const wrong = (message: string, fix: string): Diagnostic => problem('KNOWLEDGE_INVALID', message, fix, { at });
  const problems: Diagnostic[] = [];
  if (!ask.options.some((option) => option.value === ask.default))
    problems.push(wrong(`the default ${ask.default} is not among the options`, 'make it one of the options'));
  const main = ask.with === undefined ? undefined : entry.slots[ask.with];
  if (ask.with !== undefined && (main === undefined || main.type === 'integer' || main.ask === undefined))
    problems.push(wrong(`${ask.with} is not a slot that is asked for`, 'name one that has a question'));
  if (ask.unlike !== undefined && entry.slots[ask.unlike] === undefined) problems.push(wrong(`there is no slot ${ask.unlike}`, 'name a slot of the pattern'));
  if ((ask.with === undefined) !== (fallback === undefined))
    problems.push(wrong('a slot is either asked for or has a default, unless it is asked for with another', 'remove one of the two'));
  return problems;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** To leave something out of a new resource is no change of one that stands: what is not undone by properties has to say how it ends. */
function endProblems({ without, retain }: ControlEffect, at: string): Diagnostic[] {
  if (without === undefined || 'refused' in without || without.ends !== undefined || retain === true) return [];
  if (Object.keys(without.properties).length > 0) return [];
  return [problem('KNOWLEDGE_INVALID', 'it does not say what "without" does to a resource that stands', 'add ends, with effect or with refused', { at })];
}
