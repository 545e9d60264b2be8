import { existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { NamedTarget } from '../../src/model/target.ts';

/** What an engine's home says of its targets, in a file: whoever plays moves them, and the engine, in whatever process, reads them whenever it asks. */
export class TargetBoard {
  readonly file: string;
  readonly #targets = new Map<string, NamedTarget>();
  #version = 0;

  constructor(file: string) {
    this.file = file;
    this.#write();
  }

  set(...targets: readonly NamedTarget[]): void {
    for (const target of targets) this.#targets.set(target.name, target);
    this.#write();
  }

  remove(name: string): void {
    this.#targets.delete(name);
    this.#write();
  }

  #write(): void {
    writeFileSync(`${this.file}.draft`, JSON.stringify([...this.#targets.values()]));
    // Told by a number, since two writes may have the same time and even the same inode.
    this.#version++;
    utimesSync(`${this.file}.draft`, this.#version, this.#version);
    renameSync(`${this.file}.draft`, this.file);
  }
}

/** The targets on a board as they are at each call. */
export function boardReader(file: string): () => readonly NamedTarget[] {
  let seen = 0;
  let targets: readonly NamedTarget[] = [];
  return () => {
    if (!existsSync(file)) return targets;
    const { mtimeMs } = statSync(file);
    if (seen !== mtimeMs) {
      targets = JSON.parse(readFileSync(file, 'utf8'));
      seen = mtimeMs;
    }
    return targets;
  };
}
