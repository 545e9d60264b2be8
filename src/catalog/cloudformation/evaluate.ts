import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import type { Conditions } from './conditions.ts';
import type { TemplateDocument } from './template-document.ts';
import { invalid, type Spot, unsupported } from './template-refusal.ts';
import { drafted, isKnown, isLater, isList, Later, type Value } from './value.ts';

/** What an intrinsic function gives for its argument. */
export type TemplateFunction = (argument: Json, spot: Spot, scope: Scope) => Value;

/** What the names in a template stand for. */
export interface Scope {
  /** Intrinsic functions by name. */
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  readonly document: TemplateDocument;
  /** Values of parameters and pseudo parameters, by name. */
  readonly parameters: ReadonlyMap<string, Value>;
  readonly mappings: JsonObject;
  readonly conditions: Conditions;
  /** What `Ref` gives for a resource; undefined for a name that no resource has. Throws for a resource that its condition leaves out. */
  ref(name: string, spot: Spot): Value | undefined;
  attribute(name: string, attribute: string, spot: Spot): Value;
  /** What `Fn::ImportValue` gives. */
  imported(name: string, spot: Spot): Value;
  zones(region: string, spot: Spot): Value;
  /** What `{{resolve:…}}` in a text stands for. */
  dynamic(text: Value, spot: Spot): Value;
  readonly resourceNames: () => readonly string[];
}

/** What stands for a member that is to be left out (`AWS::NoValue`). */
export const noValue = new Later([]);

/**
 * Evaluates a part of a template: every intrinsic function replaced by what it gives. Members and items that are `AWS::NoValue` are left out. Throws TemplateRefusal.
 */
export function evaluate(part: Json, spot: Spot, scope: Scope): Value {
  if (typeof part === 'string') return /\{\{resolve:[^{}]*\}\}/.test(part) ? scope.dynamic(part, spot) : part;
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) {
    return (part as readonly Json[]).flatMap((item, index) => {
      const value = evaluate(item, below(spot, part, index, scope), scope);
      return value === noValue ? [] : [value];
    });
  }
  const called = functionIn(part as JsonObject);
  if (called !== null) {
    const run = scope.functions[called];
    const at = below(spot, part, called, scope);
    if (run === undefined) throw unknownFunction(called, at, scope);
    return run((part as JsonObject)[called] as Json, at, scope);
  }
  const members: [string, Value][] = [];
  for (const [name, member] of Object.entries(part as JsonObject)) {
    if (name.startsWith('Fn::'))
      throw invalid(below(spot, part, name, scope), `${name} stands beside other members`, 'a function is the only member of its object');
    const value = evaluate(member, below(spot, part, name, scope), scope);
    if (value !== noValue) members.push([name, value]);
  }
  return Object.fromEntries(members);
}

/** The same where something has to be said. */
export function evaluateGiven(part: Json | undefined, spot: Spot, scope: Scope, what: string): Value {
  if (part === undefined || part === null) throw invalid(spot, `${what} is not given`);
  return evaluate(part, spot, scope);
}

/** A text that has to be known now: it decides what there is. */
export function knownText(value: Value, spot: Spot, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isLater(value)) throw later(value, spot, what);
  throw invalid(spot, `${what} is not a text`);
}

export function knownList(value: Value, spot: Spot, what: string): readonly Value[] {
  if (isList(value)) return value;
  if (isLater(value)) throw later(value, spot, what);
  throw invalid(spot, `${what} is not a list`);
}

export function later(value: Value, spot: Spot, what: string) {
  return unsupported(spot, `${what} rests on ${JSON.stringify(drafted(value)).slice(0, 120)}, which exists only after a step`, 'give it by a parameter');
}

export function below(spot: Spot, container: object, key: string | number, scope: Pick<Scope, 'document'>): Spot {
  return { file: spot.file, line: scope.document.lines.of(container, key) ?? spot.line, path: spot.path === '' ? String(key) : `${spot.path}.${key}` };
}

/** The function that an object is; null where it is a plain object. */
function functionIn(object: JsonObject): string | null {
  const [name, ...others] = Object.keys(object);
  if (name === undefined || others.length > 0) return null;
  // `Condition` names one only among conditions; in an IAM statement it is a member.
  return name === 'Ref' || (name.startsWith('Fn::') && !name.startsWith('Fn::ForEach')) ? name : null;
}

function unknownFunction(name: string, spot: Spot, { functions }: Scope) {
  const near = nearest(name, Object.keys(functions), 1);
  return unsupported(spot, `the function ${name.slice(0, 60)}`, near[0] === undefined ? 'see the functions in the reference' : `did you mean ${near[0]}?`);
}

export function knownJson(value: Value, spot: Spot, what: string): Json {
  if (isKnown(value)) return value as Json;
  throw later(value, spot, what);
}

export function asObject(part: Json | undefined, spot: Spot, what: string): JsonObject {
  if (isJsonObject(part)) return part;
  throw invalid(spot, `${what} is not an object`);
}
