import type { Json, JsonObject } from '../../../src/kernel/json.ts';
import type { Property, ResourceType, Shape } from '../../../src/model/resource-type.ts';
import { marksBelow, marksOf } from '../../../src/plan/marks.ts';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Where a scalar of a sample is, so that a test can change it. */
export interface Leaf {
  readonly path: readonly string[];
  readonly fixed: boolean;
}

/** Some properties of a type that can be asked for and read, three levels deep at most, and where their scalars are outside lists. */
export function sampleOf(type: ResourceType, dice: () => number): { readonly properties: JsonObject; readonly leaves: readonly Leaf[] } {
  const leaves: Leaf[] = [];
  let count = 0;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(dice() * items.length)] as T;

  const sampled = (shape: Shape, path: readonly string[], marks: ReturnType<typeof marksOf>, fixed: boolean, inList: boolean): Json | undefined => {
    switch (shape.kind) {
      case 'string':
        if (!inList) leaves.push({ path, fixed });
        return shape.enum === undefined ? `word${++count}` : pick(shape.enum);
      case 'integer':
      case 'number':
        if (!inList) leaves.push({ path, fixed });
        return 100 + ++count;
      case 'boolean':
        if (!inList) leaves.push({ path, fixed });
        return true;
      case 'json':
        return { [`key${++count}`]: `word${count}` };
      case 'array': {
        const items = [0, 1, 2].map((index) => sampled(shape.items, [...path, String(index)], marksBelow(marks, String(index)), fixed, true));
        return items.some((item) => item === undefined) ? undefined : (items as Json[]);
      }
      case 'map': {
        const value = sampled(shape.values, [...path, 'entry'], marksBelow(marks, 'entry'), fixed, inList);
        return value === undefined ? undefined : { entry: value };
      }
      case 'object':
        return path.length > 3 ? undefined : membersOf(type.definitions[shape.definition] ?? {}, path, marks, fixed, inList);
      case 'union':
        return sampled(shape.of[0] as Shape, path, marks, fixed, inList);
      default:
        return shape satisfies never;
    }
  };

  const membersOf = (
    members: Readonly<Record<string, Property>>,
    path: readonly string[],
    marks: ReturnType<typeof marksOf>,
    fixed: boolean,
    inList: boolean,
  ): JsonObject | undefined => {
    const kept: Record<string, Json> = {};
    for (const [name, property] of Object.entries(members)) {
      const below = marksBelow(marks, name);
      if (below.holdsReadOnly || below.holdsWriteOnly || dice() < 0.4 || (path.length === 0 && name === type.tags?.property)) continue;
      const value = sampled(property.shape, [...path, name], below, fixed || below.createOnly, inList);
      if (value !== undefined) kept[name] = value;
    }
    return Object.keys(kept).length === 0 ? undefined : kept;
  };

  return { properties: membersOf(type.properties, [], marksOf(type), false, false) ?? {}, leaves };
}
