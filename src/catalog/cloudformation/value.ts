import { problem } from '../../kernel/diagnostic.ts';
import type { Json } from '../../kernel/json.ts';
import { callFunction, type FunctionName, separatorsOf, textOf } from '../../model/call-function.ts';
import type { Shape } from '../../model/resource-type.ts';
import { TemplateRefusal } from './template-refusal.ts';

/** A value of a template once its functions are evaluated: as far as it is known, or where it will come from. */
export type Value = null | boolean | number | string | Later | readonly Value[] | { readonly [name: string]: Value };

/** An attribute of a node, a function of such, or a secret by its name, with `of` in the place of its `*`. `shape` is what is known of an attribute's form. */
export type Source =
  | SourceFrom
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Argument[] }
  | { readonly kind: 'secret'; readonly name: string; readonly of?: SourceFrom };
export interface SourceFrom {
  readonly kind: 'from';
  readonly node: string;
  readonly attribute: string;
  readonly shape: Shape | undefined;
}
export type Argument = string | number | Source | readonly Argument[];

/** A value that exists only after a step: one source, or a text that they stand in. */
export class Later {
  readonly parts: readonly (string | Source)[];
  constructor(parts: readonly (string | Source)[]) {
    this.parts = parts;
  }
}

export function isLater(value: Value): value is Later {
  return value instanceof Later;
}

export function isObject(value: Value): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Later);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether nothing in a value comes from a step. */
export function isKnown(value: Value): value is Exclude<Value, Later> & Json {
  if (value instanceof Later) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((member) => isKnown(member as Value));
}

/** Characters of one text: more than any property of any type holds. */
const longestText = 1_000_000;

/** Texts one after the other. Refused where they are longer than any value may be: nested stacks can double a text with each step. */
export function concatenated(values: readonly Value[]): Value {
  let length = 0;
  const parts: (string | Source)[] = [];
  for (const value of values) {
    for (const part of value instanceof Later ? value.parts : [textOf(value as Json)]) {
      length += typeof part === 'string' ? part.length : 1;
      if (length > longestText) throw tooLong();
      const last = parts.length - 1;
      if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part;
      else if (part !== '') parts.push(part);
    }
  }
  const [first] = parts;
  if (parts.length === 0) return '';
  if (parts.length > 1) return new Later(parts);
  if (typeof first === 'string') return first;
  // Alone, a source would keep its type: here it stands in a text.
  return first === undefined
    ? ''
    : first.kind === 'from' && first.shape?.kind !== 'string'
      ? new Later([{ kind: 'call', name: 'join', args: ['', [first]] }])
      : new Later([first]);
}

/** What a function gives: at once where its arguments are known (`undefined` where they make no sense), otherwise later. */
export function called(name: FunctionName, args: readonly Value[]): Value | undefined {
  if (args.every(isKnown)) {
    if (separatorsOf(name, args as readonly Json[]) > longestText) throw tooLong();
    const given = callFunction(name, args as readonly Json[]);
    if (typeof given === 'string' && given.length > longestText) throw tooLong();
    return given;
  }
  if (args.some(holdsSecret))
    throw new TemplateRefusal(
      problem(
        'TEMPLATE_UNSUPPORTED',
        `not supported: ${name} of a secret, whose value stands in no plan`,
        'give the secret where it is needed, alone or within a text',
      ),
    );
  return new Later([{ kind: 'call', name, args: args.map(argumentOf) }]);
}

function holdsSecret(value: Value): boolean {
  if (value instanceof Later) return value.parts.some((part) => typeof part === 'object' && part.kind === 'secret');
  return typeof value === 'object' && value !== null && Object.values(value).some((member) => holdsSecret(member as Value));
}

function tooLong(): TemplateRefusal {
  return new TemplateRefusal(
    problem('TEMPLATE_INVALID', `a text of it grows longer than ${longestText} characters`, 'give shorter inputs, or nest fewer stacks'),
  );
}

function argumentOf(value: Value): Argument {
  if (value instanceof Later) {
    const [only] = value.parts;
    if (value.parts.length === 1 && only !== undefined) return only;
    return { kind: 'call', name: 'join', args: ['', value.parts] };
  }
  if (isList(value)) return value.map(argumentOf);
  return typeof value === 'number' ? value : textOf(value as Json);
}

/** The value as a draft writes it: texts with `${…}` for what comes later, and `$${` for a plain `${`. */
export function drafted(value: Value): Json {
  if (typeof value === 'string') return escaped(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Later) return textWith(value.parts);
  if (isList(value)) return value.map(drafted);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, drafted(member)]));
}

/** Text that is no expression. */
function escaped(text: string): string {
  return text.replaceAll('${', () => '$${');
}

function textWith(parts: readonly (string | Source)[]): string {
  let text = '';
  for (const part of parts) {
    // A dollar sign right before a reference would make it plain text.
    if (typeof part === 'string') text += escaped(part);
    else text = `${text.endsWith('$') ? `${text.slice(0, -1)}\${"$"}` : text}\${${written(part)}}`;
  }
  return text;
}

function written(argument: Argument): string {
  if (typeof argument === 'string') return JSON.stringify(argument);
  if (typeof argument === 'number') return String(argument);
  if (Array.isArray(argument)) return `[${argument.map(written).join(', ')}]`;
  const source = argument as Source;
  if (source.kind === 'secret') return `secret('${source.name}'${source.of === undefined ? '' : `, ${written(source.of)}`})`;
  return source.kind === 'from' ? `${source.node}.${source.attribute}` : `${source.name}(${source.args.map(written).join(', ')})`;
}
