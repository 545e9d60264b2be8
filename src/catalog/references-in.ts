import type { Json } from '../kernel/json.ts';
import { parseExpression, type Reference, referencesOf } from './expression.ts';
import { leavesOf } from './input-reach.ts';

/** What the texts within a value refer to of these nodes, by the way to each text, `*` for any item of a list. A text that cannot be read refers to nothing. */
export function referencesIn(value: Json, nodes: { has(address: string): boolean }): { readonly path: readonly string[]; readonly to: readonly Reference[] }[] {
  return leavesOf(value).flatMap(({ path, value: text }) => {
    const read = typeof text === 'string' && text.includes('${') ? parseExpression(text, '', (address) => nodes.has(address)) : null;
    const to = read?.ok === true ? referencesOf(read.value).filter(({ node }) => nodes.has(node)) : [];
    return to.length === 0 ? [] : [{ path, to }];
  });
}
