import type { ResolveContext } from '../resolve.ts';
import { type Amount, less, more, type Order, off, on, orderIn, renamed, set, verbOf } from './read-order.ts';

/** What a text says of something that stands. */
export type Change =
  /**
   * The same as a wish of how it is to be: `the queue "jobs" should have a visibility timeout of 1 minute`. Where an amount says by how much something changes, nobody can tell the wish
   * before it is known what stands.
   */
  | { readonly kind: 'change'; readonly wish: string; readonly amounts: readonly Amount[] }
  | { readonly kind: 'rename'; readonly words: string; readonly type: string; readonly name: string };

/** So many orders are read in one text. */
const mostOrders = 6;

/**
 * Reads a text that orders changes of what stands, as the wish that means the same. Null for any other text, also where what it is about does not stand, or where one of several orders is none: then it is
 * read as it is.
 */
export function readChange(text: string, context: ResolveContext): Change | null {
  if (context.names.size === 0) return null;
  const words = text
    .trim()
    .replace(/[.!]+$/u, '')
    .replace(/^(?:(?:please|also|additionally)\s+)+/iu, '')
    .replace(/[\s,]+(?:as well|too|also)$/iu, '');
  // A question and a condition are no order.
  if (/[!?]\s|\?$|\n/u.test(words)) return null;
  const rename = renamed(words, context);
  if (rename !== null) return { kind: 'rename', words, ...rename };
  const orders = ordersIn(words.split(separators), null, context);
  return orders === null ? null : { kind: 'change', wish: wishOf(orders), amounts: orders.flatMap(({ amount }) => amount ?? []) };
}

/** Between two orders; what is between them is kept, so that parts can be put together again. */
const separators = /(\s*[,;.]\s+(?:and\s+|then\s+|also\s+)*|\s+and\s+(?:then\s+|also\s+)*)/iu;

/** What an order before another one leaves unsaid in it. */
interface Before {
  readonly verb: string;
  readonly name: string;
}

/** The orders that the parts of a text are, each as few parts as it can be; null where some are none. */
function ordersIn(parts: readonly string[], before: Before | null, context: ResolveContext): readonly Order[] | null {
  if (parts.length > 2 * mostOrders - 1) return null;
  for (let length = 1; length <= parts.length; length += 2) {
    const text = parts.slice(0, length).join('');
    const own = before === null ? text : saidWhole(text, before);
    const order = /[.;]\s/u.test(own) ? null : orderIn(own, context);
    if (order === null) continue;
    if (length === parts.length) return [order];
    const rest = ordersIn(parts.slice(length + 1), { verb: verbOf(own), name: order.standing.name }, context);
    if (rest !== null) return [order, ...rest];
  }
  return null;
}

const led = new RegExp(`^(?:${set}|${on}|${off}|give|tag|encrypt|version|resize|scale|upgrade|downgrade)\\s`, 'iu');
const setsOwn = new RegExp(`^(?:${set})\\s+(?:the\\s+)?[\\w\\s-]+?\\s(?:to|by)\\s`, 'iu');

/** An order that leans on the one before it, said whole: "its timeout to 30 s", "raise its timeout to 30 s", "make it private", "the retention of jobs to 4 days". */
function saidWhole(text: string, { verb, name }: Before): string {
  const order = led.test(text) || !/\s(?:to|by)\s/iu.test(text) ? text : `${more.test(verb) || less.test(verb) ? 'set' : verb} ${text}`;
  if (!led.test(order)) return text;
  const named = order
    .replace(/\b(?:its|their)\s+(.+?)\s+(to|by)\s+/iu, `the $1 of ${name} $2 `)
    .replace(/\s(of|for|on|in|to|from)\s+it$/iu, ` $1 ${name}`)
    .replace(/\s(of|for|on|in)\s+it\s/iu, ` $1 ${name} `)
    .replace(/^(\w+)\s+it\b/iu, `$1 ${name}`);
  // "the timeout to 30 s" is that of the thing before.
  return !/\s(?:of|for|on|in)\s/iu.test(named) && setsOwn.test(named) ? named.replace(/\s(to|by)\s/iu, ` of ${name} $1 `) : named;
}

/** Orders as one wish: what is said of one thing stands together. */
function wishOf(orders: readonly Order[]): string {
  const bySaid = Map.groupBy(orders, ({ standing }) => standing.said);
  return [...bySaid].map(([said, own]) => `${said} ${own.map(({ tail }) => tail).join(' and ')}`).join(', ');
}
