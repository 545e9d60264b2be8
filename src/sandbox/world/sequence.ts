/**
 * Items in the order of their ascending numbers, with pages that start after a number. Adding at the end, removing and
 * finding a page's start cost O(log n) at most, amortised: a removed item leaves a hole until half of the places are holes.
 */
export class Sequence<T> {
  #entries: { readonly number: number; item: T | undefined }[] = [];
  #holes = 0;

  get size(): number {
    return this.#entries.length - this.#holes;
  }

  /** `number` must be larger than every number added before. */
  add(number: number, item: T): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && last.number >= number) throw new RangeError(`${number} is not after ${last.number}`);
    this.#entries.push({ number, item });
  }

  remove(number: number): void {
    const entry = this.#entries[this.#firstAfter(number - 1)];
    if (entry === undefined || entry.number !== number || entry.item === undefined) return;
    entry.item = undefined;
    this.#holes++;
    if (this.#holes * 2 > this.#entries.length) {
      this.#entries = this.#entries.filter((kept) => kept.item !== undefined);
      this.#holes = 0;
    }
  }

  /** Items numbered above `number`, ascending. */
  *after(number: number): Generator<T> {
    for (let index = this.#firstAfter(number); index < this.#entries.length; index++) {
      const item = this.#entries[index]?.item;
      if (item !== undefined) yield item;
    }
  }

  /** Items numbered below `number`, descending. */
  *before(number: number): Generator<T> {
    for (let index = this.#firstAfter(number - 1) - 1; index >= 0; index--) {
      const item = this.#entries[index]?.item;
      if (item !== undefined) yield item;
    }
  }

  #firstAfter(number: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.number ?? Number.POSITIVE_INFINITY) > number) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
