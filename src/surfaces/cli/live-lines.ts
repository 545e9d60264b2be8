import type { CliIo } from './cli-io.ts';
import type { Text } from './text.ts';

/** A few lines at the end of a terminal that are drawn again in place. Each is cut to the width, so that none wraps. */
export class LiveLines {
  readonly #io: CliIo;
  #drawn = 0;

  constructor(io: CliIo) {
    this.#io = io;
  }

  draw(lines: readonly Text[]): void {
    this.#io.stdout(this.#erase() + this.#write(lines));
    this.#drawn = lines.length;
  }

  /** Lines that stay, above the ones that are drawn again. */
  keep(kept: readonly Text[], lines: readonly Text[]): void {
    this.#io.stdout(this.#erase() + kept.map((line) => `${line.render(this.#io.color)}\n`).join('') + this.#write(lines));
    this.#drawn = lines.length;
  }

  clear(): void {
    if (this.#drawn > 0) this.#io.stdout(this.#erase());
    this.#drawn = 0;
  }

  #write(lines: readonly Text[]): string {
    return lines.map((line) => `${line.cut(Math.max(20, this.#io.columns) - 1).render(this.#io.color)}\n`).join('');
  }

  /** To the first drawn line, and everything below erased. */
  #erase(): string {
    return this.#drawn === 0 ? '' : `\u001b[${this.#drawn}F\u001b[0J`;
  }
}
