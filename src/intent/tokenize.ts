/**
 * A piece of an intent's text. Words joined by hyphens are one piece each, sharing `raw`: "dead-letter" is two tokens of
 * one raw word, so that it reads like "dead letter", while "us-east-1" can still be read as a whole.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'comma' | 'stop';
  /** Lower case. */
  readonly text: string;
  /** The whole raw word as it was written. */
  readonly written: string;
  /** Which raw word it belongs to. */
  readonly raw: number;
  /** Offsets in the text, UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

const piece =
  /(?<space>\s+)|"(?<double>[^"\n]*)"|“(?<curly>[^”\n]*)”|`(?<tick>[^`\n]*)`|(?<![\p{L}\p{N}])'(?<single>[^'\n]*)'(?![\p{L}\p{N}])|(?<number>\d{1,3}(?:,\d{3})+(?![\d,]))|(?<bracket>[()[\]])|(?<comma>,)|(?<stop>[;!?])|(?<word>[^\s,;!?()[\]"“”`]+)|(?<other>.)/gsu;

/** Splits a text into tokens. Nothing is lost but white space and brackets: what cannot be read is a word, so that somebody asks what it means. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let raw = 0;
  for (const match of text.matchAll(piece)) {
    const groups = match.groups ?? {};
    const start = match.index;
    const whole = match[0];
    const end = start + whole.length;
    const quoted = groups['double'] ?? groups['curly'] ?? groups['tick'] ?? groups['single'];
    if (groups['space'] !== undefined || groups['bracket'] !== undefined) continue;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted, written: quoted, raw: raw++, start, end });
    else if (groups['comma'] !== undefined) tokens.push({ kind: 'comma', text: ',', written: ',', raw: raw++, start, end });
    else if (groups['stop'] !== undefined) tokens.push({ kind: 'stop', text: whole, written: whole, raw: raw++, start, end });
    else if (groups['number'] !== undefined) tokens.push({ kind: 'word', text: whole.replaceAll(',', ''), written: whole, raw: raw++, start, end });
    else raw = pushWord(tokens, whole, start, raw);
  }
  return tokens;
}

/** A word with the punctuation that ends it: "bucket." is a word and a stop, "N." an initial, "-" alone the dash of a list. */
function pushWord(tokens: Token[], whole: string, start: number, raw: number): number {
  if (/^[-–—•*]+$/u.test(whole)) {
    tokens.push({ kind: 'comma', text: ',', written: whole, raw, start, end: start + whole.length });
    return raw + 1;
  }
  const ending = /[.:…]+$/u.exec(whole)?.[0] ?? '';
  const written = whole.slice(0, whole.length - ending.length);
  const initial = /^\p{L}$/u.test(written) && ending === '.';
  let next = raw;
  if (written !== '') {
    const parts = /^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)+$/u.test(written) ? written.split('-') : [written];
    let offset = start;
    for (const part of parts) {
      tokens.push({
        kind: 'word',
        text: part.toLowerCase().replaceAll('’', "'"),
        written,
        raw: next,
        start: offset,
        end: initial ? start + whole.length : offset + part.length,
      });
      offset += part.length + 1;
    }
    next++;
  }
  if (ending !== '' && !initial) {
    tokens.push({
      kind: ending.startsWith(':') ? 'comma' : 'stop',
      text: ending,
      written: ending,
      raw: next,
      start: start + written.length,
      end: start + whole.length,
    });
    next++;
  }
  return next;
}
