import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface Sighting {
  readonly canary: string;
  /** A file of the data folder, or what answered. */
  readonly where: string;
}

/** Secrets that are recognised wherever they turn up: plainly, escaped, in the forms in which bytes are written, and in a store's file. */
export class Canaries {
  readonly names: readonly string[];
  readonly #values: ReadonlyMap<string, string>;
  readonly #sightings: Sighting[] = [];
  #looked = 0;
  #bytes = 0;

  /** The rarest signs of a password among them, so that each form of escaping is met. */
  constructor(count: number) {
    const odd = ['"', '\\', "'", '$', '`', '&', '<', ' ', '%', 'é', '\n', '{', '!', '#'];
    this.names = Array.from({ length: count }, (_, index) => `canary_${String(index).padStart(3, '0')}`);
    this.#values = new Map(this.names.map((name, index) => [name, `Kanari-${index}-${odd[index % odd.length]}-${(index * 7919 + 104729).toString(36)}-zz`]));
  }

  valueOf(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`there is no ${name}`);
    return value;
  }

  /** What is looked through: places, and bytes. */
  get looked(): { readonly places: number; readonly bytes: number } {
    return { places: this.#looked, bytes: this.#bytes };
  }

  get sightings(): readonly Sighting[] {
    return this.#sightings;
  }

  /** Looks for every canary in a text or in bytes. */
  look(where: string, content: string | Buffer): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#looked++;
    this.#bytes += bytes.length;
    for (const [canary, value] of this.#values) if (spellings(value).some((one) => bytes.includes(one))) this.#sightings.push({ canary, where });
  }

  /** The same in every file below a folder, but for those that begin with one of the names. */
  lookThrough(folder: string, except: readonly string[]): void {
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, entry);
      const name = relative(folder, path);
      if (except.some((one) => name === one || name.startsWith(`${one}/`)) || !statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
      this.look(name, readFileSync(path));
    }
  }

  /** The same in what the kernel shows of every process of this user: its arguments and its environment. Gives the arguments. */
  lookAtProcesses(): string[] {
    const seen: string[] = [];
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      for (const part of ['cmdline', 'environ']) {
        try {
          const content = readFileSync(join('/proc', pid, part));
          this.look(`process ${part}`, content);
          if (part === 'cmdline') seen.push(content.toString('utf8').replaceAll('\0', ' '));
        } catch {
          // It has ended, or is another user's.
        }
      }
    return seen;
  }
}

function spellings(value: string): Buffer[] {
  const escaped = JSON.stringify(value).slice(1, -1);
  const texts = [value, escaped, JSON.stringify(escaped).slice(1, -1), encodeURIComponent(value)];
  const plain = Buffer.from(value);
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(plain.toString('base64')), Buffer.from(plain.toString('hex')), Buffer.from(value, 'utf16le')];
}
