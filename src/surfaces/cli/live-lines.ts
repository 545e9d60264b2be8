import type { CliIo } from './cli-io.ts';
import { renderLines } from './render-lines.ts';
import type { Text } from './text.ts';

/** The width of a terminal that does not tell its own. */
const usualColumns = 80;

/** A few lines at the end of a terminal that are drawn again in place. Each is cut to the width, so that none wraps. */
export class LiveLines {
  readonly #io: CliIo;
  #drawn = 0;
  #shown = '';

  constructor(io: CliIo) {
    this.#io = io;
  }

  /** Draws the lines in place of those drawn before; `kept` stays above them. */
  draw(lines: readonly Text[], kept: readonly Text[] = []): void {
    const width = this.#io.columns > 0 ? this.#io.columns : usualColumns;
    const text = lines.map((line) => `${line.cut(width - 1).render(this.#io.color)}\n`).join('');
    if (text === this.#shown && kept.length === 0) return;
    this.#io.stdout(this.#erase() + renderLines(kept, this.#io) + text);
    this.#drawn = lines.length;
    this.#shown = text;
  }

  clear(): void {
    if (this.#drawn > 0) this.#io.stdout(this.#erase());
    this.#drawn = 0;
    this.#shown = '';
  }

  /** To the first drawn line, and everything below erased. */
  #erase(): string {
    return this.#drawn === 0 ? '' : `\u001b[${this.#drawn}F\u001b[0J`;
  }
}
