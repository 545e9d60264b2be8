import { textOf } from '../../model/call-function.ts';
import type { ResourceType, Shape } from '../../model/resource-type.ts';
import { memberShape } from '../shape-at.ts';
import { isList, isObject, Later, type Value } from './value.ts';

/**
 * A value in the form that a type's schema wants. Templates are loose about scalars: CloudFormation converts texts, numbers and booleans into one another before a
 * provider sees them, and Cloud Control does not. What cannot be converted stays as it is, for the check of properties to name.
 */
export function fitScalars(value: Value, shape: Shape | undefined, type: ResourceType): Value {
  if (shape === undefined) return value;
  if (value instanceof Later) return fitLater(value, shape);
  if (isList(value)) return value.map((item) => fitScalars(item, memberShape(type, shape, 0), type));
  if (isObject(value)) {
    if (shape.kind === 'json') return value;
    if (shape.kind === 'string') return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fitScalars(member, memberShapeOf(type, shape, name, value), type)]));
  }
  return value === null ? value : scalar(value, shape);
}

/** Of several objects the one that knows most of the names that are given is the one that is meant. */
function memberShapeOf(type: ResourceType, shape: Shape, name: string, value: { readonly [name: string]: Value }): Shape | undefined {
  if (shape.kind !== 'union') return memberShape(type, shape, name);
  const objects = shape.of.filter((one) => one.kind === 'object');
  const known = (one: Shape): number =>
    one.kind === 'object' ? Object.keys(value).filter((key) => Object.hasOwn(type.definitions[one.definition] ?? {}, key)).length : 0;
  const [best] = objects.sort((a, b) => known(b) - known(a));
  return memberShape(type, best ?? shape, name);
}

function scalar(value: string | number | boolean, shape: Shape): Value {
  switch (shape.kind) {
    case 'string':
      return textOf(value);
    case 'boolean':
      return typeof value === 'string' && /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value;
    case 'integer':
    case 'number': {
      const number = typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
      return typeof number === 'number' && Number.isSafeInteger(Math.trunc(number)) ? number : value;
    }
    case 'union': {
      if (shape.of.some((one) => accepts(one, value))) return value;
      for (const one of shape.of) {
        const converted = scalar(value, one);
        if (accepts(one, converted)) return converted;
      }
      return value;
    }
    case 'json':
    case 'array':
    case 'map':
    case 'object':
      return value;
    default:
      return shape satisfies never;
  }
}

function accepts(shape: Shape, value: Value): boolean {
  if (shape.kind === 'json') return true;
  if (shape.kind === 'integer' || shape.kind === 'number') return typeof value === 'number';
  return typeof value === shape.kind;
}

/** What comes later keeps its own type where it stands alone, and is converted when it is there. */
function fitLater(value: Later, shape: Shape): Value {
  const [only] = value.parts;
  if (value.parts.length !== 1 || only === undefined || typeof only === 'string') {
    return shape.kind === 'integer' || shape.kind === 'number'
      ? new Later([{ kind: 'call', name: 'number', args: [{ kind: 'call', name: 'join', args: ['', value.parts] }] }])
      : value;
  }
  const held =
    only.kind === 'from' ? only.shape?.kind : only.name === 'select' ? undefined : only.name === 'number' || only.name === 'length' ? 'number' : 'string';
  if (shape.kind === 'string' && (held === 'integer' || held === 'number' || held === 'boolean'))
    return new Later([{ kind: 'call', name: 'join', args: ['', [only]] }]);
  if ((shape.kind === 'integer' || shape.kind === 'number') && held !== 'integer' && held !== 'number')
    return new Later([{ kind: 'call', name: 'number', args: [only] }]);
  return value;
}
