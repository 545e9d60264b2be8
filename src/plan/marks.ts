import { segmentsOf } from '../kernel/pointer.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** What is known of the handling of one property, and of those below it. */
export interface Marks {
  readonly createOnly: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** Something at or below this place is marked so. */
  readonly holdsCreateOnly: boolean;
  readonly holdsReadOnly: boolean;
  readonly holdsWriteOnly: boolean;
  /** A read may leave it out. */
  readonly unreturned: boolean;
  /** How the provider rewrites what is given here. */
  readonly transform: string | undefined;
  readonly members: ReadonlyMap<string, Marks>;
}

export const unmarked: Marks = {
  createOnly: false,
  readOnly: false,
  writeOnly: false,
  holdsCreateOnly: false,
  holdsReadOnly: false,
  holdsWriteOnly: false,
  unreturned: false,
  transform: undefined,
  members: new Map(),
};

const known = new WeakMap<ResourceType, Marks>();

/** The marks of a type's properties as a tree: looked up step by step while values are walked, instead of matching every pattern at every place. */
export function marksOf(type: ResourceType): Marks {
  let marks = known.get(type);
  if (marks === undefined) {
    marks = build(type);
    known.set(type, marks);
  }
  return marks;
}

/** The marks one step further down; `*` in a pattern stands for any list index or map key. */
export function marksBelow(marks: Marks, key: string): Marks {
  return marks.members.get(key) ?? marks.members.get('*') ?? unmarked;
}

type Flag = 'createOnly' | 'readOnly' | 'writeOnly' | 'unreturned';

interface Growing {
  readonly flags: Set<Flag>;
  transform: string | undefined;
  readonly members: Map<string, Growing>;
}

function build(type: ResourceType): Marks {
  const root = sprout();
  const placeAt = (pointer: string): Growing => {
    let place = root;
    for (const segment of segmentsOf(pointer)) {
      let next = place.members.get(segment);
      if (next === undefined) {
        next = sprout();
        place.members.set(segment, next);
      }
      place = next;
    }
    return place;
  };
  const plant = (pointers: readonly string[], flag: Flag): void => {
    for (const pointer of pointers) placeAt(pointer).flags.add(flag);
  };
  plant(type.createOnly, 'createOnly');
  plant(type.readOnly, 'readOnly');
  plant(type.writeOnly, 'writeOnly');
  plant(type.unreturned ?? [], 'unreturned');
  for (const [pointer, transform] of Object.entries(type.transforms ?? {})) placeAt(pointer).transform = transform;
  return settle(root);
}

function sprout(): Growing {
  return { flags: new Set(), transform: undefined, members: new Map() };
}

function settle(growing: Growing): Marks {
  const members = new Map([...growing.members].map(([key, member]) => [key, settle(member)]));
  const below = [...members.values()];
  return {
    createOnly: growing.flags.has('createOnly'),
    readOnly: growing.flags.has('readOnly'),
    writeOnly: growing.flags.has('writeOnly'),
    holdsCreateOnly: growing.flags.has('createOnly') || below.some((member) => member.holdsCreateOnly),
    holdsReadOnly: growing.flags.has('readOnly') || below.some((member) => member.holdsReadOnly),
    holdsWriteOnly: growing.flags.has('writeOnly') || below.some((member) => member.holdsWriteOnly),
    unreturned: growing.flags.has('unreturned'),
    transform: growing.transform,
    members,
  };
}
