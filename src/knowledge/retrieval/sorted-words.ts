const newline = 10;

/** Words in ascending order, one a line, found by halving: without a string for each, as many thousand words would need. ASCII only. */
export class SortedWords {
  readonly #bytes: Uint8Array;
  /** Where each begins, and one more. */
  readonly #starts: Uint32Array;

  constructor(bytes: Uint8Array) {
    let count = 0;
    for (const byte of bytes) if (byte === newline) count++;
    const starts = new Uint32Array(count + 1);
    let next = 1;
    for (const [place, byte] of bytes.entries()) if (byte === newline) starts[next++] = place + 1;
    this.#bytes = bytes;
    this.#starts = starts;
  }

  get size(): number {
    return this.#starts.length - 1;
  }

  at(place: number): string {
    return String.fromCharCode(...this.#bytes.subarray(this.#starts[place], (this.#starts[place + 1] ?? 0) - 1));
  }

  /** Its place, or -1. */
  placeOf(word: string): number {
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.#compare(middle, word);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #compare(place: number, word: string): number {
    const start = this.#starts[place] ?? 0;
    const length = (this.#starts[place + 1] ?? 0) - 1 - start;
    for (let index = 0; index < Math.min(length, word.length); index++) {
      const difference = (this.#bytes[start + index] ?? 0) - word.charCodeAt(index);
      if (difference !== 0) return difference;
    }
    return length - word.length;
  }
}

/** The form that `SortedWords` reads; the words are in order and hold no line break. */
export function sortedWordsAsBytes(words: readonly string[]): Uint8Array {
  return asciiBytes(words.map((word) => `${word}\n`).join(''));
}

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
