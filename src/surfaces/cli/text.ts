import { escapeText } from '../../kernel/escape-text.ts';

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof styles;

interface Span {
  readonly style: Style | null;
  readonly content: string;
}

/**
 * One line that may be shown to a person. The only way to make one is the tag `t` and what is built on it, and that escapes whatever
 * is put into it; so text from a cloud, a plan or a file cannot reach a terminal except escaped.
 */
export class Text {
  readonly #spans: readonly Span[];
  /** Where its second line begins when it is wrapped; null: two columns further in than its first. `whole`: it is never wrapped. */
  readonly #hang: number | 'whole' | null;

  private constructor(spans: readonly Span[], hang: number | 'whole' | null = null) {
    this.#spans = merged(spans);
    this.#hang = hang;
  }

  /** The parts one after the other; strings are escaped. */
  static of(...parts: readonly (Text | string | number)[]): Text {
    return new Text(parts.flatMap((part) => (part instanceof Text ? part.#spans : [{ style: null, content: escapeText(String(part)) }])));
  }

  styled(style: Style): Text {
    return new Text(
      this.#spans.map((span) => ({ style: span.style ?? style, content: span.content })),
      this.#hang,
    );
  }

  /** The same, with the column in which its further lines begin where it is wrapped. */
  hanging(column: number): Text {
    return new Text(this.#spans, column);
  }

  /** The same, never broken: it is there to be copied, and a shell would take its parts for several commands. */
  whole(): Text {
    return new Text(this.#spans, 'whole');
  }

  /** Lines of at most `columns`, broken between words. A word that is longer than a line is left whole: whoever copies it gets all of it. */
  wrapped(columns: number): Text[] {
    if (this.#hang === 'whole' || columns <= 0 || this.width <= columns) return [this];
    const words = wordsOf(this.#spans);
    const hang = Math.min(this.#hang ?? (words[0]?.blank === true ? words[0].width : 0) + 2, Math.floor(columns / 2));
    const lines: Span[][] = [];
    let line: Span[] = [];
    let width = 0;
    let begun = false;
    let gap: Word | null = null;
    for (const word of words) {
      if (word.blank) {
        gap = word;
        continue;
      }
      if (begun && width + (gap?.width ?? 0) + word.width > columns) {
        lines.push(line);
        line = [{ style: null, content: ' '.repeat(hang) }];
        width = hang;
        gap = null;
      }
      line.push(...(gap?.spans ?? []), ...word.spans);
      width += (gap?.width ?? 0) + word.width;
      gap = null;
      begun = true;
    }
    return [...lines, line].map((spans) => new Text(spans));
  }

  /** Columns on a terminal: wide East Asian characters and emoji take two. */
  get width(): number {
    return this.#spans.reduce((sum, span) => sum + widthOf(span.content), 0);
  }

  /** At most `columns` wide, ending in `…` where something was cut off. */
  cut(columns: number): Text {
    if (this.width <= columns) return this;
    const kept: Span[] = [];
    let room = columns - 1;
    for (const span of this.#spans) {
      let content = '';
      for (const character of span.content) {
        room -= widthOf(character);
        if (room < 0) return new Text([...kept, { style: span.style, content: `${content}…` }]);
        content += character;
      }
      kept.push({ style: span.style, content });
    }
    return this;
  }

  /** Padded with spaces on the right. */
  padded(columns: number): Text {
    return new Text([...this.#spans, { style: null, content: ' '.repeat(Math.max(0, columns - this.width)) }]);
  }

  render(color: boolean): string {
    return this.#spans.map(({ style, content }) => (color && style !== null ? `\u001b[${styles[style]}m${content}\u001b[0m` : content)).join('');
  }
}

/** Text from a template: the literal parts as they are, everything inserted escaped unless it is Text already. */
export function t(literals: TemplateStringsArray, ...inserted: readonly (Text | string | number)[]): Text {
  return Text.of(...literals.flatMap((literal, index) => (index < inserted.length ? [literal, inserted[index] ?? ''] : [literal])));
}

export function joined(parts: readonly Text[], separator: string): Text {
  return Text.of(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

/** What stands between spaces, or spaces. */
interface Word {
  readonly blank: boolean;
  readonly spans: Span[];
  width: number;
}

function wordsOf(spans: readonly Span[]): Word[] {
  const words: Word[] = [];
  for (const { style, content } of spans) {
    for (const piece of content.match(/ +|[^ ]+/g) ?? []) {
      const blank = piece.startsWith(' ');
      const last = words.at(-1);
      // A word may change its style in the middle.
      if (last?.blank === blank) {
        last.spans.push({ style, content: piece });
        last.width += widthOf(piece);
      } else words.push({ blank, spans: [{ style, content: piece }], width: widthOf(piece) });
    }
  }
  return words;
}

/** The same without empty spans, and with neighbours of one style as one. */
function merged(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans) {
    const last = kept.at(-1);
    if (last?.style === span.style) kept[kept.length - 1] = { style: span.style, content: last.content + span.content };
    else if (span.content !== '') kept.push(span);
  }
  return kept;
}

function widthOf(content: string): number {
  let width = 0;
  for (const character of content) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

function isWide(point: number): boolean {
  return (
    point >= 0x1100 &&
    (point <= 0x115f ||
      (point >= 0x2e80 && point <= 0xa4cf) ||
      (point >= 0xac00 && point <= 0xd7a3) ||
      (point >= 0xf900 && point <= 0xfaff) ||
      (point >= 0xfe30 && point <= 0xfe6f) ||
      (point >= 0xff00 && point <= 0xff60) ||
      (point >= 0xffe0 && point <= 0xffe6) ||
      (point >= 0x1f300 && point <= 0x1faff) ||
      (point >= 0x20000 && point <= 0x3fffd))
  );
}
