import { type Expression, ExpressionFault, parseCel } from './cel.ts';

/** A text in pieces: plain text and the expressions in it. A text without expressions is one plain piece. */
export type Template = readonly (string | Expression)[];

/** Reads the `${…}` of a text; `$${` stands for a plain `${`. Throws an ExpressionFault. */
export function parseTemplate(text: string): Template {
  const pieces: (string | Expression)[] = [];
  let plain = '';
  let index = 0;
  while (index < text.length) {
    const open = text.indexOf('${', index);
    if (open < 0) break;
    if (open > index && text[open - 1] === '$') {
      plain += `${text.slice(index, open - 1)}\${`;
      index = open + 2;
      continue;
    }
    plain += text.slice(index, open);
    const close = closing(text, open + 2);
    if (close < 0) throw new ExpressionFault(`\${${text.slice(open + 2, open + 42)} has no closing brace`);
    if (plain !== '') pieces.push(plain);
    plain = '';
    pieces.push(parseCel(text.slice(open + 2, close).trim()));
    index = close + 1;
  }
  plain += text.slice(index);
  if (plain !== '' || pieces.length === 0) pieces.push(plain);
  return pieces;
}

/** The expression that a text is, with or without `${` and `}` around it, as where a condition stands. Throws an ExpressionFault. */
export function parseCondition(text: string): Expression {
  const [first, ...rest] = text.includes('${') ? parseTemplate(text.trim()) : [parseCel(text.trim())];
  if (first === undefined || typeof first === 'string' || rest.length > 0) throw new ExpressionFault('one expression stands here, and no text around it');
  return first;
}

/** Where the brace closes: braces of maps, and those within quotes, are the expression's own. */
function closing(text: string, from: number): number {
  let quote = '';
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth++;
    else if (character === '}') {
      if (depth === 0) return at;
      depth--;
    }
  }
  return -1;
}
