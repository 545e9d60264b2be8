import type { Json } from '../../kernel/json.ts';

/** Of a hundred items each: more of one type in one account and region than is asked for here. */
const mostPages = 2_000;
/** Services skip what does not match, and may send so many pages in a row without anything new. */
const mostIdlePages = 100;

/** What follows a page: its end, the token of another one, or why the listing is not believed to have an end. */
export type After = { readonly kind: 'end' } | { readonly kind: 'more'; readonly token: Json } | { readonly kind: 'endless'; readonly why: string };

/**
 * Counts the pages of one listing, so that a provider that always has another one does not hold us for ever. A listing without an end was not read to
 * its end: what was found so far is no answer.
 */
export class PageCount {
  readonly #tokens = new Set<string>();
  readonly #found = new Set<string>();
  #pages = 0;
  #idle = 0;

  /** `token` is what the page gives for the next one, `items` what it brought. */
  after(token: Json | undefined, items: Iterable<Json>): After {
    if (token === undefined || token === null || token === '') return { kind: 'end' };
    const before = this.#found.size;
    for (const item of items) this.#found.add(JSON.stringify(item));
    this.#idle = this.#found.size === before ? this.#idle + 1 : 0;
    this.#pages++;
    const text = JSON.stringify(token);
    if (this.#tokens.has(text)) return endless('it names a page again that was read before');
    this.#tokens.add(text);
    if (this.#idle >= mostIdlePages) return endless(`${mostIdlePages} pages in a row brought nothing new`);
    if (this.#pages >= mostPages) return endless(`there are more than ${mostPages} pages`);
    return { kind: 'more', token };
  }
}

function endless(why: string): After {
  return { kind: 'endless', why: `the listing does not end: ${why}` };
}
