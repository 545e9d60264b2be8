import type { ResourceType, Shape } from '../../model/resource-type.ts';
import { listOf, memberOf, propertyOf } from '../shape-below.ts';

/** Whether a place of a type (the segments of its pointer) takes one of a few values that each mean something: a switch, or one of an enumeration. */
export function isChoice(type: ResourceType, [first = '', ...below]: readonly string[]): boolean {
  let shape = propertyOf(type, first)?.shape;
  for (const segment of below) shape = memberOf(type, shape, segment)?.shape ?? listOf(shape)?.items;
  return shape !== undefined && takesFew(shape);
}

function takesFew(shape: Shape): boolean {
  if (shape.kind === 'union') return shape.of.some(takesFew);
  return shape.kind === 'boolean' || ('enum' in shape && shape.enum !== undefined);
}
