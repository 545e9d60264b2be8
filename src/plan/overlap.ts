/** Whether one of two places, as JSON pointers, is the other or lies within it. */
export function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** The place, or the outermost list that it lies in: the index of an item says nothing across two lists. */
export function listPlaceOf(pointer: string): string {
  const index = pointer.search(/\/\d+(\/|$)/);
  return index < 0 ? pointer : pointer.slice(0, index);
}
