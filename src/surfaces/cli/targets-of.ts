import { type Diagnostic, problem } from '../../kernel/diagnostic.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { RequestOf } from '../../model/operations.ts';

/** `--target ALIAS=NAME` and `--target NAME`, in their order. */
export function targetsOf(given: readonly string[]): Result<NonNullable<RequestOf<'ask'>['targets']>> {
  const targets = new Map<string, string>();
  for (const text of given) {
    const at = text.indexOf('=');
    const [alias, name] = at === -1 ? [text, text] : [text.slice(0, at), text.slice(at + 1)];
    if (alias === '' || name === '') return fail(usage(`${JSON.stringify(text)} names no target`, '--target NAME, or --target ALIAS=NAME'));
    if (targets.has(alias)) return fail(usage(`two targets are called ${JSON.stringify(alias)}`, 'call one of them otherwise: --target ALIAS=NAME'));
    targets.set(alias, name);
  }
  return ok(Object.fromEntries(targets));
}

function usage(message: string, fix: string): Diagnostic {
  return problem('USAGE', message, fix, { at: '--target' });
}
