import { escapeText } from '../../kernel/escape-text.ts';
import { namesIn } from '../../model/secret-place.ts';
import { secretsIn, spellingsOf, withoutCredentials, withoutSecrets } from '../../model/withhold.ts';

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
  const known = documents.map(hiddenIn);
  const names = new Set(known.flatMap((each) => [...each.names]));
  const secrets = spellingsOf(known.flatMap((each) => [...each.secrets]).filter((secret) => !names.has(secret)));
  const quote = (text: string, limit = usualLimit) => bounded(withoutSecrets(text.slice(0, longestLooked), secrets), text.length, limit);
  const called = (text: string, limit = usualLimit) => bounded(withoutCredentials(text.slice(0, longestLooked)), text.length, limit);
  return Object.assign(quote, { called });
}

interface Hidden {
  readonly secrets: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Of plans, which never change: a large one is looked through once. */
const looked = new WeakMap<object, Hidden>();

function hiddenIn(document: unknown): Hidden {
  const frozen = typeof document === 'object' && document !== null && Object.isFrozen(document) ? document : null;
  const before = frozen === null ? undefined : looked.get(frozen);
  if (before !== undefined) return before;
  const names = [...namesIn(document)].flatMap((name) => [name, ...name.split(/[^A-Za-z0-9]+/)]);
  const hidden = { secrets: secretsIn(document), names: new Set(names) };
  if (frozen !== null) looked.set(frozen, hidden);
  return hidden;
}

function bounded(text: string, whole: number, limit: number): string {
  const written = escapeText(text).replace(/[<>`]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
  const characters = [...written];
  if (characters.length <= limit && whole <= longestLooked) return written;
  return `${characters.slice(0, limit).join('')}… (${whole} characters)`;
}
