import { isJsonObject, type Json } from '../../kernel/json.ts';
import { nearest } from '../../kernel/nearest.ts';
import { textOf } from '../../model/call-function.ts';
import { holdsDynamic } from './dynamic-references.ts';
import { below, evaluate, knownList, knownText, noValue, type Scope, type TemplateFunction } from './evaluate.ts';
import { invalid, type Spot, unsupported } from './template-refusal.ts';
import { called, concatenated, isLater, isList, isObject, type Value } from './value.ts';

/** Every intrinsic function that gives a value, as the template reference describes it (user guide, Intrinsic function reference). */
export const functionTable: Readonly<Record<string, TemplateFunction>> = {
  Ref(argument, spot, scope) {
    const name = knownText(evaluate(argument, spot, scope), spot, 'Ref');
    if (name === 'AWS::NoValue') return noValue;
    return named(name, spot, scope);
  },
  'Fn::GetAtt'(argument, spot, scope) {
    const [name, ...rest] = typeof argument === 'string' ? argument.split('.') : partsOf(argument, spot, scope);
    if (name === undefined || rest.length === 0) throw invalid(spot, 'Fn::GetAtt names a resource and an attribute');
    return scope.attribute(name, rest.join('.'), spot);
  },
  'Fn::Sub'(argument, spot, scope) {
    const [text, given] = Array.isArray(argument) ? (argument as readonly Json[]) : [argument];
    if (typeof text !== 'string') throw invalid(spot, 'Fn::Sub takes a text, or a text and an object');
    const values = new Map(
      isJsonObject(given) ? Object.entries(given).map(([name, part]) => [name, evaluate(part, below(spot, given, name, scope), scope)]) : [],
    );
    return substituted(text, values, spot, scope);
  },
  'Fn::Join'(argument, spot, scope) {
    const [delimiter, parts] = listOf(argument, spot, 2, 2);
    const between = knownText(evaluate(delimiter as Json, spot, scope), spot, 'the delimiter');
    const list = evaluate(parts as Json, spot, scope);
    if (!isList(list)) return isLater(list) ? given(called('join', [between, list]), spot, 'Fn::Join') : textOfScalar(list, spot, 'what Fn::Join joins');
    const whole = concatenated(list.flatMap((item, index) => [...(index === 0 ? [] : [between]), textOfScalar(item, spot, 'an item')]));
    return holdsDynamic(whole) ? scope.dynamic(whole, spot) : whole;
  },
  'Fn::Select'(argument, spot, scope) {
    const [index, list] = listOf(argument, spot, 2, 2);
    const at = Number(knownText(evaluate(index as Json, spot, scope), spot, 'the index'));
    const values = evaluate(list as Json, spot, scope);
    // Null objects are no values to CloudFormation; what is left out has no place either.
    if (!isList(values)) return given(called('select', [at, values]), spot, `Fn::Select of ${at}`);
    const value = values[at];
    if (value === undefined) throw invalid(spot, `Fn::Select takes item ${at} of a list that has ${values.length}`);
    return value;
  },
  'Fn::Split'(argument, spot, scope) {
    const [delimiter, text] = listOf(argument, spot, 2, 2);
    const between = knownText(evaluate(delimiter as Json, spot, scope), spot, 'the delimiter');
    return given(called('split', [between, evaluate(text as Json, spot, scope)]), spot, 'Fn::Split');
  },
  'Fn::FindInMap'(argument, spot, scope) {
    const [map, first, second, options] = listOf(argument, spot, 3, 4);
    const keys = [map, first, second].map((part) => knownText(evaluate(part as Json, spot, scope), spot, 'a key of Fn::FindInMap'));
    let found: Json | undefined = scope.mappings;
    const missing = keys.find((key) => {
      found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
      return found === undefined;
    });
    if (missing === undefined) return evaluate(found as Json, spot, scope);
    const fallback = isJsonObject(options) ? options['DefaultValue'] : undefined;
    if (fallback !== undefined) return evaluate(fallback, spot, scope);
    throw invalid(spot, `Mappings has no ${keys.join(' → ')}`, `add ${missing}, or choose another value`);
  },
  'Fn::If'(argument, spot, scope) {
    const [name, yes, no] = listOf(argument, spot, 3, 3);
    const condition = knownText(evaluate(name as Json, spot, scope), spot, 'the condition');
    return evaluate((scope.conditions.holds(condition, spot, scope) ? yes : no) as Json, spot, scope);
  },
  'Fn::Base64': (argument, spot, scope) =>
    given(called('base64', [textOfScalar(evaluate(argument, spot, scope), spot, 'what is encoded')]), spot, 'Fn::Base64'),
  'Fn::Cidr'(argument, spot, scope) {
    const [block, count, bits] = listOf(argument, spot, 2, 3).map((part) => evaluate(part, spot, scope));
    const values = [block, count, bits].filter((value) => value !== undefined);
    return given(called('cidr', values), spot, 'Fn::Cidr');
  },
  'Fn::GetAZs'(argument, spot, scope) {
    const region = knownText(argument === null ? '' : evaluate(argument, spot, scope), spot, 'the region');
    return scope.zones(region, spot);
  },
  'Fn::ImportValue': (argument, spot, scope) => scope.imported(knownText(evaluate(argument, spot, scope), spot, 'the name of an export'), spot),
  'Fn::Length'(argument, spot, scope) {
    const list = evaluate(argument, spot, scope);
    return isList(list) ? list.length : given(called('length', [list]), spot, 'Fn::Length');
  },
  'Fn::ToJsonString'(argument, spot, scope) {
    return jsonText(evaluate(argument, spot, scope));
  },
  'Fn::Transform'(argument, spot) {
    const name = isJsonObject(argument) ? String(argument['Name'] ?? '') : '';
    throw unsupported(spot, `the macro ${name}`, 'write out what it would make: aws cloudformation get-template --template-stage Processed shows it');
  },
};

