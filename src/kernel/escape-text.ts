/**
 * What could make a terminal do something, or make a line look like another one: control characters, the invisible and the
 * direction-changing ones, lone surrogates, separators that break lines, and whatever looks like a space and is none, at which nothing is wrapped.
 */
const dangerous = '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800]|(?! )\\p{Zs}';

/** Made when it is first needed: most text is plain ASCII, and looking up Unicode's properties takes longer than the rest of a start. */
let compiled: RegExp | undefined;

/** Text from anywhere, in a form that a terminal only shows: what is dangerous in it is written out, as `\n`, `\x1b` or `\u{202e}`. */
export function escapeText(text: string): string {
  return isPlain(text) ? text : text.replace(everyDangerous(), written);
}

/** One line of JSON with nothing dangerous in it. It parses to the same value: inside JSON strings the escapes are JSON's own. */
export function jsonLine(value: unknown): string {
  const line = JSON.stringify(value);
  if (isPlain(line)) return line;
  return line.replace(everyDangerous(), (character) => {
    return Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index), 4)}`).join('');
  });
}

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function everyDangerous(): RegExp {
  compiled ??= new RegExp(dangerous, 'gu');
  return compiled;
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
