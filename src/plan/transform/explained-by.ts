import { type Json, sameJson } from '../../kernel/json.ts';
import { boundedExpression } from '../../model/schema-pattern.ts';
import type { Place } from '../place.ts';
import { evaluateTransform, Joined, type Value } from './evaluate-transform.ts';
import { type Expression, parseTransform } from './parse-transform.ts';

const known = new Map<string, readonly Expression[]>();
/** Distinct expressions that are kept parsed; AWS publishes some hundred. */
const mostKnown = 1_000;

/**
 * Whether the provider's own word for rewriting makes the live value of the desired one. Expressions read the object that holds the property, or, in
 * some schemas, the whole resource. One that cannot be evaluated, or does not read the value itself, explains nothing.
 */
export function explains(transform: string, at: Place, desired: Json, live: Json): boolean {
  const contexts = at.parent === at.whole.desired ? [at.parent] : [at.parent, at.whole.desired];
  return alternativesOf(transform).some((expression) => {
    if (!reads(expression, at.name)) return false;
    for (const context of contexts) {
      const value = evaluateTransform(expression, context, desired);
      if (value !== undefined && value !== null) return matches(value, live);
    }
    return false;
  });
}

function alternativesOf(transform: string): readonly Expression[] {
  let parsed = known.get(transform);
  if (parsed === undefined) {
    parsed = parseTransform(transform);
    if (known.size >= mostKnown) known.clear();
    known.set(transform, parsed);
  }
  return parsed;
}

function matches(value: Value, live: Json): boolean {
  if (value instanceof Joined) {
    if (typeof live !== 'string') return value.text === String(live);
    return value.text === live || boundedExpression(`^(?:${value.pattern})$`, live.length)?.test(live) === true;
  }
  if (typeof value === 'object') return sameJson(value, live);
  return typeof live !== 'object' && String(value) === String(live);
}

/** An expression that is the same whatever the value is would explain every change of it. */
function reads(expression: Expression, name: string): boolean {
  const inside = (part: Expression): boolean => reads(part, name);
  switch (expression.kind) {
    case 'literal':
    case 'pattern':
    case 'context':
      return false;
    case 'variable':
      return expression.name === 'value';
    case 'member':
      return expression.name === name || inside(expression.of);
    case 'item':
      return inside(expression.of) || inside(expression.index);
    case 'list':
      return expression.items.some(inside);
    case 'object':
      return expression.members.some(([, member]) => inside(member));
    case 'call':
      return expression.given.some(inside);
    case 'binary':
      return inside(expression.left) || inside(expression.right);
    case 'choice':
      return inside(expression.when) || inside(expression.then) || (expression.otherwise !== null && inside(expression.otherwise));
    case 'block':
      return expression.steps.some((step) => inside(step.value));
    default:
      return expression satisfies never;
  }
}
