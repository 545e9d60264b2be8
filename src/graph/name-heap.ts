/** A priority queue that gives names in ascending order of their UTF-16 code units. */
export class NameHeap {
  readonly #names: string[] = [];

  push(name: string): void {
    const names = this.#names;
    let index = names.push(name) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = names[parent] as string;
      if (above <= name) break;
      names[index] = above;
      index = parent;
    }
    names[index] = name;
  }

  pop(): string | undefined {
    const names = this.#names;
    const first = names[0];
    const last = names.pop();
    if (last === undefined || names.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= names.length) break;
      if (child + 1 < names.length && (names[child + 1] as string) < (names[child] as string)) child++;
      const below = names[child] as string;
      if (below >= last) break;
      names[index] = below;
      index = child;
    }
    names[index] = last;
    return first;
  }
}
