import { type Diagnostic, problem } from '../kernel/diagnostic.ts';
import type { Json } from '../kernel/json.ts';
import { nearest } from '../kernel/nearest.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import type { Slot } from '../model/knowledge.ts';
import { parseBlock } from './address-blocks.ts';
import { quote } from './not-understood.ts';
import type { SlotMention } from './understood.ts';

/** Seconds of each unit a slot may be kept in. */
const unitSeconds = { seconds: 1, minutes: 60, hours: 3600, days: 86400 } as const;

/** The value words give a slot, checked; PROPERTY_INVALID at the words. */
export function valueOfMention(name: string, slot: Slot, choice: string | undefined, mention: SlotMention): Result<string | number> {
  const invalid = (why: string, fix: string) => fail(problem('PROPERTY_INVALID', `${quote(mention.words)}: ${why}`, fix, { at: mention.at }));
  if (choice !== undefined) return ok(choice);
  const { value } = mention;
  if (value === null) throw new Error(`slot ${name} was said without a value`);
  if (value.gap === 'duration') {
    const unit = slot.type === 'integer' && slot.unit !== undefined ? slot.unit : 'seconds';
    const number = value.seconds / unitSeconds[unit];
    if (!Number.isInteger(number)) return invalid(`${name} is counted in whole ${unit}`, `say a number of ${unit}`);
    return checked(name, slot, number, mention.words, mention.at);
  }
  return checked(name, slot, value.gap === 'word' ? value.text : value.number, mention.words, mention.at);
}

/** The value that a parameter or an answer gives a slot, checked; PROPERTY_INVALID at the place. */
export function valueOfParam(name: string, slot: Slot, value: Json, at: string): Result<string | number> {
  if (slot.type === 'choice' && typeof value === 'string') {
    const chosen = Object.hasOwn(slot.choices, value.toLowerCase())
      ? slot.choices[value.toLowerCase()]
      : Object.values(slot.choices).find((one) => one === value);
    if (chosen !== undefined) return ok(chosen);
    const near = nearest(value, Object.keys(slot.choices));
    const fix = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `use one of: ${Object.keys(slot.choices).join(', ')}`;
    return fail(problem('PROPERTY_INVALID', `${quote(value)} is not a ${slot.description}`, fix, { at }));
  }
  if (slot.type === 'integer' ? typeof value !== 'number' || !Number.isInteger(value) : typeof value !== 'string') {
    return fail(problem('PROPERTY_INVALID', `${name} is not ${slot.type === 'integer' ? 'a whole number' : 'a text'}`, `${name}: ${slot.description}`, { at }));
  }
  return checked(name, slot, value as string | number, at, at);
}

function checked(name: string, slot: Slot, value: string | number, words: string, at: string): Result<string | number> {
  const wrong = (why: string, fix: string): Diagnostic => problem('PROPERTY_INVALID', `${quote(words)}: ${why}`, fix, { at });
  if (slot.type === 'integer' && typeof value === 'number') {
    if (slot.allowed !== undefined && !slot.allowed.includes(value)) {
      const near = [...slot.allowed]
        .sort((a, b) => Math.abs(a - value) - Math.abs(b - value))
        .slice(0, 2)
        .sort((a, b) => a - b);
      return fail(wrong(`${name} cannot be ${value}`, `the nearest that are allowed: ${near.join(' or ')}${slot.unit === undefined ? '' : ` ${slot.unit}`}`));
    }
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = slot;
    if (value < minimum || value > maximum)
      return fail(wrong(`${name} is ${value}, which is not between ${minimum} and ${maximum}`, `say a number from ${minimum} to ${maximum}`));
  } else if (slot.type === 'text' && typeof value === 'string') {
    const formed = slot.pattern === undefined || new RegExp(slot.pattern, 'u').test(value);
    if (!formed || (slot.format === 'ipv4-block' && parseBlock(value) === null))
      return fail(wrong(`${name} has another form`, `write ${slot.form ?? slot.description}`));
    if (slot.maxLength !== undefined && value.length > slot.maxLength) return fail(wrong(`${name} is longer than ${slot.maxLength} characters`, 'shorten it'));
    if (value === '') return fail(wrong(`${name} is empty`, `write ${slot.form ?? slot.description}`));
  }
  return ok(value);
}
