/**
 * What could make a terminal do something, or make a line look like another one: control characters, the invisible and the
 * direction-changing ones, lone surrogates, separators that break lines.
 */
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
const everyDangerous = new RegExp(dangerous, 'gu');

/** Text from anywhere, in a form that a terminal only shows: what is dangerous in it is written out, as `\n`, `\x1b` or `\u{202e}`. */
export function escapeText(text: string): string {
  return dangerous.test(text) ? text.replace(everyDangerous, written) : text;
}

/** One line of JSON with nothing dangerous in it. It parses to the same value: inside JSON strings the escapes are JSON's own. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(everyDangerous, (character) => {
    return Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index), 4)}`).join('');
  });
}

function written(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return point < 0x100 ? `\\x${hex(point, 2)}` : `\\u{${hex(point, 4)}}`;
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, '0');
}
