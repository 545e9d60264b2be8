/** How many calls came in and how they were answered, since the start or the last reset. */
export class Counters {
  readonly #calls = new Map<string, number>();
  readonly #byType = new Map<string, Map<string, number>>();
  readonly #refused = new Map<string, number>();

  call(operation: string, type: string | null): void {
    add(this.#calls, operation);
    if (type === null) return;
    const counts = this.#byType.get(type) ?? new Map<string, number>();
    this.#byType.set(type, counts);
    add(counts, operation);
  }

  refusal(code: string): void {
    add(this.#refused, code);
  }

  reset(): void {
    for (const map of [this.#calls, this.#byType, this.#refused]) map.clear();
  }

  report(): { calls: Record<string, number>; byType: Record<string, Record<string, number>>; refused: Record<string, number> } {
    return {
      calls: Object.fromEntries(this.#calls),
      byType: Object.fromEntries([...this.#byType].map(([type, counts]) => [type, Object.fromEntries(counts)])),
      refused: Object.fromEntries(this.#refused),
    };
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
