import { type Token, tokenize } from '../tokenize.ts';
import { stemOf } from './words-of-name.ts';

/** A word of the text as the lexicon is asked for it. */
export interface Word {
  readonly token: Token;
  /** Lower case. */
  readonly text: string;
  readonly stem: string;
  /** Which sentence it is in, from 0. */
  readonly sentence: number;
}

/** The words of a text. A name with underscores (`aws_lb_target_group`) is several. */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  let sentence = 0;
  for (const token of tokenize(text)) {
    const parts = token.kind === 'word' && /^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(token.text) ? token.text.split('_') : [token.text];
    for (const part of parts) words.push({ token, text: part, stem: token.kind === 'word' ? stemOf(part) : part, sentence });
    if (token.kind === 'stop') sentence++;
  }
  return words;
}
