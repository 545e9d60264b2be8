import { problem } from '../../kernel/diagnostic.ts';
import { canonicalJson, type Json, unfaithful } from '../../kernel/json.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';

/**
 * A document that a person wrote: YAML where its name says so, otherwise JSON, or YAML where it is no JSON and its name does not say that it should be.
 * INTENT_UNREADABLE with the first thing that is wrong; INPUT_INVALID with the first value that would not arrive as it was written.
 */
export async function parseDocument(text: string, path: string): Promise<Result<Json>> {
  const read = await parsed(text, path);
  const lost = read.ok ? unfaithful(read.value) : null;
  return lost === null ? read : fail(problem('INPUT_INVALID', `${path}: ${lost.what}`, 'write it as a text, or otherwise', { at: lost.path }));
}

async function parsed(text: string, path: string): Promise<Result<Json>> {
  if (!/\.ya?ml$/i.test(path)) {
    try {
      return ok(JSON.parse(text) as Json);
    } catch (error) {
      if (/\.json$/i.test(path)) return unreadable(path, 'is not JSON', (error as SyntaxError).message);
    }
  }
  try {
    const { parse } = await import('yaml');
    const value: unknown = parse(text.replace(/^\ufeff/u, ''), { logLevel: 'error' });
    // YAML knows values that JSON does not: those are refused, and not sent as something else.
    canonicalJson(value);
    return ok(value as Json);
  } catch (error) {
    return unreadable(path, 'is neither JSON nor YAML', (error as Error).message.split('\n', 1)[0] ?? '');
  }
}

function unreadable(path: string, what: string, cause: string): Result<never> {
  return fail(problem('INTENT_UNREADABLE', `${path} ${what}`, 'write it as {"intent": "…"}, or see: asbuilt help ask', { at: path, cause }));
}
