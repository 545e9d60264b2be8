import type { ResolveContext } from '../resolve.ts';
import { less, more, off, on, set, verbOf } from './read-order.ts';
import { standingPhrase } from './standing-phrase.ts';

const polite = /^(?:please\s+|never\s+|(?:do\s+not|don['’]t)\s+)+/iu;
const anew = /\b(?:an?|another|new|some|one|two|three)\b|^(?:set\s+up|make\s+us)\b/iu;
const changing = new RegExp(`^(?:${set}|${on}|${off}|scale|resize|upgrade|downgrade|restart|stop|start|close|open|purge|move|delete|remove)\\s`, 'iu');

/**
 * Whether a text orders something of what is there, be it understood or not, and wants nothing new: it begins with what is done to a thing ("scale web to 4 tasks"), or ends with what stands ("purge the queue pair").
 */
export function ordersChange(text: string, context: ResolveContext): boolean {
  const words = text
    .trim()
    .replace(/[.!]+$/u, '')
    .replace(polite, '');
  if (anew.test(words)) return false;
  const verb = verbOf(words);
  if (changing.test(words) || more.test(verb) || less.test(verb)) return true;
  const parts = words.split(/\s+/u);
  return parts.some((_, index) => index > 0 && standingPhrase(parts.slice(index).join(' '), context) !== null);
}
