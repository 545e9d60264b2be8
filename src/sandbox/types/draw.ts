import { hash } from 'node:crypto';

const lowers = 'abcdefghijklmnopqrstuvwxyz0123456789';
const uppers = lowers.toUpperCase();
const mixed = lowers + uppers.slice(0, 26);

/** The random-looking parts of identifiers: the same seed and name always give the same ones. */
export class Draw {
  readonly #name: string;
  #block = 0;
  #pool = '';
  readonly #made = new Map<string, string>();

  constructor(seed: string, name: string | number) {
    this.#name = `${seed}/${name}`;
  }

  hex(length: number): string {
    while (this.#pool.length < length) this.#pool += hash('md5', `${this.#name}/${this.#block++}`, 'hex');
    const text = this.#pool.slice(0, length);
    this.#pool = this.#pool.slice(length);
    return text;
  }

  uuid(): string {
    const text = this.hex(32);
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20, 32)}`;
  }

  digits(length: number): string {
    return this.#letters(length, '0123456789');
  }

  lower(length: number): string {
    return this.#letters(length, lowers);
  }

  upper(length: number): string {
    return this.#letters(length, uppers);
  }

  mixed(length: number): string {
    return this.#letters(length, mixed);
  }

  /** The same for every asking under a key: a part that stands in several places. */
  once(key: string, make: (draw: Draw) => string): string {
    const known = this.#made.get(key) ?? make(this);
    this.#made.set(key, known);
    return known;
  }

  /** A number from 0 up to, not including, 1. */
  fraction(): number {
    return Number.parseInt(this.hex(8), 16) / 2 ** 32;
  }

  #letters(length: number, alphabet: string): string {
    let text = '';
    for (let index = 0; index < length; index++) text += alphabet[Number.parseInt(this.hex(4), 16) % alphabet.length];
    return text;
  }
}
