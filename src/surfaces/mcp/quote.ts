import { escapeText } from '../../kernel/escape-text.ts';
import { hiddenTexts, spellingsOf, withoutCredentials, withoutSecrets } from '../../model/withhold.ts';

/**
 * Makes of a text from outside one that may be told: a message, an intent, a note, or, with `called`, what something is called, which has to stay what it is.
 * What either gives holds no control, invisible or direction-changing character and nothing of which markup or a code fence is made (they are written out, as
 * `\n` or `\x3c`), has at most `limit` characters and says how much was cut, and holds nothing that has the form of a credential.
 */
export interface Quote {
  (text: string, limit?: number): string;
  called(text: string, limit?: number): string;
}

const usualLimit = 200;
/** Longer texts are cut before they are looked at. */
const longestLooked = 16_384;

/** A quote for texts about these documents: what they hold where people keep secrets is in no message either, but what names something there, or is a word of such a name. */
export function quoteAbout(...documents: readonly unknown[]): Quote {
  const secrets = spellingsOf(hiddenTexts(...documents));
  const quote = (text: string, limit = usualLimit) => bounded(withoutSecrets(text.slice(0, longestLooked), secrets), text.length, limit);
  const called = (text: string, limit = usualLimit) => bounded(withoutCredentials(text.slice(0, longestLooked)), text.length, limit);
  return Object.assign(quote, { called });
}

function bounded(text: string, whole: number, limit: number): string {
  const written = escapeText(text).replace(/[<>`]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
  const characters = [...written];
  if (characters.length <= limit && whole <= longestLooked) return written;
  return `${characters.slice(0, limit).join('')}… (${whole} characters)`;
}