/** `Ref` of a parameter, a pseudo parameter or a resource. */
function named(name: string, spot: Spot, scope: Scope): Value {
  const parameter = scope.parameters.get(name);
  if (parameter !== undefined) return parameter;
  const resource = scope.ref(name, spot);
  if (resource !== undefined) return resource;
  const near = nearest(name, [...scope.parameters.keys(), ...scope.resourceNames()]);
  throw invalid(
    spot,
    `there is no parameter or resource ${name.slice(0, 100)}`,
    near.length === 0 ? 'add it, or correct the name' : `did you mean ${near.join(' or ')}?`,
  );
}

function substituted(text: string, values: ReadonlyMap<string, Value>, spot: Spot, scope: Scope): Value {
  const parts: Value[] = [];
  let at = 0;
  for (const match of text.matchAll(/\$\{(!?)([^{}]*)\}/g)) {
    parts.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, literal, inside = ''] = match;
    const name = inside.trim();
    if (literal === '!') parts.push(`\${${inside}}`);
    else if (name === 'AWS::NoValue') continue;
    else if (values.has(name)) parts.push(textOfScalar(values.get(name) as Value, spot, name));
    else if (name.includes('.'))
      parts.push(textOfScalar(scope.attribute(name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1), spot), spot, name));
    else parts.push(textOfScalar(named(name, spot, scope), spot, name));
  }
  parts.push(text.slice(at));
  // `{{resolve:ssm:${Name}}}`: what is substituted decides what is resolved.
  const whole = concatenated(parts);
  return holdsDynamic(whole) ? scope.dynamic(whole, spot) : whole;
}

function jsonText(value: Value): Value {
  if (isObject(value)) {
    const members = Object.entries(value).flatMap(([name, member], index) => [index === 0 ? '' : ',', `${JSON.stringify(name)}:`, jsonText(member)]);
    return concatenated(['{', ...members, '}']);
  }
  if (isList(value)) return concatenated(['[', ...value.flatMap((item, index) => [index === 0 ? '' : ',', jsonText(item)]), ']']);
  if (isLater(value)) return called('json', [value]) as Value;
  return JSON.stringify(value);
}

function textOfScalar(value: Value, spot: Spot, what: string): Value {
  if (isLater(value)) return value;
  if (isList(value)) throw invalid(spot, `${what} is a list where a text is needed`, 'join it with Fn::Join');
  if (typeof value === 'object') throw invalid(spot, `${what} is ${value === null ? 'nothing' : 'an object'} where a text is needed`);
  return textOf(value);
}

function given(value: Value | undefined, spot: Spot, what: string): Value {
  if (value === undefined) throw invalid(spot, `${what} can make nothing of what it is given`);
  return value;
}

function listOf(argument: Json, spot: Spot, least: number, most: number): readonly Json[] {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
  throw invalid(spot, `${spot.path.split('.').at(-1)} takes ${least === most ? least : `${least} to ${most}`} values`);
}

function partsOf(argument: Json, spot: Spot, scope: Scope): string[] {
  return knownList(evaluate(argument, spot, scope), spot, 'Fn::GetAtt').map((part) => knownText(part, spot, 'a part of Fn::GetAtt'));
}
