import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { textOf } from '../../model/call-function.ts';
import { below, evaluate, knownJson, type Scope } from './evaluate.ts';
import { invalid, type Spot } from './template-refusal.ts';

/** The conditions of a template by name, each judged once, when it is first asked for. */
export class Conditions {
  readonly #parts: JsonObject;
  readonly #spot: Spot;
  readonly #known = new Map<string, boolean | 'under way'>();

  constructor(parts: JsonObject, spot: Spot) {
    this.#parts = parts;
    this.#spot = spot;
  }

  holds(name: string, spot: Spot, scope: Scope): boolean {
    const known = this.#known.get(name);
    if (typeof known === 'boolean') return known;
    if (known === 'under way') throw invalid(spot, `the condition ${name} rests on itself`);
    const part = Object.hasOwn(this.#parts, name) ? this.#parts[name] : undefined;
    if (part === undefined) {
      const near = nearest(name, Object.keys(this.#parts), 1);
      throw invalid(spot, `there is no condition ${name}`, near[0] === undefined ? 'add it to Conditions' : `did you mean ${near[0]}?`);
    }
    this.#known.set(name, 'under way');
    const holds = isTrue(part, below(this.#spot, this.#parts, name, scope), scope);
    this.#known.set(name, holds);
    return holds;
  }

  names(): readonly string[] {
    return Object.keys(this.#parts);
  }
}

/** Whether a condition function holds: `Fn::And`, `Fn::Or`, `Fn::Not`, `Fn::Equals`, `Condition`, and those of rules. */
export function isTrue(part: Json, spot: Spot, scope: Scope): boolean {
  if (typeof part === 'boolean') return part;
  if (part === 'true' || part === 'false') return part === 'true';
  if (!isJsonObject(part) || Object.keys(part).length !== 1) throw invalid(spot, 'it is no condition function');
  const [name = ''] = Object.keys(part);
  const argument = part[name] as Json;
  const at = below(spot, part, name, scope);
  switch (name) {
    case 'Condition':
      if (typeof argument !== 'string') throw invalid(at, 'Condition does not name one');
      return scope.conditions.holds(argument, at, scope);
    case 'Fn::Not':
      return !isTrue(listOf(argument, at, 1, 1)[0] as Json, at, scope);
    case 'Fn::And':
      return listOf(argument, at, 1, 10).every((one) => isTrue(one, at, scope));
    case 'Fn::Or':
      return listOf(argument, at, 1, 10).some((one) => isTrue(one, at, scope));
    case 'Fn::Equals': {
      const [left, right] = listOf(argument, at, 2, 2).map((one) => textOf(knownJson(evaluate(one, at, scope), at, 'the condition')));
      return left === right;
    }
    case 'Fn::Contains': {
      const [list, one] = listOf(argument, at, 2, 2);
      return textsOf(list as Json, at, scope).includes(textsOf(one as Json, at, scope)[0] ?? '');
    }
    case 'Fn::EachMemberEquals': {
      const [list, one] = listOf(argument, at, 2, 2);
      const wanted = textsOf(one as Json, at, scope)[0];
      return textsOf(list as Json, at, scope).every((item) => item === wanted);
    }
    case 'Fn::EachMemberIn': {
      const [list, within] = listOf(argument, at, 2, 2);
      const allowed = textsOf(within as Json, at, scope);
      return textsOf(list as Json, at, scope).every((item) => allowed.includes(item));
    }
    default:
      // `Fn::If` and the like give a text that says true or false.
      return textOf(knownJson(evaluate(part, spot, scope), at, 'the condition')) === 'true';
  }
}

function listOf(argument: Json, spot: Spot, least: number, most: number): readonly Json[] {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
  throw invalid(spot, `it takes ${least === most ? least : `${least} to ${most}`} values`);
}

function textsOf(part: Json, spot: Spot, scope: Scope): string[] {
  const value = knownJson(evaluate(part, spot, scope), spot, 'the rule');
  return Array.isArray(value) ? (value as readonly Json[]).map(textOf) : [textOf(value)];
}
