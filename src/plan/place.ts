import type { JsonObject } from '../kernel/json.ts';
import { pointerOf } from '../kernel/pointer.ts';
import type { KeyAliases } from '../model/key-aliases.ts';
import type { Property, ResourceType, Shape } from '../model/resource-type.ts';
import { type Marks, marksBelow, marksOf, unmarked } from './marks.ts';
import { listOf, memberOf, propertyOf } from './shape-below.ts';

/** Where a resource lives, as far as it is known: what a name without an account or region is understood in. */
export interface World {
  readonly account?: string;
  readonly region?: string;
  /** Where they were asked for: absent, nobody knows which keys the aliases mean. */
  readonly aliases?: KeyAliases;
  /** The keyed digest of a text (`SecretDigests`). */
  readonly keyed?: (text: string) => string;
  /** The wish is somebody's who is not told what is hidden: see `isGuess`. */
  readonly guessed?: true;
  /**
   * Only its likeness says that the live thing is what is asked for: what a read of the type returns and this one lacks is a difference, also where it cannot have gone since, for it may be
   * another thing.
   */
  readonly byLikeness?: true;
}

/** Where a comparison is, and what is known there. */
export interface Place {
  readonly type: ResourceType;
  readonly path: string;
  /** The nearest name above: that of the property, or of the list an item is in. */
  readonly name: string;
  readonly property: Property | undefined;
  readonly marks: Marks;
  /** Something above cannot be changed after creation. */
  readonly createOnly: boolean;
  /** The desired object that holds what is compared, and the whole of both sides: a transform may read its neighbours. */
  readonly parent: JsonObject;
  readonly whole: { readonly desired: JsonObject; readonly live: JsonObject; readonly world: World };
}

export function rootOf(type: ResourceType, desired: JsonObject, live: JsonObject, world: World): Place {
  // A type without an update cannot change anything after creation.
  const createOnly = type.handlers !== undefined && type.handlers.update === undefined;
  return { type, path: '', name: '', property: undefined, marks: marksOf(type), createOnly, parent: desired, whole: { desired, live, world } };
}

/** A place of which nothing is known, so that values are compared by their own form. */
export function placeOfNothingKnown(): Place {
  const nothing: ResourceType = {
    name: 'any',
    identifier: [],
    properties: {},
    attributes: {},
    definitions: {},
    stateful: false,
    createOnly: [],
    conditionalCreateOnly: [],
    readOnly: [],
    writeOnly: [],
    source: 'base',
  };
  return {
    type: nothing,
    path: '/any',
    name: 'any',
    property: undefined,
    marks: unmarked,
    createOnly: false,
    parent: {},
    whole: { desired: {}, live: {}, world: {} },
  };
}

/** The place of a top-level property or of a member of an object: `parent` is the desired object. */
export function memberPlace(at: Place, key: string, parent: JsonObject): Place {
  return {
    type: at.type,
    path: at.path + pointerOf([key]),
    name: key,
    property: at.path === '' ? propertyOf(at.type, key) : memberOf(at.type, at.property?.shape, key),
    marks: marksBelow(at.marks, key),
    createOnly: at.createOnly || at.marks.createOnly,
    parent,
    whole: at.whole,
  };
}

/** The place of an item of a list. */
export function itemPlace(at: Place, index: number): Place {
  const list = listOf(at.property?.shape);
  const key = String(index);
  return {
    type: at.type,
    path: `${at.path}/${key}`,
    name: at.name,
    property: list === undefined ? undefined : itemOf(list, at.property as Property),
    marks: marksBelow(at.marks, key),
    createOnly: at.createOnly || at.marks.createOnly,
    parent: at.parent,
    whole: at.whole,
  };
}

// What a list may refer to, its items refer to.
function itemOf(list: Shape & { kind: 'array' }, { refs }: Property): Property {
  return refs === undefined ? { shape: list.items } : { shape: list.items, refs };
}

export function isFixed(at: Place): boolean {
  return at.createOnly || at.marks.createOnly;
}
