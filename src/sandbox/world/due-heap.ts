/** What becomes due at a time, earliest first; among equals, what was added first. */
export class DueHeap<T> {
  #entries: { readonly at: number; readonly order: number; readonly item: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#entries.length;
  }

  add(at: number, item: T): void {
    const entries = this.#entries;
    entries.push({ at, order: this.#order++, item });
    let child = entries.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#before(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  /** Takes the earliest item whose time has come; undefined when there is none. */
  take(now: number): T | undefined {
    const entries = this.#entries;
    const first = entries[0];
    if (first === undefined || first.at > now) return undefined;
    const last = entries.pop();
    if (last !== undefined && entries.length > 0) {
      entries[0] = last;
      this.#sink();
    }
    return first.item;
  }

  clear(): void {
    this.#entries = [];
  }

  #sink(): void {
    let parent = 0;
    for (;;) {
      let smallest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < this.#entries.length && this.#before(child, smallest)) smallest = child;
      if (smallest === parent) return;
      this.#swap(parent, smallest);
      parent = smallest;
    }
  }

  #before(left: number, right: number): boolean {
    const a = this.#entries[left];
    const b = this.#entries[right];
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
  }

  #swap(left: number, right: number): void {
    const a = this.#entries[left];
    const b = this.#entries[right];
    if (a === undefined || b === undefined) return;
    this.#entries[left] = b;
    this.#entries[right] = a;
  }
}
