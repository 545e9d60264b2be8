import { problem } from '../../kernel/diagnostic.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { endOfAddress } from '../../model/address-form.ts';
import type { ArgumentsOf } from './command-table.ts';

/** What the flags name, as fields of an intent. */
export function namedBy({ accept, replace, adopt }: Pick<ArgumentsOf<'ask'>, 'accept' | 'replace' | 'adopt'>): Result<JsonObject> {
  const taken = new Map<string, string>();
  for (const text of adopt) {
    const at = endOfAddress(text, '=');
    const [node, identifier] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 0 || identifier === '')
      return fail(problem('USAGE', `${JSON.stringify(text)} says no node and identifier`, '--adopt NODE=IDENTIFIER', { at: '--adopt' }));
    if (taken.has(node)) return fail(problem('USAGE', `${node} would take over two things`, 'give each node one identifier', { at: '--adopt' }));
    taken.set(node, identifier);
  }
  const lists = { ...(accept.length === 0 ? {} : { accept: [...accept] }), ...(replace.length === 0 ? {} : { replace: [...replace] }) };
  return ok({ ...lists, ...(taken.size === 0 ? {} : { adopt: Object.fromEntries(taken) }) });
}
